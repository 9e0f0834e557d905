#include "services/cooperation/matching/solver_flow.h"

#include <gtest/gtest.h>

#include <string>

#include "services/cooperation/matching/network_generator.h"
#include "services/cooperation/matching/network_graph.h"
#include "services/cooperation/matching/solver_contract.h"

namespace clearway::matching {
namespace {

using Wide = __int128;

bool Always(double) { return true; }

// The weight stage of a generated network.
FlowProblem Problem(const GeneratorOptions& generator) {
  const Network network = GenerateNetwork(generator);
  const NetworkGraph graph = BuildGraph(network);
  const std::vector<int64_t> profits = StageProfits(network, graph, Stage::kWeight);
  FlowProblem problem;
  problem.node_count = graph.node_count;
  for (size_t a = 0; a < graph.arcs.size(); ++a) {
    const NetworkGraph::Arc& arc = graph.arcs[a];
    problem.arcs.push_back({arc.tail, arc.head, arc.capacity, 0, profits[a]});
  }
  return problem;
}

// Σ profit × flow, after checking that the flow is feasible and its values prove it the best.
Wide CheckedValue(const FlowProblem& problem, const FlowResult& result) {
  std::vector<Wide> excess(problem.node_count, 0);
  Wide value = 0;
  for (size_t a = 0; a < problem.arcs.size(); ++a) {
    const FlowProblem::Arc& arc = problem.arcs[a];
    const Wide flow = result.flow[a], change = flow - arc.flow;
    EXPECT_TRUE(flow >= 0 && flow <= arc.capacity) << a;
    excess[arc.tail] -= change;
    excess[arc.head] += change;
    value += flow * arc.profit;
    const Wide reduced = Wide(arc.profit) + result.values[arc.head] - result.values[arc.tail];
    EXPECT_TRUE(reduced <= 0 || flow == arc.capacity) << a;
    EXPECT_TRUE(reduced >= 0 || flow == 0) << a;
  }
  for (const Wide e : excess) EXPECT_TRUE(e == 0);
  return value;
}

GeneratorOptions Options(uint64_t seed, int32_t size) {
  GeneratorOptions generator;
  generator.seed = seed;
  generator.offers = generator.demands = size;
  generator.states = 3;
  return generator;
}

TEST(SolverFlowTest, BothMethodsFindAProvenBestFlow) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    const FlowProblem problem = Problem(Options(seed, 20 + static_cast<int32_t>(seed) * 5));
    const auto simplex = SolveFlow(problem, FlowMethod::kNetworkSimplex, Always);
    const auto scaling = SolveFlow(problem, FlowMethod::kCostScaling, Always);
    ASSERT_TRUE(simplex.ok() && scaling.ok());
    EXPECT_TRUE(CheckedValue(problem, *simplex) == CheckedValue(problem, *scaling));
    // From the best flow back to the worst, which passes nothing.
    FlowProblem again = problem;
    for (size_t a = 0; a < again.arcs.size(); ++a) again.arcs[a].flow = scaling->flow[a];
    for (FlowProblem::Arc& arc : again.arcs) arc.profit = -arc.profit;
    const auto least = SolveFlow(again, FlowMethod::kCostScaling, Always);
    ASSERT_TRUE(least.ok());
    EXPECT_TRUE(CheckedValue(again, *least) == 0);
  }
}

// Costs that cost scaling must multiply in 128 bits, and quantities whose sums need them.
TEST(SolverFlowTest, WideSumsDoNotOverflow) {
  // It takes millions of arcs of 10^12 to pass 2^61: larger capacities do it with few.
  for (const int64_t scale : {int64_t{1}, int64_t{1'000'000'000'000}}) {
    GeneratorOptions generator = Options(7, 100);
    generator.max_quantity = 1000;
    FlowProblem problem = Problem(generator);
    for (FlowProblem::Arc& arc : problem.arcs) {
      arc.capacity *= scale;
      arc.profit *= 4000;  // as large as lots
    }
    const auto simplex = SolveFlow(problem, FlowMethod::kNetworkSimplex, Always);
    const auto scaling = SolveFlow(problem, FlowMethod::kCostScaling, Always);
    ASSERT_TRUE(simplex.ok() && scaling.ok());
    const Wide value = CheckedValue(problem, *simplex);
    EXPECT_TRUE(value > 0);
    EXPECT_TRUE(value == CheckedValue(problem, *scaling));
  }
}

