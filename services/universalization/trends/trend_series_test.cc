#include "services/universalization/trends/trend_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using calendar::Day;
using calendar::Joining;
using calendar::ToString;
using testing::ElementsAre;
using v1::SummarizeTrendsRequest;
using v1::TrendPoint;

std::vector<std::string> Spans(CivilDay start, CivilDay end,
                               SummarizeTrendsRequest::Interval interval) {
  std::vector<std::string> spans;
  const auto periods = PeriodsBetween(start, end, interval);
  EXPECT_TRUE(periods.ok()) << periods.status();
  for (const Period& period : *periods) {
    spans.push_back(ToString(calendar::FromCivil(period.first)) + "/" +
                    ToString(calendar::FromCivil(period.last)));
  }
  return spans;
}

TEST(PeriodsTest, FollowTheCalendarAndEndOnTheLastDay) {
  EXPECT_THAT(
      Spans(CivilDay(2010, 1, 15), CivilDay(2010, 3, 2), SummarizeTrendsRequest::INTERVAL_MONTH),
      ElementsAre("2010-01-01/2010-01-31", "2010-02-01/2010-02-28", "2010-03-01/2010-03-02"));
  EXPECT_THAT(
      Spans(CivilDay(2010, 2, 1), CivilDay(2010, 4, 30), SummarizeTrendsRequest::INTERVAL_QUARTER),
      ElementsAre("2010-01-01/2010-03-31", "2010-04-01/2010-04-30"));
  EXPECT_THAT(
      Spans(CivilDay(2010, 5, 1), CivilDay(2011, 12, 31), SummarizeTrendsRequest::INTERVAL_YEAR),
      ElementsAre("2010-01-01/2010-12-31", "2011-01-01/2011-12-31"));
  EXPECT_THAT(Spans(CivilDay(2010, 5, 7), CivilDay(2010, 5, 7),
                    SummarizeTrendsRequest::INTERVAL_UNSPECIFIED),
              ElementsAre("2010-05-01/2010-05-07"));
  EXPECT_THAT(rpc::ViolatedFields(PeriodsBetween(CivilDay(2010, 5, 7), CivilDay(2010, 5, 6),
                                                 SummarizeTrendsRequest::INTERVAL_MONTH)
                                      .status()),
              ElementsAre("end_date"));
  EXPECT_TRUE(PeriodsBetween(CivilDay(2008, 1, 1), CivilDay(2057, 12, 31),
                             SummarizeTrendsRequest::INTERVAL_MONTH)
                  .ok());
  EXPECT_FALSE(PeriodsBetween(CivilDay(2008, 1, 1), CivilDay(2058, 1, 1),
                              SummarizeTrendsRequest::INTERVAL_MONTH)
                   .ok());
}

class TrendSeriesTest : public testing::Test {
 protected:
  TrendSeriesTest() {
    Add("Asia", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}});
    Add("Europe", {{"SIGNATURE", "2008-12-03"},
                   {"RATIFICATION", "2011-03-24"},
                   {"WITHDRAWAL", "2024-09-06"}});
    Add("Asia", {{"ACCESSION", "2011-03-02", "2012-01-10"}});
    Add("Europe", {});
  }
  void Add(const std::string& region, const std::vector<calendar::Fact>& facts) {
    states_.push_back(Joining("TST", facts));
    states_.back().set_region(region);
  }
  std::vector<TrendPoint> Series(CivilDay start, CivilDay end,
                                 SummarizeTrendsRequest::Interval interval, bool by_region,
                                 CivilDay known_by) {
    TrendSeries series(*PeriodsBetween(start, end, interval), by_region, known_by);
    for (const v1::State& state : states_) series.Add(state);
    return series.Points();
  }

  std::vector<v1::State> states_;
};

TEST_F(TrendSeriesTest, TellsWhatHappenedAndHowMattersStood) {
  const auto years = Series(CivilDay(2008, 1, 1), CivilDay(2026, 1, 1),
                            SummarizeTrendsRequest::INTERVAL_YEAR, false, CivilDay(2026, 1, 1));
  ASSERT_EQ(years.size(), 19u);
  EXPECT_EQ(years[0].signatures(), 2);
  EXPECT_EQ(years[0].signatories(), 2);
  EXPECT_EQ(years[0].not_party(), 2);
  EXPECT_EQ(years[1].deposits(), 1);
  EXPECT_EQ(years[1].states_parties_by_deposit(), 1);
  EXPECT_EQ(years[1].states_parties_in_force(), 0);
  EXPECT_EQ(years[1].ratified_not_in_force(), 1);
  EXPECT_EQ(years[2].entries_into_force(), 1);
  EXPECT_EQ(years[2].states_parties_in_force(), 1);
  EXPECT_EQ(years[3].deposits(), 2);  // 2011, one of which became known in 2012
  EXPECT_EQ(years[3].accessions(), 1);
  EXPECT_EQ(years[3].entries_into_force(), 2);
  EXPECT_EQ(years[3].states_parties_in_force(), 3);
  EXPECT_EQ(years[16].states_parties_in_force(), 3);  // 2024: the notice runs
  EXPECT_EQ(years[17].withdrawals(), 1);
  EXPECT_EQ(years[17].withdrawn(), 1);
  EXPECT_EQ(years[17].states_parties_by_deposit(), 2);
  EXPECT_EQ(years[17].states(), 4);
}

TEST_F(TrendSeriesTest, CountsWhatIsKnownOnTheDay) {
  const auto then = Series(CivilDay(2011, 1, 1), CivilDay(2011, 12, 31),
                           SummarizeTrendsRequest::INTERVAL_YEAR, false, CivilDay(2011, 12, 31));
  EXPECT_EQ(then[0].deposits(), 1);
  EXPECT_EQ(then[0].states_parties_by_deposit(), 2);
}

TEST_F(TrendSeriesTest, RegionsAddUpToTheWhole) {
  const auto points = Series(CivilDay(2008, 12, 1), CivilDay(2025, 12, 31),
                             SummarizeTrendsRequest::INTERVAL_MONTH, true, CivilDay(2026, 1, 1));
  ASSERT_EQ(points.size() % 3, 0u);
  int deposits = 0;
  for (size_t i = 0; i < points.size(); i += 3) {
    EXPECT_EQ(points[i].region(), "");
    EXPECT_EQ(points[i + 1].region(), "Asia");
    EXPECT_EQ(points[i + 2].region(), "Europe");
    EXPECT_EQ(points[i].states_parties_by_deposit(), points[i + 1].states_parties_by_deposit() +
                                                         points[i + 2].states_parties_by_deposit());
    EXPECT_EQ(points[i].deposits(), points[i + 1].deposits() + points[i + 2].deposits());
    deposits += points[i].deposits();
    // What stands at the end of a month is what the months made of it.
    EXPECT_EQ(points[i].states_parties_by_deposit(),
              points[i].states_parties_in_force() + points[i].ratified_not_in_force());
  }
  EXPECT_EQ(deposits, 3);
}

}  // namespace
}  // namespace clearway::universalization
