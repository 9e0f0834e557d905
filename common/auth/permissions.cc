#include "common/auth/permissions.h"

#include <cstdio>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/auth/permissions_csv.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using Cells = std::vector<absl::string_view>;

constexpr size_t kFirstRole = 4;

std::vector<std::string> Columns() {
  std::vector<std::string> columns = {"service", "method", "resource", "verb"};
  for (Role role : AllRoles()) columns.push_back(RoleName(role));
  return columns;
}

// Where in the file: a line, and a cell of it.
struct Place {
  absl::string_view file;
  int line;

  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(file, ", line ", line, ": ", what));
  }
  absl::Status Wrong(size_t cell, absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(file, ", line ", line, ", column ", cell + 1,
                                                   " (", Columns()[cell], "): ", what));
  }
};

bool Only(absl::string_view text, absl::string_view first, absl::string_view rest) {
  return !text.empty() && first.find(text[0]) != absl::string_view::npos &&
         text.find_first_not_of(rest) == absl::string_view::npos;
}

constexpr absl::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr absl::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr absl::string_view kWord = "abcdefghijklmnopqrstuvwxyz0123456789_.";
constexpr absl::string_view kName =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.";
constexpr absl::string_view kWords = "abcdefghijklmnopqrstuvwxyz ";

absl::Status CheckHeader(const Place& place, const Cells& cells) {
  const std::vector<std::string> columns = Columns();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i < cells.size() && cells[i] == columns[i]) continue;
    const std::string got = i < cells.size() ? absl::StrCat("\"", cells[i], "\"") : "missing";
    return place.Wrong(
        i, absl::StrCat("is ", got, "; the first line must be ", absl::StrJoin(columns, ",")));
  }
  if (cells.size() == columns.size()) return absl::OkStatus();
  return place.Wrong(absl::StrCat("has more columns than there are roles, from \"",
                                  cells[columns.size()], "\" on"));
}

absl::StatusOr<Permissions::Line> ParseLine(const Place& place, const Cells& cells) {
  const size_t columns = kFirstRole + AllRoles().size();
  if (cells.size() != columns) {
    return place.Wrong(absl::StrCat("has ", cells.size(), " cells instead of ", columns));
  }
  Permissions::Line line;
  line.number = place.line;
  if (!Only(cells[0], kLower, kWord)) return place.Wrong(0, "must be a service like cooperation");
  if (!Only(cells[1], kUpper, kName)) return place.Wrong(1, "must be a method like PublishOffer");
  if (cells[2] != "-" && !Only(cells[2], kLower, kName)) {
    return place.Wrong(2, "must be a collection like offers, or -");
  }
  if (!Only(cells[3], kLower, kWords)) return place.Wrong(3, "must be a verb like publish");
  line.service = std::string(cells[0]);
  line.method = std::string(cells[1]);
  line.resource = std::string(cells[2]);
  line.verb = std::string(cells[3]);
  for (size_t i = kFirstRole; i < columns; ++i) {
    auto condition = ParseCondition(cells[i]);
    if (!condition.ok()) return place.Wrong(i, condition.status().message());
    line.conditions.push_back(*std::move(condition));
  }
  return line;
}

}  // namespace

absl::StatusOr<Permissions> Permissions::Parse(absl::string_view csv, absl::string_view file_name) {
  Permissions table;
  std::vector<absl::string_view> rows = absl::StrSplit(csv, '\n');
  if (rows.back().empty()) rows.pop_back();
  for (size_t i = 0; i < rows.size(); ++i) {
    const Place place{file_name, static_cast<int>(i) + 1};
    if (rows[i].empty()) return place.Wrong("is empty");
    const Cells cells = absl::StrSplit(rows[i], ',');
    if (i == 0) {
      RETURN_IF_ERROR(CheckHeader(place, cells));
      continue;
    }
    ASSIGN_OR_RETURN(Line line, ParseLine(place, cells));
    auto [it, inserted] =
        table.by_method_.try_emplace({line.service, line.method}, table.lines_.size());
    if (!inserted) {
      return place.Wrong(1, absl::StrCat(line.method, " stands in line ",
                                         table.lines_[it->second].number, " already"));
    }
    table.lines_.push_back(std::move(line));
  }
  if (rows.empty()) return absl::InvalidArgumentError(absl::StrCat(file_name, " is empty"));
  return table;
}

const Permissions& Permissions::BuiltIn() {
  static const auto* const table = [] {
    auto parsed = Parse(kPermissionsCsv, "common/auth/permissions.csv");
    if (!parsed.ok()) {
      std::fprintf(stderr, "%s\n", std::string(parsed.status().message()).c_str());
      std::abort();
    }
    return new Permissions(*std::move(parsed));
  }();
  return *table;
}

const Permissions::Line* Permissions::Find(absl::string_view service,
                                           absl::string_view method) const {
  auto it = by_method_.find({std::string(service), std::string(method)});
  return it == by_method_.end() ? nullptr : &lines_[it->second];
}

std::string Permissions::ServiceName(absl::string_view package) {
  absl::ConsumePrefix(&package, "clearway.");
  absl::ConsumeSuffix(&package, ".v1");
  return std::string(package);
}

}  // namespace clearway::auth
