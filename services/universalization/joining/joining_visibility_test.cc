// Who sees and who may change what about a State that is not in, through a real server.
#include <string>

#include "absl/status/status.h"
#include "services/universalization/joining/joining_testing.h"

namespace clearway::universalization {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using type::v1::Audience;
using v1::Engagement;
using v1::Obstacle;
using v1::Pledge;
using v1::Roadmap;

class JoiningVisibilityTest : public JoiningTest {
 protected:
  void SetUp() override {
    JoiningTest::SetUp();
    angola_ = ClientOf(
        CallerOf("states/AGO", {type::v1::ROLE_STATE_DRAFTER, type::v1::ROLE_STATE_APPROVER}));
    finland_ = ClientOf(CallerOf("states/FIN", {type::v1::ROLE_STATE_APPROVER}));
    norway_ = ClientOf(CallerOf("states/NOR", {type::v1::ROLE_DONOR_OFFICER}));
    coordinator_ = ClientOf(CallerOf("states/TGO", {type::v1::ROLE_COORDINATOR}));
    coalition_ = ClientOf(CallerOf("actors/cmc", {type::v1::ROLE_IMPLEMENTER}));
    secretariat_ = ClientOf(CallerOf("actors/isu", {type::v1::ROLE_SECRETARIAT}));
    operator_ = ClientOf(CallerOf("actors/ops", {type::v1::ROLE_OPERATOR}));
  }

  absl::StatusCode Gets(const rpc::Client& client, const std::string& name) {
    if (name.rfind("obstacles/", 0) == 0) {
      return Named<Obstacle, v1::GetObstacleRequest>("GetObstacle", name, &client).status().code();
    }
    if (name.rfind("engagements/", 0) == 0) {
      return Named<Engagement, v1::GetEngagementRequest>("GetEngagement", name, &client)
          .status()
          .code();
    }
    if (name.rfind("pledges/", 0) == 0) {
      return Named<Pledge, v1::GetPledgeRequest>("GetPledge", name, &client).status().code();
    }
    return Named<Roadmap, v1::GetRoadmapRequest>("GetRoadmap", name, &client).status().code();
  }
  // Who sees it, of all of them.
  std::string Eyes(const std::string& name) {
    std::string eyes;
    for (const auto& [who, client] :
         {std::make_pair("state ", angola_.get()), std::make_pair("other ", finland_.get()),
          std::make_pair("donor ", norway_.get()),
          std::make_pair("coordinator ", coordinator_.get()),
          std::make_pair("ngo ", coalition_.get()),
          std::make_pair("secretariat ", secretariat_.get())}) {
      const absl::StatusCode code = Gets(*client, name);
      EXPECT_TRUE(code == absl::StatusCode::kOk || code == absl::StatusCode::kNotFound) << who;
      if (code == absl::StatusCode::kOk) eyes += who;
    }
    return eyes;
  }
  absl::StatusOr<Obstacle> SetAudience(const rpc::Client& client, const std::string& name,
                                       Audience::Kind kind, const std::string& agreement) {
    v1::UpdateObstacleRequest update;
    update.mutable_obstacle()->set_name(name);
    update.mutable_obstacle()->mutable_audience()->set_kind(kind);
    update.mutable_obstacle()->set_state_agreement(agreement);
    update.mutable_update_mask()->add_paths("audience");
    update.mutable_update_mask()->add_paths("state_agreement");
    return client.Call<Obstacle>(FullName("UpdateObstacle"), update);
  }

  std::unique_ptr<rpc::Client> angola_, finland_, norway_, coordinator_, coalition_, secretariat_,
      operator_;
};

TEST_F(JoiningVisibilityTest, AnObstacleIsTheStatesAndTheirsWhoHelp) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "own", angola_.get()).ok());
  EXPECT_EQ(Eyes("obstacles/own"), "state coordinator secretariat ");
  EXPECT_EQ(Gets(*operator_, "obstacles/own"), absl::StatusCode::kPermissionDenied);
  Obstacle told = AnObstacle("AGO", "As the coalition hears");
  told.add_supporters("states/NOR");
  ASSERT_TRUE(Create(told, "told", coalition_.get()).ok());
  EXPECT_EQ(Eyes("obstacles/told"), "state donor coordinator ngo secretariat ");
}

