#include "common/rpc/authorize.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/collection.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/note.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using auth::Caller;
using auth::Permissions;
using auth::Roles;
using ::testing::HasSubstr;
using type::v1::ERROR_REASON_DEADLINE_OVER;
using type::v1::ERROR_REASON_NOT_YOURS;
using type::v1::ERROR_REASON_PERMISSION_DENIED;
using type::v1::ERROR_REASON_UNSPECIFIED;
using type::v1::Role;
using type::v1::ROLE_DONOR_OFFICER;
using type::v1::ROLE_OBSERVER;
using type::v1::ROLE_SECRETARIAT;
using type::v1::ROLE_STATE_APPROVER;
namespace note = gate::v1;

const google::protobuf::ServiceDescriptor* Notes() {
  return note::Note::descriptor()->file()->FindServiceByName("NoteService");
}

const resource::Collection<note::Note>& Collection() {
  static const auto* const notes =
      new resource::Collection<note::Note>({.collection = "notes", .indexes = {}});
  return *notes;
}

// A line of the table with these cells, and nothing in the others.
absl::StatusOr<std::unique_ptr<const Gate>> TryGate(
    const std::string& method, const std::vector<std::pair<Role, std::string>>& cells,
    Method::Kind kind = Method::Kind::kWrite, const std::string& resource = "notes") {
  std::vector<std::string> columns = {"service", "method", "resource", "verb"};
  std::vector<std::string> line = {"gate", method, resource, "do"};
  for (Role role : auth::AllRoles()) {
    columns.push_back(auth::RoleName(role));
    line.emplace_back();
    for (const auto& [of, cell] : cells) {
      if (of == role) line.back() = cell;
    }
  }
  auto table = Permissions::Parse(
      absl::StrCat(absl::StrJoin(columns, ","), "\n", absl::StrJoin(line, ","), "\n"), "t.csv");
  EXPECT_TRUE(table.ok()) << table.status();
  Method served;
  served.kind = kind;
  served.descriptor = Notes()->FindMethodByName(method);
  return Gate::Make(served, table->lines()[0]);
}

std::unique_ptr<const Gate> MakeGate(const std::string& method,
                                     const std::vector<std::pair<Role, std::string>>& cells,
                                     Method::Kind kind = Method::Kind::kWrite,
                                     const std::string& resource = "notes") {
  auto gate = TryGate(method, cells, kind, resource);
  EXPECT_TRUE(gate.ok()) << gate.status();
  return gate.ok() ? *std::move(gate) : nullptr;
}

// 12 November 2012, for Norway, in these roles.
Call By(Roles roles, std::vector<std::string> names = {"states/NOR"}) {
  Caller caller;
  caller.identity = "https://login.example#a";
  caller.actor = names.empty() ? "" : names[0];
  caller.names = std::move(names);
  caller.roles = roles;
  Call call = resource::testing::CallAt(0);
  call.caller = std::make_shared<Caller>(std::move(caller));
  return call;
}

note::Note NoteOf(const std::string& provider) {
  note::Note made;
  made.set_provider(provider);
  made.set_recipient("states/LAO");
  return made;
}

class AuthorizeTest : public resource::testing::StoreTest {
 protected:
  void Put(const std::string& id, note::Note made) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Collection().Create(By({}), txn, std::move(made), id).status();
                }).ok());
  }

  // All that a write is asked before its handler.
  absl::Status Ask(const Gate& gate, const Call& call, const Message& request) {
    absl::Status status = gate.CheckRole(*call.caller);
    if (status.ok()) status = gate.CheckRequest(call, request);
    if (status.ok()) status = gate.CheckRecords(call, *Now(), request);
    return status;
  }

  ErrorReason Reason(const Gate& gate, const Call& call, const Message& request) {
    const absl::Status status = Ask(gate, call, request);
    return status.ok() ? ERROR_REASON_UNSPECIFIED : ReasonOf(status);
  }
};

note::NoteRequest Named(const std::string& name) {
  note::NoteRequest request;
  request.set_name(name);
  return request;
}

