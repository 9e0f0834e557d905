#include "services/cooperation/matching_convert.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/calendar/date.h"
#include "common/refdata/currencies.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {
namespace {

using universalization::v1::Actor;

// What is left of a ceiling, in smallest units; less than counts as nothing is nothing.
int64_t LeftUnits(const Commodity& commodity, Parts total, Parts used) {
  const Parts left = total - used;
  if (left <= 0 || IsSpent(commodity, left)) return 0;
  return SmallestUnits(commodity, left);
}

template <typename Key>
Parts UsedOf(const std::map<Key, Sums>& sums, const Key& key) {
  const auto found = sums.find(key);
  return found == sums.end() ? Parts(0) : found->second.used();
}

matching::Audience ToAudience(const type::v1::Audience& audience,
                              matching::Audience::Kind otherwise, PartyNumbers* parties) {
  matching::Audience out;
  switch (audience.kind()) {
    case type::v1::Audience::KIND_EVERYONE:
      out.kind = matching::Audience::Kind::kEveryone;
      break;
    case type::v1::Audience::KIND_VETTED_PROVIDERS:
      out.kind = matching::Audience::Kind::kVettedProviders;
      break;
    case type::v1::Audience::KIND_STATES_PARTIES:
      out.kind = matching::Audience::Kind::kStatesParties;
      break;
    case type::v1::Audience::KIND_NAMED:
      out.kind = matching::Audience::Kind::kNamed;
      for (const std::string& name : audience.members()) out.members.push_back(parties->Of(name));
      break;
    default:
      out.kind = otherwise;
  }
  return out;
}

uint32_t ToChannels(const google::protobuf::RepeatedField<int>& channels) {
  uint32_t set = 0;
  for (int channel : channels) {
    if (channel > 0 && channel <= 7) set |= 1u << (channel - 1);
  }
  return set;
}

// The day from which a record counts as known: said by it, else that of its publication.
template <typename Record>
absl::CivilDay KnownFrom(const Record& record) {
  return record.has_known_date() ? calendar::ToCivil(record.known_date())
                                 : DayOf(record.publish_time());
}

}  // namespace

void PartyNumbers::Add(const Party& party) {
  matching::Party out;
  out.name = party.name;
  out.display_name = party.display_name;
  out.region = Region(party.region);
  out.subregion = Region(party.subregion);
  out.state_party = IsStateParty(party, as_of_);
  out.least_developed = IsLeastDeveloped(party, as_of_);
  const int32_t number = static_cast<int32_t>(records_->parties.size());
  out.vetted = IsVetted(party);
  if (std::string state = ActsFor(party); !state.empty()) institutions_[number] = std::move(state);
  if (party.actor.has_value()) {
    switch (party.actor->kind()) {
      case Actor::KIND_UNITED_NATIONS:
      case Actor::KIND_INTERNATIONAL_ORGANISATION:
      case Actor::KIND_RED_CROSS_RED_CRESCENT:
      case Actor::KIND_NGO:
      case Actor::KIND_SURVIVORS_ORGANISATION:
        out.implementer = true;
        break;
      default:
        break;
    }
  }
  parties_[party.name] = number;
  records_->parties.push_back(std::move(out));
}

void PartyNumbers::Number() {
  for (size_t i = 0; i < records_->parties.size(); ++i) {
    parties_[records_->parties[i].name] = static_cast<int32_t>(i);
  }
  for (size_t i = 0; i < records_->regions.size(); ++i) {
    regions_[records_->regions[i]] = static_cast<int32_t>(i);
  }
}

void PartyNumbers::Finish() {
  while (!institutions_.empty()) {
    const auto [number, state] = *institutions_.begin();
    institutions_.erase(institutions_.begin());
    const int32_t acts_for = Of(state);
    records_->parties[number].acts_for = acts_for;
  }
}

