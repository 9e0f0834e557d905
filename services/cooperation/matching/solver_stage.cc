#include "services/cooperation/matching/solver_stage.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "services/cooperation/matching/network_residual.h"
#include "services/cooperation/matching/solver_contract.h"
#include "services/cooperation/matching/solver_flow.h"

namespace clearway::matching {
namespace {

// Items by component, in the manner of a bucket sort: those of component c are
// item[start[c]] … item[start[c + 1] - 1].
struct Buckets {
  std::vector<int32_t> start;
  std::vector<int32_t> item;
};

// `component_of(i)` is negative for what belongs nowhere.
template <typename ComponentOf>
Buckets Bucket(int32_t components, size_t items, ComponentOf component_of) {
  Buckets buckets;
  buckets.start.assign(components + 1, 0);
  for (size_t i = 0; i < items; ++i) {
    if (const int32_t c = component_of(i); c >= 0) ++buckets.start[c + 1];
  }
  std::partial_sum(buckets.start.begin(), buckets.start.end(), buckets.start.begin());
  buckets.item.resize(buckets.start.back());
  std::vector<int32_t> next(buckets.start.begin(), buckets.start.end() - 1);
  for (size_t i = 0; i < items; ++i) {
    if (const int32_t c = component_of(i); c >= 0) {
      buckets.item[next[c]++] = static_cast<int32_t>(i);
    }
  }
  return buckets;
}

// Whether the arc only limits what passes, and never earns: all but pairs and bands.
bool IsLimitOnly(const NetworkGraph& graph, int32_t arc) {
  return arc < graph.pair_arcs ||
         (arc >= graph.demand_arcs && arc < graph.demand_arcs + graph.demand_count());
}

class StageRun {
 public:
  StageRun(const NetworkGraph& graph, const std::vector<int64_t>& profits, Face& face)
      : graph_(graph), profits_(profits), face_(face) {}

  absl::StatusOr<StageOutcome> Run(const std::function<bool(double)>& keep_going) {
    residual_ = BuildResidual(graph_, face_.flow, face_.open);
    components_ = FindComponents(residual_);
    nodes_ = Bucket(components_.count, graph_.node_count,
                    [&](size_t v) { return components_.of_node[v]; });
    arcs_ = Bucket(components_.count, graph_.arcs.size(), [&](size_t a) { return Within(a); });
    outcome_.values.assign(graph_.node_count, 0);
    outcome_.solver = "none";
    local_.assign(graph_.node_count, -1);
    // In the order of their numbers: what a component's links lead to has its values before it.
    int64_t done = 0;
    for (int32_t c = 0; c < components_.count; ++c) {
      const int32_t size = nodes_.start[c + 1] - nodes_.start[c];
      const auto within = [&](double part) {
        return keep_going((static_cast<double>(done) + part * size) / graph_.node_count);
      };
      const int32_t edges = arcs_.start[c + 1] - arcs_.start[c];
      if (size > 1 && !within(0)) {
        return absl::CancelledError("matching was cancelled");
      }
      if (edges < size) {
        ValueTree(c);
      } else if (const absl::Status status = SolveComponent(c, within); !status.ok()) {
        return status;
      }
      LiftAboveLower(c);
      done += size;
    }
    const int64_t outside = outcome_.values[NetworkGraph::kOutside];
    for (int64_t& value : outcome_.values) value -= outside;
    const absl::Status status = ProveAndClose(graph_, profits_, outcome_.values, face_);
    if (!status.ok()) return status;
    if (!keep_going(1)) return absl::CancelledError("matching was cancelled");
    return std::move(outcome_);
  }

 private:
  // The component in which the flow of arc `a` could change, or -1.
  int32_t Within(size_t a) const {
    const NetworkGraph::Arc& arc = graph_.arcs[a];
    const int32_t c = components_.of_node[arc.tail];
    return face_.open[a] && arc.capacity > 0 && components_.of_node[arc.head] == c ? c : -1;
  }

