#include "services/cooperation/matching/stage_face.h"

#include <gtest/gtest.h>

namespace clearway::matching {
namespace {

// outside → 1 → outside by two arcs, of which the second earns more.
class StageFaceTest : public testing::Test {
 protected:
  StageFaceTest() {
    graph_.node_count = 2;
    graph_.arcs = {{0, 1, 10}, {1, 0, 6}, {1, 0, 3}};
    face_ = WholeFace(graph_);
    face_.flow = {9, 6, 3};
  }

  absl::StatusCode Prove(std::vector<int64_t> values) {
    return ProveAndClose(graph_, profits_, values, face_).code();
  }

  NetworkGraph graph_;
  Face face_;
  std::vector<int64_t> profits_ = {0, 2, 5};
};

TEST_F(StageFaceTest, ClosesWhatTheStageDecides) {
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kOk);  // the outside has a unit to spare
  EXPECT_EQ(face_.open, (std::vector<char>{1, 0, 0}));
}

TEST_F(StageFaceTest, ClosedArcsOweNothingToLaterStages) {
  face_.open = {1, 0, 0};
  profits_ = {0, -7, -7};
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kOk);
  EXPECT_EQ(face_.open, (std::vector<char>{1, 0, 0}));
}

TEST_F(StageFaceTest, RefusesWhatIsNotOptimal) {
  face_.flow = {8, 6, 2};  // the better way out is not full
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kInternal);
}

TEST_F(StageFaceTest, RefusesValuesThatDoNotProve) {
  EXPECT_EQ(Prove({0, 1}), absl::StatusCode::kInternal);   // the way in is not full
  EXPECT_EQ(Prove({0, -1}), absl::StatusCode::kInternal);  // nor empty
}

TEST_F(StageFaceTest, RefusesWhatIsNotFeasible) {
  face_.flow = {10, 6, 3};
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kInternal);
  face_.flow = {10, 6, 4};
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kInternal);
  face_.flow = {5, 6, -1};
  EXPECT_EQ(Prove({0, 0}), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace clearway::matching