int32_t PartyNumbers::Of(absl::string_view name) {
  const auto known = parties_.find(std::string(name));
  if (known != parties_.end()) return known->second;
  absl::optional<Party> found;
  if (find_) found = find_(name);
  if (!found.has_value()) {
    found.emplace();
    found->name = found->display_name = std::string(name);
  }
  Add(*found);
  return static_cast<int32_t>(records_->parties.size()) - 1;
}

int32_t PartyNumbers::Region(absl::string_view name) {
  if (name.empty()) return -1;
  const auto [place, inserted] =
      regions_.emplace(std::string(name), static_cast<int32_t>(records_->regions.size()));
  if (inserted) records_->regions.push_back(std::string(name));
  return place->second;
}

int DigitsOf(const Commodity& commodity) {
  if (!commodity.money) return 0;
  const refdata::Currency* currency = refdata::FindCurrency(commodity.code);
  return currency == nullptr ? 2 : currency->exponent;
}

int64_t SmallestUnits(const Commodity& commodity, Parts parts) {
  Parts smallest = 1;
  if (commodity.money) {
    smallest = kPartsOfMoney;
    for (int i = DigitsOf(commodity); i > 0; --i) smallest /= 10;
  }
  const Parts units = parts / smallest;
  const Parts most = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::min(units, most));
}

v1::Quantity QuantityOf(const Commodity& commodity, int64_t smallest_units) {
  Parts parts = smallest_units;
  if (commodity.money) {
    parts *= kPartsOfMoney;
    for (int i = DigitsOf(commodity); i > 0; --i) parts /= 10;
  }
  return MakeQuantity(commodity, parts);
}

matching::Request ToRequest(const v1::AssistanceRequest& request, const NeedSums& sums,
                            PartyNumbers* parties) {
  matching::Request out;
  out.name = request.name();
  out.recipient = parties->Of(request.recipient());
  out.area = static_cast<matching::Area>(request.area_of_work());
  out.open.published = WasPublished(request);
  if (out.open.published) out.open.from = KnownFrom(request);
  if (request.has_withdraw_time()) out.open.closed_on = DayOf(request.withdraw_time());
  out.open.last_day = LastDay(request);
  out.urgency = request.urgency() == v1::AssistanceRequest::URGENCY_UNSPECIFIED
                    ? matching::Urgency::kRoutine
                    : static_cast<matching::Urgency>(request.urgency());
  if (request.has_legal_deadline()) {
    out.legal_deadline = calendar::ToCivil(request.legal_deadline());
  }
  out.national_priority = request.national_priority();
  out.national_plan = !request.national_plan().empty();
  out.national_plan_end_year = request.national_plan_end_year();
  out.channels = ToChannels(request.accepted_channels());
  for (const std::string& name : request.implementing_partners()) {
    out.implementers.push_back(parties->Of(name));
  }
  out.audience = ToAudience(request.audience(), matching::Audience::Kind::kStatesParties, parties);
  for (const v1::NeedLine& need : request.needs()) {
    const Commodity commodity = CommodityOf(need);
    matching::NeedLine line;
    line.id = need.need_id();
    line.kind = static_cast<matching::Kind>(need.kind());
    line.unit = commodity.code;
    line.digits = DigitsOf(commodity);
    line.non_state_actors = need.non_state_actors_present();
    for (const v1::YearlyQuantity& year : need.years()) {
      const Parts total = PartsOf(year.quantity());
      const Parts used = UsedOf(sums, {need.need_id(), year.year()});
      line.years.push_back(
          {year.year(), SmallestUnits(commodity, total), LeftUnits(commodity, total, used)});
    }
    out.needs.push_back(std::move(line));
  }
  return out;
}

