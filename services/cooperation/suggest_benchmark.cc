// Suggestions among many open offers, each about one request drawn at random.
//
//   bazel run --config=opt //services/cooperation:suggest_benchmark
#include <algorithm>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "benchmark/benchmark.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

// With `state.range(0)` offers; `broad`: earmarks of every sort instead of a few named recipients,
// so that about half of all offers fit.
void Rank(benchmark::State& state, bool broad) {
  matching::RecordsOptions options;
  options.offers = static_cast<int32_t>(state.range(0));
  options.requests = 1000;
  options.recipients = 150;
  options.named_recipients = broad ? 0 : 2;
  options.one_commodity = true;
  options.all_rules = false;
  options.max_quantity = 100'000'000;
  const matching::Records records = matching::GenerateRecords(options);
  std::vector<double> milliseconds;
  size_t next = 0;
  for (auto _ : state) {
    const absl::Time start = absl::Now();
    auto context = matching::Context::MakeBackground(records, records.policy);
    const Ranking ranking =
        RankOffers(*context, records.requests[next++ % records.requests.size()], 10);
    benchmark::DoNotOptimize(ranking);
    milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    state.counters["feasible"] = static_cast<double>(ranking.feasible);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
}

void BM_NamedRecipients(benchmark::State& state) { Rank(state, false); }
void BM_BroadEarmarks(benchmark::State& state) { Rank(state, true); }

BENCHMARK(BM_NamedRecipients)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(300)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BM_BroadEarmarks)->Arg(100'000)->Iterations(300)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clearway::cooperation