TEST_F(JoiningVisibilityTest, WhatIsAboutAStateIsToldFurtherWithItsAgreement) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "told", coalition_.get()).ok());
  EXPECT_THAT(rpc::ViolatedFields(
                  SetAudience(*coalition_, "obstacles/told", Audience::KIND_EVERYONE, "").status()),
              ElementsAre("obstacle.state_agreement"));
  ASSERT_TRUE(
      SetAudience(*coalition_, "obstacles/told", Audience::KIND_EVERYONE, "letter of 1 May").ok());
  EXPECT_EQ(Eyes("obstacles/told"), "state other donor coordinator ngo secretariat ");
  // The State itself needs to ask nobody, and takes it back as it likes.
  ASSERT_TRUE(SetAudience(*angola_, "obstacles/told", Audience::KIND_UNSPECIFIED, "").ok());
  EXPECT_EQ(Eyes("obstacles/told"), "state coordinator ngo secretariat ");
  ASSERT_TRUE(SetAudience(*angola_, "obstacles/told", Audience::KIND_EVERYONE, "").ok());
  EXPECT_EQ(Eyes("obstacles/told"), "state other donor coordinator ngo secretariat ");
  // What was agreed stays agreed when somebody changes something else.
  v1::UpdateObstacleRequest update;
  update.mutable_obstacle()->set_name("obstacles/told");
  update.mutable_obstacle()->set_title("In other words");
  update.mutable_update_mask()->add_paths("title");
  EXPECT_TRUE(coalition_->Call<Obstacle>(FullName("UpdateObstacle"), update).ok());
}

// What the State agreed to is that audience: another one needs its word again.
TEST_F(JoiningVisibilityTest, AnAgreementCoversItsOwnAudienceOnly) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "told", coalition_.get()).ok());
  ASSERT_TRUE(
      SetAudience(*coalition_, "obstacles/told", Audience::KIND_STATES_PARTIES, "letter of 1 May")
          .ok());
  for (const std::string agreement : {"letter of 1 May", ""}) {
    EXPECT_THAT(rpc::ViolatedFields(
                    SetAudience(*coalition_, "obstacles/told", Audience::KIND_EVERYONE, agreement)
                        .status()),
                ElementsAre("obstacle.state_agreement"));
  }
  // Taking the agreement away while the audience stays is refused too.
  EXPECT_THAT(
      rpc::ViolatedFields(
          SetAudience(*coalition_, "obstacles/told", Audience::KIND_STATES_PARTIES, "").status()),
      ElementsAre("obstacle.state_agreement"));
  EXPECT_TRUE(
      SetAudience(*coalition_, "obstacles/told", Audience::KIND_EVERYONE, "letter of 9 June").ok());
  // Telling fewer needs nobody's word.
  EXPECT_TRUE(SetAudience(*coalition_, "obstacles/told", Audience::KIND_UNSPECIFIED, "").ok());
}

TEST_F(JoiningVisibilityTest, CoordinatorsChangeWhatTheyEnteredAndNoStatesOwn) {
  ASSERT_TRUE(Create(AnObstacle("AGO"), "own", angola_.get()).ok());
  ASSERT_TRUE(Create(AnObstacle("AGO"), "told", coordinator_.get()).ok());
  for (const std::string name : {"obstacles/own", "obstacles/told"}) {
    v1::UpdateObstacleRequest update;
    update.mutable_obstacle()->set_name(name);
    update.mutable_obstacle()->set_title("In other words");
    update.mutable_update_mask()->add_paths("title");
    EXPECT_EQ(
        coordinator_->Call<Obstacle>(FullName("UpdateObstacle"), update).status().code(),
        name == "obstacles/told" ? absl::StatusCode::kOk : absl::StatusCode::kPermissionDenied);
  }
}

