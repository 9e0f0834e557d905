// Meetings and what is within them, over the real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/refdata/money.h"
#include "common/rpc/errors.h"
#include "google/protobuf/empty.pb.h"
#include "services/universalization/testing.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using google::protobuf::Empty;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::Mandate;
using v1::Meeting;
using v1::Officer;
using v1::Participation;
using v1::Sponsorship;

class MeetingsTest : public RegistryTest {
 protected:
  void SetUp() override {
    AddState("LAO", "Lao People's Democratic Republic", {"SIGNATURE", "2008-12-03"},
             {"RATIFICATION", "2009-03-18"});
    AddState("JPN", "Japan", {"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-07-14"});
    AddState("LBN", "Lebanon", {"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2010-11-05"});
    AddState("AGO", "Angola", {"SIGNATURE", "2008-12-03"});
    AddState("CHN", "China");
    v1::CreateActorRequest actor;
    actor.set_actor_id("icrc");
    actor.mutable_actor()->set_display_name("International Committee of the Red Cross");
    actor.mutable_actor()->set_kind(v1::Actor::KIND_RED_CROSS_RED_CRESCENT);
    ASSERT_TRUE(Call<v1::Actor>("CreateActor", actor).ok());
  }

  void AddState(const std::string& id, const std::string& name,
                const calendar::Fact& first = {"", ""}, const calendar::Fact& second = {"", ""}) {
    v1::CreateStateRequest create;
    create.set_state_id(id);
    create.mutable_state()->set_display_name(name);
    ASSERT_TRUE(Call<v1::State>("CreateState", create).ok());
    for (const calendar::Fact& fact : {first, second}) {
      if (fact.kind.empty()) continue;
      v1::RecordTreatyActionRequest record;
      record.set_name("states/" + id);
      *record.mutable_action() = calendar::Action(fact);
      auto recorded = Call<v1::State>("RecordTreatyAction", record);
      ASSERT_TRUE(recorded.ok()) << recorded.status();
    }
  }

  absl::StatusOr<Meeting> CreateMeeting(const std::string& id, const std::string& name,
                                        Meeting::Kind kind, const char* start, const char* end) {
    v1::CreateMeetingRequest request;
    request.set_meeting_id(id);
    request.mutable_meeting()->set_display_name(name);
    request.mutable_meeting()->set_kind(kind);
    *request.mutable_meeting()->mutable_planned_start_date() = Day(start);
    *request.mutable_meeting()->mutable_planned_end_date() = Day(end);
    request.mutable_meeting()->mutable_planned_place()->set_city("Vientiane");
    request.mutable_meeting()->mutable_planned_place()->set_country("states/LAO");
    return Call<Meeting>("CreateMeeting", request);
  }
  absl::StatusOr<Meeting> Convene(const std::string& name, const char* day = "2010-05-05") {
    v1::ConveneMeetingRequest request;
    request.set_name(name);
    request.mutable_convocation()->set_convened_by("the Secretary-General");
    request.mutable_convocation()->set_legal_basis("Article 11, paragraph 2");
    *request.mutable_convocation()->mutable_date() = Day(day);
    return Call<Meeting>("ConveneMeeting", request);
  }
  absl::StatusOr<Meeting> Open(const std::string& name, const char* day) {
    v1::OpenMeetingRequest request;
    request.set_name(name);
    *request.mutable_date() = Day(day);
    request.mutable_opening()->set_opened_by("Ambassador Gerard Corr");
    return Call<Meeting>("OpenMeeting", request);
  }
  absl::StatusOr<Meeting> Close(const std::string& name, const char* day) {
    v1::CloseMeetingRequest request;
    request.set_name(name);
    *request.mutable_date() = Day(day);
    request.set_plenary_meetings(8);
    return Call<Meeting>("CloseMeeting", request);
  }
  // The First Meeting, closed.
  void HoldFirstMeeting() {
    ASSERT_TRUE(CreateMeeting("1msp", "First Meeting of States Parties",
                              Meeting::KIND_MEETING_OF_STATES_PARTIES, "2010-11-09", "2010-11-12")
                    .ok());
    ASSERT_TRUE(Convene("meetings/1msp").ok());
    ASSERT_TRUE(Open("meetings/1msp", "2010-11-09").ok());
    ASSERT_TRUE(Close("meetings/1msp", "2010-11-12").ok());
  }
  absl::StatusOr<Participation> Participate(const std::string& party, Participation::Kind kind,
                                            const std::string& note = "") {
    v1::CreateParticipationRequest request;
    request.set_parent("meetings/1msp");
    request.mutable_participation()->set_party(party);
    request.mutable_participation()->set_kind(kind);
    request.mutable_participation()->set_accepted_note(note);
    return Call<Participation>("CreateParticipation", request);
  }
  absl::StatusOr<v1::Decision> Decide(const std::string& id, const char* day = "2010-11-12") {
    v1::CreateDecisionRequest request;
    request.set_parent("meetings/1msp");
    request.set_decision_id(id);
    request.mutable_decision()->set_kind(v1::Decision::KIND_DECIDED);
    request.mutable_decision()->set_number(id);
    request.mutable_decision()->set_summary("Something is to be done");
    *request.mutable_decision()->mutable_date() = Day(day);
    return Call<v1::Decision>("CreateDecision", request);
  }
};