TEST_F(AuthorizeTest, ARoleWithoutAConditionMayNotAtAll) {
  const auto gate =
      MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "any"}, {ROLE_SECRETARIAT, "own provider"}});
  EXPECT_TRUE(gate->CheckRole(*By({ROLE_DONOR_OFFICER}).caller).ok());
  EXPECT_TRUE(gate->CheckRole(*By({ROLE_SECRETARIAT}).caller).ok());
  EXPECT_TRUE(gate->CheckRole(Caller::Unrestricted("actors/x")).ok());
  const absl::Status refused = gate->CheckRole(*By({ROLE_OBSERVER, ROLE_STATE_APPROVER}).caller);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(refused.message(),
            "GetNote is for these roles: donor officer, secretariat; yours for states/NOR: "
            "observer, state approver");
  EXPECT_FALSE(gate->CheckRole(*By({}).caller).ok());
}

TEST_F(AuthorizeTest, WhatIsFreeLooksAtNothing) {
  const auto gate = MakeGate("GetNote", {{ROLE_OBSERVER, "any"}, {ROLE_DONOR_OFFICER, "own"}});
  EXPECT_FALSE(gate->AsksRecords(*By({ROLE_OBSERVER}).caller));
  EXPECT_FALSE(gate->AsksRecords(*By({ROLE_OBSERVER, ROLE_DONOR_OFFICER}).caller));
  EXPECT_TRUE(gate->AsksRecords(*By({ROLE_DONOR_OFFICER}).caller));
  EXPECT_FALSE(gate->AsksRecords(Caller::Unrestricted("actors/x")));
}

TEST_F(AuthorizeTest, OwnMeansTheFieldsNamedOrTheOwners) {
  Put("mine", NoteOf("states/NOR"));
  Put("other", NoteOf("states/LBN"));
  note::Note written = NoteOf("states/LBN");
  written.set_author("states/NOR");
  Put("written", written);
  const Call call = By({ROLE_DONOR_OFFICER});
  const auto own = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own"}});
  EXPECT_TRUE(Ask(*own, call, Named("notes/mine")).ok());
  EXPECT_TRUE(Ask(*own, call, Named("notes/written")).ok());
  const absl::Status refused = Ask(*own, call, Named("notes/other"));
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_NOT_YOURS);
  EXPECT_EQ(refused.message(),
            "notes/other is not yours: its provider or author must be states/NOR");
  const auto provider = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own provider"}});
  EXPECT_TRUE(Ask(*provider, call, Named("notes/mine")).ok());
  EXPECT_EQ(Reason(*provider, call, Named("notes/written")), ERROR_REASON_NOT_YOURS);
  const auto either = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own provider+author"}});
  EXPECT_TRUE(Ask(*either, call, Named("notes/written")).ok());
  EXPECT_EQ(Ask(*either, By({ROLE_DONOR_OFFICER}, {}), Named("notes/mine")).message(),
            "notes/mine is not yours: its provider or author must be one of your own, and you act "
            "for no actor");
}

TEST_F(AuthorizeTest, UnlessLeavesOutWhatNamesTheCaller) {
  note::Note ours = NoteOf("states/NOR");
  ours.set_author("states/NOR");
  Put("ours", ours);
  note::Note written = NoteOf("states/LBN");
  written.set_author("states/NOR");
  Put("written", written);
  const auto gate = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own author unless provider"},
                                         {ROLE_STATE_APPROVER, "own provider"}});
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/written")).ok());
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/ours")).message(),
            "your role may do this only where the provider of notes/ours is not states/NOR");
  // Another of their roles may.
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER, ROLE_STATE_APPROVER}), Named("notes/ours")).ok());
  const auto create = MakeGate("CreateNote", {{ROLE_DONOR_OFFICER, "any unless provider"}});
  note::CreateNoteRequest request;
  *request.mutable_note() = NoteOf("states/LBN");
  EXPECT_TRUE(Ask(*create, By({ROLE_DONOR_OFFICER}), request).ok());
  *request.mutable_note() = NoteOf("states/NOR");
  EXPECT_EQ(Reason(*create, By({ROLE_DONOR_OFFICER}), request), ERROR_REASON_PERMISSION_DENIED);
}

TEST_F(AuthorizeTest, AnInstitutionOwnsWhatItsStateOwns) {
  Put("mine", NoteOf("states/NOR"));
  const auto own = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own"}});
  EXPECT_TRUE(
      Ask(*own, By({ROLE_DONOR_OFFICER}, {"actors/norad", "states/NOR"}), Named("notes/mine"))
          .ok());
}

