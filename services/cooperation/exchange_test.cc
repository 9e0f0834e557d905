#include "services/cooperation/exchange.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::cooperation {
namespace {

google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

v1::ExchangeRate Rate(const char* from, const char* to, google::type::Date date,
                      const char* value) {
  v1::ExchangeRate rate;
  rate.set_currency_code(from);
  rate.set_quote_currency_code(to);
  *rate.mutable_date() = date;
  rate.set_rate(value);
  return rate;
}

RateTable Table(const std::vector<v1::ExchangeRate>& rates) {
  RateTable table;
  for (const auto& rate : rates) EXPECT_TRUE(table.Add(rate).ok());
  return table;
}

std::string TextOf(const RateTable& table, const char* from, const char* to,
                   google::type::Date date) {
  const auto found = table.Find(from, to, date);
  return found.has_value() ? RateText(found->rate) : "none";
}

TEST(ParseRateTest, ReadsExactDecimalsAndNothingElse) {
  EXPECT_EQ(RateText(*ParseRate("1.1194")), "1.1194");
  EXPECT_EQ(RateText(*ParseRate("0.5")), "0.5");
  EXPECT_EQ(RateText(*ParseRate("999999999.999999999999")), "999999999.999999999999");
  for (const char* bad :
       {"", "0", "0.000", ".", ".5", "1.", "1.1.1", "-1", "1e3", "1,5", "1234567890123456789012"}) {
    EXPECT_FALSE(ParseRate(bad).has_value()) << bad;
  }
}

TEST(RateTableTest, TakesTheLatestRateNotAfterTheDay) {
  const RateTable table = Table({Rate("EUR", "USD", Day(2010, 12, 31), "1.3261"),
                                 Rate("EUR", "USD", Day(2011, 12, 31), "1.3931")});
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2010, 12, 30)), "none");
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2010, 12, 31)), "1.3261");
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2011, 12, 30)), "1.3261");
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2031, 1, 1)), "1.3931");
}

TEST(RateTableTest, ReadsAQuoteBothWaysAndPrefersTheLaterOne) {
  RateTable table = Table({Rate("EUR", "USD", Day(2011, 1, 1), "1.25")});
  EXPECT_EQ(TextOf(table, "USD", "EUR", Day(2012, 1, 1)), "0.8");
  ASSERT_TRUE(table.Add(Rate("USD", "EUR", Day(2011, 6, 1), "0.75")).ok());
  EXPECT_EQ(TextOf(table, "USD", "EUR", Day(2012, 1, 1)), "0.75");
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2012, 1, 1)), "1.333333333333");
  EXPECT_EQ(TextOf(table, "EUR", "USD", Day(2011, 3, 1)), "1.25");
}

TEST(RateTableTest, ConvertsThroughTheCurrencyInWhichBothAreQuoted) {
  const RateTable table = Table(
      {Rate("NOK", "USD", Day(2011, 1, 1), "0.16"), Rate("LAK", "USD", Day(2011, 2, 1), "0.000125"),
       Rate("NOK", "EUR", Day(2009, 1, 1), "0.1"), Rate("LAK", "EUR", Day(2011, 2, 1), "0.0001")});
  const auto found = table.Find("NOK", "LAK", Day(2011, 3, 1));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(RateText(found->rate), "1280");  // 0.16 / 0.000125, through the fresher pivot
  ASSERT_EQ(found->quotes.size(), 2u);
  EXPECT_EQ(found->quotes[0]->quote_currency_code(), "USD");
  EXPECT_EQ(TextOf(table, "NOK", "LAK", Day(2011, 1, 15)), "none");
}

TEST(RateTableTest, ACurrencyIsWorthItselfWithoutAnyRate) {
  EXPECT_EQ(TextOf(RateTable(), "USD", "USD", Day(2011, 1, 1)), "1");
  EXPECT_EQ(TextOf(RateTable(), "USD", "EUR", Day(2011, 1, 1)), "none");
}

TEST(RateTableTest, RefusesWhatIsNoRate) {
  RateTable table;
  EXPECT_EQ(table.Add(Rate("EUR", "USD", Day(2011, 2, 29), "0")).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(table.empty());
}

TEST(ConvertTest, RoundsDownToTheMinorUnit) {
  const Fraction rate = *ParseRate("1.1194");
  // 10.01 EUR × 1.1194 = 11.205194 USD.
  EXPECT_EQ(*Convert(Parts(10010000000), rate, "USD"), Parts(11200000000));
  EXPECT_EQ(*Convert(Parts(10010000000), rate, "JPY"), Parts(11000000000));
  EXPECT_EQ(*Convert(Parts(10010000000), rate, "KWD"), Parts(11205000000));
  EXPECT_FALSE(Convert(Parts(1), rate, "no").has_value());
}

TEST(ConvertTest, RefusesWhatIsTooLarge) {
  const Parts most = Parts(kMaxUnits) * kPartsOfMoney * 1500;
  EXPECT_TRUE(Convert(most, *ParseRate("999999999"), "USD").has_value());
  Fraction huge;
  huge.num = absl::uint128(1) << 110;
  EXPECT_FALSE(Convert(most, huge, "USD").has_value());
}

TEST(MulDivTest, AgreesWithDivisionThatNeedsNoHighHalf) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const absl::uint128 a = random() >> (random() % 64), b = random() >> (random() % 64);
    const absl::uint128 c = absl::uint128(random() >> (random() % 64)) + 1;
    const absl::uint128 expected = a * b / c;
    const auto got = MulDiv(a, b, c);
    if ((expected >> 127) != 0) {
      EXPECT_FALSE(got.has_value());
    } else {
      ASSERT_TRUE(got.has_value());
      EXPECT_EQ(*got, expected);
    }
  }
}

TEST(MulDivTest, UndoesMultiplicationOfLargeNumbers) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20000; ++i) {
    const absl::uint128 a = absl::MakeUint128(random() >> (1 + random() % 63), random());
    const absl::uint128 b = absl::MakeUint128(random(), random()) | 1;
    EXPECT_EQ(*MulDiv(a, b, b), a);
    EXPECT_EQ(*MulDiv(b, a, b), a);
  }
}

}  // namespace
}  // namespace clearway::cooperation
