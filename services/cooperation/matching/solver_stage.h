// One stage of the objective on the optimal face of the stages before it.
//
// The face is a set of open arcs: those whose reduced profit was zero in every stage so far. The
// others keep their flow, full or empty, for by complementary slackness they have it in every plan
// that is optimal so far; so any change from one such plan to another runs in cycles of open
// residual arcs, and each strongly connected component is a problem of its own, usually small.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_STAGE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_STAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/cooperation/matching/network_graph.h"

namespace clearway::matching {

// A feasible flow, optimal for the stages solved so far, and where it may still change.
struct Face {
  std::vector<int64_t> flow;  // by NetworkGraph::arcs
  std::vector<char> open;     // 1: reduced profit zero in all stages so far
};

// The zero flow with all arcs open: before the first stage.
Face WholeFace(const NetworkGraph& graph);

struct StageOutcome {
  std::vector<int64_t> values;  // of nodes; the outside's is 0
  std::string solver;           // of the largest component; "none" when no flow could change
};

// Maximises the profits over the face, moves `face.flow` to the optimum and closes the arcs whose
// reduced profit is not zero. `keep_going(done)` hears which part is done, and answers whether to
// go on.
// Errors: CANCELLED; INTERNAL when the optimum fails its check of complementary slackness, then
// `face` is unspecified.
absl::StatusOr<StageOutcome> RunStage(const NetworkGraph& graph,
                                      const std::vector<int64_t>& profits,
                                      const std::function<bool(double done)>& keep_going,
                                      Face& face);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_STAGE_H_
