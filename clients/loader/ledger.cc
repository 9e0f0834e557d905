#include "clients/loader/ledger.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

// In the order in which they are told.
constexpr std::pair<const char*, const char*> kBecame[] = {{"REQUEST", "requests"},
                                                           {"OFFER", "offers"},
                                                           {"CONTRIBUTION", "contributions"},
                                                           {"MERGED", "merged into another record"},
                                                           {"REPORTED", "reported"}};

std::string TableName(const CsvRow& row) {
  return std::string(absl::StripSuffix(row.Get("table"), ".csv"));
}

}  // namespace

absl::StatusOr<CsvTable> ReadLedger(const std::string& folder) {
  ASSIGN_OR_RETURN(CsvTable ledger, CsvTable::ReadFile(folder + "/assistance_ledger.csv"));
  RETURN_IF_ERROR(ledger.Require({"table", "row", "became", "resource", "reason"}));
  return ledger;
}

std::string LedgerCounts(const CsvTable& ledger) {
  std::vector<std::string> tables;  // in the order of the file
  std::map<std::string, std::map<std::string, int>> counts;
  for (const CsvRow& row : ledger.rows()) {
    std::string table = TableName(row);
    if (counts.count(table) == 0) tables.push_back(table);
    ++counts[table][std::string(row.Get("became"))];
  }
  std::string text;
  for (const std::string& table : tables) {
    int rows = 0;
    std::vector<std::string> parts;
    for (const auto& [became, words] : kBecame) {
      int count = counts[table][became];
      rows += count;
      if (count > 0) parts.push_back(absl::StrCat(count, " ", words));
    }
    absl::StrAppendFormat(&text, "  %-18s %4d rows: %s\n", table, rows, absl::StrJoin(parts, ", "));
  }
  return text;
}

std::string LedgerLines(const CsvTable& ledger, bool all) {
  std::string text;
  for (const CsvRow& row : ledger.rows()) {
    bool plain = row.Get("became") != "REPORTED" && row.Get("became") != "MERGED";
    bool flow = row.Get("table") == "funding_flows.csv";
    if (!all && plain && (!flow || row.Get("reason").empty())) continue;
    absl::StrAppend(&text, "  ", TableName(row), " ", row.Get("row"), ": ",
                    absl::AsciiStrToLower(row.Get("became")));
    if (!row.Get("resource").empty()) absl::StrAppend(&text, ", ", row.Get("resource"));
    if (!row.Get("reason").empty()) absl::StrAppend(&text, ": ", row.Get("reason"));
    absl::StrAppend(&text, "\n");
  }
  return text;
}

}  // namespace clearway::loader
