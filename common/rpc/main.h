// What gives a service's main.cc its forty lines: flags, configuration, the store, listening,
// logs, metrics, and a drain on SIGTERM.
//
//   int main(int argc, char** argv) {
//     return clearway::rpc::RunServer(argc, argv, {
//         .name = "cooperation",
//         .default_port = 50053,
//         .services = [](const MainContext& context) { return BuildServices(context.store); },
//         .background = StartFollower,
//     });
//   }
//
// No gRPC headers here.
#ifndef CLEARWAY_COMMON_RPC_MAIN_H_
#define CLEARWAY_COMMON_RPC_MAIN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/directory.h"
#include "common/rpc/client_credentials.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::rpc {

// What the process has when it makes its services.
struct MainContext {
  store::Store* store = nullptr;  // open; outlives the services
  std::string data_dir;           // of the store
  // How to call other services: over TLS with this one's own certificate, or, where the operator
  // chose so, in plain text.
  ClientCredentials peers;
  // Value of one of ServerMainOptions::extra_flags; empty when it was not given.
  std::function<std::string(absl::string_view flag)> flag;
};

// Something that runs beside the server (a follower, a purge): its destructor stops it. All are
// destroyed after the server has drained and before the store is closed.
class Background {
 public:
  virtual ~Background() = default;
};

struct ExtraFlag {
  std::string name;  // "registry" for --registry
  std::string help;  // one line
  std::string default_value;
};

struct ServerMainOptions {
  std::string name;  // of the service: "cooperation"; stands in the data directory's FORMAT
  int default_port = 0;
  std::vector<ExtraFlag> extra_flags;
  // Prefixes whose changes the store keeps as a feed.
  std::vector<std::string> watched_prefixes = {"r/"};
  // Makes the services; a status other than OK stops the process with its message. May write to
  // the store (load reference data, migrate).
  std::function<absl::StatusOr<std::vector<std::unique_ptr<Service>>>(const MainContext&)> services;
  // Who may act for whom, from the registry as this service has it. Called after `services`; the
  // result outlives the server. Empty: those that the configuration names, and services.
  std::function<std::unique_ptr<auth::Directory>(const MainContext&)> directory;
  // Starts what runs beside the server, once it listens. May be empty.
  std::function<absl::StatusOr<std::vector<std::unique_ptr<Background>>>(const MainContext&)>
      background;
};

// Runs the service until SIGTERM or SIGINT, and returns the exit code: 0 after a clean drain, 2 for
// a wrong command line or configuration, 3 when the data directory cannot be used, 4 when an
// address cannot be listened on, 1 for anything else. Every refusal is one line on stderr that says
// what to do. --help lists the flags; the store is in {--data}/{name}.
int RunServer(int argc, char** argv, const ServerMainOptions& options);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_MAIN_H_
