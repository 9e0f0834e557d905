// What a pair is worth: w = 1 + Σ weight × criterion, in points.
//
// Each criterion is a whole number 0…10,000, in exact integer arithmetic, and serves an Action of
// the Vientiane Action Plan or an Article of the Convention:
//
//   waiting time        Action 37   days since the request was known, of the policy's full years
//                                   (365.25 days each)
//   national priority   Action 38   10,000 for priority 1, 1,000 less for each after it, least 0;
//                                   0 where it is not said
//   promptness          Action 38   of the days from the date (or 1 January, if later) to the end
//                                   of the year, the share on which the offer may be used
//   continuity          Action 38   2,000 for each of the five calendar years up to the date's own
//                                   in which the provider gave to the recipient
//   predictability      Action 38   of the line's years with something left and not over, the share
//                                   in which the offer may be used
//   legal deadline      Action 18   0 up to the policy's horizon before the deadline, 10,000 on it
//                                   and after it; 0 for a need in a year after a coming deadline
//   urgency             Art. 6(6)   routine 0, urgent 5,000, emergency 10,000
//   implementers        Action 39   10,000 where the request names a partner of civil society, the
//                                   United Nations, another international organisation or the Red
//                                   Cross/Red Crescent and a channel that both accept leads to one;
//                                   5,000 where every channel that both accept does
//   national ownership  Action 40   4,000 for a national plan, and 2,000 for each of the next three
//                                   years that it reaches
//   least developed     Action 40   10,000 for a least developed State Party
//   access              Action 41   10,000 where non-State actors operate and the provider works
//                                   there
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

inline constexpr int32_t kFullCriterion = 10'000;

// In the order of the contract's enum: criterion n has the index n - 1.
using Criteria = std::array<int32_t, kCriteria>;

Criteria ComputeCriteria(const Context& context, const Need& need, const OpenOffer& offer);

// 1 + Σ weight × criterion: 1…1,000,001.
int64_t Score(const Policy& policy, const Criteria& criteria);

// No offer has more with the need: the score with the best that an offer can be.
int64_t MostScore(const Context& context, const Need& need);

struct Share {
  int index = 0;             // criterion n - 1
  absl::string_view source;  // "Action 38"
  int32_t value = 0;
  int32_t weight = 0;
  int64_t points = 0;       // value × weight
  std::string explanation;  // with the facts: "known since 2009-11-30: 347 days of 5 years"
};

// All criteria of a pair, in order.
std::vector<Share> ExplainScore(const Context& context, const Need& need, const OpenOffer& offer);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_H_