TEST_F(AuthorizeTest, APartyIsAnOwnerOrOneWhomItConcerns) {
  Put("mine", NoteOf("states/NOR"));
  note::Note read = NoteOf("states/LBN");
  read.add_readers("states/AUS");
  read.add_readers("states/NOR");
  Put("read", read);
  Put("other", NoteOf("states/LBN"));
  const auto gate = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "party"}});
  const Call call = By({ROLE_DONOR_OFFICER});
  EXPECT_TRUE(Ask(*gate, call, Named("notes/mine")).ok());
  EXPECT_TRUE(Ask(*gate, call, Named("notes/read")).ok());
  EXPECT_EQ(Reason(*gate, call, Named("notes/other")), ERROR_REASON_NOT_YOURS);
}

TEST_F(AuthorizeTest, WhatIsNotThereIsNotFound) {
  const auto gate =
      MakeGate("DeleteNote", {{ROLE_DONOR_OFFICER, "own"}, {ROLE_OBSERVER, "visible"}});
  note::NoteRequest request = Named("notes/none");
  for (Role role : {ROLE_DONOR_OFFICER, ROLE_OBSERVER}) {
    EXPECT_EQ(Ask(*gate, By({role}), request), NotFound("notes/none"));
  }
  request.set_allow_missing(true);
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
  const absl::Status no_name = Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("offers/a"));
  EXPECT_THAT(ViolatedFields(no_name), ::testing::ElementsAre("name"));
}

TEST_F(AuthorizeTest, VisibleAloneLeavesReadsToWhatTheySee) {
  EXPECT_TRUE(MakeGate("DeleteNote", {{ROLE_OBSERVER, "visible"}})
                  ->AsksRecords(*By({ROLE_OBSERVER}).caller));
  EXPECT_FALSE(MakeGate("GetNote", {{ROLE_OBSERVER, "visible"}}, Method::Kind::kRead)
                   ->AsksRecords(*By({ROLE_OBSERVER}).caller));
}

