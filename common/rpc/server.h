// A gRPC server for services (service.h): one dispatcher over raw bytes, built from each service's
// descriptor, on gRPC's callback API; with health, reflection, limits, metrics and drain. No gRPC
// headers here.
//
//   ServerOptions options;
//   options.listen = {"127.0.0.1:50053"};
//   ASSIGN_OR_RETURN(auto server, Server::Start(options, std::move(services)));
//   …
//   server->Drain(absl::Seconds(10));
//
// Each call: limit → deadline → authenticate → parse → validate → authorise → handle → metrics and
// log. Errors have google.rpc details; INTERNAL ones say no more than a trace id, under which the
// log has the rest. An exception that a handler throws is INTERNAL.
#ifndef CLEARWAY_COMMON_RPC_SERVER_H_
#define CLEARWAY_COMMON_RPC_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/limits.h"
#include "common/rpc/metrics.h"
#include "common/rpc/service.h"

namespace clearway::rpc {

struct ServerOptions {
  // "host:port", loopback only; port 0 takes a free one.
  std::vector<std::string> listen = {"127.0.0.1:0"};
  Limits limits;
  // Injected time and randomness; the system's when empty. Thread-safe.
  std::function<absl::Time()> clock;
  std::function<uint64_t()> random;
};

class Server {
 public:
  // Checks the services (every method has a handler and a line in the permission table, every line
  // and every field rule can be enforced), then listens. FAILED_PRECONDITION for an incomplete
  // service, INVALID_ARGUMENT for an address that is none or not on loopback, UNAVAILABLE for one
  // that is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      ServerOptions options, std::vector<std::unique_ptr<Service>> services);

  // Drains with no patience unless Drain has been called. The stores must still be open.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Ports listened on, one for each address.
  const std::vector<int>& ports() const;
  Metrics& metrics();

  // Health says NOT_SERVING; new calls get UNAVAILABLE (DRAINING); every stream ends with that and,
  // for a Watch, its last token; calls in flight are answered; then the server stops. What is still
  // running after `patience` is cancelled. Returns when all is over. Call it once.
  void Drain(absl::Duration patience);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SERVER_H_
