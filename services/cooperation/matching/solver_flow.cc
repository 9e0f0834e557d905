#include "services/cooperation/matching/solver_flow.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace clearway::matching {
namespace {

using Wide = __int128;
using Digraph = lemon::StaticDigraph;

template <typename Value, typename Cost>
struct ScalingTraits {
  using Digraph = lemon::StaticDigraph;
  using LargeCost = Wide;
};
template <typename V, typename C>
struct NarrowTraits {
  using Digraph = lemon::StaticDigraph;
  using LargeCost = int64_t;
  using Value = V;
  using Cost = C;
};

// The problem in LEMON's terms: arcs ordered by tail, as StaticDigraph needs them.
struct Layout {
  Digraph graph;
  std::vector<int32_t> order;  // LEMON's arc → the problem's
};

Layout LayOut(const FlowProblem& problem) {
  Layout layout;
  const size_t m = problem.arcs.size();
  std::vector<int32_t> start(problem.node_count + 1, 0);
  for (const FlowProblem::Arc& arc : problem.arcs) ++start[arc.tail + 1];
  for (size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  layout.order.resize(m);
  for (size_t a = 0; a < m; ++a) {
    layout.order[start[problem.arcs[a].tail]++] = static_cast<int32_t>(a);
  }
  std::vector<std::pair<int, int>> ends(m);
  for (size_t i = 0; i < m; ++i) {
    const FlowProblem::Arc& arc = problem.arcs[layout.order[i]];
    ends[i] = {arc.tail, arc.head};
  }
  layout.graph.build(problem.node_count, ends.begin(), ends.end());
  return layout;
}

template <typename Method, typename Value>
absl::StatusOr<FlowResult> Run(const FlowProblem& problem) {
  const Layout layout = LayOut(problem);
  const Digraph& graph = layout.graph;
  Digraph::ArcMap<Value> capacity(graph);
  Digraph::ArcMap<int64_t> cost(graph);
  Digraph::NodeMap<Value> supply(graph, 0);
  for (size_t i = 0; i < layout.order.size(); ++i) {
    const FlowProblem::Arc& arc = problem.arcs[layout.order[i]];
    const Digraph::Arc a = Digraph::arc(static_cast<int>(i));
    capacity[a] = arc.capacity;
    cost[a] = -arc.profit;
    supply[Digraph::node(arc.tail)] += arc.flow;
    supply[Digraph::node(arc.head)] -= arc.flow;
  }
  Method method(graph);
  method.upperMap(capacity).costMap(cost).supplyMap(supply);
  if (method.run() != Method::OPTIMAL) return absl::InternalError("no optimal flow was found");
  FlowResult result;
  result.flow.resize(problem.arcs.size());
  for (size_t i = 0; i < layout.order.size(); ++i) {
    result.flow[layout.order[i]] =
        static_cast<int64_t>(method.flow(Digraph::arc(static_cast<int>(i))));
  }
  result.values.resize(problem.node_count);
  for (int32_t v = 0; v < problem.node_count; ++v) {
    // LEMON: cost + potential(tail) − potential(head) ≥ 0 where flow can grow. Ours, negated:
    // profit + value(head) − value(tail) ≤ 0. So the value is the potential.
    result.values[v] = static_cast<int64_t>(method.potential(Digraph::node(v)));
  }
  return result;
}

}  // namespace

FlowMethod ChooseFlowMethod(int32_t node_count, size_t /*arc_count*/) {
  return node_count <= 5000 ? FlowMethod::kNetworkSimplex : FlowMethod::kCostScaling;
}

std::string FlowMethodName(FlowMethod method) {
  return method == FlowMethod::kNetworkSimplex ? "network simplex" : "cost scaling";
}

absl::StatusOr<FlowResult> SolveFlow(const FlowProblem& problem, FlowMethod method) {
  Wide volume = 0;
  for (const FlowProblem::Arc& arc : problem.arcs) volume += arc.capacity;
  const bool wide = volume > std::numeric_limits<int64_t>::max() / 4;
  if (method == FlowMethod::kNetworkSimplex) {
    return wide ? Run<lemon::NetworkSimplex<Digraph, Wide, int64_t>, Wide>(problem)
                : Run<lemon::NetworkSimplex<Digraph, int64_t, int64_t>, int64_t>(problem);
  }
  return wide ? Run<lemon::CostScaling<Digraph, Wide, int64_t, NarrowTraits<Wide, int64_t>>, Wide>(
                    problem)
              : Run<lemon::CostScaling<Digraph, int64_t, int64_t, NarrowTraits<int64_t, int64_t>>,
                    int64_t>(problem);
}

}  // namespace clearway::matching
