#include "common/rpc/pace.h"

#include <chrono>

#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using std::chrono::microseconds;

TEST(PaceTest, IsOfTheLatestCalls) {
  Pace pace;
  EXPECT_FALSE(pace.slow());
  for (int i = 0; i < 100; ++i) pace.Took(microseconds(30));
  EXPECT_FALSE(pace.slow());
  for (int i = 0; i < 10; ++i) pace.Took(microseconds(1000));
  EXPECT_TRUE(pace.slow());
  for (int i = 0; i < 100; ++i) pace.Took(microseconds(30));
  EXPECT_FALSE(pace.slow());
}

TEST(PaceTest, OneCallThatTakesVeryLongIsSeenAtOnce) {
  Pace pace;
  pace.Took(microseconds(50'000));
  EXPECT_TRUE(pace.slow());
}

}  // namespace
}  // namespace clearway::rpc
