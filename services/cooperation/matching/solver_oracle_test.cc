// The solver against trying every plan, on thousands of tiny networks full of ties.
#include <gtest/gtest.h>

#include "services/cooperation/matching/certificate.h"
#include "services/cooperation/matching/network_oracle.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

TEST(SolverOracleTest, EveryStageAndUniquenessAgreeWithTryingEveryPlan) {
  SplitMix random(20101112);
  int unique = 0, tied = 0, floors = 0;
  for (int i = 0; i < 4000; ++i) {
    const Network network = TinyNetwork(random);
    ASSERT_TRUE(network.Validate().ok()) << network.Validate();
    const bool floor_stage = i % 2 == 0;
    const auto best = TryEveryPlan(network, floor_stage);
    const auto solution = Solve(network, {floor_stage, nullptr, nullptr});
    ASSERT_TRUE(solution.ok()) << i << ": " << solution.status();
    const absl::Status verified = VerifyCertificate(network, floor_stage, *solution);
    ASSERT_TRUE(verified.ok()) << i << ": " << verified;
    if (floor_stage) {
      ASSERT_EQ(solution->Find(Stage::kFloor)->value, best->floor) << i;
      floors += best->floor > 0;
    }
    ASSERT_EQ(solution->Find(Stage::kWeight)->value, best->weight) << i;
    ASSERT_EQ(solution->Find(Stage::kTieBreak)->value, best->lots) << i;
    ASSERT_EQ(solution->unique, best->plans == 1) << i << " has " << best->plans << " best plans";
    if (solution->unique) {
      ASSERT_EQ(solution->pair_flow, best->pair_flow) << i;
    }
    ++(solution->unique ? unique : tied);
  }
  // The sample means something only if it has both kinds, and floors that matter.
  EXPECT_GT(unique, 1000);
  EXPECT_GT(tied, 50);
  EXPECT_GT(floors, 500);
}

}  // namespace
}  // namespace clearway::matching
