// Unary calls: reads inline, writes in a transaction, long work on the pool. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_UNARY_CALL_H_
#define CLEARWAY_COMMON_RPC_UNARY_CALL_H_

#include "common/rpc/raw_methods.h"
#include "common/rpc/server_core.h"

namespace clearway::rpc {

// Serves the calls of one method (`methods` has it at `index`) until the server shuts down; all
// that it is given outlives `threads`.
void AwaitUnary(RawMethods* methods, int index, ServingThreads* threads, ServerCore* core,
                const MethodState* method);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_UNARY_CALL_H_
