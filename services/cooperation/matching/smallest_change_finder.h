// Finds smallest changes (smallest_change.h) in one commodity's solved problem.
//
// How: write π for the stages' node values. In the residual graph of the plan every link has a
// length, by stages in their order, that is never negative (that is what the certificate says), so
// Dijkstra's algorithm with lexicographic lengths finds the best way of making room for one more
// unit at a need: the shortest path from the need to where the unit would come from. A pair with
// weight w and lot l from node x to need d then gains, by stages,
//   (0, w, l) + π(d) − π(x) − dist(d, x),
// and a new run gives it a unit when, and but for complete ties only when, that is above zero.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_FINDER_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_FINDER_H_

#include <cstdint>
#include <memory>

#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/smallest_change.h"

namespace clearway::matching {

// Keeps the result by reference. Not thread-safe.
class SmallestChangeFinder {
 public:
  SmallestChangeFinder(const MatchResult& result, const CommodityMatch& match);
  SmallestChangeFinder(SmallestChangeFinder&&) noexcept;
  ~SmallestChangeFinder();

  // For a need that is not served whole: over all offers of the commodity that give it nothing.
  // `demand` is the network's.
  SmallestChange ForDemand(int32_t demand);
  // For an offer of which nothing is used: over all needs of the commodity.
  SmallestChange ForUnusedOffer(int32_t offer);
  // For one pair that gets nothing.
  SmallestChange ForPair(int32_t offer, int32_t demand);

  // Links walked and rules asked so far: what the work costs.
  int64_t steps() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_FINDER_H_