TEST_F(AuthorizeTest, ADeletedRecordIsItsOwnersStill) {
  Put("mine", NoteOf("states/NOR"));
  Put("other", NoteOf("states/LBN"));
  for (const char* name : {"notes/mine", "notes/other"}) {
    ASSERT_TRUE(
        Do([&](store::Txn& txn) { return Collection().Delete(By({}), txn, name).status(); }).ok());
  }
  const auto gate = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own"}});
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/mine")).ok());
  EXPECT_EQ(Reason(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/other")), ERROR_REASON_NOT_YOURS);
}

TEST_F(AuthorizeTest, WhatIsToBeCreatedMustBeTheCallers) {
  const auto gate = MakeGate("CreateNote", {{ROLE_DONOR_OFFICER, "own provider"}});
  const Call call = By({ROLE_DONOR_OFFICER});
  EXPECT_FALSE(gate->AsksRecords(*call.caller));
  note::CreateNoteRequest request;
  *request.mutable_note() = NoteOf("states/NOR");
  EXPECT_TRUE(Ask(*gate, call, request).ok());
  *request.mutable_note() = NoteOf("states/LBN");
  EXPECT_EQ(Ask(*gate, call, request).message(),
            "note is not yours: its provider must be states/NOR");
  request.clear_note();
  EXPECT_EQ(Reason(*gate, call, request), ERROR_REASON_NOT_YOURS);
}

TEST_F(AuthorizeTest, EveryElementOfABatchIsAsked) {
  Put("mine", NoteOf("states/NOR"));
  Put("other", NoteOf("states/LBN"));
  const Call call = By({ROLE_DONOR_OFFICER});
  const auto several = MakeGate("BatchGetNotes", {{ROLE_DONOR_OFFICER, "own"}});
  note::BatchGetNotesRequest names;
  EXPECT_EQ(Reason(*several, call, names), ERROR_REASON_NOT_YOURS);
  names.add_names("notes/mine");
  EXPECT_TRUE(Ask(*several, call, names).ok());
  names.add_names("notes/other");
  EXPECT_EQ(Reason(*several, call, names), ERROR_REASON_NOT_YOURS);
  names.set_names(1, "notes/none");
  EXPECT_EQ(Ask(*several, call, names), NotFound("notes/none"));
  const auto create = MakeGate("CreateNotes", {{ROLE_DONOR_OFFICER, "own"}});
  note::CreateNotesRequest notes;
  *notes.add_notes() = NoteOf("states/NOR");
  EXPECT_TRUE(Ask(*create, call, notes).ok());
  *notes.add_notes() = NoteOf("states/LBN");
  EXPECT_THAT(std::string(Ask(*create, call, notes).message()), HasSubstr("notes[1] is not yours"));
}

TEST_F(AuthorizeTest, AnUpdateIsOfTheStoredRecordAndLeavesItTheCallers) {
  Put("mine", NoteOf("states/NOR"));
  Put("other", NoteOf("states/LBN"));
  const auto gate = MakeGate("UpdateNote", {{ROLE_DONOR_OFFICER, "own provider"}});
  const Call call = By({ROLE_DONOR_OFFICER});
  note::UpdateNoteRequest request;
  request.mutable_note()->set_name("notes/mine");
  request.mutable_note()->set_provider("states/LBN");
  EXPECT_TRUE(Ask(*gate, call, request).ok());
  EXPECT_TRUE(gate->CheckUpdated(call, *Now(), request).ok());
  request.mutable_note()->set_name("notes/other");
  request.mutable_note()->set_provider("states/NOR");
  EXPECT_EQ(Reason(*gate, call, request), ERROR_REASON_NOT_YOURS);
  // As if a handler had given it away.
  EXPECT_EQ(ReasonOf(gate->CheckUpdated(call, *Now(), request)), ERROR_REASON_NOT_YOURS);
  EXPECT_TRUE(gate->CheckUpdated(By({ROLE_DONOR_OFFICER}, {"states/LBN"}), *Now(), request).ok());
}

TEST_F(AuthorizeTest, ASideIsDecidedByWhoIsOnIt) {
  Put("ours", NoteOf("states/NOR"));  // for states/LAO
  const auto gate = MakeGate("DecideNote", {{ROLE_DONOR_OFFICER, "side provider"},
                                            {ROLE_STATE_APPROVER, "side recipient"},
                                            {ROLE_SECRETARIAT, "side"}});
  note::DecideNoteRequest request;
  request.set_name("notes/ours");
  request.set_side(note::DecideNoteRequest::SIDE_PROVIDER);
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
  EXPECT_TRUE(Ask(*gate, By({ROLE_SECRETARIAT}), request).ok());
  EXPECT_EQ(Ask(*gate, By({ROLE_STATE_APPROVER}), request).message(),
            "notes/ours is not yours: your role decides for SIDE_RECIPIENT");
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER}, {"states/LAO"}), request).message(),
            "notes/ours is not yours: its provider must be states/LAO");
  request.set_side(note::DecideNoteRequest::SIDE_RECIPIENT);
  EXPECT_TRUE(Ask(*gate, By({ROLE_STATE_APPROVER}, {"states/LAO"}), request).ok());
  EXPECT_TRUE(Ask(*gate, By({ROLE_SECRETARIAT}, {"states/LAO"}), request).ok());
  EXPECT_EQ(Reason(*gate, By({ROLE_STATE_APPROVER}), request), ERROR_REASON_NOT_YOURS);
  EXPECT_EQ(Reason(*gate, By({ROLE_DONOR_OFFICER}, {"states/LAO"}), request),
            ERROR_REASON_NOT_YOURS);
  request.set_side(note::DecideNoteRequest::SIDE_UNSPECIFIED);
  EXPECT_EQ(Reason(*gate, By({ROLE_SECRETARIAT}), request), ERROR_REASON_NOT_YOURS);
}

