// Services as gRPC sees them: every method takes and gives bytes. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_RAW_SERVICE_H_
#define CLEARWAY_COMMON_RPC_RAW_SERVICE_H_

#include <deque>
#include <string>
#include <vector>

#include "common/rpc/server_core.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/impl/service_type.h"

namespace clearway::rpc {

// One service. `core` and `methods` outlive it; `methods` is not empty.
class RawService final : public grpc::Service {
 public:
  RawService(ServerCore* core, const std::deque<MethodState>& methods);
};

// Everything that no service answers: UNIMPLEMENTED, saying what there is.
class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  // `services` (and their stores) outlive it. `reflection`: gRPC's own answers what it knows.
  UnknownMethods(ServerCore* core, std::vector<const Service*> services, bool reflection);
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  absl::Status Explain(absl::string_view path) const;
  absl::Status ExplainReflection() const;

  ServerCore* const core_;
  const std::vector<const Service*> services_;
  const bool reflection_;
  MethodState state_;
  MethodState open_state_;  // for whoever asks
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_RAW_SERVICE_H_
