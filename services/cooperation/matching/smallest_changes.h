// The smallest changes (smallest_change.h) of one commodity's needs and offers all at once: the
// same answers as SmallestChangeFinder gives one by one, many times faster. Rules are judged by
// class of needs (pair_rules.h), pairs are tried in their order until one does, and most are
// decided by bounds (change_bounds.h): a search is made where the bounds leave it open.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/smallest_change.h"

namespace clearway::matching {

struct SmallestChanges {
  // By the network's numbers. kUnknown: a need that is served whole, an offer of which something
  // is used, or the work was too much.
  std::vector<SmallestChange> of_demand, of_offer;
  // What it took: links walked, pairs judged, and rows of rules.
  int64_t steps = 0;
};

// `match` is one of the result's. Beyond `limit` steps the rest is left out: needs in the order of
// recipients by name, and all offers. Errors: CANCELLED.
absl::StatusOr<SmallestChanges> FindSmallestChanges(const MatchResult& result,
                                                    const CommodityMatch& match, int64_t limit,
                                                    const std::function<bool()>& cancelled);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGES_H_