TEST_F(AuthorizeTest, TimeRunsOut) {
  note::Note made = NoteOf("states/NOR");
  made.mutable_due_date()->set_year(2012);
  made.mutable_due_date()->set_month(11);
  made.mutable_due_date()->set_day(12);                // the day of the call
  made.mutable_close_time()->set_seconds(1352710800);  // its instant
  Put("mine", made);
  Put("open", NoteOf("states/NOR"));
  const auto day = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own provider before due_date"}});
  const auto instant =
      MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "visible before close_time"}}, Method::Kind::kRead);
  Call call = By({ROLE_DONOR_OFFICER});
  EXPECT_TRUE(Ask(*day, call, Named("notes/mine")).ok());
  EXPECT_TRUE(Ask(*instant, call, Named("notes/mine")).ok());
  call.time += absl::Seconds(1);
  EXPECT_TRUE(Ask(*day, call, Named("notes/mine")).ok());
  EXPECT_EQ(Reason(*instant, call, Named("notes/mine")), ERROR_REASON_DEADLINE_OVER);
  call.time += absl::Hours(24);
  const absl::Status over = Ask(*day, call, Named("notes/mine"));
  EXPECT_EQ(over.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(over), ERROR_REASON_DEADLINE_OVER);
  EXPECT_THAT(std::string(over.message()), HasSubstr("due_date, 2012-11-12, which has passed"));
  EXPECT_TRUE(Ask(*day, call, Named("notes/open")).ok());
  EXPECT_TRUE(Ask(*instant, call, Named("notes/open")).ok());
  // What is not the caller's has no deadline for it.
  Call other = By({ROLE_DONOR_OFFICER}, {"states/LBN"});
  other.time = call.time;
  EXPECT_EQ(Reason(*day, other, Named("notes/mine")), ERROR_REASON_NOT_YOURS);
}

TEST_F(AuthorizeTest, PublicationDivides) {
  for (const auto& [id, state] : {std::make_pair("draft", note::Note::STATE_DRAFT),
                                  std::make_pair("sent", note::Note::STATE_SENT),
                                  std::make_pair("open", note::Note::STATE_OPEN)}) {
    note::Note made = NoteOf("states/NOR");
    made.set_state(state);
    Put(id, made);
  }
  const auto gate = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "own if unpublished"},
                                         {ROLE_OBSERVER, "visible if published"}});
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/draft")).ok());
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/sent")).ok());
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/open")).message(),
            "notes/open is published, and your role may do this only before that");
  EXPECT_EQ(Reason(*gate, By({ROLE_DONOR_OFFICER}), Named("notes/open")),
            ERROR_REASON_PERMISSION_DENIED);
  EXPECT_TRUE(Ask(*gate, By({ROLE_OBSERVER}), Named("notes/open")).ok());
  EXPECT_EQ(Reason(*gate, By({ROLE_OBSERVER}), Named("notes/sent")),
            ERROR_REASON_PERMISSION_DENIED);
  EXPECT_TRUE(Ask(*gate, By({ROLE_OBSERVER, ROLE_DONOR_OFFICER}), Named("notes/open")).ok());
}

TEST_F(AuthorizeTest, NobodySpeaksInAnothersName) {
  Put("open", NoteOf("states/LBN"));
  const auto gate = MakeGate("GetNote", {{ROLE_DONOR_OFFICER, "visible as asker"}});
  note::NoteRequest request = Named("notes/open");
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
  request.set_asker("states/NOR");
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
  request.set_asker("states/LBN");
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).message(),
            "\"states/LBN\" is not yours: asker must be states/NOR, or left out");
}

TEST_F(AuthorizeTest, SomeMayDoItOnlyInOneWay) {
  const auto gate =
      MakeGate("CountNotes", {{ROLE_DONOR_OFFICER, "any with what_if"}, {ROLE_SECRETARIAT, "any"}},
               Method::Kind::kStream);
  note::CountNotesRequest request;
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).message(),
            "your role may do this only with what_if");
  EXPECT_TRUE(Ask(*gate, By({ROLE_SECRETARIAT}), request).ok());
  EXPECT_TRUE(Ask(*gate, By({ROLE_SECRETARIAT, ROLE_DONOR_OFFICER}), request).ok());
  request.set_what_if(true);
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
}

TEST_F(AuthorizeTest, OneOfSeveralRecordsCanBeMeant) {
  Put("mine", NoteOf("states/NOR"));
  Put("other", NoteOf("states/LBN"));
  const auto gate = MakeGate("LinkNotes", {{ROLE_DONOR_OFFICER, "own provider of first"},
                                           {ROLE_STATE_APPROVER, "own recipient of second"}});
  note::LinkNotesRequest request;
  request.set_first("notes/mine");
  request.set_second("notes/other");  // for states/LAO
  EXPECT_TRUE(Ask(*gate, By({ROLE_DONOR_OFFICER}), request).ok());
  EXPECT_TRUE(Ask(*gate, By({ROLE_STATE_APPROVER}, {"states/LAO"}), request).ok());
  EXPECT_EQ(Ask(*gate, By({ROLE_STATE_APPROVER}), request).message(),
            "notes/other is not yours: its recipient must be states/NOR");
  request.set_first("notes/other");
  EXPECT_EQ(Reason(*gate, By({ROLE_DONOR_OFFICER, ROLE_STATE_APPROVER}), request),
            ERROR_REASON_NOT_YOURS);
  request.set_second("notes/none");
  EXPECT_EQ(Ask(*gate, By({ROLE_DONOR_OFFICER, ROLE_STATE_APPROVER}), request),
            NotFound("notes/none"));
}