TEST_F(MeetingsTest, AMeetingIsPlannedConvenedOpenedAndClosed) {
  auto planned = CreateMeeting("1msp", "First Meeting of States Parties",
                               Meeting::KIND_MEETING_OF_STATES_PARTIES, "2010-11-09", "2010-11-12");
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_EQ(planned->name(), "meetings/1msp");
  EXPECT_EQ(planned->state(), Meeting::STATE_PLANNED);
  EXPECT_EQ(Open("meetings/1msp", "2010-11-09").status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(rpc::ViolatedFields(Convene("meetings/1msp", "2030-01-01").status()),
              ElementsAre("convocation.date"));
  ASSERT_TRUE(Convene("meetings/1msp").ok());
  EXPECT_THAT(rpc::ViolatedFields(Open("meetings/1msp", "2010-05-04").status()),
              ElementsAre("date"));
  auto open = Open("meetings/1msp", "2010-11-09");
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->held_place().city(), "Vientiane");
  EXPECT_THAT(rpc::ViolatedFields(Close("meetings/1msp", "2010-11-08").status()),
              ElementsAre("date"));
  auto closed = Close("meetings/1msp", "2010-11-12");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->state(), Meeting::STATE_CLOSED);
  EXPECT_EQ(closed->plenary_meetings(), 8);
  EXPECT_EQ(Close("meetings/1msp", "2010-11-12").status().code(),
            absl::StatusCode::kFailedPrecondition);
  v1::CancelMeetingRequest cancel;
  cancel.set_name("meetings/1msp");
  cancel.set_reason("too late");
  EXPECT_EQ(rpc::ReasonOf(Call<Meeting>("CancelMeeting", cancel).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
}

TEST_F(MeetingsTest, WhatAClientMayNotSetIsNotTaken) {
  v1::CreateMeetingRequest request;
  request.set_meeting_id("x");
  request.mutable_meeting()->set_display_name("X");
  request.mutable_meeting()->set_kind(Meeting::KIND_REGIONAL);
  request.mutable_meeting()->set_state(Meeting::STATE_CLOSED);
  request.mutable_meeting()->set_plenary_meetings(4);
  auto created = Call<Meeting>("CreateMeeting", request);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->state(), Meeting::STATE_PLANNED);
  EXPECT_EQ(created->plenary_meetings(), 0);
  // All that is wrong, of fields and of rules, in one answer.
  request.set_meeting_id("y");
  request.mutable_meeting()->clear_display_name();
  request.mutable_meeting()->set_host("states/XXX");
  *request.mutable_meeting()->mutable_planned_start_date() = Day("2012-02-02");
  *request.mutable_meeting()->mutable_planned_end_date() = Day("2012-02-01");
  EXPECT_THAT(rpc::ViolatedFields(Call<Meeting>("CreateMeeting", request).status()),
              testing::UnorderedElementsAre("meeting.display_name", "meeting.host",
                                            "meeting.planned_end_date"));
}

