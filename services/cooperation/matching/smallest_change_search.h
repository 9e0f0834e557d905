// Shortest paths by stages in the residual graph of a plan. Inner part of smallest_change_finder.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
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
  bool operator<(const ByStage& other) const {
    if (of[0] != other.of[0]) return of[0] < other.of[0];
    return of[1] != other.of[1] ? of[1] < other.of[1] : of[2] < other.of[2];
  }
  bool operator==(const ByStage& other) const {
    return of[0] == other.of[0] && of[1] == other.of[1] && of[2] == other.of[2];
  }
};

class ResidualSearch {
 public:
  // All but the profits and values are as network_graph.h says; `values` by node, `profits` by arc,
  // for each of the three stages (a stage that there is not: zeros).
  ResidualSearch(const Network& network, const Solution& solution);

  const NetworkGraph& graph() const { return graph_; }
  ByStage Value(int32_t node) const { return values_[node]; }

  // Distances from `source` along residual links (or, reversed, to it), up to `bound`.
  void Run(int32_t source, bool reversed, const ByStage& bound) {
    RunWhere(source, reversed,
             [&bound](int32_t, const ByStage& distance) { return !(bound < distance); });
  }
  // The same, going on from a node only where `worth(node, distance)`, for a distance that a way
  // has (not always the shortest), is true.
  template <typename Worth>
  void RunWhere(int32_t source, bool reversed, const Worth& worth);
  // Whether the last run reached the node, and how far it is.
  bool Reached(int32_t node) const { return stamp_[node] == run_ && done_[node] == run_; }
  ByStage Distance(int32_t node) const { return distance_[node]; }

  int64_t steps() const { return steps_; }

 private:
  using Entry = std::pair<ByStage, int32_t>;
  static bool Later(const Entry& a, const Entry& b) {
    return a.first == b.first ? a.second > b.second : b.first < a.first;
  }
  ByStage Length(const Residual::Link& link) const {
    const NetworkGraph::Arc& arc = graph_.arcs[link.arc()];
    const ByStage reduced = profits_[link.arc()] + values_[arc.head] - values_[arc.tail];
    return link.backwards() ? reduced : ByStage() - reduced;
  }

  NetworkGraph graph_;
  Residual forwards_, backwards_;
  std::vector<ByStage> values_;   // by node
  std::vector<ByStage> profits_;  // by arc
  std::vector<ByStage> distance_;
  std::vector<uint32_t> stamp_, done_;  // the run in which a node was seen, and settled
  std::vector<Entry> queue_;            // a heap, the nearest first
  uint32_t run_ = 0;
  int64_t steps_ = 0;
};

template <typename Worth>
void ResidualSearch::RunWhere(int32_t source, bool reversed, const Worth& worth) {
  const Residual& residual = reversed ? backwards_ : forwards_;
  ++run_;
  queue_.clear();
  const auto reach = [&](int32_t node, const ByStage& distance) {
    if (done_[node] == run_ || (stamp_[node] == run_ && !(distance < distance_[node]))) return;
    if (!worth(node, distance)) return;
    stamp_[node] = run_;
    distance_[node] = distance;
    queue_.emplace_back(distance, node);
    std::push_heap(queue_.begin(), queue_.end(), Later);
  };
  reach(source, ByStage());
  while (!queue_.empty()) {
    const auto [distance, node] = queue_.front();
    std::pop_heap(queue_.begin(), queue_.end(), Later);
    queue_.pop_back();
    if (done_[node] == run_) continue;
    done_[node] = run_;
    steps_ += residual.start[node + 1] - residual.start[node];
    for (int32_t i = residual.start[node]; i < residual.start[node + 1]; ++i) {
      const Residual::Link& link = residual.links[i];
      reach(link.to, distance + Length(link));
    }
  }
}

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SMALLEST_CHANGE_SEARCH_H_
