// What solving a network yields: the plan, and for each stage of the objective its value and the
// duals that prove it (certificate.h says how). Plain data; who stores a run stores this.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLUTION_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLUTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "services/cooperation/matching/network.h"

namespace clearway::matching {

// The objective's stages, in their order.
enum class Stage {
  kFloor = 1,     // the most quantity in floor bands
  kWeight = 2,    // the most Σ weight × flow + Σ bonus × fill
  kTieBreak = 3,  // the greatest Σ lot × flow
};

// "floor", "weight", "tie-break".
absl::string_view StageName(Stage stage);

// The values of the nodes in one stage: what one more unit at that node would be worth to the
// stage's objective, where a unit outside the network is worth nothing. May be negative (a unit
// that can only displace a better one). Indexes are the network's own.
struct NodeDuals {
  std::vector<int64_t> offers;
  std::vector<int64_t> offer_years;
  std::vector<int64_t> outlets;
  std::vector<int64_t> demands;
  std::vector<int64_t> groups;
};

struct StageResult {
  Stage stage = Stage::kWeight;
  absl::int128 value = 0;  // of this stage's objective, for the final plan
  NodeDuals duals;
  std::string solver;        // "network simplex", "cost scaling", or "none" where nothing was open
  int64_t solve_micros = 0;  // wall time of this stage; no part of the proof
};

struct Solution {
  std::vector<int64_t> pair_flow;               // by Network::pairs
  std::vector<std::vector<int64_t>> band_fill;  // by Network::groups, then Group::bands
  std::vector<StageResult> stages;              // in order; kFloor only where it was asked for
  bool unique = false;                          // no other plan is optimal in every stage
  int64_t build_micros = 0;                     // validation and layout of the network
  int64_t total_micros = 0;                     // all of Solve()

  // The stage's result, or null where the stage was not asked for.
  const StageResult* Find(Stage stage) const;
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SOLUTION_H_
