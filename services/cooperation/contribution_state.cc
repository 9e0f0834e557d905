#include "services/cooperation/contribution_state.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {
namespace {

using v1::Contribution;

bool Allows(ContributionAction action, Contribution::State state) {
  switch (action) {
    case ContributionAction::kCommit:
      return state == Contribution::STATE_PLEDGED;
    case ContributionAction::kDeliver:
      return state == Contribution::STATE_COMMITTED || state == Contribution::STATE_DELIVERING;
    case ContributionAction::kCancel:
      return state == Contribution::STATE_PLEDGED || state == Contribution::STATE_COMMITTED ||
             state == Contribution::STATE_DELIVERING;
  }
  return false;
}

std::string Name(Contribution::State state) {
  return std::string(absl::StripPrefix(Contribution::State_Name(state), "STATE_"));
}

// What may still be delivered in a year: of its tranche, or, without tranches, of the total.
// Adds a violation when the year is none of the contribution's.
Parts Deliverable(const Contribution& contribution, int year, const std::string& field,
                  rpc::Violations* bad) {
  if (contribution.tranches().empty()) {
    const int first = contribution.start_year(), last = contribution.end_year();
    if ((first != 0 && year < first) || (last != 0 && year > last)) {
      bad->Add(field, absl::StrCat("must be from ", first, " to ", last),
               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
    return PartsOf(contribution.total()) - DeliveredIn(contribution, 0);
  }
  Parts left = 0;
  bool found = false;
  std::string years;
  for (const auto& tranche : contribution.tranches()) {
    absl::StrAppend(&years, years.empty() ? "" : ", ", tranche.year());
    if (tranche.year() != year) continue;
    found = true;
    left += PartsOf(tranche.quantity());
  }
  if (!found) {
    bad->Add(field, absl::StrCat("must be the year of a tranche: ", years),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  return left - DeliveredIn(contribution, year);
}

}  // namespace

absl::Status CheckAction(const Contribution& contribution, ContributionAction action) {
  if (Allows(action, contribution.state())) return absl::OkStatus();
  std::string allowed;
  for (int number = 1; number < Contribution::State_ARRAYSIZE; ++number) {
    const auto state = static_cast<Contribution::State>(number);
    if (Allows(action, state)) absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(state));
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, contribution.name(),
      absl::StrCat("is ", Name(contribution.state()), "; this needs one of: ", allowed));
}

Parts DeliveredIn(const Contribution& contribution, int year) {
  Parts sum = 0;
  for (const auto& delivery : contribution.deliveries()) {
    if (year == 0 || delivery.year() == year) sum += PartsOf(delivery.quantity());
  }
  return sum;
}

absl::Status AddDelivery(const v1::Delivery& delivery, absl::string_view field,
                         Contribution* contribution) {
  rpc::Violations bad;
  const std::string quantity = absl::StrCat(field, ".quantity");
  const Commodity commodity = CommodityOf(contribution->total());
  const Parts parts = PartsOf(delivery.quantity());
  const Parts left =
      Deliverable(*contribution, delivery.year(), absl::StrCat(field, ".year"), &bad);
  if (CommodityOf(delivery.quantity()) != commodity) {
    bad.Add(quantity, absl::StrCat("must be in ", commodity.code, ", as the contribution is"),
            type::v1::ERROR_REASON_CURRENCY_MISMATCH);
  } else if (parts <= 0) {
    bad.Add(quantity, "must be above zero", type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  } else if (bad.empty() && parts > left) {
    bad.Add(quantity,
            absl::StrCat("must be at most ", ToText(MakeQuantity(commodity, left)),
                         ", which is what is left to deliver"),
            type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  if (!bad.empty()) return bad.ToStatus();
  *contribution->add_deliveries() = delivery;
  const Parts delivered = DeliveredIn(*contribution, 0);
  *contribution->mutable_delivered() = MakeQuantity(commodity, delivered);
  contribution->set_state(delivered == PartsOf(contribution->total())
                              ? Contribution::STATE_DELIVERED
                              : Contribution::STATE_DELIVERING);
  return absl::OkStatus();
}

}  // namespace clearway::cooperation
