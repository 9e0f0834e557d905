#include "services/cooperation/matching/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/cooperation/matching/network_generator.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

using testing::HasSubstr;

Network Generated(uint64_t seed) {
  GeneratorOptions generator;
  generator.seed = seed;
  generator.offers = generator.demands = 25;
  generator.states = 4;
  generator.max_quantity = 1000;
  generator.weight_step = 200'000;
  return GenerateNetwork(generator);
}

Solution Solved(const Network& network, bool floor_stage = true) {
  absl::StatusOr<Solution> solution = Solve(network, {floor_stage, nullptr, nullptr});
  EXPECT_TRUE(solution.ok()) << solution.status();
  return *std::move(solution);
}

void ExpectRefused(const Network& network, const Solution& solution, const std::string& what) {
  EXPECT_EQ(VerifyCertificate(network, true, solution).code(),
            absl::StatusCode::kFailedPrecondition)
      << what;
}

TEST(CertificateTest, EveryChangedFlowFillAndValueIsCaught) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const Network network = Generated(seed);
    Solution solution = Solved(network);
    ASSERT_TRUE(VerifyCertificate(network, true, solution).ok());
    for (const int64_t change : {-1, 1, 1'000'000}) {
      for (size_t i = 0; i < solution.pair_flow.size(); ++i) {
        solution.pair_flow[i] += change;
        ExpectRefused(network, solution, "flow");
        solution.pair_flow[i] -= change;
      }
      for (std::vector<int64_t>& fills : solution.band_fill) {
        for (int64_t& fill : fills) {
          fill += change;
          ExpectRefused(network, solution, "fill");
          fill -= change;
        }
      }
      for (StageResult& stage : solution.stages) {
        stage.value += change;
        ExpectRefused(network, solution, "value");
        stage.value -= change;
      }
    }
  }
}

// Any feasible plan that is worse in a stage, or equal in all but the lots, must be refused.
TEST(CertificateTest, AnotherPlanIsCaughtThoughItIsFeasible) {
  int others = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const Network network = Generated(seed);
    const Solution best = Solved(network);
    Network reseeded = network;  // the same problem but for its lots: another of the tied plans
    SplitMix random(seed);
    for (Network::Pair& pair : reseeded.pairs) pair.lot = static_cast<uint32_t>(random.Next());
    const Solution tied = Solved(reseeded);
    EXPECT_EQ(tied.stages[0].value, best.stages[0].value);
    EXPECT_EQ(tied.stages[1].value, best.stages[1].value);
    if (tied.pair_flow == best.pair_flow) continue;
    ++others;
    Solution claimed = best;
    claimed.pair_flow = tied.pair_flow;
    claimed.band_fill = tied.band_fill;
    EXPECT_THAT(std::string(VerifyCertificate(network, true, claimed).message()),
                HasSubstr("tie-break stage"));
  }
  EXPECT_GT(others, 10);
}

// Where an arc is neither full nor empty its reduced profit is zero in every stage, so that the
// value of its one end cannot move by a single unit unless the other's does.
TEST(CertificateTest, EveryChangedDualAtAPartlyUsedLimitIsCaught) {
  int tried = 0;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const Network network = Generated(seed);
    Solution solution = Solved(network);
    std::vector<int64_t> given(network.offers.size(), 0), received(network.demands.size(), 0);
    for (size_t i = 0; i < network.pairs.size(); ++i) {
      const int32_t year = network.outlets[network.pairs[i].outlet].offer_year;
      given[network.offer_years[year].offer] += solution.pair_flow[i];
      received[network.pairs[i].demand] += solution.pair_flow[i];
    }
    for (StageResult& stage : solution.stages) {
      const auto try_changes = [&](const std::vector<int64_t>& flows, const auto& items,
                                   std::vector<int64_t>& duals) {
        for (size_t i = 0; i < items.size(); ++i) {
          if (flows[i] == 0 || flows[i] == items[i].capacity) continue;
          for (const int64_t change : {-1, 1, 1'000'000'000}) {
            ++tried;
            duals[i] += change;
            ExpectRefused(network, solution, "dual");
            duals[i] -= change;
          }
        }
      };
      try_changes(given, network.offers, stage.duals.offers);
      try_changes(received, network.demands, stage.duals.demands);
    }
  }
  EXPECT_GT(tried, 100);
}

// No change of any dual by more than the profits of a whole path can be right in the first stage,
// where every arc is open, at a node through which something flows.
TEST(CertificateTest, EveryAbsurdDualIsCaughtInTheFirstStage) {
  const Network network = Generated(3);
  Solution solution = Solved(network);
  NodeDuals& duals = solution.stages[0].duals;
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    if (solution.pair_flow[i] == 0) continue;
    const Network::Pair& pair = network.pairs[i];
    for (int64_t* dual : {&duals.outlets[pair.outlet], &duals.demands[pair.demand]}) {
      for (const int64_t change : {-1'000'000'000'000, 1'000'000'000'000}) {
        *dual += change;
        ExpectRefused(network, solution, "absurd dual");
        *dual -= change;
      }
    }
  }
}

