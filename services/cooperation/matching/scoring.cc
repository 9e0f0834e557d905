#include "services/cooperation/matching/scoring.h"

#include <algorithm>

#include "services/cooperation/matching/scoring_facts.h"

namespace clearway::matching {

int32_t Fraction(int64_t part, int64_t whole) {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return kFullCriterion;
  return static_cast<int32_t>(kFullCriterion * part / whole);
}

Facts FindFacts(const Context& context, const Need& need, const OpenOffer& open) {
  const Request& request = *need.request;
  const Offer& offer = *open.offer;
  const absl::CivilDay day = context.as_of();
  const int32_t year = need.year->year;
  Facts facts;

  facts.days_waited = DaysWaited(request, day);

  const absl::CivilDay year_end(year, 12, 31);
  const absl::CivilDay earliest = std::max(day, absl::CivilDay(year, 1, 1));
  facts.usable_from = std::max(earliest, offer.valid_from);
  facts.days_of_year = year_end - earliest + 1;
  facts.days_usable = std::min(year_end, offer.open.last_day) - facts.usable_from + 1;

  facts.years_given = context.YearsOfContribution(offer.provider, request.recipient);

  for (const NeedYear& asked : need.line->years) {
    if (asked.left == 0 || asked.year < day.year()) continue;
    ++facts.years_asked;
    const bool listed =
        offer.years.empty() ||
        std::any_of(offer.years.begin(), offer.years.end(), [&asked](const OfferYearLeft& ceiling) {
          return ceiling.year == asked.year && ceiling.left > 0;
        });
    if (listed && asked.year >= offer.valid_from.year() &&
        asked.year <= offer.open.last_day.year()) {
      ++facts.years_covered;
    }
  }

  constexpr uint32_t kOrganisations = Bit(Channel::kUnitedNations) |
                                      Bit(Channel::kInternationalOrganisation) |
                                      Bit(Channel::kRedCrossRedCrescent) | Bit(Channel::kNgo);
  const uint32_t common = (offer.channels == 0 ? kAllChannels : offer.channels) &
                          (request.channels == 0 ? kAllChannels : request.channels);
  facts.some_channel_leads_to_organisation = (common & kOrganisations) != 0;
  facts.every_channel_leads_to_organisation = common != 0 && (common & ~kOrganisations) == 0;
  for (int32_t partner : request.implementers) {
    if (context.party(partner).implementer) {
      facts.implementer = partner;
      break;
    }
  }
  return facts;
}

namespace {

// The criteria that look at the need alone; the others are 0.
Criteria CriteriaOfNeed(const Context& context, const Need& need) {
  const Policy& policy = context.policy();
  const Request& request = *need.request;
  const absl::CivilDay day = context.as_of();
  Criteria criteria{};
  criteria[0] =
      Fraction(4 * DaysWaited(request, day), policy.full_waiting_years * kDaysOfFourYears);
  if (request.national_priority > 0) {
    criteria[1] = std::max(0, kFullCriterion - 1'000 * (request.national_priority - 1));
  }
  if (request.legal_deadline.has_value()) {
    const absl::CivilDay deadline = *request.legal_deadline;
    if (deadline <= day) {
      criteria[5] = kFullCriterion;
    } else if (need.year->year <= deadline.year()) {
      const int64_t horizon = policy.deadline_horizon_years * kDaysOfFourYears;
      criteria[5] = Fraction(horizon - 4 * (deadline - day), horizon);
    }
  }
  criteria[6] = request.urgency == Urgency::kEmergency ? kFullCriterion
                : request.urgency == Urgency::kUrgent  ? kFullCriterion / 2
                                                       : 0;
  if (request.national_plan) {
    const int64_t ahead = request.national_plan_end_year - day.year();
    criteria[8] =
        4'000 + 2'000 * static_cast<int32_t>(std::min<int64_t>(3, std::max<int64_t>(0, ahead)));
  }
  const Party& recipient = context.party(request.recipient);
  if (recipient.least_developed && recipient.state_party) criteria[9] = kFullCriterion;
  return criteria;
}

}  // namespace

Criteria ComputeCriteria(const Context& context, const Need& need, const OpenOffer& offer) {
  const Facts facts = FindFacts(context, need, offer);
  Criteria criteria = CriteriaOfNeed(context, need);
  criteria[2] = Fraction(facts.days_usable, facts.days_of_year);
  criteria[3] = ContinuityOf(facts.years_given);
  criteria[4] = Fraction(facts.years_covered, facts.years_asked);
  if (facts.implementer >= 0 && facts.some_channel_leads_to_organisation) {
    criteria[7] = kFullCriterion;
  } else if (facts.every_channel_leads_to_organisation) {
    criteria[7] = kFullCriterion / 2;
  }
  if (need.line->non_state_actors && offer.offer->works_with_non_state_actors) {
    criteria[10] = kFullCriterion;
  }
  return criteria;
}

int64_t MostScore(const Context& context, const Need& need) {
  Criteria criteria = CriteriaOfNeed(context, need);
  criteria[2] = criteria[3] = criteria[4] = kFullCriterion;
  criteria[7] = need.request->implementers.empty() ? kFullCriterion / 2 : kFullCriterion;
  if (need.line->non_state_actors) criteria[10] = kFullCriterion;
  return Score(context.policy(), criteria);
}

int64_t Score(const Policy& policy, const Criteria& criteria) {
  int64_t score = 1;
  for (int i = 0; i < kCriteria; ++i) score += int64_t{policy.weights[i]} * criteria[i];
  return score;
}

}  // namespace clearway::matching
