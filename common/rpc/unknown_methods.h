// Everything that no service answers: UNIMPLEMENTED, saying what there is. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_UNKNOWN_METHODS_H_
#define CLEARWAY_COMMON_RPC_UNKNOWN_METHODS_H_

#include <string>
#include <vector>

#include "common/rpc/server_core.h"
#include "common/rpc/serving_threads.h"
#include "grpcpp/generic/async_generic_service.h"

namespace clearway::rpc {

class UnknownMethods {
 public:
  // `services` (and their stores) outlive it. `reflection`: gRPC's own answers what it knows.
  UnknownMethods(ServerCore* core, std::vector<const Service*> services, bool reflection);

  // For the server's builder.
  grpc::AsyncGenericService* service() { return &service_; }
  // Asks for calls, one after the other, until the server shuts down.
  void Await(ServingThreads* threads);

 private:
  class UnknownCall;

  grpc::Status Refuse(const grpc::GenericServerContext& context) const;
  absl::Status Explain(absl::string_view path) const;
  absl::Status ExplainReflection() const;

  ServerCore* const core_;
  const std::vector<const Service*> services_;
  const bool reflection_;
  MethodState state_;
  MethodState open_state_;  // for whoever asks
  grpc::AsyncGenericService service_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_UNKNOWN_METHODS_H_
