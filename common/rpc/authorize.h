// The step before every handler: may this caller do this?
#ifndef CLEARWAY_COMMON_RPC_AUTHORIZE_H_
#define CLEARWAY_COMMON_RPC_AUTHORIZE_H_

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace clearway::rpc {

// Until identity comes, whoever was authenticated (this machine alone) may do everything. Called
// for validate_only too, and before the handler sees the request.
absl::Status Authorize(const Call& call, const google::protobuf::Message& request);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHORIZE_H_