  // A strongly connected component without undirected cycles: every arc is neither full nor empty
  // and cannot change, and the values follow from arc to arc.
  void ValueTree(int32_t c) {
    std::vector<int32_t>& found = scratch_;
    found.assign(1, nodes_.item[nodes_.start[c]]);
    local_[found[0]] = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      const int32_t v = found[i];
      for (int32_t k = residual_.start[v]; k < residual_.start[v + 1]; ++k) {
        const Residual::Link& link = residual_.links[k];
        if (components_.of_node[link.to] != c || local_[link.to] >= 0) continue;
        local_[link.to] = 0;
        outcome_.values[link.to] = outcome_.values[v] - link.Profit(profits_);
        found.push_back(link.to);
      }
    }
  }

  absl::Status SolveComponent(int32_t c, const std::function<bool(double)>& keep_going) {
    FlowProblem problem;
    for (int32_t k = nodes_.start[c]; k < nodes_.start[c + 1]; ++k) {
      local_[nodes_.item[k]] = problem.node_count++;
    }
    problem.arcs.reserve(arcs_.start[c + 1] - arcs_.start[c]);
    for (int32_t k = arcs_.start[c]; k < arcs_.start[c + 1]; ++k) {
      const int32_t a = arcs_.item[k];
      const NetworkGraph::Arc& arc = graph_.arcs[a];
      problem.arcs.push_back(
          {local_[arc.tail], local_[arc.head], arc.capacity, face_.flow[a], profits_[a]});
    }
    std::vector<char> limit_only;
    limit_only.reserve(problem.arcs.size());
    for (int32_t k = arcs_.start[c]; k < arcs_.start[c + 1]; ++k) {
      limit_only.push_back(IsLimitOnly(graph_, arcs_.item[k]));
    }
    const Contraction contraction(problem, limit_only);
    const FlowProblem& small = contraction.small();
    const FlowMethod method = ChooseFlowMethod(small.node_count, small.arcs.size());
    const absl::StatusOr<FlowResult> small_result = SolveFlow(small, method, keep_going);
    if (!small_result.ok()) return small_result.status();
    const FlowResult result = contraction.Expand(*small_result);
    for (size_t i = 0; i < problem.arcs.size(); ++i) {
      face_.flow[arcs_.item[arcs_.start[c] + i]] = result.flow[i];
    }
    for (int32_t i = 0; i < problem.node_count; ++i) {
      // Relative to one of them: a basis may carry an artificial cost common to all.
      outcome_.values[nodes_.item[nodes_.start[c] + i]] = result.values[i] - result.values[0];
    }
    if (problem.node_count > largest_) {
      largest_ = problem.node_count;
      outcome_.solver = FlowMethodName(method);
    }
    return absl::OkStatus();
  }

  // Adds to the component's values what makes its links to lower components satisfy
  // value(from) ≥ profit + value(to). Those links lead one way only, so that this is all they ask.
  void LiftAboveLower(int32_t c) {
    bool bound = false;
    int64_t lift = std::numeric_limits<int64_t>::min();
    for (int32_t i = nodes_.start[c]; i < nodes_.start[c + 1]; ++i) {
      const int32_t v = nodes_.item[i];
      for (int32_t k = residual_.start[v]; k < residual_.start[v + 1]; ++k) {
        const Residual::Link& link = residual_.links[k];
        if (components_.of_node[link.to] == c) continue;
        bound = true;
        lift =
            std::max(lift, link.Profit(profits_) + outcome_.values[link.to] - outcome_.values[v]);
      }
    }
    if (!bound || lift == 0) return;
    for (int32_t i = nodes_.start[c]; i < nodes_.start[c + 1]; ++i) {
      outcome_.values[nodes_.item[i]] += lift;
    }
  }

  const NetworkGraph& graph_;
  const std::vector<int64_t>& profits_;
  Face& face_;
  Residual residual_;
  Components components_;
  Buckets nodes_, arcs_;
  StageOutcome outcome_;
  std::vector<int32_t> local_;  // node → its number in its component's problem
  std::vector<int32_t> scratch_;
  int32_t largest_ = 0;
};

}  // namespace

absl::StatusOr<StageOutcome> RunStage(const NetworkGraph& graph,
                                      const std::vector<int64_t>& profits,
                                      const std::function<bool(double)>& keep_going, Face& face) {
  return StageRun(graph, profits, face).Run(keep_going);
}

}  // namespace clearway::matching
