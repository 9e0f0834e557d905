// Allegations over the real server: their workflow, and that nobody sees too early what is alleged.
#include "services/universalization/norm/allegations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clearway/type/v1/watch.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::Allegation;

class AllegationsTest : public RegistryTest {
 protected:
  void SetUp() override {
    for (const char* id : {"AAA", "BBB", "CCC"}) {
      v1::CreateStateRequest create;
      create.set_state_id(id);
      create.mutable_state()->set_display_name(absl::StrCat("State ", id));
      ASSERT_EQ(Call<v1::State>("CreateState", create).status(), absl::OkStatus());
    }
    reporter_ = ClientOf(CallerOf("actors/cmc", {type::v1::ROLE_IMPLEMENTER}));
    accused_ = ClientOf(CallerOf("states/AAA", {type::v1::ROLE_STATE_APPROVER}));
    other_ = ClientOf(CallerOf("states/BBB", {type::v1::ROLE_STATE_APPROVER}));
    coordinator_ = ClientOf(CallerOf("states/CCC", {type::v1::ROLE_COORDINATOR}));
    secretariat_ = ClientOf(CallerOf("actors/isu", {type::v1::ROLE_SECRETARIAT}));
    observer_ = ClientOf(CallerOf("actors/press", {type::v1::ROLE_OBSERVER}));
  }

  static Allegation Use() {
    Allegation allegation;
    allegation.set_title("Cluster munitions used near the river");
    allegation.add_conducts(Allegation::CONDUCT_USE);
    allegation.set_perpetrator(Allegation::PERPETRATOR_STATE);
    allegation.add_alleged_states("states/AAA");
    allegation.add_territories("states/BBB");
    *allegation.mutable_start_date() = Day("2011-04-14");
    *allegation.mutable_known_date() = Day("2011-04-15");
    allegation.add_sources("photographs of remnants");
    allegation.set_confidential_note("told by a nurse");
    return allegation;
  }
  absl::StatusOr<Allegation> Report(const Allegation& allegation, const std::string& id = "a") {
    v1::CreateAllegationRequest request;
    *request.mutable_allegation() = allegation;
    request.set_allegation_id(id);
    return reporter_->Call<Allegation>(FullName("CreateAllegation"), request);
  }
  absl::StatusOr<Allegation> Get(const rpc::Client& client) {
    v1::GetAllegationRequest request;
    request.set_name("allegations/a");
    return client.Call<Allegation>(FullName("GetAllegation"), request);
  }
  template <typename Request>
  absl::StatusOr<Allegation> Do(const rpc::Client& client, const std::string& method,
                                Request request = Request()) {
    request.set_name("allegations/a");
    return client.Call<Allegation>(FullName(method), request);
  }
  absl::StatusOr<Allegation> Submit() {
    return Do<v1::SubmitAllegationRequest>(*reporter_, "SubmitAllegation");
  }
  absl::StatusOr<Allegation> Review(const rpc::Client& client,
                                    Allegation::Verification verification) {
    v1::ReviewAllegationRequest request;
    request.set_verification(verification);
    request.set_note("three sources agree");
    return Do(client, "ReviewAllegation", request);
  }
  absl::StatusOr<Allegation> Publish(const rpc::Client& client) {
    return Do<v1::PublishAllegationRequest>(client, "PublishAllegation");
  }
  void Published() {
    ASSERT_TRUE(Report(Use()).ok());
    ASSERT_TRUE(Submit().ok());
    ASSERT_TRUE(Review(*coordinator_, Allegation::VERIFICATION_CORROBORATED).ok());
    ASSERT_TRUE(Publish(*secretariat_).ok());
  }
  // Who sees it, in each way to read.
  std::string Eyes() {
    std::string eyes;
    for (const auto& [who, client] :
         {std::make_pair("reporter ", reporter_.get()), std::make_pair("accused ", accused_.get()),
          std::make_pair("other ", other_.get()),
          std::make_pair("coordinator ", coordinator_.get()),
          std::make_pair("secretariat ", secretariat_.get()),
          std::make_pair("observer ", observer_.get())}) {
      const absl::Status got = Get(*client).status();
      EXPECT_TRUE(got.ok() || absl::IsNotFound(got)) << who << got;
      v1::ListAllegationsRequest list;
      list.set_filter("alleged_states:\"states/AAA\"");
      auto listed = client->Call<v1::ListAllegationsResponse>(FullName("ListAllegations"), list);
      EXPECT_TRUE(listed.ok()) << listed.status();
      EXPECT_EQ(listed->total_size(), got.ok() ? 1 : 0) << who;
      type::v1::WatchRequest watch;
      watch.add_collections("allegations");
      watch.set_include_existing(true);
      bool watched = false;
      (void)client->Stream<type::v1::WatchResponse>(FullName("Watch"), watch,
                                                    [&](const type::v1::WatchResponse& response) {
                                                      watched |= response.changes_size() > 0;
                                                      return response.resume_token().empty();
                                                    });
      EXPECT_EQ(watched, got.ok()) << who;
      if (got.ok()) eyes += who;
    }
    return eyes;
  }

