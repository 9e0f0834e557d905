// `clearway export GROUP`: all records of a collection that the caller sees, as CSV or JSON that
// `clearway import` reads back.
#ifndef CLEARWAY_CLIENTS_CLI_EXPORT_COMMAND_H_
#define CLEARWAY_CLIENTS_CLI_EXPORT_COMMAND_H_

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/method_command.h"

namespace clearway::cli {

class ExportCommand {
 public:
  explicit ExportCommand(CLI::App* app);
  bool Chosen() const { return app_->parsed(); }
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  CLI::App* app_;
  std::string group_, filter_, parent_;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_EXPORT_COMMAND_H_
