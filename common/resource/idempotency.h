// Request ids (AIP-155): a repeat of a successful write gets the first answer, across restarts too,
// because the answer is stored in the write's own transaction.
//
//   ASSIGN_OR_RETURN(bool repeated, Replay(txn, call, request, response));
//   if (repeated) return absl::OkStatus();
//   RETURN_IF_ERROR(handler(call, txn, request, response));
//   return Remember(txn, call, request, *response);
//
// An answer belongs to (actor, method, request_id), so that nobody can read another's by guessing.
// Only successes are stored: a refused write may be tried again with the same id. Answers are kept
// for kRetention; each Remember removes at most kExpiredPerWrite that are older.
// What is personal in an answer is encrypted with the key of the record that it belongs to, so that
// it goes when the person is erased; so is the request's hash, from which a request with little
// unknown in it could be found by trying.
// Stored format: docs/formats/resource.md, "q/".
#ifndef CLEARWAY_COMMON_RESOURCE_IDEMPOTENCY_H_
#define CLEARWAY_COMMON_RESOURCE_IDEMPOTENCY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

inline constexpr absl::Duration kRetention = absl::Hours(8 * 24);
inline constexpr int kExpiredPerWrite = 4;

// True when `call` repeats an earlier success: then `response` holds that answer and nothing must
// be done again. False when the call is new, or has no request_id. INVALID_ARGUMENT
// (REQUEST_ID_REUSED, field "request_id") when the id was used with another request; DATA_LOSS when
// the stored answer cannot be read; FAILED_PRECONDITION (KEY_DESTROYED) when the person whom the
// request was about has been erased since; UNAVAILABLE without keys.
absl::StatusOr<bool> Replay(store::Txn& txn, const rpc::Call& call,
                            const google::protobuf::Message& request,
                            google::protobuf::Message* response);

// Stores the answer to a call that has succeeded. Does nothing without a request_id.
absl::Status Remember(store::Txn& txn, const rpc::Call& call,
                      const google::protobuf::Message& request,
                      const google::protobuf::Message& response);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_IDEMPOTENCY_H_