TEST_F(MeetingsTest, NumbersAreOfOneMeetingOfAKind) {
  v1::CreateMeetingRequest request;
  request.mutable_meeting()->set_display_name("First");
  request.mutable_meeting()->set_kind(Meeting::KIND_REVIEW_CONFERENCE);
  request.mutable_meeting()->set_ordinal(1);
  ASSERT_TRUE(Call<Meeting>("CreateMeeting", request).ok());
  EXPECT_THAT(rpc::ViolatedFields(Call<Meeting>("CreateMeeting", request).status()),
              ElementsAre("meeting.ordinal"));
  request.mutable_meeting()->set_kind(Meeting::KIND_MEETING_OF_STATES_PARTIES);
  EXPECT_TRUE(Call<Meeting>("CreateMeeting", request).ok());
}

TEST_F(MeetingsTest, UpdateWithMaskAndEtag) {
  HoldFirstMeeting();
  v1::GetMeetingRequest get;
  get.set_name("meetings/1msp");
  auto read = Call<Meeting>("GetMeeting", get);
  ASSERT_TRUE(read.ok());
  v1::UpdateMeetingRequest update;
  *update.mutable_meeting() = *read;
  update.mutable_meeting()->set_host("states/LAO");
  update.mutable_update_mask()->add_paths("host");
  auto updated = Call<Meeting>("UpdateMeeting", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->host(), "states/LAO");
  EXPECT_EQ(updated->state(), Meeting::STATE_CLOSED);
  EXPECT_EQ(Call<Meeting>("UpdateMeeting", update).status().code(), absl::StatusCode::kAborted);
  update.mutable_meeting()->clear_etag();
  update.mutable_meeting()->set_state(Meeting::STATE_PLANNED);
  update.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(Call<Meeting>("UpdateMeeting", update).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(MeetingsTest, AParticipationAtOddsWithTheDatesIsFoundAndSaid) {
  HoldFirstMeeting();
  EXPECT_TRUE(Participate("states/LAO", Participation::KIND_STATE_PARTY).ok());
  const absl::Status wrong = Participate("states/LBN", Participation::KIND_STATE_PARTY).status();
  EXPECT_EQ(wrong.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(rpc::ReasonOf(wrong), type::v1::ERROR_REASON_TREATY_RULE_VIOLATED);
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("Article 17"));
  // A secretariat may take it all the same, with a note; it goes on being said.
  auto accepted =
      Participate("states/LBN", Participation::KIND_STATE_PARTY, "so the record has it");
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->finding().expected(), Participation::KIND_RATIFIED_NOT_IN_FORCE);
  v1::ListParticipationsRequest list;
  list.set_parent("meetings/1msp");
  list.set_filter("finding.expected = RATIFIED_NOT_IN_FORCE");
  auto listed = Call<v1::ListParticipationsResponse>("ListParticipations", list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->participations_size(), 1);
  EXPECT_EQ(listed->participations(0).party(), "states/LBN");
}

// The dates may be put right afterwards: what they say is asked on each read.
TEST_F(MeetingsTest, AFindingFollowsTheDates) {
  HoldFirstMeeting();
  auto created = Participate("states/CHN", Participation::KIND_OBSERVER_STATE);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_FALSE(created->has_finding());
  v1::RecordTreatyActionRequest record;
  record.set_name("states/CHN");
  *record.mutable_action() = calendar::Action({"SIGNATURE", "2009-01-01"});
  ASSERT_TRUE(Call<v1::State>("RecordTreatyAction", record).ok());
  v1::GetParticipationRequest get;
  get.set_name(created->name());
  auto read = Call<Participation>("GetParticipation", get);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->finding().expected(), Participation::KIND_SIGNATORY);
}

