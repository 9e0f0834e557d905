// The optimal face of the stages solved so far.
//
// A face is a set of open arcs: those whose reduced profit was zero in every stage so far. The
// others keep their flow, full or empty, for by complementary slackness they have it in every plan
// that is optimal so far (docs/matching.md).
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_STAGE_FACE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_STAGE_FACE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "services/cooperation/matching/network_graph.h"

namespace clearway::matching {

// A feasible flow that is optimal for the stages solved so far, and where it may still change.
struct Face {
  std::vector<int64_t> flow;  // by NetworkGraph::arcs
  std::vector<char> open;     // 1: reduced profit zero in all stages so far
};

// The zero flow with all arcs open: before the first stage.
Face WholeFace(const NetworkGraph& graph);

// Checks that the flow is feasible and, with these node values, has complementary slackness on the
// open arcs: that it is optimal in this stage too. Then closes the arcs whose reduced profit is not
// zero. INTERNAL where it does not hold, with some arcs closed.
absl::Status ProveAndClose(const NetworkGraph& graph, const std::vector<int64_t>& profits,
                           const std::vector<int64_t>& values, Face& face);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_STAGE_FACE_H_
