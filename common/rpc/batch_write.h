// The method `BatchWrite` of a service (clearway/type/v1/batch_write.proto): several of its writes
// as one change. Each is parsed, validated, authorised and handled as a call of its own would be,
// with the caller's eyes, in the one transaction; the audit trail names each by its own method. A
// caller may put into a batch what it may call, and nothing else.
//
//   AddBatchWrite(service.get());
#ifndef CLEARWAY_COMMON_RPC_BATCH_WRITE_H_
#define CLEARWAY_COMMON_RPC_BATCH_WRITE_H_

#include "common/rpc/service.h"

namespace clearway::rpc {

// Registers the method's handler. `service` owns it and has its other handlers by the time of the
// first call.
void AddBatchWrite(Service* service);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_BATCH_WRITE_H_
