#include "services/cooperation/matching/solver_flow.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "services/cooperation/matching/solver_watched.h"

namespace clearway::matching {
namespace {

using Wide = __int128;
using Digraph = lemon::StaticDigraph;

// How a problem is put to a method.
enum class Start {
  // What could change, as a circulation: a link forwards where an arc is not full, one backwards
  // where it is not empty. No node has a supply.
  kFromFlow,
  // From nothing, each node having to pass on what it did in the given flow.
  kFromNothing,
};

struct Links {
  Digraph graph;
  std::vector<int32_t> arc;  // of LEMON's arc; ~arc for a link backwards
};

Links MakeLinks(const FlowProblem& problem, Start from) {
  Links links;
  // StaticDigraph wants its arcs ordered by tail.
  std::vector<int32_t> start(problem.node_count + 1, 0);
  const auto each = [&](auto visit) {
    for (size_t a = 0; a < problem.arcs.size(); ++a) {
      const FlowProblem::Arc& arc = problem.arcs[a];
      const int64_t flow = from == Start::kFromFlow ? arc.flow : 0;
      if (flow < arc.capacity) visit(arc.tail, arc.head, static_cast<int32_t>(a));
      if (flow > 0) visit(arc.head, arc.tail, ~static_cast<int32_t>(a));
    }
  };
  each([&](int32_t tail, int32_t, int32_t) { ++start[tail + 1]; });
  for (size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  links.arc.resize(start.back());
  std::vector<std::pair<int, int>> ends(start.back());
  each([&](int32_t tail, int32_t head, int32_t arc) {
    const int32_t place = start[tail]++;
    ends[place] = {tail, head};
    links.arc[place] = arc;
  });
  links.graph.build(problem.node_count, ends.begin(), ends.end());
  return links;
}

template <typename Method, typename Value>
absl::StatusOr<FlowResult> Run(const FlowProblem& problem, Start from) {
  const Links links = MakeLinks(problem, from);
  const Digraph& graph = links.graph;
  const bool from_flow = from == Start::kFromFlow;
  Digraph::ArcMap<Value> capacity(graph);
  Digraph::ArcMap<int64_t> cost(graph);
  Digraph::NodeMap<Value> supply(graph, 0);
  FlowResult result;
  result.flow.assign(problem.arcs.size(), 0);
  for (size_t a = 0; a < problem.arcs.size(); ++a) {
    const FlowProblem::Arc& arc = problem.arcs[a];
    if (from_flow) {
      result.flow[a] = arc.flow;
    } else {
      supply[Digraph::node(arc.tail)] += arc.flow;
      supply[Digraph::node(arc.head)] -= arc.flow;
    }
  }
  for (size_t i = 0; i < links.arc.size(); ++i) {
    const Digraph::Arc link = Digraph::arc(static_cast<int>(i));
    const bool backwards = links.arc[i] < 0;
    const size_t a = backwards ? ~links.arc[i] : links.arc[i];
    const FlowProblem::Arc& arc = problem.arcs[a];
    capacity[link] = backwards ? arc.flow : arc.capacity - result.flow[a];
    cost[link] = backwards ? arc.profit : -arc.profit;
  }
  Method method(graph);
  method.upperMap(capacity).costMap(cost).supplyMap(supply);
  if (method.run() != Method::OPTIMAL) return absl::InternalError("no optimal flow was found");
  for (size_t i = 0; i < links.arc.size(); ++i) {
    const auto change = static_cast<int64_t>(method.flow(Digraph::arc(static_cast<int>(i))));
    if (links.arc[i] < 0) {
      result.flow[~links.arc[i]] -= change;
    } else {
      result.flow[links.arc[i]] += change;
    }
  }
  result.values.reserve(problem.node_count);
  for (int32_t v = 0; v < problem.node_count; ++v) {
    // LEMON: cost + potential(tail) − potential(head) ≥ 0 where flow can grow. Ours, negated:
    // profit + value(head) − value(tail) ≤ 0. So the value is the potential.
    result.values.push_back(method.potential(Digraph::node(v)));
  }
  return result;
}

template <typename V, typename Large>
struct ScalingTraits {
  using Digraph = lemon::StaticDigraph;
  using Value = V;
  using Cost = int64_t;
  using LargeCost = Large;  // costs times nodes, and potentials of such costs
};
template <typename V, typename Large>
using Scaling = lemon::CostScaling<Digraph, V, int64_t, ScalingTraits<V, Large>>;
template <typename V>
using Simplex = lemon::NetworkSimplex<Digraph, V, int64_t>;

}  // namespace

FlowMethod ChooseFlowMethod(int32_t node_count, size_t /*arc_count*/) {
  return node_count <= 1'000'000 ? FlowMethod::kNetworkSimplex : FlowMethod::kCostScaling;
}

std::string FlowMethodName(FlowMethod method) {
  return method == FlowMethod::kNetworkSimplex ? "network simplex" : "cost scaling";
}

absl::StatusOr<FlowResult> SolveFlow(const FlowProblem& problem, FlowMethod method,
                                     const std::function<bool(double done)>& keep_going) {
  constexpr Wide kRoom = std::numeric_limits<int64_t>::max() / 4;
  // What a node may pass, and hold in excess: at most all that its arcs can carry.
  Wide volume = 0;
  int64_t greatest = 1;
  for (const FlowProblem::Arc& arc : problem.arcs) {
    volume += arc.capacity;
    greatest = std::max(greatest, std::abs(arc.profit));
  }
  const bool wide_values = volume > kRoom;
  // Cost scaling multiplies costs by 16 × nodes; a potential moves by at most 3 × nodes × epsilon
  // in a phase, and epsilon begins at cost × nodes and falls by 16 (Goldberg, Tarjan, "Finding
  // minimum-cost circulations by successive approximation", 1990, lemma 5.8).
  const Wide nodes = problem.node_count + 1;
  const bool wide_costs = 64 * nodes * nodes * greatest > kRoom;

  // How many steps a method needs is not known before: what is done is a guess that nears 1.
  const double half = 10.0 * static_cast<double>(problem.arcs.size() + 1);
  const Watch watch([&](int64_t steps) {
    return keep_going(static_cast<double>(steps) / (static_cast<double>(steps) + half));
  });
  try {
    if (method == FlowMethod::kNetworkSimplex) {
      // A stage that leaves few ties is a component of few cycles: the flow at hand is nearly the
      // answer, and to start from it is several times faster. Where ties are many it is several
      // times slower, for each early step is degenerate (docs/matching.md). The artificial cost
      // of 2^62, needed from nothing, leaves room for potentials, which are below 2^59.
      const bool many_cycles =
          2 * problem.arcs.size() >= 3 * static_cast<size_t>(problem.node_count);
      const Start start = many_cycles ? Start::kFromNothing : Start::kFromFlow;
      return wide_values ? Run<Simplex<Watched<Wide>>, Watched<Wide>>(problem, start)
                         : Run<Simplex<Watched<int64_t>>, Watched<int64_t>>(problem, start);
    }
    // From the flow: LEMON squares the number of nodes with a supply in an int.
    constexpr Start kFrom = Start::kFromFlow;
    if (wide_values) return Run<Scaling<Watched<Wide>, Wide>, Watched<Wide>>(problem, kFrom);
    return wide_costs ? Run<Scaling<Watched<int64_t>, Wide>, Watched<int64_t>>(problem, kFrom)
                      : Run<Scaling<Watched<int64_t>, int64_t>, Watched<int64_t>>(problem, kFrom);
  } catch (const Watch::Stopped&) {
    return absl::CancelledError("matching was cancelled");
  }
}

}  // namespace clearway::matching
