// `clearway import GROUP VERB FILE`: a file's rows as calls of one of the commands, with what is
// wrong told row by row.
//
// A row's request id comes from what the row says, so that an import that was broken off is run
// again: rows that were stored get their first answer, and nothing is done twice.
#ifndef CLEARWAY_CLIENTS_CLI_IMPORT_COMMAND_H_
#define CLEARWAY_CLIENTS_CLI_IMPORT_COMMAND_H_

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/import_findings.h"
#include "clients/cli/import_rows.h"
#include "clients/cli/method_command.h"

namespace clearway::cli {

class ImportCommand {
 public:
  explicit ImportCommand(CLI::App* app);
  bool Chosen() const { return app_->parsed(); }
  // FAILED_PRECONDITION when rows were refused.
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  struct Job;  // one run
  absl::Status Check(Job* job) const;
  absl::Status StoreAll(Job* job) const;
  absl::Status StoreEach(Job* job, std::ostream& err) const;
  absl::Status Report(const Job& job, std::ostream& out, std::ostream& err) const;

  CLI::App* app_;
  std::string group_, verb_, path_, findings_path_;
  bool validate_only_ = false;
  bool atomic_ = false;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_IMPORT_COMMAND_H_
