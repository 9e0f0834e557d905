// Listing by what is computed: the filter sees the status as of the day asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/summary.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Action;
using calendar::Day;
using calendar::Fact;
using testing::ElementsAre;
using testing::IsEmpty;

class ListStatesTest : public RegistryTest {
 protected:
  // Five States: in force since 2010 and least developed; signatory, later party; withdrawn;
  // never anything; not there before 2011.
  void SetUp() override {
    Add("LAO", "Asia", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}});
    Add("CHE", "Europe", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2012-07-17"}});
    Add("LTU", "Europe",
        {{"SIGNATURE", "2008-12-03"},
         {"RATIFICATION", "2010-03-24"},
         {"WITHDRAWAL", "2024-09-06"}});
    Add("FIN", "Europe", {});
    Add("SSD", "Africa", {{"ACCESSION", "2023-08-03"}});
  }

  void Add(const std::string& id, const std::string& region, const std::vector<Fact>& facts) {
    v1::CreateStateRequest create;
    create.set_state_id(id);
    create.mutable_state()->set_display_name("State " + id);
    create.mutable_state()->set_region(region);
    if (id == "SSD") *create.mutable_state()->mutable_existed_from() = Day("2011-07-09");
    if (id == "LAO") {
      *create.mutable_state()->add_least_developed_periods()->mutable_end_date() =
          Day("2026-11-24");
    }
    auto created = Call<v1::State>("CreateState", create);
    ASSERT_TRUE(created.ok()) << created.status();
    for (const Fact& fact : facts) {
      v1::RecordTreatyActionRequest record;
      record.set_name(created->name());
      *record.mutable_action() = Action(fact);
      auto recorded = Call<v1::State>("RecordTreatyAction", record);
      ASSERT_TRUE(recorded.ok()) << recorded.status();
    }
  }

  absl::StatusOr<v1::ListStatesResponse> List(const std::string& filter,
                                              const std::string& as_of = "",
                                              const std::string& order_by = "", int page_size = 0,
                                              const std::string& token = "") {
    v1::ListStatesRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    request.set_page_size(page_size);
    request.set_page_token(token);
    if (!as_of.empty()) *request.mutable_as_of() = Day(as_of);
    return Call<v1::ListStatesResponse>("ListStates", request);
  }
  static std::vector<std::string> Ids(const absl::StatusOr<v1::ListStatesResponse>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> ids;
    if (!response.ok()) return ids;
    for (const v1::State& state : response->states()) ids.push_back(state.name().substr(7));
    return ids;
  }
  std::vector<std::string> ListIds(const std::string& filter, const std::string& as_of = "",
                                   const std::string& order_by = "") {
    return Ids(List(filter, as_of, order_by));
  }
};

TEST_F(ListStatesTest, ByCodeWithTheirStatus) {
  auto all = List("", "2010-11-12");
  EXPECT_THAT(Ids(all), ElementsAre("CHE", "FIN", "LAO", "LTU", "SSD"));
  EXPECT_EQ(all->total_size(), 5);
  EXPECT_TRUE(all->next_page_token().empty());
  EXPECT_EQ(all->states(2).status().status(), v1::StatusAt::STATUS_STATE_PARTY);
  EXPECT_EQ(all->states(2).status().as_of_date().year(), 2010);
}

TEST_F(ListStatesTest, FiltersTheComputedStatusAsOfTheDay) {
  EXPECT_THAT(ListIds("status.status = STATUS_STATE_PARTY", "2010-11-12"),
              ElementsAre("LAO", "LTU"));
  EXPECT_THAT(ListIds("status.status = STATUS_STATE_PARTY"), ElementsAre("CHE", "LAO", "SSD"));
  EXPECT_THAT(ListIds("status.status = STATE_PARTY"), ElementsAre("CHE", "LAO", "SSD"));
  EXPECT_THAT(ListIds("status.status = STATUS_WITHDRAWN"), ElementsAre("LTU"));
  EXPECT_THAT(ListIds("status.status = STATUS_SIGNATORY", "2010-11-12"), ElementsAre("CHE"));
  EXPECT_THAT(ListIds("status.status = STATUS_NOT_PARTY", "2010-11-12"), ElementsAre("FIN"));
  EXPECT_THAT(ListIds("status.least_developed = true"), ElementsAre("LAO"));
  EXPECT_THAT(ListIds("status.least_developed = true", "2026-11-24"), IsEmpty());
  EXPECT_THAT(ListIds("region = \"Europe\" AND NOT status.party_by_deposit = true"),
              ElementsAre("FIN", "LTU"));
}

TEST_F(ListStatesTest, OrdersByWhatIsComputed) {
  EXPECT_THAT(
      ListIds("status.party_by_deposit = true", "", "status.entry_into_force_date desc, name"),
      ElementsAre("SSD", "CHE", "LAO"));
}

TEST_F(ListStatesTest, PagesKeepTheFilterAndTheDay) {
  const std::string filter = "status.party_by_deposit = true";
  std::vector<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    auto page = List(filter, "2024-01-01", "", 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->total_size(), 4);
    for (const std::string& id : Ids(page)) seen.push_back(id);
    token = page->next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_THAT(seen, ElementsAre("CHE", "LAO", "LTU", "SSD"));
  EXPECT_EQ(pages, 2);

  token = List(filter, "2024-01-01", "", 2)->next_page_token();
  absl::Status other_day = List(filter, "2010-11-12", "", 2, token).status();
  EXPECT_EQ(rpc::ReasonOf(other_day), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID) << other_day;
}

TEST_F(ListStatesTest, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(rpc::ReasonOf(List("status.mood = GOOD").status()),
            type::v1::ERROR_REASON_FILTER_INVALID);
  EXPECT_EQ(rpc::ReasonOf(List("status.status = ").status()),
            type::v1::ERROR_REASON_FILTER_INVALID);
  EXPECT_EQ(rpc::ReasonOf(List("", "", "mood").status()), type::v1::ERROR_REASON_ORDER_BY_INVALID);
  v1::ListStatesRequest request;
  request.mutable_as_of()->set_year(2010);
  EXPECT_EQ(Call<v1::ListStatesResponse>("ListStates", request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ListStatesTest, IsCountedBothWays) {
  v1::SummarizeStatusRequest request;
  *request.mutable_as_of() = Day("2010-11-12");
  auto then = Call<v1::SummarizeStatusResponse>("SummarizeStatus", request);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(then->states(), 4);
  EXPECT_EQ(then->states_parties_in_force(), 2);
  EXPECT_EQ(then->states_parties_by_deposit(), 2);
  EXPECT_EQ(then->signatories(), 1);
  EXPECT_EQ(then->not_party(), 1);
  EXPECT_EQ(then->least_developed_parties(), 1);
  *request.mutable_as_of() = Day("2012-08-01");
  then = Call<v1::SummarizeStatusResponse>("SummarizeStatus", request);
  ASSERT_TRUE(then.ok()) << then.status();
  EXPECT_EQ(then->states_parties_in_force(), 2);
  EXPECT_EQ(then->states_parties_by_deposit(), 3);
  EXPECT_EQ(then->ratified_not_in_force(), 1);
  EXPECT_EQ(then->states(), 5);
  auto today = Call<v1::SummarizeStatusResponse>("SummarizeStatus", v1::SummarizeStatusRequest());
  ASSERT_TRUE(today.ok()) << today.status();
  EXPECT_EQ(today->withdrawn(), 1);
  EXPECT_EQ(today->states_parties_in_force(), 3);
  EXPECT_EQ(today->as_of_date().year(), 2026);
}

}  // namespace
}  // namespace clearway::universalization
