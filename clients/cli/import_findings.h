// What was found wrong in an import, row by row: for people as it comes, and as a file from which
// the rows can be mended and imported again (the columns that begin with "finding" are no fields).
#ifndef CLEARWAY_CLIENTS_CLI_IMPORT_FINDINGS_H_
#define CLEARWAY_CLIENTS_CLI_IMPORT_FINDINGS_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/import_rows.h"

namespace clearway::cli {

struct Finding {
  const ImportRow* row = nullptr;  // of the file, which outlives it
  absl::Status status;
};

// "deposits.csv:12: INVALID_ARGUMENT: action.date: 2010-02-30 is no day", a line for each
// violation.
std::string FindingText(const std::string& source, const Finding& finding);

// CSV: finding_line, finding_code, finding_reason, finding, then the row as it was. UNAVAILABLE
// when the file cannot be written.
absl::Status WriteFindings(const std::string& path, const ImportFile& file,
                           const std::vector<Finding>& findings);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_IMPORT_FINDINGS_H_
