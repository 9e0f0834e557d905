// What must agree for an offer to serve a need in a year, rule by rule.
//
//   RuleSet failing = FailingRules(context, need, offer);
//   if (failing == 0) ...                                  // a feasible pair
//   for (Rule rule : RulesIn(failing)) Describe(context, need, offer, rule);
//
// A pure function of the records: no rule looks at another pair. Rules are those of the contract's
// FeasibilityRule, with its numbers.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_FEASIBILITY_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_FEASIBILITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

enum class Rule : uint8_t {
  kRequestOpen = 1,
  kOfferOpen = 2,
  kCommodity = 3,  // the same kind of thing and, but for money, the same unit
  kAreaOfWork = 4,
  kEarmark = 5,
  // The year is not over as of the date, lies in the offer's validity and, where the offer has
  // ceilings by year, is one of these years.
  kPeriod = 6,
  kChannel = 7,
  kAccess = 8,
  // The recipient is in the offer's audience and the provider in the request's.
  kAudience = 9,
  kExchangeRate = 10,  // of both currencies to the policy's
  kNeedLeft = 11,      // something that does not round down to nothing
  kOfferLeft = 12,     // the same, for the recipient and the year
  kDistinctParties = 13,
};
inline constexpr int kRules = 13;

// Bit n - 1 for the rule n.
using RuleSet = uint16_t;
inline constexpr RuleSet Bit(Rule rule) { return RuleSet(1u << (static_cast<int>(rule) - 1)); }
inline constexpr bool Has(RuleSet set, Rule rule) { return (set & Bit(rule)) != 0; }
std::vector<Rule> RulesIn(RuleSet set);

// "EARMARK", as in the contract without its prefix.
absl::string_view RuleName(Rule rule);
// For officers, in a sentence: "its earmark does not let the recipient in".
absl::string_view RuleText(Rule rule);

// The rules that do not hold; 0: the pair is feasible. Both come from `context`.
RuleSet FailingRules(const Context& context, const Need& need, const OpenOffer& offer);

// The same in two parts: what does not depend on the year, and the rest (kPeriod,
// kExchangeRate, kNeedLeft, kOfferLeft).
RuleSet FailingRulesOfLine(const Context& context, const Request& request, const NeedLine& line,
                           const OpenOffer& offer);
RuleSet FailingRulesOfYear(const Context& context, const Need& need, const OpenOffer& offer);

// The rules that look at one side alone, whatever the other: kRequestOpen and kNeedLeft; and
// kOfferOpen.
RuleSet FailingRules(const Context& context, const Need& need);
RuleSet FailingRules(const Context& context, const OpenOffer& offer);

// Parts of rules, for those who judge many pairs at once (offer_scan.h). Whether a party is in an
// audience:
bool InAudience(const Context& context, const Audience& audience, int32_t party);
// Whether kPeriod holds.
bool PeriodFits(const Context& context, const Offer& offer, int32_t year);

enum class ChangeableBy { kNobody, kRequester, kProvider };

struct FailedRule {
  Rule rule = Rule::kRequestOpen;
  ChangeableBy changeable_by = ChangeableBy::kNobody;
  std::string text;  // with the facts: "the offer is for Africa; Lebanon is in Asia"
};

// Who could change what makes `rule` fail, for a pair where it does.
ChangeableBy WhoCouldChange(const Context& context, const Need& need, const OpenOffer& offer,
                            Rule rule);
// Words for a rule that fails.
FailedRule Describe(const Context& context, const Need& need, const OpenOffer& offer, Rule rule);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_FEASIBILITY_H_