// One offer of 10 and two needs of equal weight: the lots decide for the second.
Network TwoTiedNeeds() {
  Network network;
  network.offers = {{10}};
  network.offer_years = {{0, 10}};
  network.outlets = {{0, 10}};
  network.groups = {{{{10, 3, false}}}, {{{10, 3, false}}}};
  network.demands = {{0, 10}, {1, 10}};
  network.pairs = {{0, 0, 5, 1}, {0, 1, 5, 2}};
  return network;
}

TEST(CertificateTest, ARestrictionThatDoesNotFollowIsCaught) {
  const Network network = TwoTiedNeeds();
  Solution forged = Solved(network, false);
  ASSERT_TRUE(VerifyCertificate(network, false, forged).ok());
  // The plan that the lots do not want, with a tie-break stage that pretends the other pair to be
  // closed: values and slackness fit, but the weight stage's duals leave both pairs open.
  forged.pair_flow = {10, 0};
  forged.band_fill = {{10}, {0}};
  StageResult& ties = forged.stages[1];
  ties.value = 10;
  ties.duals = {{1}, {1}, {1}, {0, 0}, {0, 0}};
  EXPECT_THAT(std::string(VerifyCertificate(network, false, forged).message()),
              HasSubstr("tie-break stage: pairs[1] has reduced profit 1 and is not full"));
  // To close the pair in the weight stage is to break that stage's own proof.
  forged.stages[0].duals.demands[1] -= 1;
  forged.stages[0].duals.groups[1] -= 1;
  EXPECT_THAT(std::string(VerifyCertificate(network, false, forged).message()),
              HasSubstr("weight stage: groups[1] has reduced profit 1 and is not full"));
}

TEST(CertificateTest, StagesMustBeThoseAskedFor) {
  const Network network = TwoTiedNeeds();
  Solution solution = Solved(network, true);
  EXPECT_TRUE(VerifyCertificate(network, true, solution).ok());
  EXPECT_FALSE(VerifyCertificate(network, false, solution).ok());
  std::swap(solution.stages[0], solution.stages[1]);
  ExpectRefused(network, solution, "order");
  std::swap(solution.stages[0], solution.stages[1]);
  solution.stages[2].stage = Stage::kWeight;
  ExpectRefused(network, solution, "name");
  solution.stages.pop_back();
  ExpectRefused(network, solution, "count");
}

TEST(CertificateTest, BandsMustFillInOrder) {
  Network network = TwoTiedNeeds();
  network.groups = {{{{6, 3, false}, {6, 3, false}}}, {{{10, 3, false}}}};
  network.pairs[0].lot = 9;
  Solution solution = Solved(network, false);
  ASSERT_EQ(solution.band_fill[0], (std::vector<int64_t>{6, 4}));
  solution.band_fill[0] = {4, 6};
  EXPECT_THAT(std::string(VerifyCertificate(network, false, solution).message()),
              HasSubstr("fills band 1 before an earlier one"));
}

TEST(CertificateTest, AWrongWordOnUniquenessIsCaught) {
  Network network = TwoTiedNeeds();
  Solution solution = Solved(network, false);
  ASSERT_TRUE(solution.unique);
  solution.unique = false;
  EXPECT_THAT(std::string(VerifyCertificate(network, false, solution).message()),
              HasSubstr("the plan is the only one"));
  network.pairs[1].lot = network.pairs[0].lot;
  solution = Solved(network, false);
  ASSERT_FALSE(solution.unique);
  ASSERT_TRUE(VerifyCertificate(network, false, solution).ok());
  solution.unique = true;
  EXPECT_THAT(std::string(VerifyCertificate(network, false, solution).message()),
              HasSubstr("the plan is not the only one"));
}

TEST(CertificateTest, WrongSizesAndInvalidNetworksAreRefused) {
  Network network = TwoTiedNeeds();
  const Solution solution = Solved(network, false);
  const auto code = [&](auto change) {
    Solution changed = solution;
    change(changed);
    return VerifyCertificate(network, false, changed).code();
  };
  const auto invalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code([](Solution& s) { s.pair_flow.pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.band_fill.pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.band_fill[0].pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.stages[0].duals.offers.pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.stages[0].duals.offer_years.pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.stages[1].duals.outlets.pop_back(); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.stages[1].duals.demands.push_back(0); }), invalid);
  EXPECT_EQ(code([](Solution& s) { s.stages[1].duals.groups.clear(); }), invalid);
  network.pairs[0].weight = 0;
  EXPECT_EQ(VerifyCertificate(network, false, solution).code(), invalid);
}

TEST(CertificateTest, AbsurdDualsDoNotOverflow) {
  const Network network = TwoTiedNeeds();
  for (const int64_t absurd : {INT64_MIN, INT64_MAX}) {
    Solution solution = Solved(network, false);
    for (StageResult& stage : solution.stages) {
      for (std::vector<int64_t>* duals :
           {&stage.duals.offers, &stage.duals.outlets, &stage.duals.demands, &stage.duals.groups}) {
        for (int64_t& dual : *duals) dual = absurd;
      }
    }
    EXPECT_FALSE(VerifyCertificate(network, false, solution).ok());
  }
}

}  // namespace
}  // namespace clearway::matching
