#include "services/cooperation/matching/pair_rules.h"

#include <algorithm>
#include <tuple>

namespace clearway::matching {
namespace {

// More years than these are judged again for each recipient.
constexpr size_t kMostYears = 64;

uint16_t NoneIsAll(uint32_t set) { return set == 0 ? 0xffff : static_cast<uint16_t>(set); }

bool SameCommodity(const NeedLine& line, const Offer& offer) {
  return offer.kind == line.kind && (offer.kind == Kind::kFunding || offer.unit == line.unit);
}

}  // namespace

PairRules::PairRules(const Context& context, const std::vector<int32_t>& needs,
                     const std::vector<int32_t>& offers)
    : context_(context), needs_(needs), offers_(offers) {
  MakeClasses();
  MakeColumns();
}

void PairRules::MakeClasses() {
  using Key = std::tuple<int32_t, int32_t, int32_t, int32_t, Area, bool, uint32_t, bool, RuleSet>;
  std::map<std::pair<Kind, std::string>, int32_t> commodities;
  std::map<std::pair<Audience::Kind, std::vector<int32_t>>, int32_t> audiences;
  std::map<Key, std::vector<int32_t>> by_key;
  for (size_t i = 0; i < needs_.size(); ++i) {
    const Need& need = context_.needs()[needs_[i]];
    const Request& request = *need.request;
    const NeedLine& line = *need.line;
    const auto commodity =
        commodities.emplace(std::make_pair(line.kind, line.kind == Kind::kFunding ? "" : line.unit),
                            static_cast<int32_t>(commodities.size()));
    std::vector<int32_t> members = request.audience.members;
    std::sort(members.begin(), members.end());
    const auto audience =
        audiences.emplace(std::make_pair(request.audience.kind, std::move(members)),
                          static_cast<int32_t>(audiences.size()));
    by_key[Key(commodity.first->second, context_.RecipientNumber(request.recipient),
               audience.first->second, need.year->year, request.area, line.non_state_actors,
               request.channels, need.ratio != nullptr, FailingRules(context_, need))]
        .push_back(static_cast<int32_t>(i));
  }
  classes_.reserve(by_key.size());
  for (auto& [key, members] : by_key) {
    classes_.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), std::get<3>(key),
                        std::move(members)});
  }
}

void PairRules::MakeColumns() {
  for (size_t j = 0; j < offers_.size(); ++j) {
    const Offer& offer = *OfferAt(j).offer;
    areas_.push_back(NoneIsAll(offer.areas));
    channels_.push_back(NoneIsAll(offer.channels));
    of_access_.push_back(offer.works_with_non_state_actors ? 0 : Bit(Rule::kAccess));
    if (!offer.cap_per_recipient_year.has_value()) continue;
    for (const RecipientYearUsed& use : offer.used) {
      std::vector<int32_t>& used = used_by_[use.recipient];
      if (used.empty() || used.back() != static_cast<int32_t>(j)) {
        used.push_back(static_cast<int32_t>(j));
      }
    }
  }
  base_.resize(offers_.size());
  row_.resize(offers_.size());
}

const std::vector<RuleSet>& PairRules::OfYear(int32_t year) {
  const auto known = of_year_.find(year);
  if (known != of_year_.end()) return known->second;
  if (of_year_.size() >= kMostYears) of_year_.clear();
  std::vector<RuleSet>& of_year = of_year_[year];
  of_year.reserve(offers_.size());
  for (size_t j = 0; j < offers_.size(); ++j) {
    const OpenOffer& open = OfferAt(j);
    RuleSet failing = FailingRules(context_, open);
    if (!PeriodFits(context_, *open.offer, year)) failing |= Bit(Rule::kPeriod);
    if (open.ratio == nullptr) failing |= Bit(Rule::kExchangeRate);
    // Of its cap, as for one who has used nothing.
    if (OwnLeft(*open.offer, -1, year) < open.least) failing |= Bit(Rule::kOfferLeft);
    of_year.push_back(failing);
  }
  return of_year;
}

