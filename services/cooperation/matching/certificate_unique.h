// The last part of a certificate's check: whether the plan is the only one.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_UNIQUE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_UNIQUE_H_

#include <cstdint>
#include <vector>

namespace clearway::matching {

// An arc whose flow the stages leave open, and which ways it could change.
struct OpenArc {
  int32_t tail = 0;
  int32_t head = 0;
  bool can_grow = false;
  bool can_shrink = false;
};

// Whether no flow can be sent around a cycle of these arcs, other than along an arc and back.
//
// Arcs that change both ways must form a forest, else there is a cycle of them. Each tree of the
// forest can then be walked from any of its nodes to any other, so that a cycle with an arc that
// changes one way only is a cycle among the trees, each taken as one node. The solver decides the
// same in another way (unique.h). Linear, but for a union-find.
bool HasNoCycle(int32_t node_count, const std::vector<OpenArc>& arcs);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_UNIQUE_H_
