// An obstacle to joining becomes a request for assistance (Action 5): universalization drafts it,
// cooperation creates it, universalization keeps the link. `clearway obstacles raise-request`.
#ifndef CLEARWAY_CLIENTS_CLI_RAISE_REQUEST_H_
#define CLEARWAY_CLIENTS_CLI_RAISE_REQUEST_H_

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/method_command.h"
#include "common/rpc/client.h"

namespace clearway::cli {

struct RaisedRequest {
  std::string assistance_request;  // its name
  bool created = false;            // by this call; false: it was there
  bool linked = false;             // by this call
};

// The three steps, each of which may be repeated after whatever went wrong: there is one request
// for an obstacle, and it is linked once. FAILED_PRECONDITION where the id that belongs to the
// obstacle is another record's.
absl::StatusOr<RaisedRequest> RaiseRequest(const rpc::Client& universalization,
                                           const rpc::Client& cooperation,
                                           const std::string& obstacle);

class RaiseRequestCommand {
 public:
  // Adds the command to the group "obstacles", which must be there.
  explicit RaiseRequestCommand(CLI::App* app);

  bool Chosen() const { return command_->parsed(); }
  absl::Status Run(const Settings& settings, std::ostream& out, std::ostream& err);

 private:
  CLI::App* command_;
  std::string obstacle_;
};

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_RAISE_REQUEST_H_
