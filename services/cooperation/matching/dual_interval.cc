#include "services/cooperation/matching/dual_interval.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/network_residual.h"

namespace clearway::matching {
namespace {

constexpr int64_t kFar = std::numeric_limits<int64_t>::max();

// Dijkstra's algorithm on the links' slacks, value(from) − profit − value(to) ≥ 0. Distances are
// kept between calls, and only what a call touched is cleared by the next.
class SlackSearch {
 public:
  SlackSearch(const std::vector<int64_t>& profits, const std::vector<int64_t>& values)
      : profits_(profits), values_(values), distance_(values.size(), kFar) {}

  // Searches from `source` along the links until `target` is settled (or everything, if < 0).
  // `reversed` says that the links stand at their other end.
  void Run(const Residual& residual, bool reversed, int32_t source, int32_t target) {
    for (const int32_t v : touched_) distance_[v] = kFar;
    touched_.assign(1, source);
    distance_[source] = 0;
    queue_ = {};
    queue_.push({0, source});
    while (!queue_.empty()) {
      const auto [distance, v] = queue_.top();
      queue_.pop();
      if (distance != distance_[v]) continue;
      if (v == target) return;
      for (int32_t k = residual.start[v]; k < residual.start[v + 1]; ++k) {
        const Residual::Link& link = residual.links[k];
        const int32_t from = reversed ? link.to : v, to = reversed ? v : link.to;
        const int64_t slack = values_[from] - link.Profit(profits_) - values_[to];
        if (distance + slack >= distance_[link.to]) continue;
        if (distance_[link.to] == kFar) touched_.push_back(link.to);
        distance_[link.to] = distance + slack;
        queue_.push({distance_[link.to], link.to});
      }
    }
  }

  int64_t distance(int32_t v) const { return distance_[v]; }

 private:
  using Item = std::pair<int64_t, int32_t>;
  const std::vector<int64_t>& profits_;
  const std::vector<int64_t>& values_;
  std::vector<int64_t> distance_;
  std::vector<int32_t> touched_;
  std::priority_queue<Item, std::vector<Item>, std::greater<Item>> queue_;
};

int64_t Positive(int64_t value) { return std::max<int64_t>(0, value); }

}  // namespace

struct ShadowPrices::State {
  State(const Network& n, const Solution& s) : network(n), solution(s), graph(BuildGraph(n)) {}

  DualInterval AtNode(int32_t node) const { return {least[node], greatest[node]}; }

  const Network& network;
  const Solution& solution;
  const NetworkGraph graph;
  std::vector<int64_t> profits, values, flow;
  std::vector<char> open;  // 0: fixed by the floor stage
  Residual residual;
  std::vector<absl::optional<int64_t>> least, greatest;  // of the node values
  std::unique_ptr<SlackSearch> search;
};

ShadowPrices::ShadowPrices(std::unique_ptr<State> state) : state_(std::move(state)) {}
ShadowPrices::ShadowPrices(ShadowPrices&&) noexcept = default;
ShadowPrices& ShadowPrices::operator=(ShadowPrices&&) noexcept = default;
ShadowPrices::~ShadowPrices() = default;

absl::StatusOr<ShadowPrices> ShadowPrices::Compute(const Network& network,
                                                   const Solution& solution) {
  const StageResult* weight = solution.Find(Stage::kWeight);
  if (weight == nullptr || solution.pair_flow.size() != network.pairs.size()) {
    return absl::InvalidArgumentError("not a solution of this network");
  }
  auto state = std::make_unique<State>(network, solution);
  State& s = *state;
  s.profits = StageProfits(network, s.graph, Stage::kWeight);
  s.values = NodeValues(s.graph, weight->duals);
  s.flow = ArcFlows(network, s.graph, solution);
  s.open.assign(s.graph.arcs.size(), 1);
  if (const StageResult* floor = solution.Find(Stage::kFloor); floor != nullptr) {
    const std::vector<int64_t> profits = StageProfits(network, s.graph, Stage::kFloor);
    const std::vector<int64_t> values = NodeValues(s.graph, floor->duals);
    for (size_t a = 0; a < s.open.size(); ++a) {
      const NetworkGraph::Arc& arc = s.graph.arcs[a];
      s.open[a] = profits[a] + values[arc.head] - values[arc.tail] == 0;
    }
  }
  s.search = std::make_unique<SlackSearch>(s.profits, s.values);
  // In any optimal dual π, π(from) − π(to) ≥ the profit of the best path of residual links, with
  // equality in one of them. A path's profit is the difference of our own values less its slack;
  // the outside's value is 0 in all of them.
  s.greatest.resize(s.graph.node_count);
  s.least.resize(s.graph.node_count);
  s.residual = BuildResidual(s.graph, s.flow, s.open, /*reversed=*/true);
  s.search->Run(s.residual, /*reversed=*/true, NetworkGraph::kOutside, -1);
  for (int32_t v = 0; v < s.graph.node_count; ++v) {
    if (s.search->distance(v) != kFar) s.least[v] = s.values[v] - s.search->distance(v);
  }
  s.residual = BuildResidual(s.graph, s.flow, s.open);
  s.search->Run(s.residual, /*reversed=*/false, NetworkGraph::kOutside, -1);
  for (int32_t v = 0; v < s.graph.node_count; ++v) {
    if (s.search->distance(v) != kFar) s.greatest[v] = s.values[v] + s.search->distance(v);
  }
  return ShadowPrices(std::move(state));
}

DualInterval ShadowPrices::OfferCeiling(int32_t offer) const {
  const DualInterval node = state_->AtNode(state_->graph.first_offer + offer);
  if (!state_->open[offer]) return node;  // the offers' arcs are the first
  DualInterval price;
  price.least = node.least ? Positive(*node.least) : 0;
  if (node.greatest) price.greatest = Positive(*node.greatest);
  return price;
}

DualInterval ShadowPrices::GroupUnit(int32_t group) const {
  return state_->AtNode(state_->graph.first_group + group);
}

DualInterval ShadowPrices::DemandUnit(int32_t demand) const {
  return state_->AtNode(state_->graph.first_demand + demand);
}

DualInterval ShadowPrices::DemandCapacity(int32_t demand) {
  State& s = *state_;
  const int32_t a = s.graph.demand_arcs + demand;
  const NetworkGraph::Arc& arc = s.graph.arcs[a];
  if (s.flow[a] < arc.capacity) return {0, 0};
  // The arc's rent is value(head) − value(tail), where that is positive or the arc is fixed.
  const auto gap = [&](int32_t from, int32_t to) -> absl::optional<int64_t> {
    s.search->Run(s.residual, /*reversed=*/false, from, to);
    if (s.search->distance(to) == kFar) return absl::nullopt;
    return s.values[from] - s.search->distance(to) - s.values[to];  // value(from) − value(to) ≥
  };
  DualInterval price;
  price.least = gap(arc.head, arc.tail);
  if (const absl::optional<int64_t> greatest = gap(arc.tail, arc.head)) price.greatest = -*greatest;
  if (!s.open[a]) return price;
  price.least = price.least ? Positive(*price.least) : 0;
  if (price.greatest) price.greatest = Positive(*price.greatest);
  return price;
}

}  // namespace clearway::matching
