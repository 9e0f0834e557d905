// Solves a matching network exactly: the stages of the objective one after the other, each on the
// optimal face of the ones before it (docs/matching.md). Never by big weights; integers only.
//
//   absl::StatusOr<Solution> solution = Solve(network, {.floor_stage = true});
//   if (solution.ok()) CHECK_OK(VerifyCertificate(network, true, *solution));  // certificate.h
//
// The plan does not depend on the order in which the network lists its elements, as long as no
// two pairs have the same lot. (Lots are 32 bits of a hash. When the lots leave a tie,
// Solution::unique is false and further hashes of the lots choose among the equal plans.)
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

struct SolveOptions {
  // Whether the policy asks for the floors first (Stage::kFloor).
  bool floor_stage = false;

  // Told how far the work has come, from the thread that called Solve(): the stage, and which part
  // of that stage is done (0…1, never falling within a stage; 1 once its duals are proven). May be
  // empty.
  std::function<void(Stage stage, double done)> progress;

  // Asked often, from the thread that called Solve(), whether the answer is still wanted. May be
  // empty. Must be cheap: an atomic load.
  std::function<bool()> cancelled;
};

// The optimal plan with its duals. Thread-safe: no state outlives the call.
// Errors: what Network::Validate() says; CANCELLED when `cancelled` answered true;
// RESOURCE_EXHAUSTED when the network has more than 2^26 nodes or 2^29 arcs; INTERNAL when a
// result fails the solver's own check of optimality (a plan that is not proven is never returned).
absl::StatusOr<Solution> Solve(const Network& network, const SolveOptions& options = {});

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLVER_H_
