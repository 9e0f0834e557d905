// States of a request for assistance: which action needs which state, and the state that the sums
// of its contributions give it. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_REQUEST_STATE_H_
#define CLEARWAY_SERVICES_COOPERATION_REQUEST_STATE_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "clearway/cooperation/v1/assistance_request.pb.h"

namespace clearway::cooperation {

enum class RequestAction {
  kUpdate,        // any but FULFILLED and WITHDRAWN
  kSubmit,        // DRAFT
  kAuthenticate,  // SUBMITTED
  kPublish,       // AUTHENTICATED
  kWithdraw,      // any but FULFILLED and WITHDRAWN
  kDelete,        // DRAFT, WITHDRAWN
  kAsk,           // published, and neither FULFILLED, WITHDRAWN nor EXPIRED
  kAnswer,        // published, and not WITHDRAWN
  kFollowUp,      // published
};

// OK, or FAILED_PRECONDITION (STATE_NOT_ALLOWED) naming the state and those that the action needs.
absl::Status CheckAction(const v1::AssistanceRequest& request, RequestAction action);

// Published at some time, whatever became of it since.
bool WasPublished(const v1::AssistanceRequest& request);

// Takes commitments: PUBLISHED, PARTIALLY_COMMITTED (COMMITTED has nothing left to commit to, but a
// fraction of a unit of money).
bool IsOpen(v1::AssistanceRequest::State state);

// The last day on which it is open: expire_date, else the end of its last year.
absl::CivilDay LastDay(const v1::AssistanceRequest& request);

// The state on `today`. Before publication and once withdrawn, the state as it stands; else by the
// sums in `progress`: COMMITTED when nothing that is asked for is left uncommitted (quantity.h:
// IsSpent), PARTIALLY_COMMITTED when some is committed; past LastDay, with something left, EXPIRED.
v1::AssistanceRequest::State StateOf(const v1::AssistanceRequest& request, absl::CivilDay today);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_REQUEST_STATE_H_
