// One stage of the objective on the optimal face of the stages before it.
//
// Any change from one plan of the face to another runs in cycles of open residual arcs, so that
// each strongly connected component is a problem of its own, usually small.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_STAGE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_STAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/stage_face.h"

namespace clearway::matching {

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
