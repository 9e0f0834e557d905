// Why a run came out as it did: what became of every open need and offer, with the reasons.
//
//   ASSIGN_OR_RETURN(Explanation why, Explain(result, {}));
//
// A pure function of the result (and so of the records). Needs are those of open requests with
// something left, offers those that are open with something left, both in canonical order.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/explanation_counts.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/smallest_change.h"

namespace clearway::matching {

inline constexpr size_t kMaxBetterUses = 5;

// A line of the plan that the optimum preferred: CommodityMatch::plan[line].
struct BetterUse {
  int32_t commodity = 0;
  int32_t line = 0;
};

// The interval of the optimal duals, in points for one matched unit (dual_interval.h); an absent
// end is unbounded.
struct ShadowPrice {
  absl::optional<int64_t> least, greatest;
};

struct NeedOutcome {
  int32_t need = 0;  // in Context::needs()
  // In the need's own smallest units.
  int64_t asked = 0, matched = 0, unmet = 0;
  int64_t feasible_offers = 0;
  std::vector<FailedSet> failed;       // over all open offers; the most frequent first
  std::vector<BetterUse> better_uses;  // of offers that could have served it; highest score first
  absl::optional<ShadowPrice> price;   // absent: it took no part (no rate)
  SmallestChange change;               // of an unmet need
  std::string summary;
};

struct OfferOutcome {
  int32_t offer = 0;  // in Context::offers()
  // In the offer's own smallest units.
  int64_t available = 0, matched = 0, left = 0;
  int64_t feasible_needs = 0;
  std::vector<FailedSet> failed;      // over all open needs
  absl::optional<ShadowPrice> price;  // absent: it took no part
  SmallestChange change;              // of an offer of which nothing is used
  std::vector<std::string> flags;
  std::string summary;
};

struct Explanation {
  std::vector<NeedOutcome> needs;
  std::vector<OfferOutcome> offers;
  // For each commodity's plan, for each line, what people should look at: "below the provider's
  // smallest contribution of 50,000 EUR".
  std::vector<std::vector<std::vector<std::string>>> line_flags;
  // Rules were counted (CountLimit): else `failed` is empty everywhere.
  bool counted = false;
};

struct ExplainOptions {
  std::function<void(int per_mille)> progress;
  std::function<bool()> cancelled;
  // Beyond so many questions to the rules, failures are not counted (some 5 ns each).
  int64_t count_limit = 400'000'000;
  // Beyond so many steps of search (smallest_changes.h), smallest changes are left out
  // (KIND_UNSPECIFIED). Some 150 ns each.
  int64_t search_limit = 20'000'000;
};

// Errors: CANCELLED; what ShadowPrices::Compute() says.
absl::StatusOr<Explanation> Explain(const MatchResult& result, const ExplainOptions& options = {});

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_EXPLANATION_H_
