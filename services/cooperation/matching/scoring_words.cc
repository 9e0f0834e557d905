// The words of scoring.h; apart, so that the formulas themselves stay short.
#include "absl/strings/str_cat.h"
#include "services/cooperation/matching/records_words.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching/scoring_facts.h"

namespace clearway::matching {
namespace {

std::string DeadlineText(const Context& context, const Need& need) {
  const Request& request = *need.request;
  if (!request.legal_deadline.has_value()) return "no legal deadline is named";
  const absl::CivilDay deadline = *request.legal_deadline;
  if (deadline <= context.as_of()) {
    return absl::StrCat("the deadline was ", DayText(deadline));
  }
  if (need.year->year > deadline.year()) {
    return absl::StrCat("the year is after the deadline of ", DayText(deadline));
  }
  return absl::StrCat("the deadline is ", DayText(deadline), ", in ", deadline - context.as_of(),
                      " days; it counts from ", context.policy().deadline_horizon_years,
                      " years before");
}

std::string PlanText(const Request& request) {
  if (!request.national_plan) return "no national plan is named";
  if (request.national_plan_end_year == 0) return "part of a national plan";
  return absl::StrCat("part of a national plan up to ", request.national_plan_end_year);
}

std::string ImplementersText(const Context& context, const Facts& facts) {
  if (facts.implementer >= 0 && facts.some_channel_leads_to_organisation) {
    return absl::StrCat("run by ", context.party(facts.implementer).display_name);
  }
  if (facts.every_channel_leads_to_organisation) {
    return "every channel that both accept leads through such organisations";
  }
  return "no such organisation is named that the offer's channels reach";
}

std::string PriorityText(const Request& request) {
  if (request.national_priority == 0) return "the requester names no order of priority";
  return absl::StrCat("priority ", request.national_priority, " of the requester");
}

std::string AccessText(const Need& need, const OpenOffer& offer) {
  if (!need.line->non_state_actors) return "no non-State actors operate there";
  return offer.offer->works_with_non_state_actors
             ? "non-State actors operate there, and the provider works where they do"
             : "non-State actors operate there, and the provider does not work where they do";
}

}  // namespace

std::vector<Share> ExplainScore(const Context& context, const Need& need, const OpenOffer& offer) {
  static constexpr const char* kSources[kCriteria] = {
      "Action 37",    "Action 38", "Action 38", "Action 38", "Action 38", "Action 18",
      "Article 6(6)", "Action 39", "Action 40", "Action 40", "Action 41"};
  const Request& request = *need.request;
  const Party& recipient = context.party(request.recipient);
  const Facts facts = FindFacts(context, need, offer);
  static constexpr const char* kUrgency[] = {"routine", "routine", "urgent", "an emergency"};
  const std::string texts[kCriteria] = {
      absl::StrCat("known since ", DayText(request.open.from), ": ", facts.days_waited, " days of ",
                   context.policy().full_waiting_years, " years"),
      PriorityText(request),
      facts.days_usable > 0
          ? absl::StrCat("usable from ", DayText(facts.usable_from), ": ", facts.days_usable,
                         " of the ", facts.days_of_year, " days left of ", need.year->year)
          : absl::StrCat("not usable in ", need.year->year),
      absl::StrCat("the provider gave to ", recipient.display_name, " in ", facts.years_given,
                   " of the last 5 years"),
      absl::StrCat("covers ", facts.years_covered, " of the ", facts.years_asked, " years asked"),
      DeadlineText(context, need),
      kUrgency[static_cast<int>(request.urgency)],
      ImplementersText(context, facts),
      PlanText(request),
      recipient.least_developed
          ? absl::StrCat(recipient.display_name, " is least developed",
                         recipient.state_party ? " and a State Party" : ", but no State Party")
          : absl::StrCat(recipient.display_name,
                         " is not on the list of least developed countries"),
      AccessText(need, offer)};
  const Criteria criteria = ComputeCriteria(context, need, offer);
  std::vector<Share> shares;
  for (int i = 0; i < kCriteria; ++i) {
    const int32_t weight = context.policy().weights[i];
    shares.push_back(
        {i, kSources[i], criteria[i], weight, int64_t{weight} * criteria[i], texts[i]});
  }
  return shares;
}

}  // namespace clearway::matching
