// Offers whose ceilings are their provider's alone (Offer.ceilings_private): others see that such
// an offer is open, and not how much of it there is. Neither may they find out by trying.
//
// Of what a snapshot shows them the ceilings are taken out (common/auth/visibility.h); this is for
// what works on whole records, in a transaction or for a suggestion. Pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_CEILINGS_H_
#define CLEARWAY_SERVICES_COOPERATION_CEILINGS_H_

#include "absl/status/status.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "common/auth/caller.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// `caller` null: one who sees everything.
bool SeesCeilings(const auth::Caller* caller, const v1::Offer& offer);

// Who is read for; null: one who sees everything.
const auth::Caller* ReadsFor(const store::Reader& at);

// The whole offer as far as others may know of it: as if it had no bounds, in its own currency or
// unit; and nothing left of it when it is EXHAUSTED, which everybody sees.
v1::Offer WithoutCeilings(v1::Offer offer);

// The ledger's OFFER_EXHAUSTED as one hears it who may not know how much is left. Other statuses
// pass.
absl::Status WithoutAmounts(absl::Status status, const v1::Offer& offer);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_CEILINGS_H_
