#include "services/cooperation/matching/smallest_change_search.h"

#include <queue>
#include <utility>

namespace clearway::matching {

ResidualSearch::ResidualSearch(const Network& network, const Solution& solution)
    : graph_(BuildGraph(network)) {
  const std::vector<int64_t> flows = ArcFlows(network, graph_, solution);
  const std::vector<char> all(graph_.arcs.size(), 1);
  forwards_ = BuildResidual(graph_, flows, all);
  backwards_ = BuildResidual(graph_, flows, all, true);
  values_.resize(graph_.node_count);
  profits_.resize(graph_.arcs.size());
  for (const StageResult& stage : solution.stages) {
    const int place = static_cast<int>(stage.stage) - 1;
    const std::vector<int64_t> values = NodeValues(graph_, stage.duals);
    const std::vector<int64_t> profits = StageProfits(network, graph_, stage.stage);
    for (size_t i = 0; i < values.size(); ++i) values_[i].of[place] = values[i];
    for (size_t i = 0; i < profits.size(); ++i) profits_[i].of[place] = profits[i];
  }
  distance_.resize(graph_.node_count);
  stamp_.assign(graph_.node_count, 0);
  done_.assign(graph_.node_count, 0);
}

ByStage ResidualSearch::Length(const Residual::Link& link) const {
  const NetworkGraph::Arc& arc = graph_.arcs[link.arc()];
  const ByStage reduced = profits_[link.arc()] + values_[arc.head] - values_[arc.tail];
  return link.backwards() ? reduced : ByStage() - reduced;
}

void ResidualSearch::Run(int32_t source, bool reversed, const ByStage& bound) {
  const Residual& residual = reversed ? backwards_ : forwards_;
  using Entry = std::pair<ByStage, int32_t>;
  const auto later = [](const Entry& a, const Entry& b) {
    return a.first == b.first ? a.second > b.second : b.first < a.first;
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(later)> queue(later);
  ++run_;
  stamp_[source] = run_;
  distance_[source] = ByStage();
  queue.emplace(ByStage(), source);
  while (!queue.empty()) {
    const auto [distance, node] = queue.top();
    queue.pop();
    if (bound < distance) break;
    if (done_[node] == run_) continue;
    done_[node] = run_;
    for (int32_t i = residual.start[node]; i < residual.start[node + 1]; ++i) {
      const Residual::Link& link = residual.links[i];
      ++steps_;
      if (done_[link.to] == run_) continue;
      const ByStage through = distance + Length(link);
      if (stamp_[link.to] == run_ && !(through < distance_[link.to])) continue;
      stamp_[link.to] = run_;
      distance_[link.to] = through;
      queue.emplace(through, link.to);
    }
  }
}

}  // namespace clearway::matching
