// The residual graph of a flow: which way each open arc could still change, and its strongly
// connected components. A flow can change, without leaving its bounds, only around cycles of the
// residual graph, so only within a component; between components every flow stays as it is.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_RESIDUAL_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_RESIDUAL_H_

#include <cstdint>
#include <vector>

#include "services/cooperation/matching/network_graph.h"

namespace clearway::matching {

// The residual arcs out of node v are [start[v], start[v + 1]) of `links`.
struct Residual {
  struct Link {
    int32_t to = 0;
    uint32_t arc_and_sense = 0;  // twice the arc, plus 1 where it is walked backwards

    uint32_t arc() const { return arc_and_sense >> 1; }
    bool backwards() const { return (arc_and_sense & 1) != 0; }
    // What a unit sent this way earns, given the arcs' profits.
    int64_t Profit(const std::vector<int64_t>& profits) const {
      return backwards() ? -profits[arc()] : profits[arc()];
    }
  };
  std::vector<int32_t> start;
  std::vector<Link> links;
};

// An open arc has a link forwards while it is not full and one backwards while it is not empty.
// With `reversed`, each link stands at its other end (for searches towards a node), its sense
// still being that of the unit sent.
Residual BuildResidual(const NetworkGraph& graph, const std::vector<int64_t>& flow,
                       const std::vector<char>& open, bool reversed = false);

struct Components {
  // Numbered so that every residual link leads to the same component or one of a lower number.
  std::vector<int32_t> of_node;
  int32_t count = 0;
};

// Tarjan's algorithm, without recursion. Linear.
Components FindComponents(const Residual& residual);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_RESIDUAL_H_
