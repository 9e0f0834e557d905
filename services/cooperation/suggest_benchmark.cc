// Ranking many open offers, each time for one request drawn at random: how long a call takes in the
// middle (p50) and at the 99th percentile, by the clock and in processor time of its thread, which
// others on the machine do not lengthen.
//
//   bazel run --config=opt //services/cooperation:suggest_benchmark
//
// The whole of SuggestOffers, over a store, is tests/bench/suggest_bench.cc's.
#include <time.h>

#include <algorithm>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

double Milliseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double Percentile(std::vector<double> values, size_t percent) {
  std::sort(values.begin(), values.end());
  return values[values.size() * percent / 100];
}

matching::RecordsOptions Options(int64_t offers) {
  matching::RecordsOptions options;
  options.offers = static_cast<int32_t>(offers);
  options.requests = 1000;
  options.recipients = 150;
  options.one_commodity = true;
  options.all_rules = false;
  options.max_quantity = 100'000'000;
  return options;
}

void Rank(benchmark::State& state, const matching::Records& records) {
  const auto made = matching::Background::Make(records);
  if (!made.ok()) return state.SkipWithError("bad records");
  const auto background = std::make_shared<const matching::Background>(*made);
  const matching::OfferColumns columns = ColumnsOf(records);
  std::vector<double> wall, processor;
  size_t next = 0;
  int64_t feasible = 0;
  for (auto _ : state) {
    const double begin = Milliseconds(CLOCK_MONOTONIC);
    const double used = Milliseconds(CLOCK_THREAD_CPUTIME_ID);
    matching::Context context = matching::Context::On(records, records.policy, background);
    const Ranking ranking =
        RankOffers(context, columns, records.requests[next++ % records.requests.size()], 10);
    benchmark::DoNotOptimize(ranking);
    processor.push_back(Milliseconds(CLOCK_THREAD_CPUTIME_ID) - used);
    wall.push_back(Milliseconds(CLOCK_MONOTONIC) - begin);
    feasible += ranking.feasible;
  }
  state.counters["feasible"] = static_cast<double>(feasible) / static_cast<double>(wall.size());
  state.counters["wall_p50"] = Percentile(wall, 50);
  state.counters["wall_p99"] = Percentile(wall, 99);
  state.counters["cpu_p50"] = Percentile(processor, 50);
  state.counters["cpu_p99"] = Percentile(processor, 99);
}

// Two named recipients of 150: few offers fit.
void BM_NamedRecipients(benchmark::State& state) {
  matching::RecordsOptions options = Options(state.range(0));
  options.named_recipients = 2;
  Rank(state, GenerateRecords(options));
}

// Earmarks of every sort: about half of all offers fit.
void BM_BroadEarmarks(benchmark::State& state) {
  Rank(state, GenerateRecords(Options(state.range(0))));
}

// Every rule fails now and then: audiences, channels, several commodities, closed records.
void BM_EveryRule(benchmark::State& state) {
  matching::RecordsOptions options = Options(state.range(0));
  options.one_commodity = false;
  options.all_rules = true;
  Rank(state, GenerateRecords(options));
}

// Requests of fifty lines over ten years, as many as a request may have lines.
void BM_LargeRequests(benchmark::State& state) {
  matching::RecordsOptions options = Options(state.range(0));
  options.one_commodity = false;
  matching::Records records = GenerateRecords(options);
  const std::vector<matching::Request> drawn = records.requests;
  for (size_t i = 0; i < drawn.size(); ++i) {
    std::vector<matching::NeedLine>& needs = records.requests[i].needs;
    while (needs.size() < 50) {
      needs.push_back(drawn[(i + needs.size()) % drawn.size()].needs.front());
      needs.back().id = "need" + std::to_string(needs.size());
      const int32_t first = needs.back().years.front().year;
      while (needs.back().years.size() < 10) {
        needs.back().years.push_back(needs.back().years.front());
        needs.back().years.back().year =
            first + static_cast<int32_t>(needs.back().years.size()) - 1;
      }
    }
  }
  Rank(state, records);
}

BENCHMARK(BM_NamedRecipients)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(BM_BroadEarmarks)->Arg(100'000)->Iterations(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_EveryRule)->Arg(100'000)->Iterations(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LargeRequests)->Arg(100'000)->Iterations(300)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace clearway::cooperation
