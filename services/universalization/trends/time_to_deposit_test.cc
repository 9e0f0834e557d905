#include "services/universalization/trends/time_to_deposit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::Joining;
using calendar::ToCivil;

std::vector<SignatoryTime> Times(const std::vector<int>& deposited,
                                 const std::vector<int>& waiting) {
  std::vector<SignatoryTime> times;
  for (int days : deposited) times.push_back({days, true});
  for (int days : waiting) times.push_back({days, false});
  return times;
}

TEST(TimeToDepositTest, CountsDaysFromSignatureToTheFirstInstrument) {
  const auto state =
      Joining("TST", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18", "2010-01-01"}});
  EXPECT_FALSE(TimeOfState(state, ToCivil(Day("2008-12-02"))).has_value());
  const auto waiting = TimeOfState(state, ToCivil(Day("2009-12-31")));  // not known yet
  ASSERT_TRUE(waiting.has_value());
  EXPECT_FALSE(waiting->deposited);
  EXPECT_EQ(waiting->days, 393);
  const auto done = TimeOfState(state, ToCivil(Day("2026-01-01")));
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(done->deposited);
  EXPECT_EQ(done->days, 105);
  EXPECT_FALSE(
      TimeOfState(Joining("TST", {{"ACCESSION", "2011-01-01"}}), ToCivil(Day("2020-01-01")))
          .has_value());
}

TEST(TimeToDepositTest, TheMedianOfThoseThatDepositedIsExact) {
  auto odd = SummarizeTimes("", Times({30, 10, 20}, {}));
  EXPECT_EQ(odd.median_half_days_deposited(), 40);
  auto even = SummarizeTimes("Asia", Times({10, 21}, {500}));
  EXPECT_EQ(even.median_half_days_deposited(), 31);  // 15.5 days
  EXPECT_EQ(even.region(), "Asia");
  EXPECT_EQ(even.states_signed(), 3);
  EXPECT_EQ(even.states_deposited(), 2);
  EXPECT_EQ(even.states_waiting(), 1);
  EXPECT_EQ(even.shortest_days(), 10);
  EXPECT_EQ(even.longest_days(), 21);
  EXPECT_EQ(even.longest_waiting_days(), 500);
  auto none = SummarizeTimes("", Times({}, {5}));
  EXPECT_FALSE(none.has_median_half_days_deposited());
  EXPECT_FALSE(none.has_median_days_all());
  EXPECT_FALSE(SummarizeTimes("", {}).has_longest_waiting_days());
}

// Kaplan and Meier's estimator by hand.
TEST(TimeToDepositTest, WhoWaitsCountsForAsLongAsItHasWaited) {
  // Nobody waits: the lower median.
  EXPECT_EQ(KaplanMeierMedian(Times({1, 2, 3, 4}, {})), 2);
  EXPECT_EQ(KaplanMeierMedian(Times({1, 2, 3}, {})), 2);
  // 4/5 after 10; one leaves at 15; 4/5 · 2/3 = 8/15 after 20; 8/15 · 1/2 after 30.
  EXPECT_EQ(KaplanMeierMedian(Times({10, 20, 30}, {15, 40})), 30);
  // Exactly a half remains: 3/4 · 2/3.
  EXPECT_EQ(KaplanMeierMedian(Times({10, 20}, {50, 60})), 20);
  // Fewer than half.
  EXPECT_FALSE(KaplanMeierMedian(Times({10}, {50, 60})).has_value());
  EXPECT_FALSE(KaplanMeierMedian(Times({}, {50, 60})).has_value());
  EXPECT_FALSE(KaplanMeierMedian({}).has_value());
  // Who has waited for as long as another took still counts on that day: 2/3 · 0.
  EXPECT_EQ(KaplanMeierMedian(Times({10, 20}, {20})), 20);
  EXPECT_EQ(KaplanMeierMedian(Times({7}, {})), 7);
}

// The same estimate in floating point, away from where it would be a half by a hair.
TEST(TimeToDepositTest, AgreesWithFloatingPoint) {
  std::mt19937 random(2010);
  int compared = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<SignatoryTime> times;
    const int count = 1 + static_cast<int>(random() % 150);
    for (int i = 0; i < count; ++i) {
      times.push_back({static_cast<int>(random() % 400), random() % 3 != 0});
    }
    std::vector<SignatoryTime> sorted = times;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.days < b.days; });
    double survival = 1;
    int median = -1;
    bool close = false;
    for (size_t i = 0; i < sorted.size() && median < 0;) {
      const double at_risk = static_cast<double>(sorted.size() - i);
      double deposits = 0;
      const int days = sorted[i].days;
      for (; i < sorted.size() && sorted[i].days == days; ++i) deposits += sorted[i].deposited;
      survival *= (at_risk - deposits) / at_risk;
      close |= std::abs(survival - 0.5) < 1e-9;
      if (survival <= 0.5) median = days;
    }
    if (close) continue;
    ++compared;
    ASSERT_EQ(KaplanMeierMedian(times).value_or(-1), median);
  }
  EXPECT_GT(compared, 400);
}

}  // namespace
}  // namespace clearway::universalization
