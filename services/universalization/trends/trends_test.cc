#include "services/universalization/trends/trends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Action;
using calendar::Day;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::KindredAction;
using v1::State;

class TrendsTest : public RegistryTest {
 protected:
  void SetUp() override {
    Add("LAO", "Asia", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}});
    Add("CHE", "Europe", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2012-07-17"}});
    Add("AGO", "Africa", {{"SIGNATURE", "2008-12-03"}});
    Add("FIN", "Europe", {});
  }
  void Add(const std::string& id, const std::string& region,
           const std::vector<calendar::Fact>& facts) {
    v1::CreateStateRequest create;
    create.set_state_id(id);
    create.mutable_state()->set_display_name("State " + id);
    create.mutable_state()->set_region(region);
    ASSERT_EQ(Call<State>("CreateState", create).status(), absl::OkStatus());
    for (const auto& fact : facts) {
      v1::RecordTreatyActionRequest record;
      record.set_name("states/" + id);
      *record.mutable_action() = Action(fact);
      ASSERT_EQ(Call<State>("RecordTreatyAction", record).status(), absl::OkStatus());
    }
  }
  absl::StatusOr<State> Kindred(const std::string& id, v1::KindredInstrument instrument,
                                KindredAction::Kind kind, const std::string& date) {
    v1::RecordKindredActionRequest request;
    request.set_name("states/" + id);
    request.mutable_action()->set_instrument(instrument);
    request.mutable_action()->set_kind(kind);
    *request.mutable_action()->mutable_date() = Day(date);
    request.mutable_action()->set_source("depositary");
    return Call<State>("RecordKindredAction", request);
  }
};

TEST_F(TrendsTest, SeriesByMonthAndRegionWithFilter) {
  v1::SummarizeTrendsRequest request;
  auto all = Call<v1::SummarizeTrendsResponse>("SummarizeTrends", request);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->points_size(), 216);  // December 2008 to November 2026
  EXPECT_EQ(calendar::ToString(all->as_of_date()), "2026-11-12");
  EXPECT_EQ(calendar::ToString(all->points(215).end_date()), "2026-11-12");
  EXPECT_EQ(all->points(0).signatures(), 3);
  EXPECT_EQ(all->points(215).states_parties_by_deposit(), 2);
  EXPECT_EQ(all->points(215).states_parties_in_force(), 2);
  request.set_interval(v1::SummarizeTrendsRequest::INTERVAL_YEAR);
  request.set_by_region(true);
  request.set_filter("region = \"Europe\"");
  *request.mutable_as_of() = Day("2012-12-31");
  auto europe = Call<v1::SummarizeTrendsResponse>("SummarizeTrends", request);
  ASSERT_TRUE(europe.ok()) << europe.status();
  ASSERT_EQ(europe->points_size(), 10);
  EXPECT_EQ(europe->points(8).deposits(), 1);
  EXPECT_EQ(europe->points(8).ratified_not_in_force(), 1);
  EXPECT_EQ(europe->points(9).region(), "Europe");
  request.set_filter("nonsense = 1");
  EXPECT_EQ(rpc::ReasonOf(Call<v1::SummarizeTrendsResponse>("SummarizeTrends", request).status()),
            type::v1::ERROR_REASON_FILTER_INVALID);
  request.clear_filter();
  *request.mutable_end_date() = Day("2013-01-01");
  EXPECT_THAT(
      rpc::ViolatedFields(Call<v1::SummarizeTrendsResponse>("SummarizeTrends", request).status()),
      ElementsAre("end_date"));
}

TEST_F(TrendsTest, TimesFromSignatureToDeposit) {
  v1::SummarizeTimeToDepositRequest request;
  *request.mutable_as_of() = Day("2012-07-16");
  auto before = Call<v1::SummarizeTimeToDepositResponse>("SummarizeTimeToDeposit", request);
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_EQ(before->times_size(), 1);
  EXPECT_EQ(before->times(0).states_signed(), 3);
  EXPECT_EQ(before->times(0).states_waiting(), 2);
  EXPECT_EQ(before->times(0).median_half_days_deposited(), 2 * 105);
  EXPECT_FALSE(before->times(0).has_median_days_all());
  request.clear_as_of();
  request.set_by_region(true);
  auto now = Call<v1::SummarizeTimeToDepositResponse>("SummarizeTimeToDeposit", request);
  ASSERT_TRUE(now.ok()) << now.status();
  ASSERT_EQ(now->times_size(), 4);
  EXPECT_EQ(now->times(0).median_half_days_deposited(), 105 + 1322);
  EXPECT_EQ(now->times(0).median_days_all(), 1322);
  EXPECT_EQ(now->times(1).region(), "Africa");
  EXPECT_EQ(now->times(1).states_waiting(), 1);
}

TEST_F(TrendsTest, KindredInstrumentsAsDatedFacts) {
  const auto mines = v1::KINDRED_INSTRUMENT_MINE_BAN_CONVENTION;
  auto recorded = Kindred("AGO", mines, KindredAction::KIND_SIGNATURE, "1997-12-04");
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  recorded = Kindred("AGO", mines, KindredAction::KIND_RATIFICATION, "2002-07-05");
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(calendar::ToString(recorded->kindred_actions(1).effective_date()), "2003-01-01");
  ASSERT_EQ(recorded->status().kindred_size(), 1);
  EXPECT_EQ(recorded->status().kindred(0).standing(), v1::KindredStatus::STANDING_PARTY);
  absl::Status twice =
      Kindred("AGO", mines, KindredAction::KIND_RATIFICATION, "2003-01-01").status();
  EXPECT_EQ(twice.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(twice.message()), HasSubstr("the Mine Ban Convention: Article 16"));
  EXPECT_EQ(Kindred("AGO", mines, KindredAction::KIND_WITHDRAWAL, "2030-01-01").status().code(),
            absl::StatusCode::kInvalidArgument);
  v1::RecordKindredActionRequest no_source;
  no_source.set_name("states/AGO");
  no_source.mutable_action()->set_instrument(mines);
  no_source.mutable_action()->set_kind(KindredAction::KIND_WITHDRAWAL);
  *no_source.mutable_action()->mutable_date() = Day("2020-01-01");
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("RecordKindredAction", no_source).status()),
              ElementsAre("action.source"));

  ASSERT_TRUE(Kindred("CHE", mines, KindredAction::KIND_ACCESSION, "1998-03-24").ok());
  v1::SummarizeKindredRequest request;
  *request.mutable_as_of() = Day("2012-08-01");
  auto counts = Call<v1::SummarizeKindredResponse>("SummarizeKindred", request);
  ASSERT_TRUE(counts.ok()) << counts.status();
  ASSERT_EQ(counts->counts_size(), 3);
  EXPECT_EQ(counts->counts(0).parties(), 2);
  EXPECT_EQ(counts->counts(0).parties_not_in_convention(), 1);
  EXPECT_EQ(counts->counts(0).parties_also_party_by_deposit(), 1);
  EXPECT_EQ(counts->counts(0).parties_also_party_in_force(), 0);
  EXPECT_EQ(counts->counts(0).not_known(), 2);
  EXPECT_EQ(counts->counts(1).not_known(), 4);
  // A filter on States sees it too.
  v1::ListStatesRequest list;
  list.set_filter("status.kindred.instrument = MINE_BAN_CONVENTION AND status.status = SIGNATORY");
  auto listed = Call<v1::ListStatesResponse>("ListStates", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->states_size(), 1);
  EXPECT_EQ(listed->states(0).name(), "states/AGO");
}

}  // namespace
}  // namespace clearway::universalization
