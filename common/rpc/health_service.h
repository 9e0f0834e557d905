// grpc.health.v1.Health: whether a server and its services serve. Private to common/rpc.
//
// In place of gRPC's own, which would bring threads that wait beside the server's.
#ifndef CLEARWAY_COMMON_RPC_HEALTH_SERVICE_H_
#define CLEARWAY_COMMON_RPC_HEALTH_SERVICE_H_

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "common/rpc/health.pb.h"
#include "common/rpc/raw_methods.h"

namespace clearway::rpc {

// Thread-safe. Outlives the threads that it is given.
class HealthService {
 public:
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;

  // The server itself ("") serves; other services are not known until they are set.
  HealthService();

  // For the server's builder.
  grpc::Service* service() { return &methods_; }
  // Answers calls until the server shuts down.
  void Await(ServingThreads* threads);

  void Set(const std::string& service, bool serving);
  // Of the server and all services that are known.
  void SetAll(bool serving);

 private:
  class Check;
  class Watch;

  // SERVICE_UNKNOWN where it is not known.
  Status Of(const std::string& service) const;  // with the mutex held

  RawMethods methods_;
  const int check_, watch_;
  mutable std::mutex mutex_;
  std::map<std::string, Status> statuses_;
  std::set<Watch*> watches_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_HEALTH_SERVICE_H_
