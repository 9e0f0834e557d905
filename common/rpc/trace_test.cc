#include "common/rpc/trace.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

constexpr char kId[] = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(TraceTest, IdOfATraceparent) {
  EXPECT_EQ(TraceIdFrom("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), kId);
  EXPECT_EQ(TraceIdFrom("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"), kId);
}

TEST(TraceTest, OthersAreIgnored) {
  for (const char* bad : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                          "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                          "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}) {
    EXPECT_EQ(TraceIdFrom(bad), "") << bad;
  }
}

TEST(TraceTest, NewIds) {
  EXPECT_THAT(NewTraceId(0), ::testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(TraceIdFrom("00-" + NewTraceId(0) + "-00f067aa0ba902b7-01"), "") << "not all zero";
  EXPECT_NE(NewTraceId(1), NewTraceId(2));
}

}  // namespace
}  // namespace clearway::rpc
