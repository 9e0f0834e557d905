// How the Convention grew, from the project's data in a real service: against figures computed
// independently from data/treaty_actions.csv, and against the service's own counts of each day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/loader/registry.h"
#include "clients/loader/registry_rows.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "services/universalization/testing.h"

namespace clearway::loader {
namespace {

using calendar::Day;
namespace v1 = universalization::v1;

class RegistryTrendsTest : public universalization::RegistryTest {
 protected:
  void SetUp() override {
    auto rows = ReadRegistry("data");
    ASSERT_TRUE(rows.ok()) << rows.status();
    auto report = LoadRegistry(*client_, *rows, LoadOptions());
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_THAT(report->findings, testing::IsEmpty());
  }
  template <typename Response, typename Request>
  Response Ask(const std::string& method, const Request& request) {
    auto response = Call<Response>(method, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : Response();
  }
};

// One loading serves all: it takes the most of the time.
TEST_F(RegistryTrendsTest, TheRealFigures) {
  v1::SummarizeTrendsRequest trends;
  trends.set_interval(v1::SummarizeTrendsRequest::INTERVAL_QUARTER);
  trends.set_by_region(true);
  const auto series = Ask<v1::SummarizeTrendsResponse>("SummarizeTrends", trends);
  int signatures = 0, deposits = 0, forces = 0, withdrawals = 0;
  std::map<std::string, int> regions;
  for (const v1::TrendPoint& point : series.points()) {
    if (!point.region().empty()) {
      regions[point.region()] += point.deposits();
      continue;
    }
    signatures += point.signatures();
    deposits += point.deposits();
    forces += point.entries_into_force();
    withdrawals += point.withdrawals();
    // The end of each period is what SummarizeStatus says of its last day.
    v1::SummarizeStatusRequest status;
    *status.mutable_as_of() = point.end_date();
    const auto then = Ask<v1::SummarizeStatusResponse>("SummarizeStatus", status);
    const std::string day = calendar::ToString(point.end_date());
    EXPECT_EQ(point.states_parties_by_deposit(), then.states_parties_by_deposit()) << day;
    EXPECT_EQ(point.states_parties_in_force(), then.states_parties_in_force()) << day;
    EXPECT_EQ(point.signatories(), then.signatories()) << day;
    EXPECT_EQ(point.not_party(), then.not_party()) << day;
    EXPECT_EQ(point.withdrawn(), then.withdrawn()) << day;
    EXPECT_EQ(point.states(), then.states()) << day;
    // Both ways of counting, from what happened until then.
    EXPECT_EQ(point.states_parties_by_deposit(), deposits - withdrawals) << day;
    EXPECT_EQ(point.states_parties_in_force(), forces - withdrawals) << day;
  }
  EXPECT_EQ(signatures, 108);
  EXPECT_EQ(deposits, 113);
  EXPECT_EQ(forces, 113);
  EXPECT_EQ(withdrawals, 1);
  int sum = 0;
  for (const auto& [region, count] : regions) sum += count;
  EXPECT_EQ(sum, 113);
  EXPECT_EQ(regions.size(), 5u);

  v1::SummarizeTimeToDepositRequest times;
  times.set_by_region(true);
  *times.mutable_as_of() = Day("2026-11-01");
  const auto now = Ask<v1::SummarizeTimeToDepositResponse>("SummarizeTimeToDeposit", times);
  ASSERT_EQ(now.times_size(), 6);
  EXPECT_EQ(now.times(0).states_signed(), 108);
  EXPECT_EQ(now.times(0).states_deposited(), 96);
  EXPECT_EQ(now.times(0).states_waiting(), 12);
  EXPECT_EQ(now.times(0).shortest_days(), 0);
  EXPECT_EQ(now.times(0).longest_days(), 5009);
  EXPECT_EQ(now.times(0).median_half_days_deposited(), 1451);  // 725.5 days
  EXPECT_EQ(now.times(0).median_days_all(), 812);
  EXPECT_EQ(now.times(0).longest_waiting_days(), 6542);
  EXPECT_EQ(now.times(1).region(), "Africa");
  EXPECT_EQ(now.times(1).median_days_all(), 1297);
  EXPECT_EQ(now.times(4).region(), "Europe");
  EXPECT_EQ(now.times(4).median_half_days_deposited(), 854);
  EXPECT_EQ(now.times(4).median_days_all(), 418);
  // On the last day of the First Meeting fewer than half had deposited.
  *times.mutable_as_of() = Day("2010-11-12");
  const auto then = Ask<v1::SummarizeTimeToDepositResponse>("SummarizeTimeToDeposit", times);
  EXPECT_EQ(then.times(0).states_deposited(), 46);
  EXPECT_EQ(then.times(0).median_half_days_deposited(), 604);
  EXPECT_FALSE(then.times(0).has_median_days_all());
  EXPECT_EQ(then.times(4).median_days_all(), 418);

  v1::ListCandidatesRequest candidates;
  candidates.set_page_size(1000);
  *candidates.mutable_as_of() = Day("2026-11-01");
  const auto out = Ask<v1::ListCandidatesResponse>("ListCandidates", candidates);
  EXPECT_EQ(out.total_size(), 85);  // 12 signatories, 72 that have done nothing, 1 that withdrew
  candidates.set_filter("status = SIGNATORY");
  EXPECT_EQ(Ask<v1::ListCandidatesResponse>("ListCandidates", candidates).total_size(), 12);
  // Nothing is known of kindred instruments, and nothing is made up.
  const auto kindred =
      Ask<v1::SummarizeKindredResponse>("SummarizeKindred", v1::SummarizeKindredRequest());
  for (const v1::KindredCount& count : kindred.counts()) {
    EXPECT_EQ(count.not_known(), 197);
    EXPECT_EQ(count.parties(), 0);
  }
  // A document's Swaziland, by the name of its day.
  v1::ListStatesRequest list;
  list.set_filter("status.display_name = \"Swaziland\"");
  *list.mutable_as_of() = Day("2010-11-12");
  const auto swaziland = Ask<v1::ListStatesResponse>("ListStates", list);
  ASSERT_EQ(swaziland.states_size(), 1);
  EXPECT_EQ(swaziland.states(0).name(), "states/SWZ");
}

}  // namespace
}  // namespace clearway::loader
