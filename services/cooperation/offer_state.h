// States of an offer: which action needs which state, and the state that its sums and the day give
// it. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_OFFER_STATE_H_
#define CLEARWAY_SERVICES_COOPERATION_OFFER_STATE_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "clearway/cooperation/v1/offer.pb.h"

namespace clearway::cooperation {

enum class OfferAction {
  kUpdate,   // any but RETRACTED
  kPublish,  // DRAFT
  kRetract,  // OPEN, EXHAUSTED
  kDelete,   // DRAFT, RETRACTED
};

// OK, or FAILED_PRECONDITION (STATE_NOT_ALLOWED) naming the state and those that the action needs.
absl::Status CheckAction(const v1::Offer& offer, OfferAction action);

// The state on `today`. DRAFT and RETRACTED stay; past valid_until EXPIRED; EXHAUSTED when nothing
// of the total, or of every year that has a ceiling, is left (quantity.h: IsSpent); else OPEN.
v1::Offer::State StateOf(const v1::Offer& offer, absl::CivilDay today);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_OFFER_STATE_H_
