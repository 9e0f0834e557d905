#include "common/auth/credentials/refresh_schedule.h"

#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1000);
constexpr absl::Duration kSecond = absl::Seconds(1);

RefreshTimes Times() {
  RefreshTimes times;
  times.period = 60 * kSecond;
  times.least_gap = 10 * kSecond;
  times.first_backoff = kSecond;
  return times;
}

TEST(RefreshScheduleTest, AtOnceThenOnceAPeriod) {
  RefreshSchedule schedule(Times());
  EXPECT_LE(schedule.next(), kNow);
  schedule.OnSuccess(kNow);
  EXPECT_EQ(schedule.next(), kNow + 60 * kSecond);
}

TEST(RefreshScheduleTest, FailuresComeFurtherAndFurtherApart) {
  RefreshSchedule schedule(Times());
  absl::Time now = kNow;
  for (int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    schedule.OnFailure(now);
    EXPECT_EQ(schedule.next(), now + seconds * kSecond);
    now = schedule.next();
  }
  schedule.OnSuccess(now);
  schedule.OnFailure(now);
  EXPECT_EQ(schedule.next(), now + kSecond);
}

TEST(RefreshScheduleTest, AReasonBringsItForwardButNeverTooClose) {
  RefreshSchedule schedule(Times());
  schedule.OnReason(kNow);
  EXPECT_LE(schedule.next(), kNow);
  schedule.OnSuccess(kNow);
  for (int i = 0; i < 1000; ++i) schedule.OnReason(kNow + 3 * kSecond);
  EXPECT_EQ(schedule.next(), kNow + 10 * kSecond);
  schedule.OnSuccess(kNow + 10 * kSecond);
  schedule.OnReason(kNow + 40 * kSecond);
  EXPECT_EQ(schedule.next(), kNow + 40 * kSecond);
  // A failure's wait is never prolonged by it.
  schedule.OnFailure(kNow + 40 * kSecond);
  schedule.OnReason(kNow + 40 * kSecond);
  EXPECT_EQ(schedule.next(), kNow + 41 * kSecond);
}

}  // namespace
}  // namespace clearway::auth