TEST_F(JoiningVisibilityTest, AnEngagementIsTheirsWhoEngagedAndTheStates) {
  Engagement engagement = AnEngagement("AGO", "states/NOR", "2026-05-01");
  engagement.set_internal_note("The minister is afraid of the army.");
  ASSERT_TRUE(Create(engagement, "visit", norway_.get()).ok());
  EXPECT_EQ(Eyes("engagements/visit"), "state donor coordinator secretariat ");
  const auto note = [&](const rpc::Client& client) {
    return Named<Engagement, v1::GetEngagementRequest>("GetEngagement", "engagements/visit",
                                                       &client)
        ->internal_note();
  };
  EXPECT_THAT(note(*norway_), testing::Not(IsEmpty()));
  EXPECT_THAT(note(*secretariat_), testing::Not(IsEmpty()));
  EXPECT_THAT(note(*angola_), IsEmpty());
  EXPECT_THAT(note(*coordinator_), IsEmpty());
  // In nobody else's name.
  EXPECT_EQ(Create(engagement, "", coalition_.get()).status().code(),
            absl::StatusCode::kPermissionDenied);
  v1::DeleteEngagementRequest remove;
  remove.set_name("engagements/visit");
  EXPECT_EQ(
      angola_->Call<google::protobuf::Empty>(FullName("DeleteEngagement"), remove).status().code(),
      absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(norway_->Call<google::protobuf::Empty>(FullName("DeleteEngagement"), remove).ok());
}

// Who entered an engagement of others may put it right, and does not come to see their note so.
TEST_F(JoiningVisibilityTest, WhoEnteredAnEngagementDoesNotJoinThoseWhoEngaged) {
  Engagement engagement = AnEngagement("AGO", "states/NOR", "2026-05-01");
  ASSERT_TRUE(Create(engagement, "visit", coordinator_.get()).ok());
  v1::UpdateEngagementRequest update;
  update.mutable_engagement()->set_name("engagements/visit");
  update.mutable_engagement()->set_internal_note("The minister is afraid of the army.");
  update.mutable_update_mask()->add_paths("internal_note");
  ASSERT_TRUE(norway_->Call<Engagement>(FullName("UpdateEngagement"), update).ok());
  update.mutable_engagement()->set_forum("Luanda");
  update.mutable_engagement()->add_engaged_by("states/NOR");
  update.mutable_engagement()->add_engaged_by("states/TGO");
  update.mutable_update_mask()->Clear();
  update.mutable_update_mask()->add_paths("forum");
  auto changed = coordinator_->Call<Engagement>(FullName("UpdateEngagement"), update);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_THAT(changed->internal_note(), IsEmpty());
  update.mutable_update_mask()->add_paths("engaged_by");
  EXPECT_EQ(coordinator_->Call<Engagement>(FullName("UpdateEngagement"), update).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(norway_->Call<Engagement>(FullName("UpdateEngagement"), update).ok());
}

// The State that it was with says who else is told, and takes that back; what was noted stays
// theirs who engaged.
TEST_F(JoiningVisibilityTest, TheStateDecidesWhomAnEngagementIsToldTo) {
  ASSERT_TRUE(Create(AnEngagement("AGO", "states/NOR", "2026-05-01"), "visit", norway_.get()).ok());
  v1::UpdateEngagementRequest update;
  update.mutable_engagement()->set_name("engagements/visit");
  update.mutable_engagement()->mutable_audience()->set_kind(Audience::KIND_EVERYONE);
  update.mutable_update_mask()->add_paths("audience");
  const auto result = [&] {
    return angola_->Call<Engagement>(FullName("UpdateEngagement"), update).status();
  };
  EXPECT_TRUE(result().ok());
  EXPECT_EQ(Eyes("engagements/visit"), "state other donor coordinator ngo secretariat ");
  update.mutable_engagement()->set_outcome("We will join.");
  update.mutable_engagement()->set_internal_note("Nothing was said.");
  for (const char* path : {"outcome", "internal_note"}) {
    update.mutable_update_mask()->Clear();
    update.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(result().code(), absl::StatusCode::kPermissionDenied) << path;
  }
  update.mutable_engagement()->clear_audience();
  update.mutable_update_mask()->set_paths(0, "audience");
  EXPECT_TRUE(result().ok());
  EXPECT_EQ(Eyes("engagements/visit"), "state donor coordinator secretariat ");
}

TEST_F(JoiningVisibilityTest, OnlyTheStateAndTheSecretariatTakeAPledgeBack) {
  const Pledge pledge = APledge("AGO", Pledge::KIND_RATIFY, "2011-09-01");
  EXPECT_EQ(Create(pledge, "", finland_.get()).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Create(pledge, "", norway_.get()).status().code(), absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Create(pledge, "word", coordinator_.get()).ok());
  EXPECT_EQ(Eyes("pledges/word"), "state coordinator secretariat ");
  v1::WithdrawPledgeRequest withdraw;
  withdraw.set_name("pledges/word");
  withdraw.set_reason("changed its mind");
  EXPECT_EQ(coordinator_->Call<Pledge>(FullName("WithdrawPledge"), withdraw).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(finland_->Call<Pledge>(FullName("WithdrawPledge"), withdraw).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(angola_->Call<Pledge>(FullName("WithdrawPledge"), withdraw).ok());
}

TEST_F(JoiningVisibilityTest, ARoadmapIsTheStatesAndItsPartners) {
  Roadmap roadmap = ARoadmap("AGO", {"cabinet"});
  roadmap.add_partners("actors/cmc");
  ASSERT_TRUE(Create(roadmap, "way", angola_.get()).ok());
  EXPECT_EQ(Eyes("roadmaps/way"), "state coordinator ngo secretariat ");
  EXPECT_EQ(Create(ARoadmap("FIN", {"cabinet"}), "", angola_.get()).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Create(roadmap, "", coalition_.get()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(JoiningVisibilityTest, AnObstacleBecomesARequestByTheStateAlone) {
  Obstacle obstacle = AnObstacle("AGO");
  auto* need = obstacle.add_assistance_needed();
  need->set_need_id("advice");
  need->set_kind(cooperation::v1::RESOURCE_KIND_TECHNICAL_ADVICE);
  auto* year = need->add_years();
  year->set_year(2027);
  year->mutable_quantity()->mutable_count()->set_units(20);
  year->mutable_quantity()->mutable_count()->set_unit_code("DAY");
  ASSERT_TRUE(Create(obstacle, "advice", coalition_.get()).ok());
  v1::DraftAssistanceRequestRequest draft;
  draft.set_name("obstacles/advice");
  const auto drafts = [&](const rpc::Client& client) {
    return client
        .Call<v1::DraftAssistanceRequestResponse>(FullName("DraftAssistanceRequest"), draft)
        .status()
        .code();
  };
  EXPECT_EQ(drafts(*angola_), absl::StatusCode::kOk);
  EXPECT_EQ(drafts(*secretariat_), absl::StatusCode::kOk);
  EXPECT_EQ(drafts(*coordinator_), absl::StatusCode::kOk);
  EXPECT_EQ(drafts(*coalition_), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(drafts(*finland_), absl::StatusCode::kNotFound);
  v1::LinkAssistanceRequestRequest link;
  link.set_name("obstacles/advice");
  link.set_assistance_request("assistanceRequests/obstacle-advice");
  EXPECT_EQ(coordinator_->Call<Obstacle>(FullName("LinkAssistanceRequest"), link).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(angola_->Call<Obstacle>(FullName("LinkAssistanceRequest"), link).ok());
}

}  // namespace
}  // namespace clearway::universalization
