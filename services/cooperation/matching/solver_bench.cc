// Solving generated instances of N offers × N demands with about 20 pairs for each offer, part by
// part, and LEMON's two methods alone on the same weight-stage network in the same run.
//
//   bazel run --config=opt //services/cooperation/matching:solver_bench
//   … -- --benchmark_filter='/(1000|2000|10000)$'     leaves out 100,000 × 100,000 (minutes)
//
// Counters are seconds of wall time, and of the machine's noise.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "services/cooperation/matching/certificate.h"
#include "services/cooperation/matching/dual_interval.h"
#include "services/cooperation/matching/network_generator.h"
#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/solver.h"
#include "services/cooperation/matching/solver_flow.h"

namespace clearway::matching {
namespace {

Network Instance(int64_t size, bool weight_of_demand = false) {
  GeneratorOptions generator;
  generator.offers = generator.demands = static_cast<int32_t>(size);
  generator.states = static_cast<int32_t>(std::clamp<int64_t>(size / 60, 1, 150));
  // Weights as policies give them: multiples of a criterion's step, so that ties are real.
  generator.weight_step = 2'500;
  generator.weight_of_demand = weight_of_demand;
  return GenerateNetwork(generator);
}

double Seconds(int64_t micros) { return static_cast<double>(micros) * 1e-6; }

void SolveInParts(benchmark::State& state, bool floor_stage, bool weight_of_demand) {
  const Network network = Instance(state.range(0), weight_of_demand);
  absl::StatusOr<Solution> solution;
  for (auto _ : state) {
    solution = Solve(network, {floor_stage, nullptr, nullptr});
    if (!solution.ok()) state.SkipWithError("not solved");
  }
  state.counters["pairs"] = static_cast<double>(network.pairs.size());
  state.counters["build"] = Seconds(solution->build_micros);
  for (const StageResult& stage : solution->stages) {
    state.counters[std::string(StageName(stage.stage))] = Seconds(stage.solve_micros);
  }
  state.counters["unique"] = solution->unique;
  state.SetLabel(solution->Find(Stage::kWeight)->solver);
}

void BM_Solve(benchmark::State& state) { SolveInParts(state, false, false); }
void BM_SolveFloorsFirst(benchmark::State& state) { SolveInParts(state, true, false); }
// The hardest for the tie-break: criteria that look at the request alone.
void BM_SolveTied(benchmark::State& state) { SolveInParts(state, true, true); }

void BM_Verify(benchmark::State& state) {
  const Network network = Instance(state.range(0));
  const absl::StatusOr<Solution> solution = Solve(network);
  for (auto _ : state) {
    if (!VerifyCertificate(network, false, *solution).ok()) state.SkipWithError("not verified");
  }
}

void BM_ShadowPrices(benchmark::State& state) {
  const Network network = Instance(state.range(0));
  const absl::StatusOr<Solution> solution = Solve(network);
  for (auto _ : state) {
    if (!ShadowPrices::Compute(network, *solution).ok()) state.SkipWithError("no prices");
  }
}

// The weight stage by one method on the network as it is, without components, contraction,
// tie-break and proof.
void Alone(benchmark::State& state, FlowMethod method, bool weight_of_demand = false) {
  const Network network = Instance(state.range(0), weight_of_demand);
  const NetworkGraph graph = BuildGraph(network);
  const std::vector<int64_t> profits = StageProfits(network, graph, Stage::kWeight);
  FlowProblem problem;
  problem.node_count = graph.node_count;
  for (size_t a = 0; a < graph.arcs.size(); ++a) {
    const NetworkGraph::Arc& arc = graph.arcs[a];
    problem.arcs.push_back({arc.tail, arc.head, arc.capacity, 0, profits[a]});
  }
  for (auto _ : state) {
    if (!SolveFlow(problem, method, [](double) { return true; }).ok())
      state.SkipWithError("not solved");
  }
}

void BM_NetworkSimplexAlone(benchmark::State& state) { Alone(state, FlowMethod::kNetworkSimplex); }
void BM_CostScalingAlone(benchmark::State& state) { Alone(state, FlowMethod::kCostScaling); }
void BM_NetworkSimplexAloneTied(benchmark::State& state) {
  Alone(state, FlowMethod::kNetworkSimplex, true);
}
void BM_CostScalingAloneTied(benchmark::State& state) {
  Alone(state, FlowMethod::kCostScaling, true);
}

#define CLEARWAY_SIZES(name) \
  BENCHMARK(name)->Unit(benchmark::kSecond)->Arg(1000)->Arg(2000)->Arg(10'000)->Arg(100'000)

CLEARWAY_SIZES(BM_Solve);
CLEARWAY_SIZES(BM_SolveFloorsFirst);
#define CLEARWAY_TIED_SIZES(name) \
  BENCHMARK(name)->Unit(benchmark::kSecond)->Arg(1000)->Arg(2000)->Arg(10'000)

CLEARWAY_TIED_SIZES(BM_SolveTied);
CLEARWAY_SIZES(BM_Verify);
CLEARWAY_SIZES(BM_ShadowPrices);
CLEARWAY_SIZES(BM_NetworkSimplexAlone);
CLEARWAY_SIZES(BM_CostScalingAlone);
CLEARWAY_TIED_SIZES(BM_NetworkSimplexAloneTied);
CLEARWAY_TIED_SIZES(BM_CostScalingAloneTied);

}  // namespace
}  // namespace clearway::matching
