// Shortest paths by stages in the residual graph of a plan. Inner part of smallest_change_finder.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/network_residual.h"

namespace clearway::matching {

// A value in each stage, compared in the stages' order: floors, weight, lots.
struct ByStage {
  std::array<int64_t, 3> of{};

  ByStage operator+(const ByStage& other) const {
    return {{of[0] + other.of[0], of[1] + other.of[1], of[2] + other.of[2]}};
  }
  ByStage operator-(const ByStage& other) const {
    return {{of[0] - other.of[0], of[1] - other.of[1], of[2] - other.of[2]}};
  }
  bool operator<(const ByStage& other) const { return of < other.of; }
  bool operator==(const ByStage& other) const { return of == other.of; }
};

class ResidualSearch {
 public:
  // All but the profits and values are as network_graph.h says; `values` by node, `profits` by arc,
  // for each of the three stages (a stage that there is not: zeros).
  ResidualSearch(const Network& network, const Solution& solution);

  const NetworkGraph& graph() const { return graph_; }
  ByStage Value(int32_t node) const { return values_[node]; }

  // Distances from `source` along residual links (or, reversed, to it), up to `bound`.
  void Run(int32_t source, bool reversed, const ByStage& bound);
  // Whether the last run reached the node, and how far it is.
  bool Reached(int32_t node) const { return stamp_[node] == run_ && done_[node] == run_; }
  ByStage Distance(int32_t node) const { return distance_[node]; }

  int64_t steps() const { return steps_; }

 private:
  ByStage Length(const Residual::Link& link) const;

  NetworkGraph graph_;
  Residual forwards_, backwards_;
  std::vector<ByStage> values_;   // by node
  std::vector<ByStage> profits_;  // by arc
  std::vector<ByStage> distance_;
  std::vector<uint32_t> stamp_, done_;  // the run in which a node was seen, and settled
  uint32_t run_ = 0;
  int64_t steps_ = 0;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_
