// `clearway auth`: a development authority for one machine, what is in a credential, and who a
// service takes us for.
#ifndef CLEARWAY_CLIENTS_CLI_AUTH_COMMANDS_H_
#define CLEARWAY_CLIENTS_CLI_AUTH_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <ostream>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/method_command.h"

namespace clearway::cli {

// Private keys go into files with mode 0600 and nowhere else; a token goes to standard output only
// where it was asked for without a file.
class AuthCommands {
 public:
  explicit AuthCommands(CLI::App* app, std::function<absl::Time()> clock = absl::Now);
  ~AuthCommands();

  bool Chosen() const;
  // An INVALID_ARGUMENT from here is the user's.
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_AUTH_COMMANDS_H_
