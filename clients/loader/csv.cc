#include "clients/loader/csv.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";

absl::Status ErrorAt(absl::string_view source, int line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(source, ":", line, ": ", what));
}

// Takes one record after the other off the text, counting lines.
class Scanner {
 public:
  Scanner(absl::string_view text, absl::string_view source) : text_(text), source_(source) {}

  bool AtEnd() const { return at_ == text_.size(); }
  int line() const { return line_; }

  // The next record. An empty line is a record of one empty field.
  absl::StatusOr<std::vector<std::string>> Next() {
    std::vector<std::string> fields;
    for (;;) {
      std::string field;
      RETURN_IF_ERROR(Field(&field));
      fields.push_back(std::move(field));
      if (AtEnd()) return fields;
      char separator = text_[at_++];
      if (separator == ',') continue;
      if (separator == '\r') ++at_;  // Field stops only before CR LF
      ++line_;
      return fields;
    }
  }

 private:
  bool AtLineEnd() const {
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  absl::Status Field(std::string* field) {
    if (AtEnd() || text_[at_] != '"') return Plain(field);
    const int begin = line_;
    for (++at_; !AtEnd(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        if (AtEnd() || text_[at_] == ',' || AtLineEnd()) return absl::OkStatus();
        if (text_[at_] != '"') return ErrorAt(source_, line_, "text stands after a closing quote");
      } else if (text_[at_] == '\n') {
        ++line_;
      }
      *field += text_[at_];
    }
    return ErrorAt(source_, begin, "a quote is opened here and never closed");
  }

  absl::Status Plain(std::string* field) {
    for (; !AtEnd() && text_[at_] != ',' && !AtLineEnd(); ++at_) {
      if (text_[at_] == '"') {
        return ErrorAt(source_, line_,
                       "a quote stands inside an unquoted field: put the field in quotes, and "
                       "double the quotes within it");
      }
      *field += text_[at_];
    }
    return absl::OkStatus();
  }

  absl::string_view text_;
  absl::string_view source_;
  size_t at_ = 0;
  int line_ = 1;
};

bool IsEmptyLine(const std::vector<std::string>& fields) {
  return fields.size() == 1 && fields[0].empty();
}

}  // namespace

absl::string_view CsvRow::Get(absl::string_view column) const {
  auto found = header_->index.find(column);
  return found == header_->index.end() ? absl::string_view() : fields_[found->second];
}

std::vector<std::string> CsvRow::List(absl::string_view column) const {
  std::vector<std::string> parts;
  for (absl::string_view part : absl::StrSplit(Get(column), ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

std::string CsvRow::Where() const { return absl::StrCat(header_->source, ":", line_); }

absl::Status CsvRow::Error(absl::string_view what) const {
  return ErrorAt(header_->source, line_, what);
}

absl::StatusOr<CsvTable> CsvTable::Parse(absl::string_view text, absl::string_view source) {
  absl::ConsumePrefix(&text, kByteOrderMark);
  auto header = std::make_shared<CsvHeader>();
  header->source = std::string(source);
  Scanner scanner(text, source);
  if (scanner.AtEnd()) return ErrorAt(source, 1, "the line with the columns' names is missing");
  ASSIGN_OR_RETURN(header->columns, scanner.Next());
  for (size_t i = 0; i < header->columns.size(); ++i) {
    const std::string& name = header->columns[i];
    if (name.empty()) return ErrorAt(source, 1, absl::StrCat("column ", i + 1, " has no name"));
    if (!header->index.emplace(name, i).second) {
      return ErrorAt(source, 1, absl::StrCat("two columns are named ", name));
    }
  }
  CsvTable table;
  table.header_ = header;
  while (!scanner.AtEnd()) {
    const int line = scanner.line();
    ASSIGN_OR_RETURN(std::vector<std::string> fields, scanner.Next());
    if (IsEmptyLine(fields)) continue;
    if (fields.size() != header->columns.size()) {
      return ErrorAt(
          source, line,
          absl::StrCat(fields.size(), " fields, and the header has ", header->columns.size()));
    }
    table.rows_.emplace_back(header, line, std::move(fields));
  }
  return table;
}

absl::StatusOr<CsvTable> CsvTable::ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", path));
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return absl::UnavailableError(absl::StrCat("cannot read ", path));
  return Parse(text.str(), path.substr(path.rfind('/') + 1));
}

absl::Status CsvTable::Require(std::initializer_list<absl::string_view> columns) const {
  std::vector<absl::string_view> missing;
  for (absl::string_view column : columns) {
    if (header_->index.find(column) == header_->index.end()) missing.push_back(column);
  }
  if (missing.empty()) return absl::OkStatus();
  return ErrorAt(header_->source, 1,
                 absl::StrCat("columns missing: ", absl::StrJoin(missing, ", ")));
}

}  // namespace clearway::loader
