// Obstacles and engagements over the real server.
#include "services/universalization/joining/obstacles.h"

#include <string>

#include "absl/status/status.h"
#include "services/universalization/joining/assistance_draft.h"
#include "services/universalization/joining/joining_testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::ToString;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using v1::Engagement;
using v1::Obstacle;

class ObstaclesTest : public JoiningTest {
 protected:
  Obstacle WithNeed() {
    Obstacle obstacle = AnObstacle("AGO");
    obstacle.set_description("Two thousand bombs in three depots.");
    obstacle.set_what_would_help("A destruction team for a year.");
    auto* need = obstacle.add_assistance_needed();
    need->set_need_id("funding");
    need->set_kind(cooperation::v1::RESOURCE_KIND_FUNDING);
    auto* year = need->add_years();
    year->set_year(2027);
    year->mutable_quantity()->mutable_money()->set_currency_code("USD");
    year->mutable_quantity()->mutable_money()->set_units(250000);
    return obstacle;
  }
  absl::StatusOr<Obstacle> Resolve(const std::string& name, const std::string& date = "") {
    v1::ResolveObstacleRequest request;
    request.set_name(name);
    request.set_resolution("destroyed");
    if (!date.empty()) *request.mutable_resolve_date() = Day(date);
    return Call<Obstacle>("ResolveObstacle", request);
  }
  absl::StatusOr<v1::DraftAssistanceRequestResponse> Draft(const std::string& name) {
    v1::DraftAssistanceRequestRequest request;
    request.set_name(name);
    return Call<v1::DraftAssistanceRequestResponse>("DraftAssistanceRequest", request);
  }
};

TEST_F(ObstaclesTest, OpensResolvesAndOpensAgain) {
  auto created = Create(AnObstacle("AGO"), "stock");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "obstacles/stock");
  EXPECT_EQ(created->status(), Obstacle::STATUS_OPEN);
  EXPECT_EQ(created->creator(), "actors/anonymous");
  auto resolved = Resolve("obstacles/stock");
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->status(), Obstacle::STATUS_RESOLVED);
  EXPECT_EQ(ToString(resolved->resolve_date()), "2026-11-12");
  absl::Status again = Resolve("obstacles/stock").status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(again.message()), HasSubstr("is RESOLVED; this needs: OPEN"));
  v1::ReopenObstacleRequest reopen;
  reopen.set_name("obstacles/stock");
  reopen.set_reason("more was found");
  auto reopened = Call<Obstacle>("ReopenObstacle", reopen);
  ASSERT_TRUE(reopened.ok()) << reopened.status();
  EXPECT_EQ(reopened->status(), Obstacle::STATUS_OPEN);
  EXPECT_FALSE(reopened->has_resolve_date());
  EXPECT_EQ(Call<Obstacle>("ReopenObstacle", reopen).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(rpc::ViolatedFields(Resolve("obstacles/stock", "2027-01-01").status()),
              ElementsAre("resolve_date"));
}

TEST_F(ObstaclesTest, AllThatIsWrongComesInOneAnswer) {
  Obstacle bad = AnObstacle("XXX");
  bad.clear_title();
  bad.add_supporters("actors/nobody");
  *bad.mutable_since_date() = Day("2027-01-01");
  bad.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
  const absl::Status status = Create(bad).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      rpc::ViolatedFields(status),
      testing::UnorderedElementsAre("obstacle.title", "obstacle.state", "obstacle.supporters[0]",
                                    "obstacle.since_date", "obstacle.state_agreement"));
  // The State's status is not a client's to set, and the State is not to be changed.
  Obstacle good = AnObstacle("AGO");
  good.set_status(Obstacle::STATUS_RESOLVED);
  auto created = Create(good, "stock");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->status(), Obstacle::STATUS_OPEN);
  v1::UpdateObstacleRequest update;
  *update.mutable_obstacle() = *created;
  update.mutable_obstacle()->set_state("states/FIN");
  update.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(Call<Obstacle>("UpdateObstacle", update).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ObstaclesTest, ListsByStateAndStatus) {
  ASSERT_TRUE(Create(AnObstacle("AGO", "Money"), "a").ok());
  ASSERT_TRUE(Create(AnObstacle("AGO", "Laws"), "b").ok());
  ASSERT_TRUE(Create(AnObstacle("FIN", "Doctrine"), "c").ok());
  ASSERT_TRUE(Resolve("obstacles/a").ok());
  v1::ListObstaclesRequest list;
  list.set_filter("state = \"states/AGO\" AND status = OPEN");
  auto listed = Call<v1::ListObstaclesResponse>("ListObstacles", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->obstacles_size(), 1);
  EXPECT_EQ(listed->obstacles(0).name(), "obstacles/b");
}

