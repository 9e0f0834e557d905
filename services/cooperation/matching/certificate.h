// Checks that a solution is what it says, knowing nothing of how it was found.
//
// The duals prove each stage. Write π for a stage's node values (0 outside the network) and
// ρ(a) = profit(a) + π(head) − π(tail) for an arc's reduced profit, where profit is 1 on floor
// bands (kFloor), weight on pairs and bonus on bands (kWeight), or lot on pairs (kTieBreak).
//   - An arc is open in a stage when ρ = 0 in all stages before it; all arcs are open in the first.
//   - Complementary slackness: an open arc with ρ > 0 is full and one with ρ < 0 is empty. (A pair
//     has no limit of its own, so that it is never full.)
//   - The dual value, Σ capacity × max(0, ρ) over open arcs + Σ flow × ρ over the others, equals
//     the stage's value. The flow of the others is fixed: by slackness in the stage that closed
//     them it is the same, full or empty, in every plan that is optimal there.
// So no plan does better in the first stage, and none that equals it there does better in the next.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_H_

#include "absl/status/status.h"
#include "services/cooperation/matching/network.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

// OK when the plan is feasible, its bands fill from first to last, the stages are those asked for,
// each is proven as above with the value it says, and `unique` is right. Does not check the
// solvers' names and times.
// FAILED_PRECONDITION names the first thing that does not hold; INVALID_ARGUMENT when the network
// itself is not valid or the solution's vectors are of another size.
// Time and memory are all but linear in the network. Thread-safe.
absl::Status VerifyCertificate(const Network& network, bool floor_stage, const Solution& solution);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_CERTIFICATE_H_
