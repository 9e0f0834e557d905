#include "services/cooperation/matching/solver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <tuple>
#include <vector>

#include "services/cooperation/matching/certificate.h"
#include "services/cooperation/matching/int128_text.h"
#include "services/cooperation/matching/network_generator.h"

namespace clearway::matching {
namespace {

Solution SolveAndVerify(const Network& network, bool floor_stage) {
  absl::StatusOr<Solution> solution = Solve(network, {floor_stage, nullptr, nullptr});
  EXPECT_TRUE(solution.ok()) << solution.status();
  if (!solution.ok()) return {};
  const absl::Status verified = VerifyCertificate(network, floor_stage, *solution);
  EXPECT_TRUE(verified.ok()) << verified;
  return *std::move(solution);
}

std::string Value(const Solution& solution, Stage stage) {
  return Int128ToString(solution.Find(stage)->value);
}

TEST(SolverTest, SolvesTheEmptyNetwork) {
  const Solution solution = SolveAndVerify(Network{}, true);
  ASSERT_EQ(solution.stages.size(), 3u);
  EXPECT_EQ(Value(solution, Stage::kWeight), "0");
  EXPECT_TRUE(solution.unique);
}

TEST(SolverTest, SolvesWithoutPairsAndWithZeroCapacities) {
  Network network;
  network.offers = {{10}, {0}};
  network.offer_years = {{0, 10}, {1, 10}};
  network.outlets = {{0, 0}, {1, 10}};
  network.groups = {{{{5, 9, true}, {0, 9, false}}}, {}};
  network.demands = {{0, 5}, {1, 5}, {0, 0}};
  EXPECT_TRUE(SolveAndVerify(network, true).unique);
  network.pairs = {{0, 0, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}, {1, 2, 1, 1}};
  const Solution solution = SolveAndVerify(network, true);
  EXPECT_EQ(solution.pair_flow, (std::vector<int64_t>{0, 0, 0, 0}));
  EXPECT_TRUE(solution.unique);
}

// One offer of 10, two needs: the floor stage feeds the group that has a floor, though the other
// scores higher.
Network FloorOrScore() {
  Network network;
  network.offers = {{10}};
  network.offer_years = {{0, 10}};
  network.outlets = {{0, 10}};
  network.groups = {{{{4, 0, true}, {6, 0, false}}}, {{{10, 0, false}}}};
  network.demands = {{0, 10}, {1, 10}};
  network.pairs = {{0, 0, 5, 1}, {0, 1, 50, 1}};
  return network;
}

TEST(SolverTest, FloorsComeFirstOnlyWhereAsked) {
  const Solution by_score = SolveAndVerify(FloorOrScore(), false);
  EXPECT_EQ(by_score.pair_flow, (std::vector<int64_t>{0, 10}));
  EXPECT_EQ(Value(by_score, Stage::kWeight), "500");
  EXPECT_EQ(by_score.Find(Stage::kFloor), nullptr);

  const Solution by_floor = SolveAndVerify(FloorOrScore(), true);
  EXPECT_EQ(by_floor.pair_flow, (std::vector<int64_t>{4, 6}));
  EXPECT_EQ(Value(by_floor, Stage::kFloor), "4");
  EXPECT_EQ(Value(by_floor, Stage::kWeight), "320");
  EXPECT_EQ(by_floor.band_fill[0], (std::vector<int64_t>{4, 0}));
}

TEST(SolverTest, LotsBreakTies) {
  Network network = FloorOrScore();
  network.pairs = {{0, 0, 5, 7}, {0, 1, 5, 8}};
  const Solution solution = SolveAndVerify(network, false);
  EXPECT_EQ(solution.pair_flow, (std::vector<int64_t>{0, 10}));
  EXPECT_EQ(Value(solution, Stage::kTieBreak), "80");
  EXPECT_TRUE(solution.unique);
  network.pairs[0].lot = 8;
  EXPECT_FALSE(SolveAndVerify(network, false).unique);
}

TEST(SolverTest, BandsOfOneBonusFillInOrderAndLeaveThePlanUnique) {
  Network network = FloorOrScore();
  network.groups = {{{{4, 3, false}, {6, 3, false}}}, {}};
  network.offers[0].capacity = 5;
  network.pairs.pop_back();
  const Solution solution = SolveAndVerify(network, false);
  EXPECT_EQ(solution.band_fill[0], (std::vector<int64_t>{4, 1}));
  EXPECT_TRUE(solution.unique);
}

TEST(SolverTest, ExtremesDoNotOverflow) {
  Network network;
  for (int32_t i = 0; i < 50; ++i) {
    network.offers.push_back({kMaxQuantity});
    network.offer_years.push_back({i, kMaxQuantity});
    network.outlets.push_back({i, kMaxQuantity});
    network.groups.push_back({{{kMaxQuantity, kMaxBonus, true}}});
    network.demands.push_back({i, kMaxQuantity});
  }
  for (int32_t i = 0; i < 50; ++i) {
    for (int32_t j = 0; j < 50; ++j) network.pairs.push_back({i, j, kMaxWeight, 0xffffffffu});
  }
  const Solution solution = SolveAndVerify(network, true);
  EXPECT_EQ(Value(solution, Stage::kFloor), "50000000000000");
  EXPECT_EQ(Value(solution, Stage::kWeight), "50050000050000000000000");
  EXPECT_EQ(Value(solution, Stage::kTieBreak), "214748364750000000000000");
  EXPECT_FALSE(solution.unique);
}

TEST(SolverTest, RefusesAnInvalidNetwork) {
  Network network = FloorOrScore();
  network.pairs[0].weight = 0;
  EXPECT_EQ(Solve(network).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(SolverTest, StopsWhereItIsCancelled) {
  GeneratorOptions generator;
  generator.offers = generator.demands = 60;
  generator.weight_step = 200'000;
  const Network network = GenerateNetwork(generator);
  int questions = 0;
  SolveOptions options;
  options.floor_stage = true;
  options.cancelled = [&] { return ++questions < 0; };
  ASSERT_TRUE(Solve(network, options).ok());
  // Whenever the answer comes, the solver hears it.
  for (int asked = 1, all = questions; asked <= all; ++asked) {
    questions = 0;
    options.cancelled = [&] { return ++questions >= asked; };
    ASSERT_EQ(Solve(network, options).status().code(), absl::StatusCode::kCancelled) << asked;
    ASSERT_EQ(questions, asked) << "went on after it was told to stop";
  }
}

TEST(SolverTest, ReportsProgressThatOnlyRises) {
  GeneratorOptions generator;
  generator.offers = generator.demands = 60;
  std::vector<std::tuple<Stage, double>> reports;
  SolveOptions options;
  options.floor_stage = true;
  options.progress = [&](Stage stage, double done) { reports.emplace_back(stage, done); };
  ASSERT_TRUE(Solve(GenerateNetwork(generator), options).ok());
  EXPECT_TRUE(std::is_sorted(reports.begin(), reports.end()));
  for (const Stage stage : {Stage::kFloor, Stage::kWeight, Stage::kTieBreak}) {
    EXPECT_EQ(std::count(reports.begin(), reports.end(), std::make_tuple(stage, 1.0)), 1);
  }
  EXPECT_GE(std::get<double>(reports.front()), 0);
}

TEST(SolverTest, ThreadsDoNotDisturbEachOther) {
  GeneratorOptions generator;
  generator.offers = generator.demands = 1500;
  const Network network = GenerateNetwork(generator);
  const Solution alone = SolveAndVerify(network, true);
  std::vector<absl::StatusOr<Solution>> solutions(4, absl::UnknownError("not run"));
  std::vector<std::thread> threads;
  for (size_t t = 0; t < solutions.size(); ++t) {
    threads.emplace_back([&network, &solutions, t] {
      int asked = 0;
      SolveOptions options;
      options.floor_stage = true;
      if (t % 2 == 1) options.cancelled = [&asked] { return ++asked > 2; };
      solutions[t] = Solve(network, options);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t t = 0; t < solutions.size(); ++t) {
    if (t % 2 == 1) {
      EXPECT_EQ(solutions[t].status().code(), absl::StatusCode::kCancelled);
    } else {
      ASSERT_TRUE(solutions[t].ok()) << solutions[t].status();
      EXPECT_EQ(solutions[t]->pair_flow, alone.pair_flow);
    }
  }
}

// A plan as names see it: what each element, under its first number, gives and gets.
TEST(SolverTest, ThePlanDoesNotDependOnTheOrderOfInput) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    GeneratorOptions generator;
    generator.seed = seed;
    generator.offers = generator.demands = 4 + static_cast<int32_t>(seed);
    generator.states = 3;
    generator.max_quantity = seed % 2 ? 20 : 10'000'000;
    generator.weight_step = seed % 3 ? 500'000 : 1;  // many ties
    generator.weight_of_demand = seed % 4 == 0;
    const Network network = GenerateNetwork(generator);
    const bool floor_stage = seed % 5 != 0;
    const Solution first = SolveAndVerify(network, floor_stage);
    for (uint64_t order = 1; order <= 4; ++order) {
      const Shuffled shuffled = Shuffle(network, order);
      const Solution second = SolveAndVerify(shuffled.network, floor_stage);
      for (size_t i = 0; i < network.pairs.size(); ++i) {
        ASSERT_EQ(first.pair_flow[i], second.pair_flow[shuffled.pair_place[i]])
            << "seed " << seed << " order " << order << " pair " << i;
      }
      for (size_t g = 0; g < network.groups.size(); ++g) {
        ASSERT_EQ(first.band_fill[g], second.band_fill[shuffled.group_place[g]]);
      }
      EXPECT_EQ(first.unique, second.unique);
    }
  }
}

}  // namespace
}  // namespace clearway::matching
