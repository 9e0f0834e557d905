#include "services/cooperation/progress.h"

#include <algorithm>

namespace clearway::cooperation {
namespace {

Sums SumsOfRow(const v1::QuantityProgress& row) {
  return {PartsOf(row.pledged()), PartsOf(row.committed()), PartsOf(row.delivered())};
}

void Fill(const Commodity& commodity, absl::optional<Parts> total, const Sums& sums,
          v1::QuantityProgress* row) {
  if (total.has_value()) {
    *row->mutable_total() = MakeQuantity(commodity, *total);
    *row->mutable_remaining() = MakeQuantity(commodity, std::max(Parts(0), *total - sums.used()));
  }
  *row->mutable_pledged() = MakeQuantity(commodity, sums.pledged);
  *row->mutable_committed() = MakeQuantity(commodity, sums.committed);
  *row->mutable_delivered() = MakeQuantity(commodity, sums.delivered);
}

template <typename Key>
Sums Find(const std::map<Key, Sums>& sums, const Key& key) {
  const auto found = sums.find(key);
  return found == sums.end() ? Sums() : found->second;
}

}  // namespace

Sums& Sums::operator+=(const Sums& other) {
  pledged += other.pledged;
  committed += other.committed;
  delivered += other.delivered;
  return *this;
}

Sums& Sums::operator-=(const Sums& other) {
  pledged -= other.pledged;
  committed -= other.committed;
  delivered -= other.delivered;
  return *this;
}

OfferSums SumsOf(const v1::Offer& offer) {
  OfferSums sums;
  for (const auto& row : offer.progress()) sums[{row.recipient(), row.year()}] = SumsOfRow(row);
  return sums;
}

NeedSums SumsOf(const v1::AssistanceRequest& request) {
  NeedSums sums;
  for (const auto& row : request.progress()) sums[{row.need_id(), row.year()}] = SumsOfRow(row);
  return sums;
}

void SetProgress(const OfferSums& sums, v1::Offer* offer) {
  OfferSums rows;
  rows[{"", 0}];
  for (const auto& year : offer->years()) rows[{"", year.year()}];
  for (const auto& [key, value] : sums) {
    if (!value.zero()) rows[key];
  }
  const Commodity commodity = CommodityOf(offer->total());
  offer->clear_progress();
  for (const auto& [key, unused] : rows) {
    auto* row = offer->add_progress();
    row->set_recipient(key.first);
    row->set_year(key.second);
    Fill(commodity, CeilingOf(*offer, key.first, key.second), Find(sums, key), row);
  }
}

void SetProgress(const NeedSums& sums, v1::AssistanceRequest* request) {
  request->clear_progress();
  for (const auto& need : request->needs()) {
    std::map<int, Parts> years;
    for (const auto& year : need.years()) years[year.year()] = PartsOf(year.quantity());
    for (const auto& [year, asked] : years) {
      auto* row = request->add_progress();
      row->set_need_id(need.need_id());
      row->set_year(year);
      Fill(CommodityOf(need), asked, Find(sums, {need.need_id(), year}), row);
    }
  }
}

absl::optional<Parts> CeilingOf(const v1::Offer& offer, absl::string_view recipient, int year) {
  if (!recipient.empty()) {
    if (!offer.has_cap_per_recipient_year()) return absl::nullopt;
    return PartsOf(offer.cap_per_recipient_year());
  }
  if (year == 0) return PartsOf(offer.total());
  if (offer.years().empty()) return absl::nullopt;
  for (const auto& ceiling : offer.years()) {
    if (ceiling.year() == year) return PartsOf(ceiling.quantity());
  }
  return Parts(0);
}

absl::optional<Parts> AskedOf(const v1::AssistanceRequest& request, absl::string_view need_id,
                              int year) {
  const auto* need = FindNeed(request, need_id);
  if (need == nullptr) return absl::nullopt;
  for (const auto& asked : need->years()) {
    if (asked.year() == year) return PartsOf(asked.quantity());
  }
  return absl::nullopt;
}

Parts LeftOf(const v1::Offer& offer, absl::string_view recipient, int year) {
  const OfferSums sums = SumsOf(offer);
  Parts left = PartsOf(offer.total());
  const std::pair<std::string, int> keys[] = {{"", 0}, {"", year}, {std::string(recipient), year}};
  for (const auto& key : keys) {
    const auto ceiling = CeilingOf(offer, key.first, key.second);
    if (ceiling.has_value()) left = std::min(left, *ceiling - Find(sums, key).used());
  }
  return std::max(Parts(0), left);
}

Parts LeftOf(const v1::AssistanceRequest& request, absl::string_view need_id, int year) {
  const auto asked = AskedOf(request, need_id, year);
  if (!asked.has_value()) return 0;
  const NeedSums sums = SumsOf(request);
  return std::max(Parts(0), *asked - Find(sums, {std::string(need_id), year}).used());
}

const v1::NeedLine* FindNeed(const v1::AssistanceRequest& request, absl::string_view need_id) {
  for (const auto& need : request.needs()) {
    if (need.need_id() == need_id) return &need;
  }
  return nullptr;
}

Commodity CommodityOf(const v1::NeedLine& need) {
  return need.years().empty() ? Commodity() : CommodityOf(need.years(0).quantity());
}

}  // namespace clearway::cooperation
