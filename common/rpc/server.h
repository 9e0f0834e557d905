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
#include "common/auth/authenticator.h"
#include "common/rpc/limits.h"
#include "common/rpc/metrics.h"
#include "common/rpc/quota.h"
#include "common/rpc/service.h"
#include "common/rpc/tls_files.h"

namespace clearway::rpc {

struct ServerOptions {
  // "host:port"; port 0 takes a free one. Without TLS loopback only.
  std::vector<std::string> listen = {"127.0.0.1:0"};
  // Certificate and key of the server, and the authorities of its clients' certificates. They are
  // read again within about a second of a change. Empty: plain text, for which
  // `insecure_loopback` must be set.
  TlsFiles tls;
  // Says who each caller is. Required with TLS. Without TLS it may be missing: then whoever is on
  // loopback may do everything.
  std::shared_ptr<auth::Authenticator> authenticator;
  // Plain text on loopback, for trials and tests; excludes TLS.
  bool insecure_loopback = false;
  // Serve the contracts (grpc.reflection) to whoever asks.
  bool reflection = true;
  // "host:port" on which grpc.health.v1 alone is served, in plain text to whoever asks, for probes
  // that speak no TLS. Empty: none.
  std::string health_listen;
  Limits limits;
  // What one actor may take of them. Unrestricted callers have no quota.
  QuotaOptions quotas;
  // Injected time and randomness; the system's when empty. Thread-safe.
  std::function<absl::Time()> clock;
  std::function<uint64_t()> random;
};

// FAILED_PRECONDITION for options that would leave a server open: neither TLS nor
// `insecure_loopback`, or both; TLS without a certificate and its key.
absl::Status CheckTransport(const ServerOptions& options);

class Server {
 public:
  // Checks the services (every method has a handler and a line in the permission table, every line
  // and every field rule can be enforced), then listens. FAILED_PRECONDITION for an incomplete
  // service, and where neither TLS nor `insecure_loopback` is chosen; INVALID_ARGUMENT for an
  // address that is none, or not on loopback in plain text, and for certificate files that cannot
  // be used (tls_files.h); UNAVAILABLE for an address that is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      ServerOptions options, std::vector<std::unique_ptr<Service>> services);

  // Drains with no patience unless Drain has been called. The stores must still be open.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Ports listened on, one for each address.
  const std::vector<int>& ports() const;
  // Of `health_listen`; 0 when there is none.
  int health_port() const;
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
