// Shadow prices: between which least and greatest value an optimal dual of the weight stage can
// lie. The optimal duals of a network form a polyhedron of differences, so that its extremes are
// longest paths in the residual graph of an optimal plan (Ahuja, Magnanti, Orlin, "Network Flows",
// 1993, section 9.4); they are the same for every optimal plan and every solver.
//
// Where a floor stage came first, prices are those of the weight stage on its optimal face: they
// count what a unit does to the weight once the floors have had theirs. A limit that the floor
// stage holds may then have a negative price, for it gives its unit to a floor whatever the score.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_DUAL_INTERVAL_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_DUAL_INTERVAL_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

// Both ends belong to the interval. An absent end is unbounded: no plan can give or take a unit
// there, so that no price is too low or too high.
struct DualInterval {
  absl::optional<int64_t> least;
  absl::optional<int64_t> greatest;
};

class ShadowPrices {
 public:
  // Two shortest-path runs over the whole network. `solution` must be one that VerifyCertificate
  // accepts. Both are kept by reference and must outlive this.
  static absl::StatusOr<ShadowPrices> Compute(const Network& network, const Solution& solution);

  ShadowPrices(ShadowPrices&&) noexcept;
  ShadowPrices& operator=(ShadowPrices&&) noexcept;
  ~ShadowPrices();

  // What one unit more of the offer's ceiling adds to the plan's value (least) and what one unit
  // less takes from it (greatest). Not negative without a floor stage. Constant time.
  DualInterval OfferCeiling(int32_t offer) const;

  // What one unit served to the group from outside adds (least), and what one unit taken from it
  // takes away (greatest). Negative where the bands are full and the unit would displace a better
  // use. Constant time.
  DualInterval GroupUnit(int32_t group) const;

  // The same at the demand, before its own limit. Constant time.
  DualInterval DemandUnit(int32_t demand) const;

  // What one unit more asked by the demand adds (least) and one less takes away (greatest), the
  // bands of its group staying as they are. Not negative without a floor stage. A shortest path of
  // its own where the demand is fully served, else constant time. Not to be called from two threads
  // at once.
  DualInterval DemandCapacity(int32_t demand);

 private:
  struct State;
  explicit ShadowPrices(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_DUAL_INTERVAL_H_
