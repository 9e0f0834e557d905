// Whether the audit trail is what was written: each event chained to the one before it, none
// missing, its end where the head says, the stored anchor in it.
//
// What this finds, with no more than the store: an event changed in any way, removed, inserted or
// moved, and a resource that was changed, added or taken away without an event (records.h). What it
// cannot find by itself: a trail rebuilt from some event on, or its end cut off together with the
// head. For that somebody keeps an anchor, the last event's place and hash, where those who can
// write the store's files cannot.
#ifndef CLEARWAY_COMMON_AUDIT_VERIFY_H_
#define CLEARWAY_COMMON_AUDIT_VERIFY_H_

#include <functional>

#include "absl/status/statusor.h"
#include "clearway/type/v1/audit.pb.h"
#include "common/store/store.h"

namespace clearway::audit {

// Checks the whole trail, first event first, and says what is wrong first. What is found is an
// answer, not an error: errors are CANCELLED, when `cancelled` (may be empty) said so, and what the
// disk refuses. Takes some ten microseconds an event.
absl::StatusOr<type::v1::VerifyAuditTrailResponse> Verify(
    const store::Reader& at, const type::v1::VerifyAuditTrailRequest& request,
    const std::function<bool()>& cancelled = nullptr);

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_VERIFY_H_
