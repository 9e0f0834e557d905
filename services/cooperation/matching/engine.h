// A matching from records to a proven plan: build, solve, read back, verify. What became of each
// request and offer, and why, is explanation.h's.
//
//   ASSIGN_OR_RETURN(MatchResult result, Match(records, {}));
//   for (const CommodityMatch& match : result.commodities) Use(match.problem, match.plan);
//
// The same records give the same result, but for times, whatever their order and the machine.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_ENGINE_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_ENGINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/cooperation/matching/problem.h"
#include "services/cooperation/matching/problem_plan.h"
#include "services/cooperation/matching/records.h"
#include "services/cooperation/matching/solution.h"

namespace clearway::matching {

enum class Phase { kBuilding = 1, kSolving = 2, kVerifying = 3, kExplaining = 4 };

struct MatchOptions {
  // Told how far a phase has come, in thousandths, and in words what it is about
  // ("USD: 412 offers, 388 needs, 7,431 feasible pairs"). From the calling thread. May be empty.
  std::function<void(Phase phase, int per_mille, absl::string_view detail)> progress;
  // Whether the answer is no longer wanted. Cheap. May be empty.
  std::function<bool()> cancelled;
};

struct CommodityMatch {
  Problem problem;
  Solution solution;
  std::vector<PlanLine> plan;
};

struct MatchTimes {
  absl::Duration build, solve, verify;
};

struct MatchResult {
  // Refers to the records that were matched; behind a pointer, so that a result can be moved.
  std::unique_ptr<Context> context;
  std::vector<CommodityMatch> commodities;
  std::string fingerprint;  // problem_plan.h
  MatchTimes times;
};

// `records` must outlive the result. Records that are too large to be counted take no part and are
// named in the context's left_out(). A result is always verified: what the verifier does not accept
// is INTERNAL, with what it said. Other errors: those of Context::Make(), BuildProblems() and
// Solve(), among them INVALID_ARGUMENT naming a record and CANCELLED.
absl::StatusOr<MatchResult> Match(const Records& records, const MatchOptions& options = {});

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_ENGINE_H_
