// Building, verifying and explaining a matching, at the sizes of the contract
// (docs/performance.md).
//
//   bazel run --config=opt //services/cooperation/matching:problem_bench
#include <string>

#include "benchmark/benchmark.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching/problem.h"
#include "services/cooperation/matching/records_generator.h"

namespace clearway::matching {
namespace {

// About 20 feasible pairs an offer whatever the size: each offer names so many recipients of so
// many that its share of the needs comes to that.
Records Make(int32_t size) {
  RecordsOptions options;
  options.requests = size / 2;  // of about two needs (line and year) each
  options.offers = size;
  options.recipients = size / 15 > 200 ? size / 15 : 200;
  options.named_recipients = size / 15 > 200 ? 2 : 6;
  options.one_commodity = true;
  options.all_rules = false;
  options.max_quantity = 1'000'000'00;
  return GenerateRecords(options);
}

void BM_Context(benchmark::State& state) {
  const Records records = Make(static_cast<int32_t>(state.range(0)));
  for (auto _ : state) {
    auto context = Context::Make(records);
    benchmark::DoNotOptimize(context);
  }
}

void BM_Problem(benchmark::State& state) {
  const Records records = Make(static_cast<int32_t>(state.range(0)));
  auto context = Context::Make(records);
  int64_t pairs = 0;
  for (auto _ : state) {
    auto problems = BuildProblems(*context);
    pairs = 0;
    for (const Problem& problem : *problems) pairs += problem.network.pairs.size();
  }
  state.counters["pairs"] = static_cast<double>(pairs);
}

// The whole run; its parts in seconds beside it.
void BM_Match(benchmark::State& state) {
  const Records records = Make(static_cast<int32_t>(state.range(0)));
  for (auto _ : state) {
    auto result = Match(records);
    if (!result.ok()) return state.SkipWithError(result.status().ToString().c_str());
    state.counters["build"] = absl::ToDoubleSeconds(result->times.build);
    state.counters["solve"] = absl::ToDoubleSeconds(result->times.solve);
    state.counters["verify"] = absl::ToDoubleSeconds(result->times.verify);
  }
}

void BM_Explain(benchmark::State& state) {
  const Records records = Make(static_cast<int32_t>(state.range(0)));
  auto result = Match(records);
  if (!result.ok()) return state.SkipWithError(result.status().ToString().c_str());
  for (auto _ : state) {
    auto why = Explain(*result);
    if (!why.ok()) return state.SkipWithError(why.status().ToString().c_str());
    state.counters["counted"] = why->counted;
  }
}

BENCHMARK(BM_Context)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Problem)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Match)->Arg(1'000)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Explain)->Arg(1'000)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clearway::matching