// What cannot be kept is found at start.
TEST_F(AuthorizeTest, AConditionThatAsksForWhatIsNotThereStopsTheServer) {
  const auto refused = [](const std::string& method, const std::string& cell,
                          const std::string& resource = "notes") {
    const auto gate = TryGate(method, {{ROLE_OBSERVER, cell}}, Method::Kind::kWrite, resource);
    EXPECT_EQ(gate.status().code(), absl::StatusCode::kFailedPrecondition) << method << " " << cell;
    EXPECT_THAT(std::string(gate.status().message()),
                HasSubstr(absl::StrCat("line 2 (", method, "), observer, \"", cell, "\": ")));
    return std::string(gate.status().message());
  };
  EXPECT_THAT(refused("GetNote", "own giver"), HasSubstr("Note has no string giver"));
  EXPECT_THAT(refused("GetNote", "own state"), HasSubstr("Note has no string state"));
  EXPECT_THAT(refused("GetNote", "visible before etag"), HasSubstr("no date or time etag"));
  EXPECT_THAT(refused("GetNote", "side"), HasSubstr("NoteRequest has no enum side"));
  EXPECT_THAT(refused("DecideNote", "side author"), HasSubstr("has no such side"));
  EXPECT_THAT(refused("GetNote", "any with asker"), HasSubstr("no bool asker"));
  EXPECT_THAT(refused("GetNote", "any as allow_missing"), HasSubstr("no string allow_missing"));
  EXPECT_THAT(refused("GetNote", "own", "papers"),
              HasSubstr("the resource of the collection papers"));
  EXPECT_THAT(refused("GetNote", "own", "-"), HasSubstr("no field of the request names"));
  EXPECT_THAT(refused("CountNotes", "own"), HasSubstr("no field of the request names"));
  EXPECT_THAT(refused("LinkNotes", "own"), HasSubstr("say which with \"of first\""));
  EXPECT_THAT(refused("LinkNotes", "own of third"), HasSubstr("no field third"));
}

TEST(GatesOfTest, EveryMethodHasALineAndEveryLineAMethod) {
  const std::string header =
      "service,method,resource,verb,observer,state drafter,state approver,donor "
      "officer,implementer,"
      "victim data steward,reporting officer,coordinator,secretariat,operator,service\n";
  const auto gates = [&](const std::string& lines) {
    const auto table = Permissions::Parse(header + lines, "t.csv");
    EXPECT_TRUE(table.ok()) << table.status();
    Service service(Notes(), nullptr, *table);
    service.Read<note::CountNotesRequest, google::protobuf::Empty>(
        "CountNotes", [](const Call&, const store::Snapshot&, const note::CountNotesRequest&) {
          return google::protobuf::Empty();
        });
    return GatesOf(service).status();
  };
  EXPECT_TRUE(gates("gate,CountNotes,-,count,any,,,,,,,,,,\n"
                    "other,Different,-,count,any,,,,,,,,,,\n")
                  .ok());
  const absl::Status no_line = gates("other,CountNotes,-,count,any,,,,,,,,,,\n");
  EXPECT_EQ(no_line.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(
      std::string(no_line.message()),
      HasSubstr("nobody may call CountNotes of clearway.gate.v1.NoteService: the permission "
                "table has no line for it (service gate)"));
  EXPECT_THAT(std::string(gates("gate,CountNotes,-,count,any,,,,,,,,,,\n"
                                "gate,GetNotes,-,get,any,,,,,,,,,,\n")
                              .message()),
              HasSubstr("line 3 (GetNotes): clearway.gate.v1.NoteService has no such method"));
}

}  // namespace
}  // namespace clearway::rpc