TEST_F(ObstaclesTest, BecomesARequestForAssistance) {
  ASSERT_TRUE(Create(WithNeed(), "stock").ok());
  auto draft = Draft("obstacles/stock");
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->assistance_request().recipient(), "states/AGO");
  EXPECT_EQ(draft->assistance_request().area_of_work(), type::v1::AREA_OF_WORK_UNIVERSALIZATION);
  EXPECT_EQ(draft->assistance_request().title(), "Joining the Convention: Stockpile");
  EXPECT_THAT(draft->assistance_request().description(), HasSubstr("What would help: A destr"));
  ASSERT_EQ(draft->assistance_request().needs_size(), 1);
  EXPECT_EQ(draft->assistance_request().needs(0).years(0).quantity().money().units(), 250000);
  EXPECT_EQ(draft->assistance_request_id(), "obstacle-stock");
  EXPECT_THAT(draft->request_id(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-.*"));
  EXPECT_EQ(draft->linked_request(), "");
  // The same obstacle gives the same draft, and so the same request_id.
  EXPECT_EQ(Draft("obstacles/stock")->SerializeAsString(), draft->SerializeAsString());

  v1::LinkAssistanceRequestRequest link;
  link.set_name("obstacles/stock");
  link.set_assistance_request("assistanceRequests/obstacle-stock");
  link.set_etag(draft->etag());
  auto linked = Call<Obstacle>("LinkAssistanceRequest", link);
  ASSERT_TRUE(linked.ok()) << linked.status();
  EXPECT_EQ(linked->assistance_request(), "assistanceRequests/obstacle-stock");
  // Again, with the etag of before: nothing changes.
  auto repeated = Call<Obstacle>("LinkAssistanceRequest", link);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->etag(), linked->etag());
  EXPECT_EQ(Draft("obstacles/stock")->linked_request(), "assistanceRequests/obstacle-stock");
  link.clear_etag();
  link.set_assistance_request("assistanceRequests/other");
  EXPECT_EQ(Call<Obstacle>("LinkAssistanceRequest", link).status().code(),
            absl::StatusCode::kFailedPrecondition);
  link.set_replace(true);
  EXPECT_TRUE(Call<Obstacle>("LinkAssistanceRequest", link).ok());
  link.set_assistance_request("offers/x");
  EXPECT_EQ(Call<Obstacle>("LinkAssistanceRequest", link).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ObstaclesTest, WithoutANeedOrResolvedThereIsNothingToAskFor) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "plain").ok());
  absl::Status plain = Draft("obstacles/plain").status();
  EXPECT_EQ(plain.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(plain.message()), HasSubstr("assistance_needed"));
  ASSERT_TRUE(Create(WithNeed(), "stock").ok());
  ASSERT_TRUE(Resolve("obstacles/stock").ok());
  EXPECT_EQ(Draft("obstacles/stock").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(AssistanceDraftTest, IdsFitWhateverTheObstaclesId) {
  EXPECT_EQ(DraftIdOf("x"), "obstacle-x");
  const std::string longest(63, 'a');
  EXPECT_EQ(DraftIdOf(longest).size(), 49u);
  EXPECT_NE(DraftIdOf(longest), DraftIdOf(std::string(62, 'a')));
}

TEST_F(ObstaclesTest, StaysWhileSomethingNamesIt) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "stock").ok());
  Engagement engagement = AnEngagement("AGO", "actors/cmc", "2026-01-01");
  engagement.add_obstacles("obstacles/stock");
  ASSERT_TRUE(Create(engagement, "e").ok());
  v1::DeleteObstacleRequest remove;
  remove.set_name("obstacles/stock");
  absl::Status named = Call<google::protobuf::Empty>("DeleteObstacle", remove).status();
  EXPECT_EQ(rpc::ReasonOf(named), type::v1::ERROR_REASON_STILL_REFERENCED);
  EXPECT_THAT(std::string(named.message()), HasSubstr("engagements/e"));
  v1::DeleteEngagementRequest remove_engagement;
  remove_engagement.set_name("engagements/e");
  ASSERT_TRUE(Call<google::protobuf::Empty>("DeleteEngagement", remove_engagement).ok());
  EXPECT_TRUE(Call<google::protobuf::Empty>("DeleteObstacle", remove).ok());
  EXPECT_EQ(
      (Named<Obstacle, v1::GetObstacleRequest>("GetObstacle", "obstacles/stock")).status().code(),
      absl::StatusCode::kNotFound);
}

