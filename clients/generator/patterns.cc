#include "clients/generator/patterns.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/loader/assistance_rows.h"
#include "clients/loader/csv.h"
#include "common/status_macros.h"

namespace clearway::generator {
namespace {

using loader::CsvRow;
using loader::CsvTable;

absl::Status ReadNames(const std::string& folder, absl::string_view collection, const char* file,
                       Patterns* patterns) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(absl::StrCat(folder, "/", file)));
  RETURN_IF_ERROR(table.Require({"id", "display_name"}));
  for (const CsvRow& row : table.rows()) {
    std::string name = absl::StrCat(collection, "/", row.Get("id"));
    patterns->display_names[name] = std::string(row.Get("display_name"));
    if (!row.Get("region").empty()) patterns->regions[name] = std::string(row.Get("region"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Patterns> ReadPatterns(const std::string& folder) {
  Patterns patterns;
  RETURN_IF_ERROR(ReadNames(folder, "states", "states.csv", &patterns));
  RETURN_IF_ERROR(ReadNames(folder, "areas", "areas.csv", &patterns));
  RETURN_IF_ERROR(ReadNames(folder, "actors", "actors.csv", &patterns));
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(folder + "/contributions.csv"));
  for (const CsvRow& row : table.rows()) {
    ASSIGN_OR_RETURN(loader::ExternalContribution external, loader::ReadContribution(row));
    const auto& made = external.contribution;
    if (made.recipients_size() != 1 || absl::StartsWith(made.recipients(0), "actors/")) continue;
    Flow flow{made.provider(),
              made.recipients(0),
              {},
              made.total().money().currency_code(),
              made.total().money().units()};
    for (int area : made.areas_of_work()) {
      flow.areas_of_work.push_back(static_cast<type::v1::AreaOfWork>(area));
    }
    auto& recipients = patterns.recipients_of[flow.provider];
    if (std::find(recipients.begin(), recipients.end(), flow.recipient) == recipients.end()) {
      recipients.push_back(flow.recipient);
    }
    patterns.flows.push_back(std::move(flow));
  }
  if (patterns.flows.empty()) return absl::InvalidArgumentError("contributions.csv has no flow");
  return patterns;
}

}  // namespace clearway::generator
