// The first step of every call: who is calling. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_AUTHENTICATE_H_
#define CLEARWAY_COMMON_RPC_AUTHENTICATE_H_

#include "absl/status/status.h"
#include "common/rpc/server_core.h"

namespace clearway::rpc {

// Sets `call->caller` and `call->actor` from the connection's certificate and the call's metadata
// ("authorization", "clearway-actor"). The authenticator's errors; without one, whoever is on
// loopback is let in unrestricted.
absl::Status Authenticate(const ServerCore& core, const MethodState& method,
                          const grpc::ServerContextBase& context, Call* call);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHENTICATE_H_
