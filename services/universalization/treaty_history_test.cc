#include "services/universalization/treaty_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Action;
using calendar::Day;
using calendar::Fact;
using testing::ElementsAre;
using testing::HasSubstr;
using v1::State;
using v1::StatusAt;
using v1::TreatyAction;

class TreatyHistoryTest : public RegistryTest {
 protected:
  void SetUp() override {
    v1::CreateStateRequest request;
    request.set_state_id("TST");
    request.mutable_state()->set_display_name("Testland");
    ASSERT_EQ(Call<State>("CreateState", request).status(), absl::OkStatus());
  }
  absl::StatusOr<State> Get(const std::string& as_of = "") {
    v1::GetStateRequest request;
    request.set_name("states/TST");
    if (!as_of.empty()) *request.mutable_as_of() = Day(as_of);
    return Call<State>("GetState", request);
  }
  StatusAt::Status StatusOn(const std::string& day) { return Get(day)->status().status(); }
  v1::RecordTreatyActionRequest Recording(const Fact& fact,
                                          const std::vector<std::string>& accepted = {}) {
    v1::RecordTreatyActionRequest request;
    request.set_name("states/TST");
    *request.mutable_action() = Action(fact);
    for (const std::string& article : accepted) {
      auto* finding = request.add_accepted_findings();
      finding->set_article(article);
      finding->set_note("as the source prints it");
    }
    return request;
  }
  absl::StatusOr<State> Record(const Fact& fact, const std::vector<std::string>& accepted = {}) {
    return Call<State>("RecordTreatyAction", Recording(fact, accepted));
  }
  v1::CorrectTreatyActionRequest Correction(TreatyAction::Kind kind, const std::string& date) {
    v1::CorrectTreatyActionRequest request;
    request.set_name("states/TST");
    request.set_kind(kind);
    *request.mutable_date() = Day(date);
    request.set_note("the depositary says otherwise");
    return request;
  }
};

TEST_F(TreatyHistoryTest, ABrokenRuleIsRefusedOrAcceptedWithANote) {
  absl::Status refused = Record({"RATIFICATION", "2009-03-18"}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("Article 16, paragraph 1"));
  EXPECT_EQ(Get()->treaty_actions_size(), 0);

  auto recorded = Record({"RATIFICATION", "2009-03-18"}, {"Article 16, paragraph 1"});
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_EQ(recorded->treaty_actions(0).accepted_findings_size(), 1);
  const v1::AcceptedFinding& finding = recorded->treaty_actions(0).accepted_findings(0);
  EXPECT_EQ(finding.article(), "Article 16, paragraph 1");
  EXPECT_THAT(finding.description(), HasSubstr("only a signatory"));
  EXPECT_EQ(finding.note(), "as the source prints it");
  EXPECT_EQ(finding.acceptor(), "actors/anonymous");
  EXPECT_TRUE(finding.has_accept_time());
  EXPECT_EQ(StatusOn("2010-08-01"), StatusAt::STATUS_STATE_PARTY);
  // It stays with the fact, whatever else is recorded and changed.
  Restart();
  v1::UpdateStateRequest update;
  *update.mutable_state() = *Get();
  update.mutable_state()->set_notes("changed");
  update.mutable_update_mask()->add_paths("notes");
  ASSERT_TRUE(Call<State>("UpdateState", update).ok());
  EXPECT_EQ(Get()->treaty_actions(0).accepted_findings_size(), 1);
}

TEST_F(TreatyHistoryTest, OnlyWhatIsBrokenCanBeAccepted) {
  absl::Status none = Record({"SIGNATURE", "2008-12-03"}, {"Article 15"}).status();
  EXPECT_EQ(none.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(none), ElementsAre("accepted_findings[0].article"));
  EXPECT_THAT(std::string(none.message()), HasSubstr("there is none"));
  // Each by its own Article: one that is left over refuses the whole.
  absl::Status half = Record({"WITHDRAWAL", "2008-01-01"}, {"Article 15"}).status();
  EXPECT_EQ(half.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(half.message()), HasSubstr("Article 20, paragraph 2"));
  absl::Status twice =
      Record({"RATIFICATION", "2009-03-18"}, {"Article 16, paragraph 1", "Article 16, paragraph 1"})
          .status();
  EXPECT_THAT(rpc::ViolatedFields(twice), ElementsAre("accepted_findings[1].article"));
  v1::RecordTreatyActionRequest silent =
      Recording({"RATIFICATION", "2009-03-18"}, {"Article 16, paragraph 1"});
  silent.mutable_accepted_findings(0)->clear_note();
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("RecordTreatyAction", silent).status()),
              ElementsAre("accepted_findings[0].note"));
  // What lies ahead is no history.
  EXPECT_EQ(Record({"ACCESSION", "2030-01-01"}, {"Article 16"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Get()->treaty_actions_size(), 0);
}

TEST_F(TreatyHistoryTest, ASecondAccessionIsRefused) {
  ASSERT_TRUE(Record({"ACCESSION", "2011-03-24"}).ok());
  absl::Status second = Record({"ACCESSION", "2012-01-01"}).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr("Article 16"));
  EXPECT_THAT(std::string(second.message()), HasSubstr("RecordTreatyAccount"));
  EXPECT_EQ(Get()->treaty_actions_size(), 1);
}

