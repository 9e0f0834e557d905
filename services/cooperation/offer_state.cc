#include "services/cooperation/offer_state.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {
namespace {

using v1::Offer;

bool Allows(OfferAction action, Offer::State state) {
  switch (action) {
    case OfferAction::kUpdate:
      return state != Offer::STATE_RETRACTED;
    case OfferAction::kPublish:
      return state == Offer::STATE_DRAFT;
    case OfferAction::kRetract:
      return state == Offer::STATE_OPEN || state == Offer::STATE_EXHAUSTED;
    case OfferAction::kDelete:
      return state == Offer::STATE_DRAFT || state == Offer::STATE_RETRACTED;
  }
  return false;
}

std::string Name(Offer::State state) {
  return std::string(absl::StripPrefix(Offer::State_Name(state), "STATE_"));
}

}  // namespace

absl::Status CheckAction(const Offer& offer, OfferAction action) {
  if (Allows(action, offer.state())) return absl::OkStatus();
  std::string allowed;
  for (int state = 1; state < Offer::State_ARRAYSIZE; ++state) {
    if (!Allows(action, static_cast<Offer::State>(state))) continue;
    absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(static_cast<Offer::State>(state)));
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, offer.name(),
      absl::StrCat("is ", Name(offer.state()), "; this needs one of: ", allowed));
}

Offer::State StateOf(const Offer& offer, absl::CivilDay today) {
  const Offer::State now = offer.state();
  if (now == Offer::STATE_DRAFT || now == Offer::STATE_RETRACTED) return now;
  if (calendar::IsDay(offer.valid_until()) && today > calendar::ToCivil(offer.valid_until())) {
    return Offer::STATE_EXPIRED;
  }
  // Where the ceilings are not shown (ceilings_private), what is left of them is not told either.
  if (!offer.has_total()) return now;
  const Commodity commodity = CommodityOf(offer.total());
  bool total_spent = false, years_spent = !offer.years().empty();
  for (const auto& row : offer.progress()) {
    if (!row.recipient().empty() || !row.has_total()) continue;
    const bool spent = IsSpent(commodity, PartsOf(row.remaining()));
    if (row.year() == 0) {
      total_spent = spent;
    } else {
      years_spent = years_spent && spent;
    }
  }
  return total_spent || years_spent ? Offer::STATE_EXHAUSTED : Offer::STATE_OPEN;
}

}  // namespace clearway::cooperation
