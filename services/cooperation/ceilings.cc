#include "services/cooperation/ceilings.h"

#include <utility>

#include "common/auth/viewer.h"
#include "common/rpc/errors.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {

using v1::Offer;

bool SeesCeilings(const auth::Caller* caller, const Offer& offer) {
  return caller == nullptr || caller->unrestricted || !offer.ceilings_private() ||
         caller->Owns(offer.provider());
}

const auth::Caller* ReadsFor(const store::Reader& at) {
  return at.viewer() == nullptr ? nullptr : at.viewer()->caller;
}

Offer WithoutCeilings(Offer offer) {
  const Commodity commodity = CommodityOf(offer.total());
  const Parts unbounded = PartsPerUnit(commodity) * kMaxUnits;
  *offer.mutable_total() =
      MakeQuantity(commodity, offer.state() == Offer::STATE_EXHAUSTED ? Parts(0) : unbounded);
  offer.clear_years();
  offer.clear_cap_per_recipient_year();
  SetProgress(OfferSums(), &offer);
  return offer;
}

absl::Status WithoutAmounts(absl::Status status, const Offer& offer) {
  if (rpc::ReasonOf(status) != type::v1::ERROR_REASON_OFFER_EXHAUSTED) return status;
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_OFFER_EXHAUSTED, offer.name(),
                                 "has less than that left");
}

}  // namespace clearway::cooperation
