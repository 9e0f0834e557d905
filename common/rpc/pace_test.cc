#include "common/rpc/pace.h"

#include <chrono>

#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using std::chrono::microseconds;

TEST(PaceTest, SlowIsWhatIsSlowAgainAndAgain) {
  Pace pace;
  EXPECT_FALSE(pace.slow());
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(pace.slow()) << i;
    pace.Took(microseconds(1000));
  }
  EXPECT_TRUE(pace.slow());
  for (int i = 0; i < 100; ++i) pace.Took(microseconds(1000));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(pace.slow()) << i;
    pace.Took(microseconds(30));
  }
  pace.Took(microseconds(30));
  EXPECT_FALSE(pace.slow());
}

TEST(PaceTest, OneCallThatHadToWaitIsForgotten) {
  Pace pace;
  for (int i = 0; i < 20; ++i) {
    pace.Took(i % 8 == 0 ? microseconds(50'000) : microseconds(30));
    EXPECT_FALSE(pace.slow()) << i;
  }
}

}  // namespace
}  // namespace clearway::rpc