  std::unique_ptr<rpc::Client> reporter_, accused_, other_, coordinator_, secretariat_, observer_;
};

TEST_F(AllegationsTest, NobodySeesItBeforeItsTime) {
  auto created = Report(Use());
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->status(), Allegation::STATUS_DRAFT);
  EXPECT_EQ(created->reporter(), "actors/cmc");
  EXPECT_EQ(Eyes(), "reporter ");
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Eyes(), "reporter coordinator secretariat ");
  ASSERT_TRUE(Review(*coordinator_, Allegation::VERIFICATION_CORROBORATED).ok());
  EXPECT_EQ(Eyes(), "reporter coordinator secretariat ");
  auto published = Publish(*secretariat_);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->status(), Allegation::STATUS_PUBLISHED);
  EXPECT_TRUE(published->has_publish_time());
  EXPECT_EQ(Eyes(), "reporter accused other coordinator secretariat observer ");
}

TEST_F(AllegationsTest, TheConfidentialNoteIsTheReportersAndTheSecretariats) {
  ASSERT_TRUE(Report(Use()).ok());
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Get(*secretariat_)->confidential_note(), "told by a nurse");
  EXPECT_EQ(Get(*reporter_)->confidential_note(), "told by a nurse");
  EXPECT_EQ(Get(*coordinator_)->confidential_note(), "");
  EXPECT_EQ(Get(*coordinator_)->reporter(), "actors/cmc");
}

