#include "common/refdata/money.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::refdata {
namespace {

using google::type::Money;
using ::testing::HasSubstr;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Money Of(const std::string& currency, int64_t units, int32_t nanos = 0) {
  Money money;
  money.set_currency_code(currency);
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

TEST(MoneyTest, MinorUnitsAreExact) {
  EXPECT_EQ(*ToMinorUnits(Of("USD", 12, 340000000)), 1234);
  EXPECT_EQ(*ToMinorUnits(Of("USD", -12, -340000000)), -1234);
  EXPECT_EQ(*ToMinorUnits(Of("USD", 0, -10000000)), -1);
  EXPECT_EQ(*ToMinorUnits(Of("JPY", 12)), 12);
  EXPECT_EQ(*ToMinorUnits(Of("KWD", 1, 1000000)), 1001);
  for (int64_t minor : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{-100}, kMax, kMin}) {
    for (const char* currency : {"USD", "JPY", "KWD"}) {
      auto money = FromMinorUnits(minor, currency);
      ASSERT_TRUE(money.ok());
      EXPECT_EQ(*ToMinorUnits(*money), minor) << currency;
    }
  }
  EXPECT_FALSE(FromMinorUnits(1, "ZZZ").ok());
}

TEST(MoneyTest, RefusesWhatIsNotWellFormed) {
  EXPECT_EQ(WhatIsWrong(Of("USD", 1, 0)), "");
  EXPECT_THAT(WhatIsWrong(Of("", 1)), HasSubstr("no currency_code"));
  EXPECT_THAT(WhatIsWrong(Of("ZZZ", 1)), HasSubstr("ISO 4217"));
  EXPECT_THAT(WhatIsWrong(Of("USD", 1, -10000000)), HasSubstr("same sign"));
  EXPECT_THAT(WhatIsWrong(Of("USD", -1, 10000000)), HasSubstr("same sign"));
  EXPECT_THAT(WhatIsWrong(Of("USD", 1, 1000000000)), HasSubstr("part of one unit"));
  EXPECT_THAT(WhatIsWrong(Of("USD", 1, std::numeric_limits<int32_t>::min())),
              HasSubstr("part of one unit"));
  EXPECT_THAT(WhatIsWrong(Of("USD", 1, 1)), HasSubstr("multiple of 10000000"));
  EXPECT_THAT(WhatIsWrong(Of("JPY", 1, 10000000)), HasSubstr("multiple of 1000000000"));
  EXPECT_EQ(ToMinorUnits(Of("USD", 1, 1)).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(MoneyTest, BeyondSixtyFourBitsIsAnError) {
  EXPECT_EQ(*ToMinorUnits(Of("USD", kMax / 100, 70000000)), kMax);
  EXPECT_EQ(ToMinorUnits(Of("USD", kMax / 100, 80000000)).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ToMinorUnits(Of("USD", kMax)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(*ToMinorUnits(Of("JPY", kMin)), kMin);
}

TEST(MoneyTest, RatesAreExactDecimals) {
  auto rate = ParseRate("1.1194");
  ASSERT_TRUE(rate.ok());
  EXPECT_EQ(rate->numerator, 11194);
  EXPECT_EQ(rate->denominator, 10000);
  EXPECT_EQ(ParseRate("80")->denominator, 1);
  EXPECT_EQ(ParseRate(".5")->numerator, 5);
  EXPECT_TRUE(ParseRate("123456789012345678").ok());
  for (const char* bad :
       {"", ".", "0", "0.0", "-1", "1.", "1,1", "1e3", "1.1.1", " 1", "x", "1234567890123456789"}) {
    EXPECT_FALSE(ParseRate(bad).ok()) << bad;
  }
}

TEST(MoneyTest, ConvertsRoundingDown) {
  Rate rate = *ParseRate("1.1194");
  EXPECT_EQ(*Convert(10000, "EUR", "USD", rate), 11194);
  EXPECT_EQ(*Convert(1, "EUR", "USD", rate), 1);
  EXPECT_EQ(*Convert(-1, "EUR", "USD", rate), -2);
  // 100.00 USD at 79.81 is 7,981 yen, which have no minor unit; and back again.
  EXPECT_EQ(*Convert(10000, "USD", "JPY", *ParseRate("79.81")), 7981);
  EXPECT_EQ(*Convert(7981, "JPY", "USD", *ParseRate("0.0125")), 9976);
  EXPECT_EQ(*Convert(7, "USD", "USD", Rate()), 7);
  EXPECT_FALSE(Convert(1, "ZZZ", "USD", Rate()).ok());
  EXPECT_FALSE(Convert(1, "USD", "ZZZ", Rate()).ok());
  EXPECT_FALSE(Convert(1, "USD", "EUR", Rate{0, 1}).ok());
  EXPECT_FALSE(Convert(1, "USD", "EUR", Rate{1, -1}).ok());
  EXPECT_EQ(Convert(kMax, "USD", "EUR", Rate{2, 1}).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Convert(kMax, "JPY", "KWD", Rate{kMax, 1}).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Convert(kMin, "JPY", "KWD", Rate{kMax, kMax}).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(*Convert(kMin, "JPY", "XOF", Rate{kMax, kMax}), kMin);
}

// The result is the greatest number of minor units that is worth no more than what was given.
TEST(MoneyTest, ConversionNeverGivesMoreThanItGot) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) {
    int64_t minor = static_cast<int64_t>(random() % 2000000000001) - 1000000000000;
    Rate rate{static_cast<int64_t>(random() % 1000000 + 1),
              static_cast<int64_t>(random() % 1000000 + 1)};
    auto out = Convert(minor, "USD", "EUR", rate);
    ASSERT_TRUE(out.ok());
    absl::int128 got = absl::int128(minor) * rate.numerator;
    EXPECT_LE(absl::int128(*out) * rate.denominator, got);
    EXPECT_GT(absl::int128(*out + 1) * rate.denominator, got);
  }
}

TEST(MoneyTest, ForPeople) {
  EXPECT_EQ(FormatMoney(Of("USD", 2730000)), "USD 2,730,000.00");
  EXPECT_EQ(FormatMoney(Of("USD", 0, -10000000)), "USD -0.01");
  EXPECT_EQ(FormatMoney(Of("EUR", -1234, -500000000)), "EUR -1,234.50");
  EXPECT_EQ(FormatMoney(Of("JPY", 999)), "JPY 999");
  EXPECT_EQ(FormatMoney(Of("KWD", 1, 1000000)), "KWD 1.001");
  EXPECT_EQ(FormatMoney(Of("JPY", kMin)), "JPY -9,223,372,036,854,775,808");
  EXPECT_EQ(FormatMoney(Of("ZZZ", 1, 2)), "ZZZ 1 units 2 nanos");
}

TEST(MoneyTest, Compares) {
  EXPECT_EQ(CompareMoney(Of("USD", 1), Of("USD", 1)), 0);
  EXPECT_EQ(CompareMoney(Of("USD", 1), Of("USD", 1, 10000000)), -1);
  EXPECT_EQ(CompareMoney(Of("USD", -1, -10000000), Of("USD", -1)), -1);
  EXPECT_EQ(CompareMoney(Of("USD", 2), Of("USD", 1, 990000000)), 1);
}

}  // namespace
}  // namespace clearway::refdata
