// What an offer must hold beyond the rules of its single fields, and what may still change once it
// is published. All violations are told at once. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_OFFER_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_OFFER_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// Paths begin with `field`: "offer". Checks the total against the kind; years (each once, within
// the validity), cap and smallest contribution in the total's currency or unit; the validity; that
// the earmark takes nobody in and out at once; audience.
void CheckOffer(const v1::Offer& offer, const google::type::Date& today, absl::string_view field,
                rpc::Violations* bad);

// What may not change any more once `before` is published: currency or unit, the day it became
// known. A ceiling shrinks no further than what is pledged and committed under it
// (FIELD_OUT_OF_RANGE).
void CheckOfferChange(const v1::Offer& before, const v1::Offer& after, absl::string_view field,
                      rpc::Violations* bad);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_OFFER_RULES_H_
