#include "services/cooperation/ledger.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "services/cooperation/exchange.h"

namespace clearway::cooperation {
namespace {

using v1::Contribution;

// The need's share of a delivery.
Parts NeedShare(const Commodity& need, Parts need_tranche, Parts delivered, Parts tranche) {
  if (tranche <= 0 || delivered <= 0) return 0;
  if (delivered >= tranche) return need_tranche;
  const auto share =
      MulDiv(static_cast<absl::uint128>(need_tranche), static_cast<absl::uint128>(delivered),
             static_cast<absl::uint128>(tranche));
  const Parts parts = static_cast<Parts>(share.value_or(0));
  if (!need.money) return parts;
  const Parts minor = PartsPerMinorUnit(need.code).value_or(1);
  return parts - parts % minor;
}

// Moves one row's sums from `before` to `after`. False when the row would exceed its ceiling by
// more than it did before.
bool Move(const Sums& before, const Sums& after, absl::optional<Parts> ceiling, Sums* row) {
  const Parts used = row->used();
  *row -= before;
  *row += after;
  return !ceiling.has_value() || row->used() <= *ceiling || row->used() <= used;
}

bool Negative(const Sums& sums) {
  return sums.pledged < 0 || sums.committed < 0 || sums.delivered < 0;
}

absl::Status Exhausted(const v1::Offer& offer, const std::string& recipient, int year,
                       const OfferSums& sums) {
  const auto row = sums.find({recipient, year});
  const Parts used = row == sums.end() ? Parts(0) : row->second.used();
  const Parts left = std::max(Parts(0), *CeilingOf(offer, recipient, year) - used);
  std::string text = "has only ";
  absl::StrAppend(&text, ToText(MakeQuantity(CommodityOf(offer.total()), left)), " left");
  if (year != 0) absl::StrAppend(&text, " in ", year);
  if (!recipient.empty()) absl::StrAppend(&text, " for ", recipient);
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_OFFER_EXHAUSTED, offer.name(), text);
}

absl::Status Exceeded(const v1::AssistanceRequest& request, const std::string& need_id, int year) {
  const auto* need = FindNeed(request, need_id);
  const std::string left =
      need == nullptr ? "nothing"
                      : ToText(MakeQuantity(CommodityOf(*need), LeftOf(request, need_id, year)));
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_NEED_EXCEEDED, request.name(),
      absl::StrCat("asks for only ", left, " more in ", year, " for need ", rpc::Quote(need_id)));
}

absl::Status Damaged(const std::string& name) {
  return rpc::MakeError(absl::StatusCode::kInternal, type::v1::ERROR_REASON_INTERNAL_ERROR,
                        absl::StrCat("the sums of ", name, " do not hold its contributions"));
}

}  // namespace

std::map<int, YearCount> CountOf(const Contribution& contribution) {
  std::map<int, Parts> tranches, worth, delivered;
  for (const auto& tranche : contribution.tranches()) {
    tranches[tranche.year()] += PartsOf(tranche.quantity());
  }
  Commodity need;
  for (const auto& tranche : contribution.need_tranches()) {
    worth[tranche.year()] += PartsOf(tranche.quantity());
    need = CommodityOf(tranche.quantity());
  }
  for (const auto& delivery : contribution.deliveries()) {
    delivered[delivery.year()] += PartsOf(delivery.quantity());
  }
  std::map<int, YearCount> counts;
  for (const auto& [year, tranche] : tranches) {
    YearCount& count = counts[year];
    const Parts share = NeedShare(need, worth[year], delivered[year], tranche);
    switch (contribution.state()) {
      case Contribution::STATE_PLEDGED:
        count.offer.pledged = tranche;
        count.need.pledged = worth[year];
        break;
      case Contribution::STATE_COMMITTED:
      case Contribution::STATE_DELIVERING:
      case Contribution::STATE_DELIVERED:
        count.offer = {0, tranche, delivered[year]};
        count.need = {0, worth[year], share};
        break;
      case Contribution::STATE_CANCELLED:
        count.offer = {0, delivered[year], delivered[year]};
        count.need = {0, share, share};
        break;
      default:
        break;
    }
  }
  return counts;
}

absl::Status Post(const Contribution* before, const Contribution& after, v1::Offer* offer,
                  v1::AssistanceRequest* request) {
  const std::string recipient = after.recipients().empty() ? "" : after.recipients(0);
  const std::string& need_id = after.need_id();
  OfferSums offered = SumsOf(*offer);
  NeedSums asked = SumsOf(*request);
  const OfferSums offered_before = offered;

  std::map<int, std::pair<YearCount, YearCount>> changes;
  if (before != nullptr) {
    for (const auto& [year, count] : CountOf(*before)) changes[year].first = count;
  }
  for (const auto& [year, count] : CountOf(after)) changes[year].second = count;
  for (const auto& [year, change] : changes) {
    const auto& [from, to] = change;
    for (const auto& key : {std::make_pair(std::string(), 0), std::make_pair(std::string(), year),
                            std::make_pair(recipient, year)}) {
      Sums& row = offered[key];
      if (!Move(from.offer, to.offer, CeilingOf(*offer, key.first, key.second), &row)) {
        return Exhausted(*offer, key.first, key.second, offered_before);
      }
      if (Negative(row)) return Damaged(offer->name());
    }
    Sums& row = asked[{need_id, year}];
    const Parts asks = AskedOf(*request, need_id, year).value_or(0);
    if (!Move(from.need, to.need, asks, &row)) return Exceeded(*request, need_id, year);
    if (Negative(row)) return Damaged(request->name());
  }
  SetProgress(offered, offer);
  SetProgress(asked, request);
  return absl::OkStatus();
}

}  // namespace clearway::cooperation
