#include "common/rpc/quota.h"

#include <atomic>
#include <deque>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1800000000);

Quota Only(CallClass call_class, int64_t per_second, int64_t burst, int64_t concurrent = 0) {
  Quota quota;
  quota.of(call_class).per_second = per_second;
  quota.of(call_class).burst = burst;
  quota.of(call_class).concurrent = concurrent;
  return quota;
}

TEST(QuotaTest, ABurstIsTakenAtOnceAndThenTheRate) {
  Quotas quotas({Only(CallClass::kWrite, 10, 5), {}});
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kWrite, kNow).ok()) << i;
  }
  absl::Status refused = quotas.Admit("actors/a", CallClass::kWrite, kNow).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(RetryDelayOf(refused), absl::Milliseconds(100));
  google::rpc::QuotaFailure failure;
  ASSERT_TRUE(FindDetail(refused, &failure));
  EXPECT_EQ(failure.violations(0).subject(), "actors/a");
  EXPECT_EQ(failure.violations(0).description(), "writes: 10 a second");
  // Who waits as long as told gets in, and not a nanosecond sooner.
  const absl::Time then = kNow + RetryDelayOf(refused);
  EXPECT_FALSE(quotas.Admit("actors/a", CallClass::kWrite, then - absl::Nanoseconds(1)).ok());
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kWrite, then).ok());
}

TEST(QuotaTest, ActorsAndClassesDoNotCountForEachOther) {
  Quota quota = Only(CallClass::kWrite, 1, 1);
  quota.of(CallClass::kRead).per_second = 1;
  quota.of(CallClass::kRead).burst = 1;
  Quotas quotas({quota, {}});
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kWrite, kNow).ok());
  EXPECT_FALSE(quotas.Admit("actors/a", CallClass::kWrite, kNow).ok());
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kRead, kNow).ok());
  EXPECT_TRUE(quotas.Admit("actors/b", CallClass::kWrite, kNow).ok());
}

TEST(QuotaTest, PlacesAreGivenBack) {
  Quotas quotas({Only(CallClass::kWatch, 0, 0, 2), {}});
  auto first = quotas.Admit("actors/a", CallClass::kWatch, kNow);
  auto second = quotas.Admit("actors/a", CallClass::kWatch, kNow);
  ASSERT_TRUE(first.ok() && second.ok());
  absl::Status refused = quotas.Admit("actors/a", CallClass::kWatch, kNow).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_GT(RetryDelayOf(refused), absl::ZeroDuration());
  Quotas::Ticket moved = *std::move(first);
  EXPECT_FALSE(quotas.Admit("actors/a", CallClass::kWatch, kNow).ok()) << "moving gave it back";
  moved.Release();
  moved.Release();
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kWatch, kNow).ok());
}

TEST(QuotaTest, ARefusedCallCostsNothing) {
  Quotas quotas({Only(CallClass::kRead, 1000, 1), {}});
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kRead, kNow).ok());
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(quotas.Admit("actors/a", CallClass::kRead, kNow).ok());
  }
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kRead, kNow + absl::Milliseconds(1)).ok());
}

TEST(QuotaTest, ALongReadCountsAsSeveralButTheDebtIsBounded) {
  Quota quota = Only(CallClass::kRead, 100, 10);
  quota.of(CallClass::kRead).unit = absl::Milliseconds(1);
  Quotas quotas({quota, {}});
  auto ticket = quotas.Admit("actors/a", CallClass::kRead, kNow);
  ASSERT_TRUE(ticket.ok());
  ticket->Spend(absl::Milliseconds(50));  // 50 calls at 10 ms each: half a second
  absl::Status refused = quotas.Admit("actors/a", CallClass::kRead, kNow).status();
  EXPECT_EQ(RetryDelayOf(refused), absl::Milliseconds(410));
  ticket->Spend(absl::Hours(10));
  refused = quotas.Admit("actors/a", CallClass::kRead, kNow).status();
  EXPECT_LE(RetryDelayOf(refused), absl::Seconds(61));
}

TEST(QuotaTest, SpecialQuotasAreTheirHoldersAlone) {
  Quotas quotas({Only(CallClass::kWrite, 1, 1), {{"actors/big", Quota()}}});
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(quotas.Admit("actors/big", CallClass::kWrite, kNow).ok());
  }
  EXPECT_TRUE(quotas.Admit("actors/a", CallClass::kWrite, kNow).ok());
  EXPECT_FALSE(quotas.Admit("actors/a", CallClass::kWrite, kNow).ok());
}

TEST(QuotaTest, IdleActorsAreForgotten) {
  Quotas quotas({Only(CallClass::kWrite, 10, 10), {}});
  auto kept = quotas.Admit("actors/kept", CallClass::kWrite, kNow);
  for (int i = 0; i < 100000; ++i) {
    const absl::Time now = kNow + absl::Milliseconds(10 * i);
    ASSERT_TRUE(quotas.Admit(absl::StrCat("actors/a", i), CallClass::kWrite, now).ok());
  }
  EXPECT_LT(quotas.size(), 5000u);
}

// Whatever comes when, in no window of time are more calls let in than burst + rate × window.
TEST(QuotaTest, NoWindowHoldsMoreThanTheQuota) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    const int64_t rate = 1 + static_cast<int64_t>(random() % 50);
    const int64_t burst = 1 + static_cast<int64_t>(random() % 20);
    Quotas quotas({Only(CallClass::kRead, rate, burst), {}});
    std::deque<absl::Time> admitted;
    absl::Time now = kNow;
    for (int i = 0; i < 2000; ++i) {
      now += absl::Microseconds(static_cast<int64_t>(random() % 40000));
      if (!quotas.Admit("actors/a", CallClass::kRead, now).ok()) continue;
      admitted.push_back(now);
      int64_t count = 0;
      for (auto it = admitted.rbegin(); it != admitted.rend(); ++it) {
        ++count;
        // A nanosecond of tolerance a call: the interval is rounded down.
        const absl::Duration window = now - *it + absl::Nanoseconds(count);
        const int64_t allowed = burst + absl::ToInt64Nanoseconds(window * rate) / 1000000000;
        ASSERT_LE(count, allowed + 1) << "rate " << rate << " burst " << burst;
      }
    }
    EXPECT_FALSE(admitted.empty());
  }
}

TEST(QuotaTest, ManyThreadsNeverGetMoreThanThereIs) {
  Quotas quotas({Only(CallClass::kLong, 0, 0, 3), {}});
  std::atomic<int> in_flight{0}, most{0}, let_in{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        auto ticket = quotas.Admit("actors/a", CallClass::kLong, kNow);
        if (!ticket.ok()) continue;
        int now = ++in_flight;
        int seen = most.load();
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        ++let_in;
        --in_flight;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(most.load(), 3);
  EXPECT_GT(let_in.load(), 0);
}

}  // namespace
}  // namespace clearway::rpc