TEST_F(TreatyHistoryTest, SourcesThatContradictEachOtherStandBesideEachOther) {
  ASSERT_TRUE(Record({"SIGNATURE", "2008-12-04"}).ok());
  v1::RecordTreatyAccountRequest request;
  request.set_name("states/TST");
  request.set_kind(TreatyAction::KIND_SIGNATURE);
  *request.mutable_date() = Day("2008-12-04");
  *request.mutable_account()->mutable_date() = Day("2008-12-03");
  request.mutable_account()->set_source("Cluster Munition Monitor");
  auto recorded = Call<State>("RecordTreatyAccount", request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_EQ(recorded->treaty_actions(0).other_accounts_size(), 1);
  EXPECT_EQ(recorded->treaty_actions(0).other_accounts(0).source(), "Cluster Munition Monitor");
  // What counts is the fact.
  EXPECT_EQ(StatusOn("2008-12-03"), StatusAt::STATUS_NOT_PARTY);
  EXPECT_EQ(StatusOn("2008-12-04"), StatusAt::STATUS_SIGNATORY);
  EXPECT_EQ(Call<State>("RecordTreatyAccount", request).status().code(),
            absl::StatusCode::kAlreadyExists);
  *request.mutable_date() = Day("2008-12-05");
  absl::Status missing = Call<State>("RecordTreatyAccount", request).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("SIGNATURE of 2008-12-04"));
}