TEST_F(MeetingsTest, APartyTakesPartOnce) {
  HoldFirstMeeting();
  auto first = Participate("actors/icrc", Participation::KIND_OBSERVER_ORGANISATION);
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Status again =
      Participate("actors/icrc", Participation::KIND_OBSERVER_ORGANISATION).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(again.message()), HasSubstr(first->name()));
  EXPECT_THAT(rpc::ViolatedFields(
                  Participate("actors/nobody", Participation::KIND_OBSERVER_ORGANISATION).status()),
              ElementsAre("participation.party"));
}

TEST_F(MeetingsTest, WithinAMeetingThatIsNotThereNothingIs) {
  EXPECT_EQ(Participate("states/LAO", Participation::KIND_STATE_PARTY).status().code(),
            absl::StatusCode::kNotFound);
  v1::ListOfficersRequest list;
  list.set_parent("meetings/nowhere");
  EXPECT_EQ(Call<v1::ListOfficersResponse>("ListOfficers", list).status().code(),
            absl::StatusCode::kNotFound);
  list.set_parent("meetings/-");
  EXPECT_TRUE(Call<v1::ListOfficersResponse>("ListOfficers", list).ok());
  v1::CreateOfficerRequest create;
  create.set_parent("meetings/-");  // of any: nothing is created there
  create.mutable_officer()->set_office(Officer::OFFICE_PRESIDENT);
  create.mutable_officer()->set_holder("states/LAO");
  EXPECT_EQ(Call<Officer>("CreateOfficer", create).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(MeetingsTest, ANameSaysWhatItIsWithin) {
  v1::GetOfficerRequest get;
  get.set_name("officers/president");
  const absl::Status wrong = Call<Officer>("GetOfficer", get).status();
  EXPECT_THAT(rpc::ViolatedFields(wrong), ElementsAre("name"));
  EXPECT_THAT(std::string(wrong.message()), HasSubstr("\"meetings/{id}/officers/{id}\""));
  get.set_name("meetings/1msp/mandates/president");
  EXPECT_THAT(rpc::ViolatedFields(Call<Officer>("GetOfficer", get).status()), ElementsAre("name"));
  get.set_name("meetings/1msp/officers/president");
  EXPECT_EQ(Call<Officer>("GetOfficer", get).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(MeetingsTest, OfficersInOfficeOnADay) {
  HoldFirstMeeting();
  v1::CreateOfficerRequest create;
  create.set_parent("meetings/1msp");
  create.set_officer_id("president");
  create.mutable_officer()->set_office(Officer::OFFICE_PRESIDENT);
  create.mutable_officer()->set_holder("states/LAO");
  *create.mutable_officer()->mutable_term_start_date() = Day("2010-11-09");
  *create.mutable_officer()->mutable_term_end_date() = Day("2011-09-12");
  ASSERT_TRUE(Call<Officer>("CreateOfficer", create).ok());
  v1::ListOfficersRequest list;
  list.set_parent("meetings/-");
  const auto count = [&] {
    auto response = Call<v1::ListOfficersResponse>("ListOfficers", list);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->officers_size() : -1;
  };
  EXPECT_EQ(count(), 1);
  *list.mutable_as_of() = Day("2011-09-12");
  EXPECT_EQ(count(), 1);
  *list.mutable_as_of() = Day("2011-09-13");
  EXPECT_EQ(count(), 0);
}

TEST_F(MeetingsTest, MandatesHaveAStatusAsOfADay) {
  HoldFirstMeeting();
  ASSERT_TRUE(CreateMeeting("2msp", "Second Meeting", Meeting::KIND_MEETING_OF_STATES_PARTIES,
                            "2011-09-12", "2011-09-16")
                  .ok());
  EXPECT_THAT(rpc::ViolatedFields(Decide("9", "2010-11-13").status()),
              ElementsAre("decision.date"));
  ASSERT_TRUE(Decide("24").ok());
  v1::CreateMandateRequest create;
  create.set_parent("meetings/1msp");
  create.set_mandate_id("recommendations");
  create.mutable_mandate()->set_decision("meetings/1msp/decisions/24");
  create.mutable_mandate()->set_task("Bring recommendations");
  create.mutable_mandate()->set_responsible_office(Officer::OFFICE_PRESIDENT);
  create.mutable_mandate()->set_due_meeting("meetings/2msp");
  auto mandate = Call<Mandate>("CreateMandate", create);
  ASSERT_TRUE(mandate.ok()) << mandate.status();
  EXPECT_EQ(mandate->status(), Mandate::STATUS_PAST_DATE);  // in 2026
  EXPECT_EQ(calendar::ToString(mandate->effective_due_date()), "2011-09-12");
  // By the meeting as it was held.
  ASSERT_TRUE(Convene("meetings/2msp", "2011-01-01").ok());
  ASSERT_TRUE(Open("meetings/2msp", "2011-09-13").ok());
  v1::ListMandatesRequest list;
  list.set_parent("meetings/-");
  list.set_filter("status = OPEN");
  *list.mutable_as_of() = Day("2011-09-13");
  auto open = Call<v1::ListMandatesResponse>("ListMandates", list);
  ASSERT_TRUE(open.ok()) << open.status();
  ASSERT_EQ(open->mandates_size(), 1);
  EXPECT_EQ(calendar::ToString(open->mandates(0).effective_due_date()), "2011-09-13");

  v1::CompleteMandateRequest complete;
  complete.set_name(mandate->name());
  complete.mutable_completion()->set_evidence("CCM/MSP/2011/WP.1");
  *complete.mutable_completion()->mutable_date() = Day("2010-11-11");
  EXPECT_THAT(rpc::ViolatedFields(Call<Mandate>("CompleteMandate", complete).status()),
              ElementsAre("completion.date"));
  *complete.mutable_completion()->mutable_date() = Day("2011-09-10");
  auto done = Call<Mandate>("CompleteMandate", complete);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->status(), Mandate::STATUS_DONE);
  EXPECT_EQ(Call<Mandate>("CompleteMandate", complete).status().code(),
            absl::StatusCode::kFailedPrecondition);
  v1::ReopenMandateRequest reopen;
  reopen.set_name(mandate->name());
  EXPECT_EQ(Call<Mandate>("ReopenMandate", reopen)->status(), Mandate::STATUS_PAST_DATE);
  v1::WithdrawMandateRequest withdraw;
  withdraw.set_name(mandate->name());
  *withdraw.mutable_withdrawal()->mutable_date() = Day("2011-09-16");
  withdraw.mutable_withdrawal()->set_reason("another took its place");
  EXPECT_EQ(Call<Mandate>("WithdrawMandate", withdraw)->status(), Mandate::STATUS_WITHDRAWN);
}

TEST_F(MeetingsTest, WhatIsUsedStays) {
  HoldFirstMeeting();
  ASSERT_TRUE(CreateMeeting("2msp", "Second Meeting", Meeting::KIND_MEETING_OF_STATES_PARTIES,
                            "2011-09-12", "2011-09-16")
                  .ok());
  v1::CreateMeetingDocumentRequest document;
  document.set_parent("meetings/1msp");
  document.set_meeting_document_id("wp-2");
  document.mutable_meeting_document()->set_symbol("CCM/MSP/2010/WP.2");
  ASSERT_TRUE(Call<v1::MeetingDocument>("CreateMeetingDocument", document).ok());
  document.set_meeting_document_id("another");
  EXPECT_EQ(Call<v1::MeetingDocument>("CreateMeetingDocument", document).status().code(),
            absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(Decide("22").ok());
  v1::UpdateDecisionRequest update;
  update.mutable_decision()->set_name("meetings/1msp/decisions/22");
  update.mutable_decision()->add_documents("meetings/1msp/documents/wp-2");
  update.mutable_decision()->set_fixes_meeting("meetings/2msp");
  auto updated = Call<v1::Decision>("UpdateDecision", update);
  ASSERT_TRUE(updated.ok()) << updated.status();

  v1::DeleteMeetingDocumentRequest delete_document;
  delete_document.set_name("meetings/1msp/documents/wp-2");
  EXPECT_EQ(rpc::ReasonOf(Call<Empty>("DeleteMeetingDocument", delete_document).status()),
            type::v1::ERROR_REASON_STILL_REFERENCED);
  v1::DeleteMeetingRequest delete_meeting;
  delete_meeting.set_name("meetings/2msp");
  EXPECT_EQ(rpc::ReasonOf(Call<Empty>("DeleteMeeting", delete_meeting).status()),
            type::v1::ERROR_REASON_STILL_REFERENCED);
  v1::DeleteDecisionRequest delete_decision;
  delete_decision.set_name("meetings/1msp/decisions/22");
  ASSERT_TRUE(Call<Empty>("DeleteDecision", delete_decision).ok());
  EXPECT_TRUE(Call<Empty>("DeleteMeetingDocument", delete_document).ok());
  EXPECT_TRUE(Call<Empty>("DeleteMeeting", delete_meeting).ok());
  delete_meeting.set_name("meetings/1msp");  // closed
  EXPECT_EQ(rpc::ReasonOf(Call<Empty>("DeleteMeeting", delete_meeting).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
}

TEST_F(MeetingsTest, SponsorshipsByTheBeneficiarysStatus) {
  ASSERT_TRUE(CreateMeeting("1msp", "First Meeting", Meeting::KIND_MEETING_OF_STATES_PARTIES,
                            "2010-11-09", "2010-11-12")
                  .ok());
  v1::CreateSponsorshipRequest create;
  create.set_parent("meetings/1msp");
  create.mutable_sponsorship()->set_sponsor("states/JPN");
  create.mutable_sponsorship()->set_beneficiary("states/LAO");
  create.mutable_sponsorship()->set_delegates(2);
  auto party = Call<Sponsorship>("CreateSponsorship", create);
  ASSERT_TRUE(party.ok()) << party.status();
  EXPECT_EQ(party->basis(), Sponsorship::BASIS_ACTION_57);
  EXPECT_EQ(party->state(), Sponsorship::STATE_OFFERED);
  create.mutable_sponsorship()->set_beneficiary("states/CHN");
  EXPECT_EQ(Call<Sponsorship>("CreateSponsorship", create)->basis(), Sponsorship::BASIS_ACTION_7);

  v1::ConfirmSponsorshipRequest confirm;
  confirm.set_name(party->name());
  ASSERT_TRUE(Call<Sponsorship>("ConfirmSponsorship", confirm).ok());
  v1::CompleteSponsorshipRequest complete;
  complete.set_name(party->name());
  EXPECT_EQ(rpc::ReasonOf(Call<Sponsorship>("CompleteSponsorship", complete).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);  // nobody has met yet
  ASSERT_TRUE(Convene("meetings/1msp").ok());
  ASSERT_TRUE(Open("meetings/1msp", "2010-11-09").ok());
  EXPECT_EQ(Call<Sponsorship>("CompleteSponsorship", complete)->state(), Sponsorship::STATE_USED);
}

TEST_F(MeetingsTest, CostsAreSharedByTheAdjustedScale) {
  HoldFirstMeeting();
  ASSERT_TRUE(Participate("states/CHN", Participation::KIND_OBSERVER_STATE).ok());
  v1::UpdateMeetingRequest update;
  update.mutable_meeting()->set_name("meetings/1msp");
  auto* cost = update.mutable_meeting()->add_costs();
  cost->set_title("Conference services");
  cost->mutable_estimated()->set_currency_code("USD");
  cost->mutable_estimated()->set_units(100);
  auto* paid = update.mutable_meeting()->add_costs();
  paid->set_title("Interpretation");
  paid->set_voluntary(true);
  paid->mutable_estimated()->set_currency_code("USD");
  paid->mutable_estimated()->set_units(1000);
  ASSERT_TRUE(Call<Meeting>("UpdateMeeting", update).ok());
  v1::CreateAssessmentScaleRequest scale;
  scale.set_assessment_scale_id("un");
  scale.mutable_assessment_scale()->set_display_name("Scale");
  scale.mutable_assessment_scale()->set_start_year(2010);
  scale.mutable_assessment_scale()->set_end_year(2012);
  const auto add = [&](const char* state, int millionths) {
    auto* rate = scale.mutable_assessment_scale()->add_rates();
    rate->set_state(state);
    rate->set_millionths(millionths);
  };
  add("states/LAO", 10);
  add("states/JPN", 125300);
  ASSERT_TRUE(Call<v1::AssessmentScale>("CreateAssessmentScale", scale).ok());

  v1::ComputeCostSharesRequest request;
  request.set_name("meetings/1msp");
  request.set_assessment_scale("assessmentScales/un");
  auto missing = Call<v1::ComputeCostSharesResponse>("ComputeCostShares", request);
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("states/CHN"));

  v1::UpdateAssessmentScaleRequest more;
  *more.mutable_assessment_scale() = scale.assessment_scale();
  more.mutable_assessment_scale()->set_name("assessmentScales/un");
  auto* china = more.mutable_assessment_scale()->add_rates();
  china->set_state("states/CHN");
  china->set_millionths(31890);
  more.mutable_update_mask()->add_paths("rates");
  ASSERT_TRUE(Call<v1::AssessmentScale>("UpdateAssessmentScale", more).ok());

  auto shared = Call<v1::ComputeCostSharesResponse>("ComputeCostShares", request);
  ASSERT_TRUE(shared.ok()) << shared.status();
  EXPECT_EQ(shared->total().units(), 100);
  // Both ways of counting: Lebanon has deposited, and is no party yet.
  EXPECT_EQ(shared->states_parties_in_force(), 2);
  EXPECT_EQ(shared->states_parties_by_deposit(), 3);
  ASSERT_EQ(shared->shares_size(), 3);
  EXPECT_EQ(shared->shares(0).state(), "states/JPN");
  EXPECT_TRUE(shared->shares(0).state_party());
  EXPECT_FALSE(shared->shares(1).state_party());
  int64_t sum = 0;
  for (const auto& share : shared->shares()) sum += *refdata::ToMinorUnits(share.amount());
  EXPECT_EQ(sum, 10000);

  request.set_basis(v1::ComputeCostSharesRequest::BASIS_PARTICIPANTS);
  request.set_whole_units(true);
  auto participants = Call<v1::ComputeCostSharesResponse>("ComputeCostShares", request);
  ASSERT_TRUE(participants.ok()) << participants.status();
  ASSERT_EQ(participants->shares_size(), 1);
  EXPECT_EQ(participants->shares(0).amount().units(), 100);
  request.set_actual(true);
  EXPECT_THAT(
      std::string(
          Call<v1::ComputeCostSharesResponse>("ComputeCostShares", request).status().message()),
      HasSubstr("Conference services"));
}

TEST_F(MeetingsTest, AReportOfADraftSaysWhatIsMissing) {
  ASSERT_TRUE(CreateMeeting("1msp", "First Meeting of States Parties",
                            Meeting::KIND_MEETING_OF_STATES_PARTIES, "2010-11-09", "2010-11-12")
                  .ok());
  v1::GenerateProceduralReportRequest request;
  request.set_name("meetings/1msp");
  auto report = Call<v1::ProceduralReport>("GenerateProceduralReport", request);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings(), ElementsAre(HasSubstr("draft"), HasSubstr("President"),
                                              HasSubstr("agenda"), HasSubstr("nobody")));
}

TEST_F(MeetingsTest, ARepeatedRequestIsAnsweredOnceAndValidateOnlyStoresNothing) {
  v1::CreateMeetingRequest request;
  request.mutable_meeting()->set_display_name("X");
  request.mutable_meeting()->set_kind(Meeting::KIND_REGIONAL);
  request.set_validate_only(true);
  ASSERT_TRUE(Call<Meeting>("CreateMeeting", request).ok());
  EXPECT_EQ(Call<v1::ListMeetingsResponse>("ListMeetings", v1::ListMeetingsRequest())->total_size(),
            0);
  request.set_validate_only(false);
  request.set_request_id("4f8b2c1e-9a3d-4e5f-8b1c-2d3e4f5a6b7c");
  auto first = Call<Meeting>("CreateMeeting", request);
  Restart();
  auto second = Call<Meeting>("CreateMeeting", request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

}  // namespace
}  // namespace clearway::universalization
