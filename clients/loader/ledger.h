// The clerk's ledger, data/assistance_ledger.csv: what became of each row of the published tables.
#ifndef CLEARWAY_CLIENTS_LOADER_LEDGER_H_
#define CLEARWAY_CLIENTS_LOADER_LEDGER_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/loader/csv.h"

namespace clearway::loader {

absl::StatusOr<CsvTable> ReadLedger(const std::string& folder);

// One line a table: "  funding_flows         261 rows: 254 contributions, 7 merged".
std::string LedgerCounts(const CsvTable& ledger);
// One line for each row that became nothing or part of another's record, or about which there is
// something to say; with `all`, for every row.
std::string LedgerLines(const CsvTable& ledger, bool all);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_LEDGER_H_
