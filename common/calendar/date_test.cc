#include "common/calendar/date.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace clearway::calendar {
namespace {

Date D(int year, int month, int day) {
  Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(DateTest, KnowsWhichDaysThereAre) {
  EXPECT_TRUE(IsDay(D(2010, 8, 1)));
  EXPECT_TRUE(IsDay(D(2012, 2, 29)));
  EXPECT_TRUE(IsDay(D(1, 1, 1)));
  EXPECT_TRUE(IsDay(D(9999, 12, 31)));
  EXPECT_FALSE(IsDay(D(2010, 2, 29)));
  EXPECT_FALSE(IsDay(D(1900, 2, 29)));
  EXPECT_FALSE(IsDay(D(2010, 4, 31)));
  EXPECT_FALSE(IsDay(D(2010, 11, 0)));
  EXPECT_FALSE(IsDay(D(2010, 0, 1)));
  EXPECT_FALSE(IsDay(D(2010, 13, 1)));
  EXPECT_FALSE(IsDay(D(2010, -1, 1)));
  EXPECT_FALSE(IsDay(D(0, 1, 1)));
  EXPECT_FALSE(IsDay(D(10000, 1, 1)));
  EXPECT_FALSE(IsDay(D(2010, INT32_MAX, INT32_MAX)));
  EXPECT_FALSE(IsDay(D(2010, INT32_MIN, INT32_MIN)));
  EXPECT_FALSE(IsDay(Date()));
}

TEST(DateTest, AddsMonthsWithinTheShorterMonth) {
  EXPECT_EQ(AddMonths(absl::CivilDay(2024, 9, 6), 6), absl::CivilDay(2025, 3, 6));
  EXPECT_EQ(AddMonths(absl::CivilDay(2010, 8, 31), 6), absl::CivilDay(2011, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2011, 8, 31), 6), absl::CivilDay(2012, 2, 29));
  EXPECT_EQ(AddMonths(absl::CivilDay(2012, 3, 31), -1), absl::CivilDay(2012, 2, 29));
  EXPECT_EQ(AddMonths(absl::CivilDay(2010, 1, 15), -13), absl::CivilDay(2008, 12, 15));
}

TEST(DateTest, WritesAndReadsDays) {
  EXPECT_EQ(ToString(D(2010, 8, 1)), "2010-08-01");
  EXPECT_EQ(ToString(D(2010, 8, 0)), "2010-08");
  EXPECT_EQ(ToString(D(2010, 0, 0)), "2010");
  for (absl::CivilDay day(2008, 1, 1); day.year() < 2013; ++day) {
    auto read = ParseDay(ToString(FromCivil(day)));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(ToCivil(*read), day);
  }
}

TEST(DateTest, RefusesOtherText) {
  for (const char* text : {"", "2010", "2010-8-1", "2010-08-32", "2010/08/01", "2010-08-01 ",
                           "+010-08-01", "2010-0x-01", "20100-08-0"}) {
    EXPECT_EQ(ParseDay(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace clearway::calendar
