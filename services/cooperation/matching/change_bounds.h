// What a unit of a pair would gain at least and at most, from two searches for all pairs at once,
// where smallest_change_finder.h makes one for each need.
//
// A pair at need d with weight w and lot l, whose unit comes from node x, gains
//   (0, w, l) + π(d) − π(x) − dist(d, x).
// The outside of the network is a landmark: with `to` the distances to it and `from` those from it,
// the triangle's inequality says
//   dist(d, x) ≤ to(d) + from(x)   and   dist(d, x) ≥ 0, to(d) − to(x), from(x) − from(d).
// (Goldberg, Harrelson, "Computing the shortest path: A* search meets graph theory", SODA 2005.)
// Most often the unit goes out of the network or comes from outside, and both bounds are the same.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_BOUNDS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_BOUNDS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/types/optional.h"
#include "services/cooperation/matching/smallest_change_search.h"

namespace clearway::matching {

class ChangeBounds {
  struct OfNode {
    ByStage value, leaving, entering;  // π, π − to, π + from
    bool leaves = false, entered = false;

    ByStage to() const { return value - leaving; }
    ByStage from() const { return entering - value; }
  };

 public:
  // Two runs of the search over the whole network.
  explicit ChangeBounds(ResidualSearch& search);

  // What a unit at `need` gains, but for its weight and lot, when it comes from `from` by way of
  // the outside: the least that the pair's unit gains. Absent: there is no such way.
  absl::optional<ByStage> Least(int32_t need, int32_t from) const {
    const OfNode& d = nodes_[need];
    const OfNode& x = nodes_[from];
    if (!d.leaves || !x.entered) return absl::nullopt;
    return d.leaving - x.entering;
  }
  // The most, however it comes. Absent: it comes in no way.
  absl::optional<ByStage> Most(int32_t need, int32_t from) const {
    const OfNode& d = nodes_[need];
    const OfNode& x = nodes_[from];
    // Were there a way from d to x, it would go on to the outside, or come from there.
    if ((x.leaves && !d.leaves) || (d.entered && !x.entered)) return absl::nullopt;
    ByStage most = d.value - x.value;
    if (x.leaves) most = std::min(most, d.leaving - x.leaving);
    if (d.entered) most = std::min(most, d.entering - x.entering);
    return most;
  }
  // What a unit at the node gains by leaving the network. Absent: it cannot.
  absl::optional<ByStage> Leaving(int32_t node) const {
    if (!nodes_[node].leaves) return absl::nullopt;
    return nodes_[node].leaving;
  }

  // The nodes that a way can lead through from a need to some of several others, where the way must
  // be shorter than a length of each one's own.
  class Corridor {
   public:
    explicit Corridor(const ChangeBounds& bounds) : nodes_(bounds.nodes_) {}

    // Another end, and the length.
    void Add(int32_t node, const ByStage& length);
    // Whether a way of this length to the node could go on to an end.
    bool Has(int32_t node, const ByStage& length) const {
      if (!(length < longest_)) return false;
      const OfNode& of = nodes_[node];
      if (all_leave_ && !(of.leaves && length + of.to() < longest_leaving_)) return false;
      return !all_entered_ || !of.entered || length - of.from() < longest_entering_;
    }

   private:
    const std::vector<OfNode>& nodes_;
    bool any_ = false, all_leave_ = true, all_entered_ = true;
    ByStage longest_, longest_leaving_, longest_entering_;
  };

 private:
  std::vector<OfNode> nodes_;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CHANGE_BOUNDS_H_
