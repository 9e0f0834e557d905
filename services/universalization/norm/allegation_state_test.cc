#include "services/universalization/norm/allegation_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using v1::Allegation;
using Action = AllegationAction;

// By state: the letters of what may be done, of Update, Delete, Submit, Review, Publish, dIsmiss,
// reTract, respOnd.
std::string May(Allegation::Status status, bool published) {
  Allegation allegation;
  allegation.set_name("allegations/a");
  allegation.set_status(status);
  allegation.set_published(published);
  std::string may;
  for (const auto& [action, letter] :
       std::vector<std::pair<Action, char>>{{Action::kUpdate, 'U'},
                                            {Action::kDelete, 'D'},
                                            {Action::kSubmit, 'S'},
                                            {Action::kReview, 'R'},
                                            {Action::kPublish, 'P'},
                                            {Action::kDismiss, 'I'},
                                            {Action::kRetract, 'T'},
                                            {Action::kRespond, 'O'}}) {
    const absl::Status checked = CheckAllegationAction(allegation, action);
    if (checked.ok()) {
      may += letter;
    } else {
      EXPECT_EQ(rpc::ReasonOf(checked), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
    }
  }
  return may;
}

TEST(AllegationStateTest, WhatMayBeDoneInEachState) {
  EXPECT_EQ(May(Allegation::STATUS_DRAFT, false), "UDS");
  EXPECT_EQ(May(Allegation::STATUS_SUBMITTED, false), "URIT");
  EXPECT_EQ(May(Allegation::STATUS_REVIEWED, false), "URPIT");
  EXPECT_EQ(May(Allegation::STATUS_PUBLISHED, true), "RTO");
  EXPECT_EQ(May(Allegation::STATUS_DISMISSED, false), "");
  EXPECT_EQ(May(Allegation::STATUS_RETRACTED, true), "O");
  EXPECT_EQ(May(Allegation::STATUS_RETRACTED, false), "");
}

TEST(AllegationStateTest, NobodyReviewsTheirOwn) {
  Allegation allegation;
  allegation.set_reporter("actors/cmc");
  allegation.add_alleged_states("states/AAA");
  auth::Caller caller;
  caller.names = {"actors/cmc"};
  EXPECT_EQ(CheckReviewer(&caller, allegation).code(), absl::StatusCode::kPermissionDenied);
  caller.names = {"actors/ministry", "states/AAA"};
  const absl::Status concerned = CheckReviewer(&caller, allegation);
  EXPECT_EQ(concerned.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(concerned.message()), HasSubstr("states/AAA"));
  caller.names = {"states/BBB"};
  EXPECT_TRUE(CheckReviewer(&caller, allegation).ok());
  EXPECT_TRUE(CheckReviewer(nullptr, allegation).ok());
}

TEST(AllegationStateTest, WhatIsPublicIsTheSecretariatsToTakeBack) {
  Allegation allegation;
  auth::Caller caller;
  caller.roles = {type::v1::ROLE_IMPLEMENTER};
  EXPECT_TRUE(CheckRetractor(&caller, allegation).ok());
  allegation.set_published(true);
  EXPECT_EQ(CheckRetractor(&caller, allegation).code(), absl::StatusCode::kPermissionDenied);
  caller.roles = {type::v1::ROLE_SECRETARIAT};
  EXPECT_TRUE(CheckRetractor(&caller, allegation).ok());
}

std::vector<std::string> Faults(const Allegation& allegation) {
  rpc::Violations bad;
  CheckAllegation(allegation, Day("2026-11-12"), &bad);
  return rpc::ViolatedFields(bad.ToStatus());
}

TEST(AllegationRulesTest, OfWhomFitsTogether) {
  Allegation allegation;
  allegation.add_conducts(Allegation::CONDUCT_USE);
  *allegation.mutable_start_date() = Day("2011-04-14");
  allegation.set_perpetrator(Allegation::PERPETRATOR_UNKNOWN);
  EXPECT_THAT(Faults(allegation), IsEmpty());
  allegation.set_perpetrator(Allegation::PERPETRATOR_STATE);
  EXPECT_THAT(Faults(allegation), UnorderedElementsAre("allegation.alleged_states"));
  allegation.add_alleged_states("states/AAA");
  EXPECT_THAT(Faults(allegation), IsEmpty());
  allegation.set_perpetrator(Allegation::PERPETRATOR_NON_STATE_ACTOR);
  EXPECT_THAT(Faults(allegation),
              UnorderedElementsAre("allegation.alleged_states", "allegation.non_state_actor"));
  allegation.clear_alleged_states();
  allegation.set_non_state_actor("an armed group");
  EXPECT_THAT(Faults(allegation), IsEmpty());
  allegation.set_perpetrator(Allegation::PERPETRATOR_UNKNOWN);
  allegation.add_conducts(Allegation::CONDUCT_UNSPECIFIED);
  EXPECT_THAT(Faults(allegation),
              UnorderedElementsAre("allegation.non_state_actor", "allegation.conducts[1]"));
}

TEST(AllegationRulesTest, DaysFollowOneAnother) {
  Allegation allegation;
  allegation.add_conducts(Allegation::CONDUCT_USE);
  allegation.set_perpetrator(Allegation::PERPETRATOR_UNKNOWN);
  allegation.mutable_start_date()->set_year(2011);
  // A year alone begins on its first day and ends on its last.
  *allegation.mutable_known_date() = Day("2011-01-01");
  *allegation.mutable_end_date() = Day("2011-01-01");
  EXPECT_THAT(Faults(allegation), IsEmpty());
  *allegation.mutable_known_date() = Day("2010-12-31");
  *allegation.mutable_end_date() = Day("2010-12-31");
  EXPECT_THAT(Faults(allegation),
              UnorderedElementsAre("allegation.known_date", "allegation.end_date"));
  allegation.mutable_start_date()->set_year(2027);
  allegation.clear_known_date();
  allegation.clear_end_date();
  EXPECT_THAT(Faults(allegation), UnorderedElementsAre("allegation.start_date"));
}

}  // namespace
}  // namespace clearway::universalization
