// Unary calls: reads inline, writes in a transaction, long work on the pool. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_UNARY_CALL_H_
#define CLEARWAY_COMMON_RPC_UNARY_CALL_H_

#include "common/rpc/server_core.h"

namespace clearway::rpc {

// Handles one call; the result is the context's own reactor, which takes no allocation and no
// change of thread. `request` and `response` live until it is finished.
grpc::ServerUnaryReactor* HandleUnary(ServerCore* core, const MethodState* method,
                                      grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request, grpc::ByteBuffer* response);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_UNARY_CALL_H_
