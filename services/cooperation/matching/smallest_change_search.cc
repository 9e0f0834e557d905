#include "services/cooperation/matching/smallest_change_search.h"

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

}  // namespace clearway::matching