TEST(SolverFlowTest, ContractionKeepsTheValueAndFeasibility) {
  int merged = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    FlowProblem problem = Problem(Options(seed, 30));
    std::vector<char> limit_only;
    for (const FlowProblem::Arc& arc : problem.arcs) limit_only.push_back(arc.profit == 0);
    const auto whole = SolveFlow(problem, FlowMethod::kNetworkSimplex, Always);
    ASSERT_TRUE(whole.ok());
    const Wide value = CheckedValue(problem, *whole);
    // From nothing, and from a flow that gives nodes a throughput of their own.
    for (int start = 0; start < 2; ++start) {
      const Contraction contraction(problem, limit_only);
      merged += problem.node_count - contraction.small().node_count;
      const auto small = SolveFlow(contraction.small(), FlowMethod::kNetworkSimplex, Always);
      ASSERT_TRUE(small.ok());
      EXPECT_TRUE(CheckedValue(problem, contraction.Expand(*small)) == value);
      for (size_t a = 0; a < problem.arcs.size(); ++a) problem.arcs[a].flow = whole->flow[a];
    }
  }
  EXPECT_GT(merged, 1000);
}

// On a face some arcs are left out, so that nodes have a supply: the rest must keep it.
TEST(SolverFlowTest, ContractionRespectsWhatFixedArcsBring) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    FlowProblem whole = Problem(Options(seed, 25));
    const auto best = SolveFlow(whole, FlowMethod::kNetworkSimplex, Always);
    ASSERT_TRUE(best.ok());
    SplitMix random(seed);
    FlowProblem part;
    part.node_count = whole.node_count;
    std::vector<char> limit_only;
    for (size_t a = 0; a < whole.arcs.size(); ++a) {
      if (random.Between(0, 3) == 0) continue;
      FlowProblem::Arc arc = whole.arcs[a];
      arc.flow = best->flow[a];
      limit_only.push_back(arc.profit == 0);
      if (arc.profit != 0) arc.profit = random.Between(1, 1000);
      part.arcs.push_back(arc);
    }
    const auto direct = SolveFlow(part, FlowMethod::kNetworkSimplex, Always);
    const Contraction contraction(part, limit_only);
    const auto small = SolveFlow(contraction.small(), FlowMethod::kCostScaling, Always);
    ASSERT_TRUE(direct.ok() && small.ok());
    EXPECT_TRUE(CheckedValue(part, *direct) == CheckedValue(part, contraction.Expand(*small)));
  }
}

TEST(SolverFlowTest, EitherMethodStopsWhileItWorks) {
  const FlowProblem problem = Problem(Options(5, 1000));
  for (const FlowMethod method : {FlowMethod::kNetworkSimplex, FlowMethod::kCostScaling}) {
    int asked = 0;
    double before = 0;
    const auto result = SolveFlow(problem, method, [&](double done) {
      EXPECT_GT(done, before);
      EXPECT_LT(done, 1);
      before = done;
      return ++asked < 2;
    });
    EXPECT_EQ(result.status().code(), absl::StatusCode::kCancelled) << FlowMethodName(method);
    EXPECT_EQ(asked, 2);
    EXPECT_LT(before, 0.25) << "heard late";
  }
  // What was stopped leaves nothing behind.
  const FlowProblem next = Problem(Options(6, 10));
  EXPECT_TRUE(SolveFlow(next, FlowMethod::kNetworkSimplex, Always).ok());
}

}  // namespace
}  // namespace clearway::matching
