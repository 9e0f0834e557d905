// Whether a plan is the only one on a face.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_UNIQUE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_UNIQUE_H_

#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/stage_face.h"

namespace clearway::matching {

// True when no other flow on the face gives another plan: no directed cycle of open residual arcs
// but an arc with its own reverse. The bands of one group count as one arc, for a plan fills them
// in order, whatever the total.
//
// A strongly connected component has such a cycle exactly when, each arc counted once whichever
// ways it can change, it has at least as many arcs as nodes: with fewer, its arcs form a tree, all
// of them changeable both ways; with more, some arcs form an undirected cycle, which can be walked
// as it is if all its arcs change both ways, while one that changes one way only needs a way back.
// Linear time.
bool IsUnique(const NetworkGraph& graph, const Face& face);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_UNIQUE_H_
