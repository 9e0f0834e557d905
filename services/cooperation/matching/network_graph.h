// A matching network as a circulation: nodes, directed arcs with capacities, and per stage a
// profit for each arc. Node 0 is the world outside: it feeds the offers and receives what the
// bands take, so that every node, 0 too, passes on exactly what it gets.
//
//   0 → offer → offer year → outlet → [pair] → demand → group → [band] → 0
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GRAPH_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GRAPH_H_

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

struct NetworkGraph {
  struct Arc {
    int32_t tail = 0;
    int32_t head = 0;
    int64_t capacity = 0;
  };

  static constexpr int32_t kOutside = 0;
  // Beyond these, indexes of residual arcs and products of costs and nodes would not fit.
  static constexpr int64_t kMaxNodes = int64_t{1} << 26;
  static constexpr int64_t kMaxArcs = int64_t{1} << 29;

  // In the order offers, offer years, outlets, pairs, demands, bands (group by group).
  std::vector<Arc> arcs;
  int32_t node_count = 1;
  // The node of element 0 of each kind; element i has the node first + i.
  int32_t first_offer = 1, first_offer_year = 1, first_outlet = 1, first_demand = 1,
          first_group = 1;
  // The arc of element 0 of each kind; `band_arcs[g]` is that of group g's first band.
  int32_t pair_arcs = 0, demand_arcs = 0;
  std::vector<int32_t> band_arcs;

  int32_t demand_count() const { return first_group - first_demand; }
};

// Whether the network is small enough for a graph.
bool FitsGraph(const Network& network);

// `network` must be valid and fit.
NetworkGraph BuildGraph(const Network& network);

// The profit per unit of each arc in one stage, by NetworkGraph::arcs.
std::vector<int64_t> StageProfits(const Network& network, const NetworkGraph& graph, Stage stage);

// Node values by node number (0 for the outside first), and back.
std::vector<int64_t> NodeValues(const NetworkGraph& graph, const NodeDuals& duals);
NodeDuals SplitNodeValues(const NetworkGraph& graph, const std::vector<int64_t>& values);

// The flow of a plan on every arc.
std::vector<int64_t> ArcFlows(const Network& network, const NetworkGraph& graph,
                              const Solution& solution);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_NETWORK_GRAPH_H_
