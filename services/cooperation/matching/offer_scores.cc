#include "services/cooperation/matching/offer_scores.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching/scoring_facts.h"

namespace clearway::matching {
namespace {

// Criteria by which side they look at.
constexpr int kOfNeed[] = {0, 1, 5, 6, 8, 9};
constexpr int kPromptness = 2, kContinuity = 3, kPredictability = 4, kImplementers = 7,
              kAccess = 10;

}  // namespace

OfferScores::OfferScores(const Context& context, const OfferColumns& columns,
                         OfferScan::Record record)
    : context_(context), columns_(columns), record_(std::move(record)) {}

void OfferScores::SetRequest(const std::vector<Need>& needs) {
  needs_ = &needs;
  of_needs_.clear();
  most_of_needs_ = 0;
  by_provider_.assign(context_.records().parties.size(), 0);
  by_profile_.assign(columns_.profiles().size(), {0, 0});
  if (needs.empty()) return;
  const auto& weights = context_.policy().weights;
  for (const Need& need : needs) {
    const OfNeed& added = of_needs_.emplace_back(Prepare(need));
    const int64_t most =
        added.points + int64_t{kFullCriterion} * (weights[kPromptness] + weights[kPredictability]);
    most_of_needs_ = std::max(most_of_needs_, most);
  }

  const Request& request = *needs[0].request;
  std::vector<uint32_t> years(by_provider_.size(), 0);
  context_.continuity().EachProvider(
      request.recipient, [&years](int32_t provider, uint32_t given) { years[provider] = given; });
  for (size_t i = 0; i < years.size(); ++i) {
    const int32_t acts_for = context_.party(static_cast<int32_t>(i)).acts_for;
    const uint32_t given = years[i] | (acts_for >= 0 ? years[acts_for] : 0);
    by_provider_[i] = int64_t{weights[kContinuity]} * ContinuityOf(__builtin_popcount(given));
  }

  // What a channel leads to is asked once for each set of channels, of an offer of nothing else.
  std::map<uint32_t, int64_t> by_channels;
  Offer blank;
  blank.provider = request.recipient;
  OpenOffer open;
  open.offer = &blank;
  for (size_t i = 0; i < by_profile_.size(); ++i) {
    const OfferColumns::Profile& profile = columns_.profiles()[i];
    auto known = by_channels.find(profile.channels);
    if (known == by_channels.end()) {
      blank.channels = profile.channels;
      const Criteria criteria = ComputeCriteria(context_, needs[0], open);
      known =
          by_channels
              .emplace(profile.channels, int64_t{weights[kImplementers]} * criteria[kImplementers])
              .first;
    }
    by_profile_[i] = {known->second, known->second};
    if (profile.works_with_non_state_actors) {
      by_profile_[i][1] += int64_t{weights[kAccess]} * kFullCriterion;
    }
  }
}

OfferScores::OfNeed OfferScores::Prepare(const Need& need) {
  const auto& weights = context_.policy().weights;
  OfNeed out;
  out.non_state_actors = need.line->non_state_actors;
  Offer blank;
  blank.provider = need.request->recipient;
  OpenOffer open;
  open.offer = &blank;
  const Criteria criteria = ComputeCriteria(context_, need, open);
  for (int i : kOfNeed) out.points += int64_t{weights[i]} * criteria[i];

  const absl::CivilDay first = std::max(context_.as_of(), absl::CivilDay(need.year->year, 1, 1));
  const absl::CivilDay last(need.year->year, 12, 31);
  out.first_day = DayNumber(first);
  out.last_day = DayNumber(last);
  const int64_t days = std::max<int64_t>(0, last - first + 1);
  std::vector<int64_t>& promptness = promptness_[need.year->year];
  for (auto usable = static_cast<int64_t>(promptness.size()); usable <= days; ++usable) {
    promptness.push_back(int64_t{weights[kPromptness]} * Fraction(usable, days));
  }
  out.promptness = promptness.data();
  int64_t asked = 0;
  for (const NeedYear& year : need.line->years) {
    if (columns_.YearBit(year.year) == 0) out.far = true;
    if (year.left == 0 || year.year < context_.as_of().year()) continue;
    out.asked |= columns_.YearBit(year.year);
    ++asked;
  }
  for (int64_t covered = 0; covered <= asked; ++covered) {
    out.predictability.push_back(int64_t{weights[kPredictability]} * Fraction(covered, asked));
  }
  return out;
}

int64_t OfferScores::OfFar(size_t need, int32_t place) const {
  OpenOffer open;
  open.offer = &record_(place);
  return Score(context_.policy(), ComputeCriteria(context_, (*needs_)[need], open));
}

}  // namespace clearway::matching
