// grpc.health.v1 alone on an address of its own, in plain text: for probes that speak no TLS
// (Kubernetes'). It tells nothing but whether a service serves. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_HEALTH_SERVER_H_
#define CLEARWAY_COMMON_RPC_HEALTH_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/health_service.h"
#include "common/rpc/serving_threads.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace clearway::rpc {

// Thread-safe.
class HealthServer {
 public:
  // `address` is "host:port"; port 0 takes a free one. UNAVAILABLE when it is taken.
  static absl::StatusOr<std::unique_ptr<HealthServer>> Listen(const std::string& address);
  ~HealthServer();

  int port() const { return port_; }
  HealthService& health() { return health_; }

 private:
  HealthServer() = default;
  int port_ = 0;
  HealthService health_;
  std::unique_ptr<ServingThreads> threads_;
  std::unique_ptr<grpc::Server> server_;
};

// Takes reflection out of a server: linking it puts it into every one.
std::unique_ptr<grpc::ServerBuilderOption> WithoutReflection();

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_HEALTH_SERVER_H_