TEST_F(ObstaclesTest, EngagementsAreCheckedAndChanged) {
  ASSERT_TRUE(Create(AnObstacle("FIN"), "doctrine").ok());
  Engagement bad = AnEngagement("AGO", "states/AGO", "2027-01-01");
  bad.add_engaged_by("actors/nobody");
  *bad.mutable_next_step_date() = Day("2026-01-01");
  bad.add_obstacles("obstacles/doctrine");
  bad.add_obstacles("obstacles/none");
  EXPECT_THAT(rpc::ViolatedFields(Create(bad).status()),
              testing::UnorderedElementsAre("engagement.engaged_by[0]", "engagement.engaged_by[1]",
                                            "engagement.date", "engagement.next_step",
                                            "engagement.next_step_date", "engagement.obstacles[0]",
                                            "engagement.obstacles[1]"));
  Engagement good = AnEngagement("AGO", "states/NOR", "2026-05-01");
  good.set_forum("Intersessional meeting, Geneva");
  auto created = Create(good, "e");
  ASSERT_TRUE(created.ok()) << created.status();
  v1::UpdateEngagementRequest update;
  *update.mutable_engagement() = *created;
  update.mutable_engagement()->set_outcome("will look at it");
  update.mutable_update_mask()->add_paths("outcome");
  ASSERT_TRUE(Call<Engagement>("UpdateEngagement", update).ok());
  EXPECT_EQ(Call<Engagement>("UpdateEngagement", update).status().code(),
            absl::StatusCode::kAborted);
  v1::ListEngagementsRequest list;
  list.set_filter("engaged_by:\"states/NOR\" AND date >= \"2026-01-01\"");
  auto listed = Call<v1::ListEngagementsResponse>("ListEngagements", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->engagements_size(), 1);
}

TEST(ObstacleStatusTest, IsAsOfADay) {
  Obstacle obstacle;
  *obstacle.mutable_since_date() = Day("2010-01-01");
  *obstacle.mutable_known_date() = Day("2011-01-01");
  *obstacle.mutable_resolve_date() = Day("2012-01-01");
  const auto on = [&](const std::string& day) {
    return ObstacleStatusOn(obstacle, calendar::ToCivil(Day(day)));
  };
  EXPECT_EQ(on("2010-12-31"), Obstacle::STATUS_UNSPECIFIED);
  EXPECT_EQ(on("2011-01-01"), Obstacle::STATUS_OPEN);
  EXPECT_EQ(on("2012-01-01"), Obstacle::STATUS_RESOLVED);
  obstacle.clear_known_date();
  obstacle.mutable_create_time()->set_seconds(1325376000);  // 1 January 2012
  EXPECT_EQ(on("2011-12-31"), Obstacle::STATUS_UNSPECIFIED);
}

}  // namespace
}  // namespace clearway::universalization
