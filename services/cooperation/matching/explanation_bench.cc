// Explaining a matching, whole and part by part, beside the run that it explains.
//
//   bazel run --config=opt //services/cooperation/matching:explanation_bench
//
// Where offers are many, and where they are scarce. `counted` says that nothing was too much to be
// counted; `waivers`, `rises` and `none` are the smallest changes of unmet needs and unused offers.
#include <benchmark/benchmark.h>

#include <limits>

#include "services/cooperation/matching/dual_interval.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching/records_instance.h"
#include "services/cooperation/matching/smallest_changes.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

// Records and what was matched, made once a benchmark.
struct Matched {
  explicit Matched(benchmark::State& state)
      : records(MakeInstance(state.range(0), state.range(1) != 0)), result(Match(records)) {
    if (!result.ok()) state.SkipWithError(result.status().ToString().c_str());
  }
  const CommodityMatch& commodity() const { return result->commodities[0]; }

  const Records records;
  absl::StatusOr<MatchResult> result;
};

void BM_Run(benchmark::State& state) {
  const Records records = MakeInstance(state.range(0), state.range(1) != 0);
  for (auto _ : state) {
    if (!Match(records).ok()) state.SkipWithError("not matched");
  }
}

void BM_SolveAlone(benchmark::State& state) {
  const Matched matched(state);
  const bool floor_first = matched.records.policy.floor_first;
  for (auto _ : state) {
    if (!Solve(matched.commodity().problem.network, {floor_first, nullptr, nullptr}).ok()) {
      state.SkipWithError("not solved");
    }
  }
}

void BM_Explain(benchmark::State& state) {
  const Matched matched(state);
  for (auto _ : state) {
    const absl::StatusOr<Explanation> why = Explain(*matched.result);
    if (!why.ok()) return state.SkipWithError(why.status().ToString().c_str());
    int64_t kinds[4] = {};
    for (const NeedOutcome& need : why->needs) ++kinds[static_cast<int>(need.change.kind)];
    for (const OfferOutcome& offer : why->offers) ++kinds[static_cast<int>(offer.change.kind)];
    state.counters["counted"] = why->counted;
    state.counters["waivers"] = static_cast<double>(kinds[1]);
    state.counters["rises"] = static_cast<double>(kinds[2]);
    state.counters["none"] = static_cast<double>(kinds[3]);
  }
}

void BM_CountFailures(benchmark::State& state) {
  const Matched matched(state);
  const Problem& problem = matched.commodity().problem;
  for (auto _ : state) {
    const auto counts =
        CountFailures(*matched.result->context, problem.demands, problem.offers, kNoLimit, {});
    if (!counts.ok()) state.SkipWithError("not counted");
  }
}

void BM_Prices(benchmark::State& state) {
  const Matched matched(state);
  for (auto _ : state) {
    const CommodityMatch& match = matched.commodity();
    if (!ShadowPrices::Compute(match.problem.network, match.solution).ok()) {
      state.SkipWithError("no prices");
    }
  }
}

void BM_SmallestChanges(benchmark::State& state) {
  const Matched matched(state);
  for (auto _ : state) {
    const auto changes = FindSmallestChanges(*matched.result, matched.commodity(), kNoLimit, {});
    if (!changes.ok()) return state.SkipWithError("not found");
    state.counters["steps"] = static_cast<double>(changes->steps);
  }
}

#define CLEARWAY_SIZES(name)           \
  BENCHMARK(name)                      \
      ->Unit(benchmark::kMillisecond)  \
      ->ArgNames({"offers", "scarce"}) \
      ->ArgsProduct({{1'000, 2'000, 10'000}, {0, 1}})

CLEARWAY_SIZES(BM_Run);
CLEARWAY_SIZES(BM_SolveAlone);
CLEARWAY_SIZES(BM_Explain);
CLEARWAY_SIZES(BM_CountFailures);
CLEARWAY_SIZES(BM_Prices);
CLEARWAY_SIZES(BM_SmallestChanges);

}  // namespace
}  // namespace clearway::matching
