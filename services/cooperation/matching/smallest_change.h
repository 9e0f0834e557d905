// The least change of one pair after which a new run would give that pair at least one unit.
//
// Of the changes that do, the one is taken with the fewest rules waived for the pair, the
// requester's own rules before the provider's; where no waiver does, the least rise of the pair's
// score. What is changed is one offer for one need in one year and nothing else: bands, ceilings
// and all other pairs stay. Rules that nobody could waive (another kind of thing, nothing left, no
// exchange rate, a year that is over, oneself) are not waived.
//
// Exact, and proven on small instances by running again: a unit for the pair is worth its own
// weight, lot and bands, less what the best way of making room for it costs, which is a shortest
// path in the residual graph of the plan, by stages in their order. A waiver that only ties with
// the plan in all stages does not count.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_H_

#include <cstdint>

#include "services/cooperation/matching/feasibility.h"

namespace clearway::matching {

struct SmallestChange {
  enum class Kind {
    kUnknown = 0,  // not asked, or the search was too long
    kWaiveRules = 1,
    kRaiseScore = 2,
    kNone = 3,  // no such change of one pair does
  };
  Kind kind = Kind::kUnknown;
  int32_t offer = -1;          // in Context::offers(); with the first two
  int32_t need = -1;           // in Context::needs()
  RuleSet rules = 0;           // with kWaiveRules
  int64_t score_increase = 0;  // with kRaiseScore
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_H_
