// The project's data, loaded into a real universalization service as `clearway_load` does it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "clients/loader/registry.h"
#include "clients/loader/registry_rows.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/client.h"
#include "services/universalization/testing.h"

namespace clearway::loader {
namespace {

using calendar::Day;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using universalization::v1::State;
using universalization::v1::SummarizeStatusRequest;
using universalization::v1::SummarizeStatusResponse;

class RegistryLoadTest : public universalization::RegistryTest {
 protected:
  void SetUp() override {
    auto rows = ReadRegistry("data");
    ASSERT_TRUE(rows.ok()) << rows.status();
    rows_ = *std::move(rows);
  }
  RegistryReport Load(bool update = false) {
    LoadOptions options;
    options.update = update;
    auto report = LoadRegistry(*client_, rows_, options);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : RegistryReport();
  }
  State Get(const std::string& name) {
    universalization::v1::GetStateRequest request;
    request.set_name(name);
    auto state = Call<State>("GetState", request);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? *state : State();
  }
  SummarizeStatusResponse Summary(absl::string_view day) {
    SummarizeStatusRequest request;
    *request.mutable_as_of() = Day(day);
    auto summary = Call<SummarizeStatusResponse>("SummarizeStatus", request);
    EXPECT_TRUE(summary.ok()) << summary.status();
    return summary.ok() ? *summary : SummarizeStatusResponse();
  }
  // Leaves the first two States, so that a test of one record is quick.
  void KeepTwoStates() {
    rows_.states.resize(2);
    rows_.areas.clear();
    rows_.actors.clear();
  }

  RegistryRows rows_;
};

TEST_F(RegistryLoadTest, EverythingIsLoadedOnceAndOnlyOnce) {
  RegistryReport first = Load();
  EXPECT_THAT(first.findings, IsEmpty());
  EXPECT_EQ(first.states.created, 197);
  EXPECT_EQ(first.treaty_actions.created, 226);
  EXPECT_EQ(first.areas.created, 4);
  EXPECT_EQ(first.actors.created, 29);

  // The Vientiane Declaration's 46 ratifications; the final document's split of them; both ways of
  // counting today.
  SummarizeStatusResponse then = Summary("2010-11-12");
  EXPECT_EQ(then.states_parties_in_force(), 36);
  EXPECT_EQ(then.states_parties_by_deposit(), 46);
  EXPECT_EQ(then.ratified_not_in_force(), 10);
  EXPECT_EQ(then.signatories(), 62);
  EXPECT_EQ(then.states(), 196);
  SummarizeStatusResponse now = Summary("2026-11-01");
  EXPECT_EQ(now.states_parties_in_force(), 112);
  EXPECT_EQ(now.states_parties_by_deposit(), 112);
  EXPECT_EQ(now.signatories(), 12);
  EXPECT_EQ(now.not_party(), 72);
  EXPECT_EQ(now.withdrawn(), 1);

  Restart();
  RegistryReport second = Load();
  EXPECT_THAT(second.findings, IsEmpty());
  for (const LoadCounts* counts :
       {&second.states, &second.treaty_actions, &second.areas, &second.actors}) {
    EXPECT_EQ(counts->already_there, counts->total());
  }
  EXPECT_EQ(second.states.total(), 197);
  EXPECT_EQ(second.treaty_actions.total(), 226);
  EXPECT_THAT(FormatReport(second), HasSubstr("197 already there"));
}

TEST_F(RegistryLoadTest, WhatSomebodyChangedIsReportedAndLeft) {
  KeepTwoStates();
  Load();
  universalization::v1::UpdateStateRequest edit;
  *edit.mutable_state() = Get(rows_.states[0].name());
  edit.mutable_state()->set_notes("seen by the secretariat");
  edit.mutable_update_mask()->add_paths("notes");
  ASSERT_TRUE(Call<State>("UpdateState", edit).ok());

  RegistryReport report = Load();
  EXPECT_EQ(report.states.differing, 1);
  EXPECT_EQ(report.states.already_there, 1);
  EXPECT_THAT(report.findings, ElementsAre("states/AFG is there and differs in: notes"));
  EXPECT_EQ(Get("states/AFG").notes(), "seen by the secretariat");

  report = Load(/*update=*/true);
  EXPECT_EQ(report.states.updated, 1);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(Get("states/AFG").notes(), "");
  EXPECT_EQ(Get("states/AFG").treaty_actions_size(), 2);
  EXPECT_EQ(Load().states.already_there, 2);
}

TEST_F(RegistryLoadTest, ATreatyActionThatDiffersIsReported) {
  KeepTwoStates();
  Load();
  rows_.states[0].mutable_treaty_actions(0)->set_note("another note");
  RegistryReport report = Load(/*update=*/true);
  EXPECT_EQ(report.treaty_actions.differing, 1);
  EXPECT_THAT(report.findings,
              ElementsAre("states/AFG, SIGNATURE of 2008-12-03 is there and differs in: note"));
}

TEST_F(RegistryLoadTest, ARefusedRowIsAFindingAndTheOthersGoOn) {
  KeepTwoStates();
  rows_.findings = {"states.csv:9: unreadable"};
  rows_.states[0].add_aliases(rows_.states[1].display_name());
  *rows_.states[1].add_treaty_actions() = rows_.states[1].treaty_actions(0);
  rows_.states[1].mutable_treaty_actions()->Add()->CopyFrom(rows_.states[1].treaty_actions(1));
  *rows_.states[1].mutable_treaty_actions(3)->mutable_date() = Day("2020-01-01");
  State again = rows_.states[1];
  again.set_name("states/DZA");
  rows_.states.push_back(again);
  RegistryReport report = Load();
  // Afghanistan comes first and takes the name; two others follow with it.
  EXPECT_EQ(report.states.created, 1);
  EXPECT_EQ(report.states.refused, 2);
  ASSERT_GE(report.findings.size(), 3u);
  EXPECT_EQ(report.findings[0], "states.csv:9: unreadable");
  EXPECT_THAT(report.findings[1], HasSubstr("states/ALB refused: "));
  EXPECT_THAT(report.findings[1], HasSubstr("is also a name of states/AFG"));
  // Actions of a State that is not there are refused one by one.
  EXPECT_EQ(report.treaty_actions.created, 2);
  EXPECT_EQ(report.treaty_actions.refused, 8);
}

TEST_F(RegistryLoadTest, AServiceThatIsNotThereEndsTheLoading) {
  auto nobody = rpc::Client::Connect("127.0.0.1:1", {.max_attempts = 1});
  ASSERT_TRUE(nobody.ok());
  EXPECT_EQ(LoadRegistry(**nobody, rows_).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace clearway::loader
