// The flags of every client program that say where the services are and who calls
// (common/rpc/connection.h has the environment and the profile behind them).
#ifndef CLEARWAY_CLIENTS_CONNECTION_SERVICE_FLAGS_H_
#define CLEARWAY_CLIENTS_CONNECTION_SERVICE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "common/rpc/connection.h"

namespace clearway::clients {

class ServiceFlags {
 public:
  // Adds --universalization, --cooperation, --profile, --ca, --certificate, --key, --token-file and
  // --actor. Outlives `app`.
  void AddTo(CLI::App* app);

  // A client of "universalization" or "cooperation". INVALID_ARGUMENT when what was given cannot be
  // used. `options.credentials` are those that were given.
  absl::StatusOr<std::unique_ptr<rpc::Client>> Connect(const std::string& service,
                                                       rpc::ClientOptions options = {}) const;

 private:
  rpc::ConnectionFlags flags_;
};

// What to look at when a service is UNAVAILABLE: one or two lines.
std::string UnavailableHint();

}  // namespace clearway::clients

#endif  // CLEARWAY_CLIENTS_CONNECTION_SERVICE_FLAGS_H_