void PairRules::JudgeRecipient(int32_t recipient) {
  of_recipient_.resize(offers_.size());
  for (size_t j = 0; j < offers_.size(); ++j) {
    const OpenOffer& open = OfferAt(j);
    const Offer& offer = *open.offer;
    RuleSet failing = context_.Admits(open, recipient) ? 0 : Bit(Rule::kEarmark);
    if (!InAudience(context_, offer.audience, recipient)) failing |= Bit(Rule::kAudience);
    if (offer.provider == recipient || context_.party(offer.provider).acts_for == recipient) {
      failing |= Bit(Rule::kDistinctParties);
    }
    of_recipient_[j] = failing;
  }
}

void PairRules::JudgeAudience(const Audience& audience) {
  of_audience_.assign(offers_.size(), 0);
  if (audience.kind == Audience::Kind::kEveryone) return;
  for (size_t j = 0; j < offers_.size(); ++j) {
    if (InAudience(context_, audience, OfferAt(j).offer->provider)) continue;
    of_audience_[j] = Bit(Rule::kAudience) | kRequestsAudience;
  }
}

void PairRules::MakeBase(const Class& each, const Need& need) {
  const bool first = last_ == nullptr;
  if (first || last_->commodity != each.commodity) {
    of_commodity_.resize(offers_.size());
    for (size_t j = 0; j < offers_.size(); ++j) {
      of_commodity_[j] = SameCommodity(*need.line, *OfferAt(j).offer) ? 0 : Bit(Rule::kCommodity);
    }
  }
  const int32_t recipient = need.request->recipient;
  if (first || last_->recipient_number != each.recipient_number) JudgeRecipient(recipient);
  if (first || last_->audience != each.audience) JudgeAudience(need.request->audience);
  last_ = &each;
  const std::vector<RuleSet>& of_year = OfYear(each.year);
  for (size_t j = 0; j < base_.size(); ++j) {
    base_[j] = of_commodity_[j] | of_recipient_[j] | of_audience_[j] | of_year[j];
  }
  const auto used = used_by_.find(recipient);
  if (used == used_by_.end()) return;
  for (int32_t j : used->second) {
    const OpenOffer& open = OfferAt(j);
    if (OwnLeft(*open.offer, recipient, each.year) < open.least) {
      base_[j] |= Bit(Rule::kOfferLeft);
    }
  }
}

const std::vector<RuleSet>& PairRules::Row(size_t index) {
  const Class& each = classes_[index];
  const Need& need = AnyOf(each);
  if (last_ == nullptr || last_->commodity != each.commodity ||
      last_->recipient_number != each.recipient_number || last_->audience != each.audience ||
      last_->year != each.year) {
    MakeBase(each, need);
  }
  RuleSet of_need = FailingRules(context_, need);
  if (need.ratio == nullptr) of_need |= Bit(Rule::kExchangeRate);
  const RuleSet of_access = need.line->non_state_actors ? Bit(Rule::kAccess) : 0;
  const uint16_t area = static_cast<uint16_t>(Bit(need.request->area));
  const uint16_t channels = NoneIsAll(need.request->channels);
  // Plain arrays, so that the loop is eight offers a step.
  const size_t count = row_.size();
  const RuleSet* base = base_.data();
  const RuleSet* access = of_access_.data();
  const uint16_t* areas = areas_.data();
  const uint16_t* offer_channels = channels_.data();
  RuleSet* row = row_.data();
  for (size_t j = 0; j < count; ++j) {
    const RuleSet by_area = (areas[j] & area) == 0 ? Bit(Rule::kAreaOfWork) : 0;
    const RuleSet by_channel = (offer_channels[j] & channels) == 0 ? Bit(Rule::kChannel) : 0;
    row[j] = base[j] | of_need | by_area | by_channel | (access[j] & of_access);
  }
  return row_;
}

}  // namespace clearway::matching
