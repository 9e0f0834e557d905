#include "services/universalization/states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
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
using testing::UnorderedElementsAre;
using v1::State;
using v1::StatusAt;
using v1::TreatyAction;

constexpr char kUuid[] = "5f0c2b9e-0d4c-4c43-9d9c-3a4f6d1f2a3b";

class StatesTest : public RegistryTest {
 protected:
  absl::StatusOr<State> Create(const std::string& id, const std::string& name,
                               const std::vector<std::string>& aliases = {}) {
    v1::CreateStateRequest request;
    request.set_state_id(id);
    request.mutable_state()->set_display_name(name);
    for (const std::string& alias : aliases) request.mutable_state()->add_aliases(alias);
    return Call<State>("CreateState", request);
  }
  absl::StatusOr<State> Get(const std::string& id, const std::string& as_of = "") {
    v1::GetStateRequest request;
    request.set_name("states/" + id);
    if (!as_of.empty()) *request.mutable_as_of() = Day(as_of);
    return Call<State>("GetState", request);
  }
  absl::StatusOr<State> Record(const std::string& id, const Fact& fact) {
    v1::RecordTreatyActionRequest request;
    request.set_name("states/" + id);
    *request.mutable_action() = Action(fact);
    return Call<State>("RecordTreatyAction", request);
  }
  absl::StatusOr<State> Update(const State& state, const std::vector<std::string>& mask) {
    v1::UpdateStateRequest request;
    *request.mutable_state() = state;
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    return Call<State>("UpdateState", request);
  }
};

TEST_F(StatesTest, AStateIsCreatedAndRead) {
  auto created = Create("LAO", "Lao People's Democratic Republic", {"Lao PDR", "Laos"});
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "states/LAO");
  EXPECT_FALSE(created->etag().empty());
  EXPECT_EQ(created->status().status(), StatusAt::STATUS_NOT_PARTY);
  EXPECT_EQ(calendar::ToString(created->status().as_of_date()), "2026-11-12");
  auto read = Get("LAO");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), created->SerializeAsString());
  EXPECT_EQ(Create("LAO", "Another").status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(StatesTest, TreatyActionsAndStatusAreNotTheClientsToWrite) {
  v1::CreateStateRequest request;
  request.set_state_id("LAO");
  request.mutable_state()->set_display_name("Lao PDR");
  *request.mutable_state()->add_treaty_actions() = Action({"ACCESSION", "2010-01-01"});
  request.mutable_state()->mutable_status()->set_status(StatusAt::STATUS_STATE_PARTY);
  auto created = Call<State>("CreateState", request);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->treaty_actions_size(), 0);
  EXPECT_EQ(created->status().status(), StatusAt::STATUS_NOT_PARTY);
}

