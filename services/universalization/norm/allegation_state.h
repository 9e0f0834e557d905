// The states of an allegation and what may be done in each: plain rules over messages.
//
//   DRAFT → submit → SUBMITTED → review → REVIEWED → publish → PUBLISHED
//   SUBMITTED, REVIEWED → dismiss → DISMISSED
//   SUBMITTED, REVIEWED, PUBLISHED → retract → RETRACTED
//   PUBLISHED → review → PUBLISHED, verified otherwise
//   a change in SUBMITTED or REVIEWED → DRAFT
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATION_STATE_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATION_STATE_H_

#include "absl/status/status.h"
#include "clearway/universalization/v1/allegation.pb.h"
#include "common/auth/caller.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

enum class AllegationAction {
  kUpdate,
  kDelete,
  kSubmit,
  kReview,
  kPublish,
  kDismiss,
  kRetract,
  kRespond,
};

// FAILED_PRECONDITION (STATE_NOT_ALLOWED) naming the states that allow it.
absl::Status CheckAllegationAction(const v1::Allegation& allegation, AllegationAction action);

// Nobody reviews what they reported, or what is alleged of their own State or to have happened
// there; only the secretariat takes back what is public (PERMISSION_DENIED). `caller` may be null:
// the process itself.
absl::Status CheckReviewer(const auth::Caller* caller, const v1::Allegation& allegation);
absl::Status CheckRetractor(const auth::Caller* caller, const v1::Allegation& allegation);

// What is alleged fits together: of whom; when it began, ended and became known; nothing lies
// ahead.
void CheckAllegation(const v1::Allegation& allegation, const google::type::Date& today,
                     rpc::Violations* bad);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_NORM_ALLEGATION_STATE_H_