TEST_F(TreatyHistoryTest, ACorrectionKeepsWhatWasBelieved) {
  ASSERT_TRUE(Record({"SIGNATURE", "2008-12-03"}).ok());
  ASSERT_TRUE(Record({"RATIFICATION", "2009-03-18"}).ok());
  auto request = Correction(TreatyAction::KIND_RATIFICATION, "2009-03-18");
  *request.mutable_action() = Action({"RATIFICATION", "2010-05-06"});
  *request.mutable_known_date() = Day("2012-01-01");
  auto corrected = Call<State>("CorrectTreatyAction", request);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  ASSERT_EQ(corrected->treaty_actions_size(), 3);
  EXPECT_EQ(calendar::ToString(corrected->treaty_actions(1).superseded_date()), "2012-01-01");
  EXPECT_EQ(corrected->treaty_actions(1).correction_note(), "the depositary says otherwise");
  EXPECT_EQ(calendar::ToString(corrected->treaty_actions(2).effective_date()), "2010-11-01");
  // A report of 2011 can be made again; one of 2012 knows better.
  EXPECT_EQ(StatusOn("2010-08-01"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_EQ(calendar::ToString(Get("2011-12-31")->status().entry_into_force_date()), "2010-08-01");
  EXPECT_EQ(calendar::ToString(Get("2012-01-01")->status().entry_into_force_date()), "2010-11-01");
  // What was corrected counts for no rule and is not corrected again.
  EXPECT_EQ(Call<State>("CorrectTreatyAction", request).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(TreatyHistoryTest, WhatNeverHappenedIsTakenBack) {
  ASSERT_TRUE(Record({"ACCESSION", "2011-03-24"}).ok());
  ASSERT_TRUE(
      Call<State>("CorrectTreatyAction", Correction(TreatyAction::KIND_ACCESSION, "2011-03-24"))
          .ok());
  EXPECT_EQ(StatusOn("2026-11-12"), StatusAt::STATUS_NOT_PARTY);
  EXPECT_EQ(StatusOn("2026-11-11"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_TRUE(Record({"ACCESSION", "2012-03-24"}).ok());
}

TEST_F(TreatyHistoryTest, ACorrectionMustLeaveAHistoryThatStands) {
  ASSERT_TRUE(Record({"SIGNATURE", "2008-12-03"}).ok());
  ASSERT_TRUE(Record({"RATIFICATION", "2009-03-18"}).ok());
  auto request = Correction(TreatyAction::KIND_SIGNATURE, "2008-12-03");
  *request.mutable_action() = Action({"SIGNATURE", "2009-06-01"});
  absl::Status late = Call<State>("CorrectTreatyAction", request).status();
  EXPECT_EQ(late.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(late.message()), HasSubstr("Article 16, paragraph 1"));
  request.clear_action();
  EXPECT_EQ(Call<State>("CorrectTreatyAction", request).status().code(),
            absl::StatusCode::kFailedPrecondition);
  *request.mutable_action() = Action({"SIGNATURE", "2008-12-05", "2008-12-06"});
  *request.mutable_known_date() = Day("2008-12-04");
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("CorrectTreatyAction", request).status()),
              ElementsAre("action.known_date", "known_date"));
  EXPECT_EQ(Get()->treaty_actions_size(), 2);
  EXPECT_FALSE(Get()->treaty_actions(0).has_superseded_date());
}

// Article 20, paragraph 3: who is in an armed conflict at the end of the six months stays bound
// until it is over.
TEST_F(TreatyHistoryTest, AWithdrawalWaitsForAConflictOfWhichNobodyKnowsTheEnd) {
  ASSERT_TRUE(Record({"ACCESSION", "2011-03-24"}).ok());
  v1::RecordTreatyActionRequest request = Recording({"WITHDRAWAL", "2024-09-06"});
  request.mutable_action()->set_armed_conflict_ongoing(true);
  auto recorded = Call<State>("RecordTreatyAction", request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_FALSE(recorded->treaty_actions(1).has_effective_date());
  EXPECT_EQ(StatusOn("2026-11-12"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_TRUE(Get("2025-03-05")->status().has_withdrawal_effective_date());
  EXPECT_FALSE(Get("2025-03-06")->status().has_withdrawal_effective_date());
  // Still a party, it cannot join again.
  EXPECT_EQ(Record({"ACCESSION", "2026-01-01"}).status().code(),
            absl::StatusCode::kFailedPrecondition);

  auto over = Correction(TreatyAction::KIND_WITHDRAWAL, "2024-09-06");
  *over.mutable_action() = Action({"WITHDRAWAL", "2024-09-06", "", "2026-10-20"});
  *over.mutable_known_date() = Day("2026-11-01");
  auto ended = Call<State>("CorrectTreatyAction", over);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(StatusOn("2026-10-31"), StatusAt::STATUS_STATE_PARTY);  // not known yet
  EXPECT_EQ(StatusOn("2026-11-01"), StatusAt::STATUS_WITHDRAWN);
  EXPECT_EQ(calendar::ToString(Get("2026-11-01")->status().withdrawal_effective_date()),
            "2026-10-20");
  v1::RecordTreatyActionRequest both = Recording({"ACCESSION", "2026-11-02"});
  both.mutable_action()->set_armed_conflict_ongoing(true);
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("RecordTreatyAction", both).status()),
              ElementsAre("action.armed_conflict_ongoing"));
}

TEST_F(TreatyHistoryTest, NothingIsKnownOfTheDaysBeforeTheAdoption) {
  EXPECT_EQ(StatusOn("2008-05-30"), StatusAt::STATUS_NOT_PARTY);
  absl::Status before = Get("2008-05-29").status();
  EXPECT_EQ(before.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(before), ElementsAre("as_of"));
}

TEST_F(TreatyHistoryTest, AStateHasTheNameOfItsDay) {
  v1::UpdateStateRequest update;
  *update.mutable_state() = *Get();
  auto* former = update.mutable_state()->add_former_names();
  former->set_display_name("Old Testland");
  *former->mutable_until_date() = Day("2018-04-19");
  update.mutable_update_mask()->add_paths("former_names");
  auto updated = Call<State>("UpdateState", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->status().display_name(), "Testland");
  EXPECT_EQ(Get("2018-04-18")->status().display_name(), "Old Testland");
  EXPECT_EQ(Get("2018-04-19")->status().display_name(), "Testland");
  // A document's name leads to one State: nobody else bears it.
  v1::CreateStateRequest other;
  other.set_state_id("OTH");
  other.mutable_state()->set_display_name("Old testland");
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("CreateState", other).status()),
              ElementsAre("state.display_name"));
  // The oldest first.
  update.mutable_state()->set_etag("");
  auto* older = update.mutable_state()->add_former_names();
  older->set_display_name("Ancient Testland");
  *older->mutable_until_date() = Day("2010-01-01");
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("UpdateState", update).status()),
              ElementsAre("state.former_names[1].until_date"));
  update.mutable_state()->mutable_former_names()->SwapElements(0, 1);
  ASSERT_TRUE(Call<State>("UpdateState", update).ok());
  EXPECT_EQ(Get("2009-12-31")->status().display_name(), "Ancient Testland");
  EXPECT_EQ(Get("2010-01-01")->status().display_name(), "Old Testland");
}

TEST_F(TreatyHistoryTest, OnlyTheSecretariatRecords) {
  auto coordinator = ClientOf(CallerOf("states/NOR", {type::v1::ROLE_COORDINATOR}));
  auto secretariat = ClientOf(CallerOf("actors/isu", {type::v1::ROLE_SECRETARIAT}));
  const auto request = Recording({"RATIFICATION", "2009-03-18"}, {"Article 16, paragraph 1"});
  EXPECT_EQ(coordinator->Call<State>(FullName("RecordTreatyAction"), request).status().code(),
            absl::StatusCode::kPermissionDenied);
  auto recorded = secretariat->Call<State>(FullName("RecordTreatyAction"), request);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(recorded->treaty_actions(0).accepted_findings(0).acceptor(), "actors/isu");
}

}  // namespace
}  // namespace clearway::universalization