TEST_F(StatesTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(Get("LAO").status().code(), absl::StatusCode::kNotFound);
  v1::GetStateRequest request;
  request.set_name("countries/LAO");
  EXPECT_EQ(Call<State>("GetState", request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Record("LAO", {"SIGNATURE", "2008-12-03"}).status().code(),
            absl::StatusCode::kNotFound);
  State state;
  state.set_name("states/LAO");
  state.set_notes("x");
  EXPECT_EQ(Update(state, {"notes"}).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(StatesTest, AnIdIsACountryCode) {
  for (const char* id : {"lao", "LA", "LAOS", "L-O"}) {
    absl::Status status = Create(id, "Somewhere").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("state_id"));
  }
}

TEST_F(StatesTest, NoTwoStatesShareAName) {
  ASSERT_TRUE(Create("SWZ", "Eswatini", {"Swaziland"}).ok());
  absl::Status status = Create("CHE", "  SWAZILAND ", {"Suisse", "eswatini"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("state.display_name", "state.aliases[1]"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("states/SWZ"));

  auto swiss = Create("CHE", "Switzerland");
  ASSERT_TRUE(swiss.ok()) << swiss.status();
  swiss->add_aliases("Swaziland");
  EXPECT_THAT(rpc::ViolatedFields(Update(*swiss, {"aliases"}).status()),
              ElementsAre("state.aliases[0]"));
  // A State's own names are no obstacle, and a name given up is free.
  auto swazi = Get("SWZ");
  swazi->clear_aliases();
  ASSERT_TRUE(Update(*swazi, {"aliases", "display_name"}).ok());
  swiss = Get("CHE");
  swiss->add_aliases("Swaziland");
  EXPECT_TRUE(Update(*swiss, {"aliases"}).ok());
}

TEST_F(StatesTest, SeveralAtOnceAllOrNothing) {
  ASSERT_TRUE(Create("LAO", "Lao PDR").ok());
  ASSERT_TRUE(Create("LBN", "Lebanon").ok());
  v1::BatchGetStatesRequest request;
  for (const char* name : {"states/LBN", "states/LAO", "states/LBN"}) request.add_names(name);
  auto response = Call<v1::BatchGetStatesResponse>("BatchGetStates", request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->states_size(), 3);
  EXPECT_EQ(response->states(0).name(), "states/LBN");
  EXPECT_EQ(response->states(1).name(), "states/LAO");
  EXPECT_EQ(response->states(1).status().status(), StatusAt::STATUS_NOT_PARTY);
  request.add_names("states/IRQ");
  absl::Status status = Call<v1::BatchGetStatesResponse>("BatchGetStates", request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("states/IRQ"));
  for (int i = 0; i < 200; ++i) request.add_names("states/LAO");
  EXPECT_EQ(Call<v1::BatchGetStatesResponse>("BatchGetStates", request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(StatesTest, TreatyActionsMakeTheStatusOfAnyDay) {
  ASSERT_TRUE(Create("LTU", "Lithuania").ok());
  ASSERT_TRUE(Record("LTU", {"SIGNATURE", "2008-12-03"}).ok());
  ASSERT_TRUE(Record("LTU", {"RATIFICATION", "2011-03-24"}).ok());
  ASSERT_TRUE(Record("LTU", {"WITHDRAWAL", "2024-09-06"}).ok());
  // Recorded late, and put where its date belongs.
  auto state = Record("LTU", {"PROVISIONAL_APPLICATION", "2011-03-24"});
  ASSERT_TRUE(state.ok()) << state.status();
  std::vector<std::string> facts;
  for (const TreatyAction& action : state->treaty_actions()) {
    facts.push_back(
        TreatyAction::Kind_Name(action.kind()) + " " + calendar::ToString(action.date()) +
        (action.has_effective_date() ? " in effect " + calendar::ToString(action.effective_date())
                                     : ""));
  }
  EXPECT_THAT(facts, ElementsAre("KIND_SIGNATURE 2008-12-03",
                                 "KIND_RATIFICATION 2011-03-24 in effect 2011-09-01",
                                 "KIND_PROVISIONAL_APPLICATION 2011-03-24",
                                 "KIND_WITHDRAWAL 2024-09-06 in effect 2025-03-06"));
  EXPECT_EQ(state->status().status(), StatusAt::STATUS_WITHDRAWN);
  EXPECT_EQ(Get("LTU", "2010-11-12")->status().status(), StatusAt::STATUS_SIGNATORY);
  EXPECT_TRUE(Get("LTU", "2011-04-01")->status().applies_provisionally());
  EXPECT_EQ(Get("LTU", "2025-03-05")->status().status(), StatusAt::STATUS_STATE_PARTY);
}

TEST_F(StatesTest, WhatBreaksAnArticleIsRefusedAndNotStored) {
  ASSERT_TRUE(Create("LAO", "Lao PDR").ok());
  absl::Status status = Record("LAO", {"RATIFICATION", "2009-03-18"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_TREATY_RULE_VIOLATED);
  EXPECT_THAT(std::string(status.message()), HasSubstr("Article 16, paragraph 1"));
  EXPECT_EQ(Get("LAO")->treaty_actions_size(), 0);
}

TEST_F(StatesTest, NothingHappensTomorrow) {
  ASSERT_TRUE(Create("LAO", "Lao PDR").ok());
  absl::Status status = Record("LAO", {"ACCESSION", "2026-11-13", "2026-11-14"}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("action.date", "action.known_date"));
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  EXPECT_TRUE(Record("LAO", {"ACCESSION", "2026-11-12"}).ok());
}

TEST_F(StatesTest, AllThatIsWrongComesInOneAnswer) {
  ASSERT_TRUE(Create("SWZ", "Eswatini", {"Swaziland"}).ok());
  v1::CreateStateRequest create;
  create.set_state_id("s");
  create.mutable_state()->set_iso2("swz");
  create.mutable_state()->add_aliases("Swaziland");
  EXPECT_THAT(
      rpc::ViolatedFields(Call<State>("CreateState", create).status()),
      UnorderedElementsAre("state_id", "state.display_name", "state.iso2", "state.aliases[0]"));
  v1::RecordTreatyActionRequest record;
  record.set_name("states/SWZ");
  record.set_request_id("no uuid");
  *record.mutable_action() = Action({"ACCESSION", "2027-01-01", "2026-11-01", "2011-02-01"});
  EXPECT_THAT(rpc::ViolatedFields(Call<State>("RecordTreatyAction", record).status()),
              UnorderedElementsAre("request_id", "action.date", "action.known_date",
                                   "action.armed_conflict_end_date"));
}

TEST_F(StatesTest, AStaleEtagIsRefused) {
  auto first = Create("LAO", "Lao PDR");
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(Record("LAO", {"SIGNATURE", "2008-12-03"}).ok());
  v1::RecordTreatyActionRequest request;
  request.set_name("states/LAO");
  *request.mutable_action() = Action({"RATIFICATION", "2009-03-18"});
  request.set_etag(first->etag());
  EXPECT_EQ(Call<State>("RecordTreatyAction", request).status().code(), absl::StatusCode::kAborted);
  request.set_etag(Get("LAO")->etag());
  EXPECT_TRUE(Call<State>("RecordTreatyAction", request).ok());
  first->set_notes("stale");
  EXPECT_EQ(Update(*first, {"notes"}).status().code(), absl::StatusCode::kAborted);
}

TEST_F(StatesTest, ARepeatedRequestIdGetsTheFirstAnswerAlsoAfterARestart) {
  ASSERT_TRUE(Create("LAO", "Lao PDR").ok());
  v1::RecordTreatyActionRequest request;
  request.set_name("states/LAO");
  *request.mutable_action() = Action({"SIGNATURE", "2008-12-03"});
  request.set_request_id(kUuid);
  auto first = Call<State>("RecordTreatyAction", request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Record("LAO", {"RATIFICATION", "2009-03-18"}).ok());
  Restart();
  auto repeated = Call<State>("RecordTreatyAction", request);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Get("LAO")->treaty_actions_size(), 2);
  *request.mutable_action() = Action({"SIGNATURE", "2008-12-04"});
  EXPECT_EQ(rpc::ReasonOf(Call<State>("RecordTreatyAction", request).status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(StatesTest, ValidateOnlyAnswersAndStoresNothing) {
  v1::CreateStateRequest request;
  request.set_state_id("LAO");
  request.mutable_state()->set_display_name("Lao PDR");
  request.set_validate_only(true);
  auto answer = Call<State>("CreateState", request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->name(), "states/LAO");
  EXPECT_EQ(Get("LAO").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(StatesTest, UpdatesFollowTheMask) {
  auto state = Create("SSD", "South Sudan");
  ASSERT_TRUE(state.ok());
  state->set_notes("new");
  state->set_display_name("Other");
  *state->mutable_existed_from() = Day("2011-07-09");
  auto updated = Update(*state, {"notes", "existed_from"});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->notes(), "new");
  EXPECT_EQ(updated->display_name(), "South Sudan");
  EXPECT_EQ(Get("SSD", "2011-07-08")->status().status(), StatusAt::STATUS_UNSPECIFIED);
  *updated->add_treaty_actions() = Action({"ACCESSION", "2023-08-03"});
  EXPECT_EQ(Update(*updated, {"treaty_actions"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Get("SSD")->treaty_actions_size(), 0);
}

TEST_F(StatesTest, AStatesFirstDayFitsWhatItHasDone) {
  ASSERT_TRUE(Create("SSD", "South Sudan").ok());
  auto state = Record("SSD", {"ACCESSION", "2023-08-03"});
  ASSERT_TRUE(state.ok()) << state.status();
  *state->mutable_existed_from() = Day("2023-08-04");
  EXPECT_THAT(rpc::ViolatedFields(Update(*state, {"existed_from"}).status()),
              ElementsAre("state.existed_from"));
  *state->mutable_existed_from() = Day("2023-08-03");
  EXPECT_TRUE(Update(*state, {"existed_from"}).ok());
}

TEST_F(StatesTest, ASuccessionMovesWithTheFirstDay) {
  auto state = Create("SSD", "South Sudan");
  ASSERT_TRUE(state.ok());
  *state->mutable_existed_from() = Day("2011-07-09");
  ASSERT_TRUE(Update(*state, {"existed_from"}).ok());
  state = Record("SSD", {"SUCCESSION", "2012-01-01"});
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(calendar::ToString(state->treaty_actions(0).effective_date()), "2011-07-09");
  *state->mutable_existed_from() = Day("2011-07-14");
  state = Update(*state, {"existed_from"});
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(calendar::ToString(state->treaty_actions(0).effective_date()), "2011-07-14");
  state->clear_existed_from();
  EXPECT_THAT(rpc::ViolatedFields(Update(*state, {"existed_from"}).status()),
              ElementsAre("state.existed_from"));
}

// Of many clients that do at once what only one may do, one succeeds.
TEST_F(StatesTest, OneOfManyAtOnce) {
  ASSERT_TRUE(Create("LAO", "Lao PDR").ok());
  const std::vector<std::string> ids = {"AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH"};
  std::atomic<int> signatures{0}, names{0};
  std::vector<std::thread> clients;
  for (const std::string& id : ids) {
    clients.emplace_back([&, id] {
      if (Record("LAO", {"SIGNATURE", "2008-12-03"}).ok()) ++signatures;
      if (Create(id, "One Name").ok()) ++names;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(signatures, 1);
  EXPECT_EQ(names, 1);
  EXPECT_EQ(Get("LAO")->treaty_actions_size(), 1);
}

TEST_F(StatesTest, LeastDevelopedPeriodsFollowOneAnother) {
  auto state = Create("LAO", "Lao PDR");
  ASSERT_TRUE(state.ok());
  auto* first = state->add_least_developed_periods();
  auto* second = state->add_least_developed_periods();
  *first->mutable_end_date() = Day("2010-01-01");
  *second->mutable_start_date() = Day("2009-12-31");
  EXPECT_THAT(rpc::ViolatedFields(Update(*state, {"least_developed_periods"}).status()),
              ElementsAre("state.least_developed_periods[1].start_date"));
  *second->mutable_start_date() = Day("2010-01-01");
  *second->mutable_end_date() = Day("2010-01-01");
  absl::Status inverted = Update(*state, {"least_developed_periods"}).status();
  EXPECT_THAT(rpc::ViolatedFields(inverted),
              ElementsAre("state.least_developed_periods[1].end_date"));
  EXPECT_EQ(rpc::ReasonOf(inverted), type::v1::ERROR_REASON_PERIOD_INVERTED);
  second->clear_end_date();
  auto updated = Update(*state, {"least_developed_periods"});
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(updated->status().least_developed());
}

}  // namespace
}  // namespace clearway::universalization