TEST_F(AllegationsTest, OnceItIsPublicWhoReportedItIsToldToTheSecretariatAlone) {
  Published();
  EXPECT_EQ(Get(*secretariat_)->reported_by(), "actors/cmc");
  EXPECT_EQ(Get(*secretariat_)->confidential_note(), "told by a nurse");
  for (const auto* client :
       {reporter_.get(), accused_.get(), other_.get(), coordinator_.get(), observer_.get()}) {
    auto seen = Get(*client);
    ASSERT_TRUE(seen.ok()) << seen.status();
    EXPECT_EQ(seen->reporter(), "");
    EXPECT_EQ(seen->reported_by(), "");
    EXPECT_EQ(seen->confidential_note(), "");
    EXPECT_EQ(seen->title(), "Cluster munitions used near the river");
    // Nor by trying.
    v1::ListAllegationsRequest list;
    for (const char* field : {"reporter", "reported_by"}) {
      list.set_filter(absl::StrCat(field, " = \"actors/cmc\""));
      auto listed = client->Call<v1::ListAllegationsResponse>(FullName("ListAllegations"), list);
      ASSERT_TRUE(listed.ok()) << listed.status();
      EXPECT_EQ(listed->allegations_size(), 0);
    }
  }
  // Who reported it does not review it afterwards either.
  auto both = ClientOf(CallerOf("actors/cmc", {type::v1::ROLE_SECRETARIAT}));
  EXPECT_EQ(Review(*both, Allegation::VERIFICATION_CONFIRMED).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(AllegationsTest, IsPublishedOnlyWhenSomebodyElseHasReviewedIt) {
  ASSERT_TRUE(Report(Use()).ok());
  EXPECT_EQ(Publish(*secretariat_).status().code(), absl::StatusCode::kNotFound);
  // Who reported it is refused for that, whatever else stands against a review.
  auto own = ClientOf(CallerOf("actors/cmc", {type::v1::ROLE_SECRETARIAT}));
  EXPECT_EQ(Review(*own, Allegation::VERIFICATION_CONFIRMED).status().code(),
            absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Submit().ok());
  absl::Status early = Publish(*secretariat_).status();
  EXPECT_EQ(early.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()), HasSubstr("is SUBMITTED; this needs one of: REVIEWED"));
  EXPECT_EQ(Review(*reporter_, Allegation::VERIFICATION_CONFIRMED).status().code(),
            absl::StatusCode::kPermissionDenied);
  // Coordinators of the States that it concerns have no say: of whom it is alleged, and where.
  for (const char* state : {"states/AAA", "states/BBB"}) {
    auto concerned = ClientOf(CallerOf(state, {type::v1::ROLE_COORDINATOR}));
    EXPECT_EQ(Review(*concerned, Allegation::VERIFICATION_REFUTED).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
  auto reviewed = Review(*coordinator_, Allegation::VERIFICATION_UNVERIFIED);
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  ASSERT_EQ(reviewed->reviews_size(), 1);
  EXPECT_EQ(reviewed->reviews(0).reviewer(), "states/CCC");
  EXPECT_EQ(Publish(*coordinator_).status().code(), absl::StatusCode::kPermissionDenied);
  // What is changed must be reviewed again.
  v1::UpdateAllegationRequest update;
  update.mutable_allegation()->set_name("allegations/a");
  update.mutable_allegation()->set_place("the east bank");
  update.mutable_update_mask()->add_paths("place");
  auto changed = reporter_->Call<Allegation>(FullName("UpdateAllegation"), update);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->status(), Allegation::STATUS_DRAFT);
  EXPECT_EQ(changed->verification(), Allegation::VERIFICATION_UNSPECIFIED);
  EXPECT_EQ(Eyes(), "reporter ");
}

TEST_F(AllegationsTest, FurtherFindingsAreAddedAndEarlierOnesStay) {
  Published();
  auto confirmed = Review(*secretariat_, Allegation::VERIFICATION_CONFIRMED);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->status(), Allegation::STATUS_PUBLISHED);
  EXPECT_EQ(confirmed->verification(), Allegation::VERIFICATION_CONFIRMED);
  EXPECT_EQ(confirmed->reviews_size(), 2);
}

TEST_F(AllegationsTest, StatesAnswerWhatIsPublic) {
  ASSERT_TRUE(Report(Use()).ok());
  ASSERT_TRUE(Submit().ok());
  v1::RespondToAllegationRequest answer;
  answer.set_state("states/AAA");
  answer.set_text("We did not.");
  EXPECT_EQ(Do(*accused_, "RespondToAllegation", answer).status().code(),
            absl::StatusCode::kNotFound);
  ASSERT_TRUE(Review(*coordinator_, Allegation::VERIFICATION_DISPUTED).ok());
  ASSERT_TRUE(Publish(*secretariat_).ok());
  auto answered = Do(*accused_, "RespondToAllegation", answer);
  ASSERT_TRUE(answered.ok()) << answered.status();
  ASSERT_EQ(answered->responses_size(), 1);
  EXPECT_EQ(answered->responses(0).state(), "states/AAA");
  EXPECT_EQ(calendar::ToString(answered->responses(0).date()), "2026-11-12");
  // Not in another State's name.
  EXPECT_EQ(Do(*other_, "RespondToAllegation", answer).status().code(),
            absl::StatusCode::kPermissionDenied);
  // The State where it happened answers too; one that it does not concern does not.
  answer.set_state("states/BBB");
  EXPECT_TRUE(Do(*other_, "RespondToAllegation", answer).ok());
  answer.set_state("states/CCC");
  const auto unconcerned = ClientOf(CallerOf("states/CCC", {type::v1::ROLE_STATE_APPROVER}));
  EXPECT_EQ(Do(*unconcerned, "RespondToAllegation", answer).status().code(),
            absl::StatusCode::kPermissionDenied);
  // The secretariat says where an answer stands that came another way.
  answer.set_state("states/BBB");
  EXPECT_THAT(rpc::ViolatedFields(Do(*secretariat_, "RespondToAllegation", answer).status()),
              ElementsAre("source"));
  answer.set_source("note verbale of 1 May 2011");
  *answer.mutable_date() = Day("2011-05-01");
  EXPECT_TRUE(Do(*secretariat_, "RespondToAllegation", answer).ok());
}

TEST_F(AllegationsTest, EndsByDismissalOrRetraction) {
  ASSERT_TRUE(Report(Use()).ok());
  ASSERT_TRUE(Submit().ok());
  v1::DismissAllegationRequest dismiss;
  dismiss.set_reason("the photographs are of another year");
  EXPECT_EQ(Do(*coordinator_, "DismissAllegation", dismiss).status().code(),
            absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Do(*secretariat_, "DismissAllegation", dismiss).ok());
  EXPECT_EQ(Eyes(), "reporter coordinator secretariat ");
  v1::RetractAllegationRequest retract;
  retract.set_reason("a mistake");
  EXPECT_EQ(Do(*reporter_, "RetractAllegation", retract).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AllegationsTest, WhatWasPublicStaysSoWhenItIsTakenBack) {
  Published();
  v1::RetractAllegationRequest retract;
  retract.set_reason("the source has taken it back");
  EXPECT_EQ(Do(*reporter_, "RetractAllegation", retract).status().code(),
            absl::StatusCode::kPermissionDenied);
  auto retracted = Do(*secretariat_, "RetractAllegation", retract);
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->status(), Allegation::STATUS_RETRACTED);
  EXPECT_EQ(Eyes(), "reporter accused other coordinator secretariat observer ");
  v1::UpdateAllegationRequest update;
  update.mutable_allegation()->set_name("allegations/a");
  update.mutable_allegation()->set_place("elsewhere");
  update.mutable_update_mask()->add_paths("place");
  EXPECT_EQ(reporter_->Call<Allegation>(FullName("UpdateAllegation"), update).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(AllegationsTest, AllThatIsWrongComesInOneAnswer) {
  Allegation bad = Use();
  bad.clear_title();
  bad.clear_sources();
  bad.set_perpetrator(Allegation::PERPETRATOR_NON_STATE_ACTOR);
  bad.add_territories("areas/nowhere");
  *bad.mutable_start_date() = Day("2027-01-01");
  EXPECT_THAT(rpc::ViolatedFields(Report(bad).status()),
              testing::UnorderedElementsAre(
                  "allegation.title", "allegation.sources", "allegation.alleged_states",
                  "allegation.non_state_actor", "allegation.territories[1]",
                  "allegation.start_date", "allegation.known_date"));
  EXPECT_EQ(observer_->Call<Allegation>(FullName("CreateAllegation"), v1::CreateAllegationRequest())
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(AllegationsTest, ADraftIsDeletedAndNothingElse) {
  ASSERT_TRUE(Report(Use()).ok());
  v1::DeleteAllegationRequest remove;
  remove.set_name("allegations/a");
  ASSERT_TRUE(reporter_->Call<google::protobuf::Empty>(FullName("DeleteAllegation"), remove).ok());
  ASSERT_TRUE(Report(Use()).ok());
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(reporter_->Call<google::protobuf::Empty>(FullName("DeleteAllegation"), remove)
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace clearway::universalization
