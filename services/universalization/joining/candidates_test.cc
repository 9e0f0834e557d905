#include "services/universalization/joining/candidates.h"

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/universalization/joining/joining_testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::ToString;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::Candidate;
using v1::CandidateReason;
using v1::Pledge;

class CandidatesTest : public JoiningTest {
 protected:
  absl::StatusOr<v1::ListCandidatesResponse> List(const v1::ListCandidatesRequest& request,
                                                  const rpc::Client* client = nullptr) {
    const rpc::Client& caller = client == nullptr ? *client_ : *client;
    return caller.Call<v1::ListCandidatesResponse>(FullName("ListCandidates"), request);
  }
  static v1::ListCandidatesRequest Asking(const std::string& filter = "",
                                          const std::string& as_of = "",
                                          const std::string& order_by = "") {
    v1::ListCandidatesRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    if (!as_of.empty()) *request.mutable_as_of() = Day(as_of);
    return request;
  }
  std::vector<std::string> Ids(const v1::ListCandidatesRequest& request) {
    auto listed = List(request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> ids;
    if (!listed.ok()) return ids;
    for (const Candidate& candidate : listed->candidates()) {
      ids.push_back(candidate.state().substr(7));
    }
    return ids;
  }
  Candidate Of(const std::string& id, const std::string& as_of = "",
               const rpc::Client* client = nullptr) {
    auto listed = List(Asking("state = \"states/" + id + "\"", as_of), client);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() && listed->candidates_size() == 1 ? listed->candidates(0) : Candidate();
  }
  static std::vector<std::string> Texts(const Candidate& candidate) {
    std::vector<std::string> texts;
    for (const CandidateReason& reason : candidate.reasons()) {
      const char* sign = reason.direction() == CandidateReason::DIRECTION_FOR       ? "+ "
                         : reason.direction() == CandidateReason::DIRECTION_AGAINST ? "- "
                                                                                    : "  ";
      texts.push_back(sign + reason.text() + " [" + reason.resource() + "]");
    }
    return texts;
  }
};

TEST_F(CandidatesTest, AreThoseWhoAreNotInOnTheDay) {
  EXPECT_THAT(Ids(Asking()), ElementsAre("AGO", "FIN"));
  EXPECT_THAT(Ids(Asking("", "2012-06-21")), ElementsAre("AGO", "FIN", "TGO"));
  EXPECT_THAT(Ids(Asking("status = SIGNATORY", "2012-06-21")), ElementsAre("AGO", "TGO"));
  EXPECT_THAT(Ids(Asking("", "2008-06-01")), ElementsAre("AGO", "FIN", "NOR", "TGO"));
  EXPECT_EQ(List(Asking("", "2008-01-01")).status().code(), absl::StatusCode::kInvalidArgument);
  const Candidate angola = Of("AGO", "2012-06-21");
  EXPECT_EQ(ToString(angola.signature_date()), "2008-12-03");
  EXPECT_EQ(angola.days_since_signature(), 1296);
  EXPECT_EQ(angola.region_states(), 2);
  EXPECT_EQ(angola.region_parties_by_deposit(), 0);
  // Deposited, and not in force yet: the two ways of counting differ.
  EXPECT_EQ(Of("AGO", "2012-06-22").region_parties_by_deposit(), 1);
  EXPECT_EQ(Of("AGO", "2012-06-22").region_parties_in_force(), 0);
}

TEST_F(CandidatesTest, EachReasonNamesTheRecordThatItComesFrom) {
  v1::Obstacle open = AnObstacle("AGO", "No money for destruction");
  *open.mutable_known_date() = Day("2011-01-01");
  v1::Obstacle gone = AnObstacle("AGO", "No translation");
  *gone.mutable_known_date() = Day("2011-01-01");
  ASSERT_TRUE(Create(open, "money").ok());
  ASSERT_TRUE(Create(gone, "words").ok());
  v1::ResolveObstacleRequest resolve;
  resolve.set_name("obstacles/words");
  resolve.set_resolution("done");
  *resolve.mutable_resolve_date() = Day("2012-01-01");
  ASSERT_TRUE(Call<v1::Obstacle>("ResolveObstacle", resolve).ok());
  ASSERT_TRUE(Create(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01", "2013-06-30"), "word").ok());
  v1::Engagement visit = AnEngagement("AGO", "states/NOR", "2012-05-01");
  *visit.mutable_known_date() = Day("2012-05-02");
  visit.set_next_step("a seminar in parliament");
  *visit.mutable_next_step_date() = Day("2012-10-01");
  ASSERT_TRUE(Create(AnEngagement("AGO", "actors/cmc", "2010-11-12"), "first").ok());
  ASSERT_TRUE(Create(visit, "visit").ok());
  v1::RecordKindredActionRequest kindred;
  kindred.set_name("states/AGO");
  kindred.mutable_action()->set_instrument(v1::KINDRED_INSTRUMENT_DISABILITY_CONVENTION);
  kindred.mutable_action()->set_kind(v1::KindredAction::KIND_ACCESSION);
  *kindred.mutable_action()->mutable_date() = Day("2012-01-01");
  kindred.mutable_action()->set_source("test");
  ASSERT_TRUE(Call<v1::State>("RecordKindredAction", kindred).ok());

  EXPECT_THAT(
      Texts(Of("AGO", "2012-06-21")),
      ElementsAre("+ signed on 2008-12-03, 1296 days ago [states/AGO]",
                  "+ pledged on 2011-09-01 to ratify by 2013-06-30 [pledges/word]",
                  "- obstacle: No money for destruction [obstacles/money]",
                  "+ out of the way: No translation [obstacles/words]",
                  "  last engaged on 2012-05-01 by states/NOR; next: a seminar in parliament by "
                  "2012-10-01 [engagements/visit]",
                  "+ the Disability Convention is in force for it since 2012-01-31 [states/AGO]",
                  "  of 2 States in Africa, 0 are parties by deposit, 0 with the Convention in "
                  "force [states/AGO]"));
  const Candidate then = Of("AGO", "2012-06-21");
  EXPECT_EQ(then.open_obstacles(), 1);
  EXPECT_EQ(then.resolved_obstacles(), 1);
  EXPECT_EQ(then.open_pledges(), 1);
  EXPECT_EQ(ToString(then.pledge_target_date()), "2013-06-30");
  EXPECT_EQ(ToString(then.last_engagement_date()), "2012-05-01");
  EXPECT_EQ(ToString(then.next_step_date()), "2012-10-01");
  EXPECT_EQ(then.kindred_in_force(), 1);
  // A day earlier nobody knew of the visit; the first engagement became known when it was entered.
  EXPECT_THAT(Texts(Of("AGO", "2012-05-01")),
              Contains("  no engagement that you see is recorded [states/AGO]"));
  EXPECT_EQ(Of("AGO", "2011-12-31").open_obstacles(), 2);
}

TEST_F(CandidatesTest, WhoHasWithdrawnAndWhoTookItsWordBackStandInTheList) {
  Add("LTU", "Europe",
      {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2011-03-24"}, {"WITHDRAWAL", "2024-09-06"}});
  ASSERT_TRUE(Create(APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01"), "word").ok());
  v1::WithdrawPledgeRequest withdraw;
  withdraw.set_name("pledges/word");
  withdraw.set_reason("a new government");
  *withdraw.mutable_withdraw_date() = Day("2013-01-01");
  ASSERT_TRUE(Call<Pledge>("WithdrawPledge", withdraw).ok());
  EXPECT_THAT(Texts(Of("LTU")), Contains("- withdrew with effect from 2025-03-06 [states/LTU]"));
  EXPECT_THAT(Texts(Of("AGO")),
              Contains("- took back on 2013-01-01 its pledge to ratify [pledges/word]"));
  EXPECT_THAT(Texts(Of("AGO", "2012-12-31")),
              Contains("+ pledged on 2011-09-01 to ratify, without a date [pledges/word]"));
}

TEST_F(CandidatesTest, RoadmapsCountFromTheDayTheyWereEntered) {
  v1::Roadmap roadmap = ARoadmap("AGO", {"consult", "cabinet"});
  *roadmap.mutable_steps(0)->mutable_done_date() = Day("2026-01-01");
  ASSERT_TRUE(Create(roadmap, "way").ok());
  EXPECT_THAT(Texts(Of("AGO")),
              Contains("+ roadmap: 1 of 2 steps done, next is cabinet [roadmaps/way]"));
  EXPECT_EQ(Of("AGO", "2026-11-11").steps_total(), 0);
}

TEST_F(CandidatesTest, PagesFiltersAndOrders) {
  v1::ListCandidatesRequest request = Asking("", "2008-06-01", "region desc, state");
  request.set_page_size(3);
  auto first = List(request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->candidates_size(), 3);
  EXPECT_EQ(first->total_size(), 4);
  EXPECT_EQ(first->candidates(0).state(), "states/FIN");
  EXPECT_EQ(first->candidates(2).state(), "states/AGO");
  request.set_page_token(first->next_page_token());
  auto second = List(request);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->candidates_size(), 1);
  EXPECT_EQ(second->candidates(0).state(), "states/TGO");
  EXPECT_EQ(second->next_page_token(), "");
  request.set_filter("region = \"Africa\"");
  EXPECT_EQ(rpc::ReasonOf(List(request).status()), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(rpc::ReasonOf(List(Asking("nonsense = 1")).status()),
            type::v1::ERROR_REASON_FILTER_INVALID);
  EXPECT_THAT(Ids(Asking("NOT last_engagement_date:*")), ElementsAre("AGO", "FIN"));
}

TEST_F(CandidatesTest, ShowsEachCallerWhatItSees) {
  v1::Obstacle obstacle = AnObstacle("AGO", "Something delicate");
  *obstacle.mutable_known_date() = Day("2011-01-01");
  ASSERT_TRUE(Create(obstacle, "delicate").ok());
  auto coordinator = ClientOf(CallerOf("states/NOR", {type::v1::ROLE_COORDINATOR}));
  auto angola = ClientOf(CallerOf("states/AGO", {type::v1::ROLE_STATE_DRAFTER}));
  auto finland = ClientOf(CallerOf("states/FIN", {type::v1::ROLE_STATE_APPROVER}));
  EXPECT_EQ(Of("AGO", "", coordinator.get()).open_obstacles(), 1);
  EXPECT_EQ(Of("AGO", "", angola.get()).open_obstacles(), 1);
  const Candidate seen = Of("AGO", "", finland.get());
  EXPECT_EQ(seen.state(), "states/AGO");
  EXPECT_EQ(seen.open_obstacles(), 0);
  for (const std::string& text : Texts(seen))
    EXPECT_THAT(text, testing::Not(HasSubstr("delicate")));
  EXPECT_EQ(List(Asking("open_obstacles > 0"), finland.get())->total_size(), 0);
}

}  // namespace
}  // namespace clearway::universalization
