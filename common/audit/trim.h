// Retention: removes the oldest events of a trail, in a way that tells it from tampering.
#ifndef CLEARWAY_COMMON_AUDIT_TRIM_H_
#define CLEARWAY_COMMON_AUDIT_TRIM_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::audit {

// Removes the events at the trail's beginning that happened before `before`, up to the first that
// did not, and returns how many. What is left begins with the event after them; an event of
// KIND_TRIMMED, by `call`, names the last one removed and its hash, which the first one left
// follows. Removes in parts, none of which holds other writes up for long: may be stopped at any
// moment, and the next call removes what was left over. Blocks.
absl::StatusOr<int64_t> Trim(const rpc::Call& call, store::Store* store, absl::Time before);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_TRIM_H_