matching::Offer ToOffer(const v1::Offer& offer, const OfferSums& sums, PartyNumbers* parties) {
  const Commodity commodity = CommodityOf(offer.total());
  matching::Offer out;
  out.name = offer.name();
  out.provider = parties->Of(offer.provider());
  out.kind = static_cast<matching::Kind>(offer.kind());
  out.unit = commodity.code;
  out.digits = DigitsOf(commodity);
  out.total_left = LeftUnits(commodity, PartsOf(offer.total()), UsedOf(sums, {"", 0}));
  for (const v1::YearlyQuantity& year : offer.years()) {
    out.years.push_back({year.year(), LeftUnits(commodity, PartsOf(year.quantity()),
                                                UsedOf(sums, {"", year.year()}))});
  }
  if (offer.has_cap_per_recipient_year()) {
    const Parts cap = PartsOf(offer.cap_per_recipient_year());
    out.cap_per_recipient_year = SmallestUnits(commodity, cap);
    for (const auto& [key, sum] : sums) {
      if (key.first.empty() || key.second == 0 || sum.used() <= 0) continue;
      // Rounded up: what is left under the cap is rounded down.
      const int64_t left = LeftUnits(commodity, cap, sum.used());
      out.used.push_back({parties->Of(key.first), key.second,
                          std::max<int64_t>(0, *out.cap_per_recipient_year - left)});
    }
  }
  for (int area : offer.areas_of_work()) {
    if (area > 0 && area <= 6) out.areas |= 1u << (area - 1);
  }
  const v1::Earmark& earmark = offer.earmark();
  for (const auto& name : earmark.recipients()) {
    out.earmark.recipients.push_back(parties->Of(name));
  }
  for (const auto& name : earmark.excluded_recipients()) {
    out.earmark.excluded_recipients.push_back(parties->Of(name));
  }
  for (const auto& name : earmark.regions()) out.earmark.regions.push_back(parties->Region(name));
  for (const auto& name : earmark.excluded_regions()) {
    out.earmark.excluded_regions.push_back(parties->Region(name));
  }
  out.earmark.states_parties_only = earmark.states_parties_only();
  out.channels = ToChannels(offer.channels());
  out.works_with_non_state_actors = offer.works_with_non_state_actors();
  out.open.published = offer.has_publish_time();
  if (out.open.published) out.open.from = KnownFrom(offer);
  if (offer.has_retract_time()) out.open.closed_on = DayOf(offer.retract_time());
  out.open.last_day = calendar::ToCivil(offer.valid_until());
  out.valid_from = offer.has_valid_from() ? calendar::ToCivil(offer.valid_from()) : out.open.from;
  out.smallest_contribution = SmallestUnits(commodity, PartsOf(offer.smallest_contribution()));
  out.all_or_nothing = offer.all_or_nothing();
  out.audience = ToAudience(offer.audience(), matching::Audience::Kind::kEveryone, parties);
  return out;
}

matching::Policy ToPolicy(const v1::MatchPolicy& policy) {
  v1::MatchPolicy filled = policy;
  FillPolicy(&filled);
  const auto& weights = filled.weights();
  const auto& bands = filled.bands();
  matching::Policy out;
  out.name = filled.name();
  out.currency = filled.currency_code();
  out.digits = DigitsOf({true, filled.currency_code()});
  out.weights = {weights.waiting_time(),
                 weights.national_priority(),
                 weights.promptness(),
                 weights.continuity(),
                 weights.predictability(),
                 weights.legal_deadline(),
                 weights.urgency(),
                 weights.implementers(),
                 weights.national_ownership(),
                 weights.least_developed(),
                 weights.access()};
  out.floor_money_units = bands.floor_money_units();
  out.floor_count = bands.floor_count();
  out.bonuses = {bands.floor_bonus(), bands.quarter_bonus(), bands.half_bonus(),
                 bands.full_bonus()};
  out.floor_first = filled.floor_first();
  out.seed = filled.seed();
  out.full_waiting_years = filled.full_waiting_years();
  out.deadline_horizon_years = filled.deadline_horizon_years();
  return out;
}

matching::ExchangeRate ToRate(const v1::ExchangeRate& rate) {
  return {rate.name(), rate.currency_code(), rate.quote_currency_code(),
          calendar::ToCivil(rate.date()), rate.rate()};
}

}  // namespace clearway::cooperation
