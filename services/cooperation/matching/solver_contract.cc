#include "services/cooperation/matching/solver_contract.h"

#include <numeric>

#include "absl/numeric/int128.h"

namespace clearway::matching {
namespace {

using Wide = absl::int128;

// Merged nodes, and what the arcs between different ones can carry.
class Merging {
 public:
  explicit Merging(const FlowProblem& problem)
      : parent_(problem.node_count), side_(parent_.size()) {
    std::iota(parent_.begin(), parent_.end(), 0);
    for (const FlowProblem::Arc& arc : problem.arcs) {
      Side& tail = side_[arc.tail];
      Side& head = side_[arc.head];
      ++tail.out_arcs;
      ++head.in_arcs;
      tail.out_capacity += arc.capacity;
      head.in_capacity += arc.capacity;
      tail.supply += arc.flow;
      head.supply -= arc.flow;
    }
  }

  int32_t Find(int32_t v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }

  // Merges the ends of `arc` if its limits follow from those of the arcs still there. This keeps
  // true what followed for the arcs merged before, for then this one's limits still held.
  bool TryMerge(const FlowProblem::Arc& arc) {
    const int32_t p = Find(arc.tail), q = Find(arc.head);
    if (p == q) return false;
    const Side& from = side_[p];
    const Side& to = side_[q];
    // All that enters `to` comes by this arc, and all of it leaves: so it is no less than 0, and
    // no more than what can leave, nor than what can reach `from`.
    const bool only_way_in =
        to.in_arcs == 1 && to.supply == 0 &&
        (arc.capacity >= to.out_capacity || arc.capacity >= from.in_capacity + from.supply);
    // The same seen from the other end.
    const bool only_way_out =
        from.out_arcs == 1 && from.supply == 0 &&
        (arc.capacity >= from.in_capacity || arc.capacity >= to.out_capacity - to.supply);
    if (!only_way_in && !only_way_out) return false;
    Side& joint = side_[p];
    joint.in_arcs += to.in_arcs - 1;
    joint.out_arcs += to.out_arcs - 1;
    joint.in_capacity += to.in_capacity - arc.capacity;
    joint.out_capacity += to.out_capacity - arc.capacity;
    joint.supply += to.supply;
    parent_[q] = p;
    return true;
  }

 private:
  struct Side {
    int32_t in_arcs = 0, out_arcs = 0;
    Wide in_capacity = 0, out_capacity = 0;
    Wide supply = 0;  // what leaves beyond what enters
  };
  std::vector<int32_t> parent_;
  std::vector<Side> side_;
};

}  // namespace

Contraction::Contraction(const FlowProblem& problem, const std::vector<char>& limit_only)
    : problem_(problem), node_(problem.node_count, -1), merged_(problem.arcs.size(), 0) {
  Merging merging(problem);
  // From the roots of the supply tree to its leaves, where limits are inherited, and back, where
  // they are summed.
  for (size_t a = 0; a < problem.arcs.size(); ++a) {
    if (limit_only[a]) merged_[a] = merging.TryMerge(problem.arcs[a]);
  }
  for (size_t a = problem.arcs.size(); a-- > 0;) {
    if (limit_only[a] && !merged_[a]) merged_[a] = merging.TryMerge(problem.arcs[a]);
  }
  for (int32_t v = 0; v < problem.node_count; ++v) {
    const int32_t root = merging.Find(v);
    if (node_[root] < 0) node_[root] = small_.node_count++;
    node_[v] = node_[root];
  }
  for (size_t a = 0; a < problem.arcs.size(); ++a) {
    if (merged_[a]) continue;
    FlowProblem::Arc arc = problem.arcs[a];
    arc.tail = node_[arc.tail];
    arc.head = node_[arc.head];
    small_.arcs.push_back(arc);
    kept_.push_back(static_cast<int32_t>(a));
  }
}

FlowResult Contraction::Expand(const FlowResult& result) const {
  FlowResult whole;
  whole.values.reserve(node_.size());
  for (const int32_t v : node_) whole.values.push_back(result.values[v]);
  whole.flow.assign(problem_.arcs.size(), 0);
  for (size_t i = 0; i < kept_.size(); ++i) whole.flow[kept_[i]] = result.flow[i];

  // The merged arcs form a forest. Its leaves tell their arc's flow, and are taken away with it.
  struct Leafing {
    Wide missing = 0;    // what must still leave by merged arcs beyond what enters by them
    int32_t degree = 0;  // merged arcs still there, and the exclusive or of their numbers: the
    int32_t mixed = 0;   // number itself when there is one
  };
  std::vector<Leafing> nodes(problem_.node_count);
  for (size_t a = 0; a < problem_.arcs.size(); ++a) {
    const FlowProblem::Arc& arc = problem_.arcs[a];
    // Each node passes on what it did in the given flow.
    const Wide change = Wide(arc.flow) - whole.flow[a];
    nodes[arc.tail].missing += change;
    nodes[arc.head].missing -= change;
    if (!merged_[a]) continue;
    for (const int32_t v : {arc.tail, arc.head}) {
      ++nodes[v].degree;
      nodes[v].mixed ^= static_cast<int32_t>(a);
    }
  }
  for (int32_t start = 0; start < problem_.node_count; ++start) {
    int32_t v = start;
    while (nodes[v].degree == 1) {
      const int32_t a = nodes[v].mixed;
      const FlowProblem::Arc& arc = problem_.arcs[a];
      const int32_t other = arc.tail == v ? arc.head : arc.tail;
      const Wide flow = arc.tail == v ? nodes[v].missing : -nodes[v].missing;
      whole.flow[a] = static_cast<int64_t>(flow);
      nodes[arc.tail].missing -= flow;
      nodes[arc.head].missing += flow;
      nodes[v].degree = 0;
      --nodes[other].degree;
      nodes[other].mixed ^= a;
      v = other;
    }
  }
  return whole;
}

}  // namespace clearway::matching
