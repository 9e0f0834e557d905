#include "services/cooperation/matching/problem_conversion.h"

#include "gtest/gtest.h"

namespace clearway::matching {
namespace {

const absl::CivilDay kDay(2012, 6, 1);

RateTable Table(const std::vector<ExchangeRate>& rates) {
  auto table = RateTable::Make(rates, kDay);
  EXPECT_TRUE(table.ok()) << table.status();
  return *std::move(table);
}

ExchangeRate Rate(std::string currency, std::string quote, absl::CivilDay day, std::string rate) {
  return {currency + "-" + quote + "-" + absl::FormatCivilTime(day), currency, quote, day, rate};
}

TEST(FloorTimesTest, RoundsDown) {
  EXPECT_EQ(FloorTimes(10'000, Ratio{11'194, 10'000}), 11'194);
  EXPECT_EQ(FloorTimes(1, Ratio{11'194, 10'000}), 1);
  EXPECT_EQ(FloorTimes(9, Ratio{1, 10}), 0);
  EXPECT_EQ(FloorTimes(0, Ratio{7, 3}), 0);
}

TEST(FloorTimesTest, IsExactBeyond128Bits) {
  // (2^63 - 1) × (2^125 + 1) / 2^125 = 2^63 - 1 + (2^63 - 1) / 2^125.
  const absl::uint128 big = absl::uint128(1) << 125;
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(FloorTimes(most, Ratio{big + 1, big}), most);
  EXPECT_EQ(FloorTimes(most, Ratio{big - 1, big}), most - 1);
  EXPECT_EQ(FloorTimes(2, Ratio{big + 1, big - 1}), 2);
  EXPECT_EQ(FloorTimes(most, Ratio{big, big - 1}), most);
}

TEST(FloorTimesTest, SaysWhenItDoesNotFit) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(FloorTimes(most, Ratio{2, 1}), absl::nullopt);
  EXPECT_EQ(FloorTimes(most, Ratio{absl::uint128(1) << 120, 3}), absl::nullopt);
}

TEST(FloorTimesTest, ThereAndBackNeverGains) {
  const Ratio ratio{11'194, 10'000};
  for (int64_t value = 0; value < 2'000; ++value) {
    const int64_t there = *FloorTimes(value, ratio);
    EXPECT_LE(*FloorTimes(there, ratio.Inverse()), value);
  }
}

TEST(RateTableTest, TakesTheLatestNotAfterTheDate) {
  RateTable table = Table({Rate("EUR", "USD", absl::CivilDay(2011, 12, 31), "1.3"),
                           Rate("EUR", "USD", absl::CivilDay(2010, 12, 31), "1.2"),
                           Rate("EUR", "USD", absl::CivilDay(2012, 12, 31), "1.4")});
  auto found = table.Find("EUR", 2, "USD", 2);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(FloorTimes(100, found->ratio), 130);
  EXPECT_EQ(found->rates, std::vector<std::string>{"EUR-USD-2011-12-31"});
}

TEST(RateTableTest, InvertsAndCrosses) {
  RateTable table = Table({Rate("EUR", "USD", kDay, "1.25"), Rate("JPY", "USD", kDay, "0.0125")});
  EXPECT_EQ(FloorTimes(125, table.Find("USD", 2, "EUR", 2)->ratio), 100);
  // 1 EUR = 100 JPY, and the yen has no minor unit.
  auto yen = table.Find("EUR", 2, "JPY", 0);
  ASSERT_TRUE(yen.has_value());
  EXPECT_EQ(FloorTimes(250, yen->ratio), 250);
  EXPECT_EQ(yen->rates.size(), 2u);
  EXPECT_EQ(table.Find("EUR", 2, "CHF", 2), absl::nullopt);
  EXPECT_EQ(table.Find("CHF", 2, "EUR", 2), absl::nullopt);
}

TEST(RateTableTest, TheLaterOfBothWaysHolds) {
  const absl::CivilDay older(2011, 1, 1);
  RateTable inverse = Table({Rate("EUR", "USD", older, "2"), Rate("USD", "EUR", kDay, "0.25")});
  EXPECT_EQ(FloorTimes(100, inverse.Find("EUR", 2, "USD", 2)->ratio), 400);
  RateTable same_day = Table({Rate("EUR", "USD", kDay, "2"), Rate("USD", "EUR", kDay, "0.25")});
  EXPECT_EQ(FloorTimes(100, same_day.Find("EUR", 2, "USD", 2)->ratio), 200);
  EXPECT_EQ(FloorTimes(100, same_day.Find("USD", 2, "EUR", 2)->ratio), 25);
}

TEST(RateTableTest, CrossesWhereTheOlderRateIsTheLatest) {
  const absl::CivilDay older(2011, 1, 1);
  RateTable table = Table({Rate("EUR", "CHF", kDay, "1"), Rate("NOK", "CHF", older, "1"),
                           Rate("EUR", "USD", kDay, "3"), Rate("NOK", "USD", kDay - 1, "1")});
  EXPECT_EQ(FloorTimes(100, table.Find("EUR", 2, "NOK", 2)->ratio), 300);
}

TEST(RateTableTest, ItselfNeedsNoRate) {
  auto same = Table({}).Find("USD", 2, "USD", 2);
  ASSERT_TRUE(same.has_value());
  EXPECT_EQ(FloorTimes(77, same->ratio), 77);
  EXPECT_TRUE(same->rates.empty());
}

TEST(RateTableTest, RefusesWhatIsNoRate) {
  for (const char* text :
       {"", ".5", "1.", "0", "0.000", "-1", "1e3", "1.2.3", "1234567890", "1.1234567890123"}) {
    auto table = RateTable::Make({Rate("EUR", "USD", kDay, text)}, kDay);
    EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_NE(std::string(table.status().message()).find("EUR-USD"), std::string::npos);
  }
  EXPECT_TRUE(RateTable::Make({Rate("EUR", "USD", kDay, "999999999.123456789012")}, kDay).ok());
}

TEST(RateTableTest, TheLongestRatesCrossExactly) {
  RateTable table = Table({Rate("AAA", "USD", kDay, "999999999.999999999999"),
                           Rate("BBB", "USD", kDay, "000000000.000000000001")});
  auto found = table.Find("BBB", 4, "AAA", 0);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(FloorTimes(1'000'000, found->ratio), 0);
  auto back = table.Find("AAA", 0, "BBB", 4);
  EXPECT_EQ(FloorTimes(1, back->ratio), absl::nullopt);  // 10^25 - 10^4 of the smallest units
}

}  // namespace
}  // namespace clearway::matching
