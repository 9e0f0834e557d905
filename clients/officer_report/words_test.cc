#include "clients/officer_report/words.h"

#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace clearway::officer_report {
namespace {

using cooperation::v1::Quantity;

Quantity Money(const char* currency, int64_t units, int32_t nanos = 0) {
  Quantity quantity;
  quantity.mutable_money()->set_currency_code(currency);
  quantity.mutable_money()->set_units(units);
  quantity.mutable_money()->set_nanos(nanos);
  return quantity;
}

TEST(WordsTest, ThousandsOfNumbersOfAnyLength) {
  EXPECT_EQ(Thousands("0"), "0");
  EXPECT_EQ(Thousands("999"), "999");
  EXPECT_EQ(Thousands("1000"), "1,000");
  EXPECT_EQ(Thousands("-170141183460469231731687303715884105728"),
            "-170,141,183,460,469,231,731,687,303,715,884,105,728");
  EXPECT_EQ(Thousands("n/a"), "n/a");
}

TEST(WordsTest, Amounts) {
  EXPECT_EQ(AmountText(Money("USD", 50000000)), "USD 50,000,000");
  EXPECT_EQ(AmountText(Money("USD", 1516, 670000000)), "USD 1,516.67");
  EXPECT_EQ(AmountText(Money("USD", 0, 500000000)), "USD 0.50");
  EXPECT_EQ(AmountText(Money("USD", 0)), "nothing");
  EXPECT_EQ(AmountText(Quantity()), "nothing");
  Quantity months;
  months.mutable_count()->set_unit_code("MON");
  months.mutable_count()->set_units(1);
  EXPECT_EQ(AmountText(months), "1 month");
  months.mutable_count()->set_units(1200);
  EXPECT_EQ(AmountText(months), "1,200 months");
}

TEST(WordsTest, PercentIsRoundedDownAndOnlyOfTheSameUnit) {
  EXPECT_EQ(Percent(Money("USD", 199), Money("USD", 200)), 99);
  EXPECT_EQ(Percent(Money("USD", 200), Money("USD", 200)), 100);
  EXPECT_EQ(Percent(Money("EUR", 200), Money("USD", 200)), 0);
  EXPECT_EQ(Percent(Money("USD", 1), Quantity()), 0);
  EXPECT_EQ(Percent(Money("USD", 4611686018427387904), Money("USD", 9223372036854775807)), 50);
}

TEST(WordsTest, LinesAreAtMostAHundredColumns) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "mètres ";
  for (absl::string_view line : absl::StrSplit(Wrapped(text, 2, 8), '\n', absl::SkipEmpty())) {
    EXPECT_LE(line.size(), 115u);  // sixteen words of seven characters with one accent each
    EXPECT_EQ(line.substr(line.find_first_not_of(' '), 7), "mètres");
  }
  EXPECT_EQ(Wrapped("a  b", 2, 4), "  a b\n");
  EXPECT_EQ(Wrapped("", 2, 4), "  \n");
  std::string long_word(120, 'x');
  EXPECT_EQ(Wrapped("a " + long_word + " b", 0, 2), "a\n  " + long_word + "\n  b\n");
}

TEST(WordsTest, Days) {
  google::type::Date date;
  date.set_year(2013);
  EXPECT_EQ(DayText(date), "2013");
  date.set_month(11);
  date.set_day(28);
  EXPECT_EQ(DayText(date), "28 November 2013");
}

}  // namespace
}  // namespace clearway::officer_report
