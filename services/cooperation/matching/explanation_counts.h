// For every open need and offer: how many of the other side fail in exactly which rules.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_COUNTS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_COUNTS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

struct FailedSet {
  RuleSet rules = 0;
  int64_t pairs = 0;
};

// By position in the lists asked for.
struct FailureCounts {
  std::vector<std::vector<FailedSet>> of_need, of_offer;  // most pairs first, then by set
  std::vector<int64_t> feasible_offers, feasible_needs;
  bool counted = false;  // false: it would have taken more than the limit
};

// Asks the rules once for each offer and each class of needs that no rule can tell apart, which
// gives the same counts as asking for each pair. `needs` and `offers` are positions in the context.
// Errors: CANCELLED.
absl::StatusOr<FailureCounts> CountFailures(const Context& context,
                                            const std::vector<int32_t>& needs,
                                            const std::vector<int32_t>& offers, int64_t limit,
                                            const std::function<bool()>& cancelled);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_COUNTS_H_
