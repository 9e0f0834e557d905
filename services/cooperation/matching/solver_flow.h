// One maximum-profit flow problem, solved by LEMON: the network simplex method for small ones,
// cost scaling with partial augment-relabel for large ones (Király, Kovács, "Efficient
// implementations of minimum-cost flow algorithms", Acta Univ. Sapientiae, Informatica 4, 2012).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_FLOW_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace clearway::matching {

struct FlowProblem {
  struct Arc {
    int32_t tail = 0;
    int32_t head = 0;
    int64_t capacity = 0;  // > 0
    int64_t flow = 0;      // of a feasible flow to start from; 0…capacity
    int64_t profit = 0;    // per unit; at most 2^32 in magnitude
  };
  int32_t node_count = 0;  // at most 2^26
  std::vector<Arc> arcs;
};

struct FlowResult {
  std::vector<int64_t> flow;    // by arc; each node passes on what it did in the given flow
  std::vector<int64_t> values;  // of nodes: profit + head's − tail's is ≤ 0 on arcs that are not
                                // full and ≥ 0 on arcs that are not empty
};

enum class FlowMethod { kNetworkSimplex, kCostScaling };

// The faster method for a problem of this size, by measurement (solver_bench.cc).
FlowMethod ChooseFlowMethod(int32_t node_count, size_t arc_count);

// "network simplex", "cost scaling".
std::string FlowMethodName(FlowMethod method);

// `keep_going(done)` hears now and then a rising guess of which part is done (below 1), and answers
// whether to go on. Errors: CANCELLED when it says no; INTERNAL when the method finds no flow. That
// the values are optimal is for the caller to check.
absl::StatusOr<FlowResult> SolveFlow(const FlowProblem& problem, FlowMethod method,
                                     const std::function<bool(double done)>& keep_going);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_FLOW_H_
