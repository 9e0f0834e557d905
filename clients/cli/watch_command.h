// `clearway watch`: changes as they happen, one line each, until Ctrl-C.
#ifndef CLEARWAY_CLIENTS_CLI_WATCH_COMMAND_H_
#define CLEARWAY_CLIENTS_CLI_WATCH_COMMAND_H_

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/method_command.h"

namespace clearway::cli {

class WatchCommand {
 public:
  explicit WatchCommand(CLI::App* app);
  std::string method() const;
  bool Chosen() const { return app_->parsed(); }
  // Resumes by itself, with its last token, when the service goes away. OK on Ctrl-C; says on
  // `err` with which token to go on.
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  absl::Status CheckCollections() const;

  CLI::App* app_;
  std::string service_ = "cooperation";
  std::vector<std::string> collections_;
  std::string token_;
  bool existing_ = false;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_WATCH_COMMAND_H_
