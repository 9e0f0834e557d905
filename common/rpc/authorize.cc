#include "common/rpc/authorize.h"

namespace clearway::rpc {

absl::Status Authorize(const Call& call, const google::protobuf::Message& /*request*/) {
  if (call.actor.empty()) return absl::PermissionDeniedError("nobody may call this");
  return absl::OkStatus();
}

}  // namespace clearway::rpc
