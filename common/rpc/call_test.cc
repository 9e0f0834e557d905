#include "common/rpc/call.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

Call At(absl::Time time, uint64_t seed) {
  Call call;
  call.time = time;
  call.seed = seed;
  return call;
}

TEST(CallTest, IdsHaveTheirForm) {
  for (uint64_t seed : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
    for (int64_t micros : {int64_t{0}, int64_t{1795000000000000}, (int64_t{1} << 52) - 1}) {
      std::string id = At(absl::FromUnixMicros(micros), seed).NewId();
      ASSERT_EQ(id.size(), 20u);
      EXPECT_TRUE(absl::ascii_islower(id[0])) << id;
      for (char c : id) EXPECT_TRUE(absl::ascii_islower(c) || absl::ascii_isdigit(c)) << id;
    }
  }
}

TEST(CallTest, IdsOfOneCallDifferAndRepeat) {
  Call call = At(absl::FromUnixSeconds(1795000000), 42);
  std::set<std::string> ids;
  for (int nth = 0; nth < 1000; ++nth) EXPECT_TRUE(ids.insert(call.NewId(nth)).second);
  EXPECT_EQ(call.NewId(7), At(absl::FromUnixSeconds(1795000000), 42).NewId(7));
}

TEST(CallTest, IdsOfCallsInTheSameInstantDiffer) {
  std::set<std::string> ids;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    EXPECT_TRUE(ids.insert(At(absl::FromUnixSeconds(1795000000), seed).NewId()).second);
  }
}

TEST(CallTest, LaterIdsSortLater) {
  std::string last;
  for (int i = 0; i < 200; ++i) {
    std::string id =
        At(absl::FromUnixSeconds(1795000000) + i * absl::Milliseconds(37), 1000 - i).NewId();
    EXPECT_LT(last, id);
    last = id;
  }
}

TEST(CallTest, TodayIsTheUtcDay) {
  google::type::Date day = At(absl::FromUnixSeconds(1289606399), 0).Today();
  EXPECT_EQ(day.year(), 2010);
  EXPECT_EQ(day.month(), 11);
  EXPECT_EQ(day.day(), 12);
  EXPECT_EQ(At(absl::FromUnixSeconds(1289606400), 0).Today().day(), 13);
}

TEST(CallTest, CancelledAsksOnlyWhenItCan) {
  Call call;
  EXPECT_FALSE(call.Cancelled());
  call.cancelled = [] { return true; };
  EXPECT_TRUE(call.Cancelled());
}

}  // namespace
}  // namespace clearway::rpc
