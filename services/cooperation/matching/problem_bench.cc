// Building and verifying a matching, at the sizes of the contract (docs/performance.md).
//
//   bazel run --config=opt //services/cooperation/matching:problem_bench
#include <string>

#include "benchmark/benchmark.h"
#include "services/cooperation/matching/engine.h"
#include "services/cooperation/matching/problem.h"
#include "services/cooperation/matching/records_instance.h"

namespace clearway::matching {
namespace {

void BM_Context(benchmark::State& state) {
  const Records records = MakeInstance(state.range(0));
  for (auto _ : state) {
    auto context = Context::Make(records);
    benchmark::DoNotOptimize(context);
  }
}

void BM_Problem(benchmark::State& state) {
  const Records records = MakeInstance(state.range(0));
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
  const Records records = MakeInstance(state.range(0));
  for (auto _ : state) {
    auto result = Match(records);
    if (!result.ok()) return state.SkipWithError(result.status().ToString().c_str());
    state.counters["build"] = absl::ToDoubleSeconds(result->times.build);
    state.counters["solve"] = absl::ToDoubleSeconds(result->times.solve);
    state.counters["verify"] = absl::ToDoubleSeconds(result->times.verify);
  }
}

BENCHMARK(BM_Context)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Problem)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Match)->Arg(1'000)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clearway::matching
