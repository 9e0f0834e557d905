#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/auth/visibility.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/calendar/treaty_status.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/participation_rules.h"
#include "services/universalization/meetings/record_rules.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using google::type::Date;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::Mandate;
using v1::Meeting;
using v1::Officer;
using v1::Participation;
using v1::Sponsorship;

Meeting Held(const char* start, const char* end) {
  Meeting meeting;
  meeting.set_name("meetings/1msp");
  meeting.set_kind(Meeting::KIND_MEETING_OF_STATES_PARTIES);
  *meeting.mutable_held_start_date() = Day(start);
  *meeting.mutable_held_end_date() = Day(end);
  return meeting;
}

std::vector<std::string> Fields(const rpc::Violations& bad) {
  return rpc::ViolatedFields(bad.ToStatus());
}

v1::State WithEffects(v1::State state) {
  for (auto& action : *state.mutable_treaty_actions()) {
    const auto day = calendar::EffectiveDay(state, action);
    if (day.has_value()) *action.mutable_effective_date() = calendar::FromCivil(*day);
  }
  return state;
}

TEST(MeetingStateTest, EachActionNeedsItsStates) {
  struct Case {
    MeetingAction action;
    std::vector<Meeting::State> allowed;
  };
  const Case cases[] = {
      {MeetingAction::kUpdate,
       {Meeting::STATE_PLANNED, Meeting::STATE_CONVENED, Meeting::STATE_OPEN,
        Meeting::STATE_CLOSED}},
      {MeetingAction::kConvene, {Meeting::STATE_PLANNED}},
      {MeetingAction::kOpen, {Meeting::STATE_CONVENED}},
      {MeetingAction::kClose, {Meeting::STATE_OPEN}},
      {MeetingAction::kCancel, {Meeting::STATE_PLANNED, Meeting::STATE_CONVENED}},
      {MeetingAction::kDelete, {Meeting::STATE_PLANNED, Meeting::STATE_CANCELLED}},
  };
  for (const Case& each : cases) {
    for (int number = 1; number < Meeting::State_ARRAYSIZE; ++number) {
      Meeting meeting;
      meeting.set_name("meetings/1msp");
      meeting.set_kind(Meeting::KIND_MEETING_OF_STATES_PARTIES);
      meeting.set_state(static_cast<Meeting::State>(number));
      const bool allowed = std::count(each.allowed.begin(), each.allowed.end(), number) > 0;
      EXPECT_EQ(CheckAction(meeting, each.action).ok(), allowed)
          << static_cast<int>(each.action) << " " << number;
    }
  }
}

TEST(MeetingStateTest, OnlyFormalMeetingsMustBeConvened) {
  Meeting meeting;
  meeting.set_name("meetings/x");
  meeting.set_state(Meeting::STATE_PLANNED);
  for (int number = 1; number < Meeting::Kind_ARRAYSIZE; ++number) {
    meeting.set_kind(static_cast<Meeting::Kind>(number));
    EXPECT_EQ(CheckAction(meeting, MeetingAction::kOpen).ok(), number >= 4) << number;
  }
  meeting.set_kind(Meeting::KIND_REVIEW_CONFERENCE);
  EXPECT_THAT(std::string(CheckAction(meeting, MeetingAction::kOpen).message()),
              HasSubstr("Articles 11 to 13"));
}

TEST(MeetingRulesTest, AllThatIsWrongIsFoundAtOnce) {
  Meeting meeting;
  meeting.set_name("meetings/1msp");
  *meeting.mutable_planned_start_date() = Day("2010-11-12");
  *meeting.mutable_planned_end_date() = Day("2010-11-09");
  *meeting.add_convening_steps()->mutable_date() = Day("2010-03-17");
  *meeting.add_convening_steps()->mutable_date() = Day("2009-12-02");
  *meeting.add_convening_steps()->mutable_date() = Day("2011-01-01");
  meeting.add_agenda()->set_number("1");
  meeting.add_agenda()->set_number("1");
  meeting.add_costs()->mutable_estimated()->set_currency_code("USD");
  meeting.add_costs()->mutable_actual()->set_currency_code("EUR");
  meeting.set_prepares("meetings/1msp");
  rpc::Violations bad;
  CheckMeeting(meeting, Day("2010-12-01"), "meeting", &bad);
  EXPECT_THAT(Fields(bad),
              ElementsAre("meeting.planned_end_date", "meeting.convening_steps[1].date",
                          "meeting.convening_steps[2].date", "meeting.agenda[1].number",
                          "meeting.costs[1].actual", "meeting.prepares"));
}

TEST(MeetingRulesTest, DaysAreTheHeldOnesOrThePlannedOnes) {
  Meeting meeting;
  EXPECT_FALSE(FirstDay(meeting).has_value());
  *meeting.mutable_planned_start_date() = Day("2011-09-12");
  *meeting.mutable_planned_end_date() = Day("2011-09-16");
  EXPECT_EQ(calendar::ToString(*FirstDay(meeting)), "2011-09-12");
  *meeting.mutable_held_start_date() = Day("2011-09-13");
  EXPECT_EQ(calendar::ToString(*FirstDay(meeting)), "2011-09-13");
  EXPECT_EQ(calendar::ToString(*LastDay(meeting)), "2011-09-16");
  *meeting.mutable_held_start_date() = Day("2011-09-20");  // later than planned, not over yet
  EXPECT_EQ(calendar::ToString(*LastDay(meeting)), "2011-09-20");
}

TEST(ParticipationRulesTest, TheKindFollowsFromTheDates) {
  const Meeting meeting = Held("2010-11-09", "2010-11-12");
  const v1::State laos = WithEffects(
      calendar::Joining("LAO", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}}));
  const v1::State lebanon = WithEffects(
      calendar::Joining("LBN", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2010-11-05"}}));
  const v1::State angola = calendar::Joining("AGO", {{"SIGNATURE", "2008-12-03"}});
  const v1::State china = calendar::Joining("CHN", {});
  EXPECT_FALSE(CompareKind(meeting, laos, Participation::KIND_STATE_PARTY).has_value());
  EXPECT_FALSE(
      CompareKind(meeting, lebanon, Participation::KIND_RATIFIED_NOT_IN_FORCE).has_value());
  EXPECT_FALSE(CompareKind(meeting, angola, Participation::KIND_SIGNATORY).has_value());
  EXPECT_FALSE(CompareKind(meeting, china, Participation::KIND_OBSERVER_STATE).has_value());
  const auto finding = CompareKind(meeting, lebanon, Participation::KIND_STATE_PARTY);
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->expected(), Participation::KIND_RATIFIED_NOT_IN_FORCE);
  EXPECT_THAT(finding->description(), HasSubstr("from 2010-11-09 to 2010-11-12"));
}

// A State whose status changes while the meeting goes on took part as either.
TEST(ParticipationRulesTest, AStatusOfAnyDayCounts) {
  const Meeting meeting = Held("2011-04-28", "2011-05-03");
  const v1::State lebanon = WithEffects(
      calendar::Joining("LBN", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2010-11-05"}}));
  EXPECT_FALSE(
      CompareKind(meeting, lebanon, Participation::KIND_RATIFIED_NOT_IN_FORCE).has_value());
  EXPECT_FALSE(CompareKind(meeting, lebanon, Participation::KIND_STATE_PARTY).has_value());
  EXPECT_TRUE(CompareKind(meeting, lebanon, Participation::KIND_SIGNATORY).has_value());
}

TEST(ParticipationRulesTest, AWithdrawnStateIsAnObserver) {
  const Meeting meeting = Held("2025-09-15", "2025-09-19");
  const v1::State lithuania = WithEffects(calendar::Joining(
      "LTU",
      {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2011-03-24"}, {"WITHDRAWAL", "2024-09-06"}}));
  EXPECT_FALSE(CompareKind(meeting, lithuania, Participation::KIND_OBSERVER_STATE).has_value());
}

TEST(ParticipationRulesTest, WithoutDaysNothingIsCompared) {
  EXPECT_FALSE(CompareKind(Meeting(), calendar::Joining("LAO", {}), Participation::KIND_STATE_PARTY)
                   .has_value());
}

TEST(ParticipationRulesTest, KindsAndNumbersMustFit) {
  Participation participation;
  participation.set_party("states/LAO");
  participation.set_kind(Participation::KIND_OBSERVER_ORGANISATION);
  auto* delegation = participation.mutable_delegation();
  delegation->set_members(3);
  delegation->set_women(2);
  delegation->set_men(2);
  delegation->set_survivors(4);
  delegation->set_experts(3);
  rpc::Violations bad;
  CheckParticipation(participation, "participation", &bad);
  EXPECT_THAT(Fields(bad), ElementsAre("participation.kind", "participation.delegation.members",
                                       "participation.delegation.survivors"));
  participation.set_party("actors/icrc");
  participation.set_kind(Participation::KIND_STATE_PARTY);
  delegation->Clear();
  rpc::Violations again;
  CheckParticipation(participation, "participation", &again);
  EXPECT_THAT(Fields(again), ElementsAre("participation.kind"));
}

TEST(OfficerRulesTest, InOfficeWithinTheTerm) {
  Officer officer;
  EXPECT_FALSE(InOffice(officer, Day("2010-11-10")));
  *officer.mutable_term_start_date() = Day("2010-11-09");
  EXPECT_FALSE(InOffice(officer, Day("2010-11-08")));
  EXPECT_TRUE(InOffice(officer, Day("2026-01-01")));
  *officer.mutable_term_end_date() = Day("2011-09-12");
  EXPECT_TRUE(InOffice(officer, Day("2011-09-12")));
  EXPECT_FALSE(InOffice(officer, Day("2011-09-13")));
}

TEST(OfficerRulesTest, AFriendHasATheme) {
  Officer officer;
  officer.set_office(Officer::OFFICE_FRIEND_OF_THE_PRESIDENT);
  *officer.mutable_term_start_date() = Day("2010-11-09");
  *officer.mutable_term_end_date() = Day("2010-11-08");
  rpc::Violations bad;
  CheckOfficer(officer, "officer", &bad);
  EXPECT_THAT(Fields(bad), ElementsAre("officer.term_end_date", "officer.theme"));
  officer.set_theme_as_recorded("Clearance");
  officer.clear_term_end_date();
  rpc::Violations none;
  CheckOfficer(officer, "officer", &none);
  EXPECT_TRUE(none.empty());
}

TEST(SponsorshipRulesTest, StatesAndRules) {
  for (int number = 1; number < Sponsorship::State_ARRAYSIZE; ++number) {
    Sponsorship sponsorship;
    sponsorship.set_name("meetings/1msp/sponsorships/a");
    sponsorship.set_state(static_cast<Sponsorship::State>(number));
    const bool offered = number == Sponsorship::STATE_OFFERED;
    const bool confirmed = number == Sponsorship::STATE_CONFIRMED;
    EXPECT_EQ(CheckAction(sponsorship, SponsorshipAction::kUpdate).ok(), offered || confirmed);
    EXPECT_EQ(CheckAction(sponsorship, SponsorshipAction::kConfirm).ok(), offered);
    EXPECT_EQ(CheckAction(sponsorship, SponsorshipAction::kComplete).ok(), confirmed);
    EXPECT_EQ(CheckAction(sponsorship, SponsorshipAction::kCancel).ok(), offered || confirmed);
    EXPECT_EQ(CheckAction(sponsorship, SponsorshipAction::kDelete).ok(),
              offered || number == Sponsorship::STATE_CANCELLED);
  }
  Sponsorship sponsorship;
  sponsorship.set_sponsor("states/NOR");
  sponsorship.set_beneficiary("states/NOR");
  sponsorship.set_delegates(1);
  sponsorship.set_survivors(2);
  rpc::Violations bad;
  CheckSponsorship(sponsorship, "sponsorship", &bad);
  EXPECT_THAT(Fields(bad), ElementsAre("sponsorship.beneficiary", "sponsorship.survivors"));
}

// As long as it is not public, those whom it concerns see it, the secretariat and coordinators.
TEST(SponsorshipRulesTest, WhoSeesIt) {
  const auto visibility = auth::Visibility::For(Sponsorship::descriptor());
  ASSERT_TRUE(visibility.ok()) << visibility.status();
  Sponsorship sponsorship;
  sponsorship.set_sponsor("states/NOR");
  sponsorship.set_beneficiary("states/LAO");
  sponsorship.set_state(Sponsorship::STATE_OFFERED);
  const auto sees = [&](const std::string& name, auth::Role role) {
    auth::Caller caller;
    caller.identity = caller.actor = name;
    caller.names = {name};
    caller.roles = {role};
    return (*visibility)->Sees(caller, sponsorship);
  };
  EXPECT_TRUE(sees("states/NOR", type::v1::ROLE_DONOR_OFFICER));
  EXPECT_TRUE(sees("states/LAO", type::v1::ROLE_STATE_DRAFTER));
  EXPECT_TRUE(sees("actors/unoda", type::v1::ROLE_SECRETARIAT));
  EXPECT_TRUE(sees("states/AUT", type::v1::ROLE_COORDINATOR));
  EXPECT_FALSE(sees("states/AUT", type::v1::ROLE_DONOR_OFFICER));
  EXPECT_FALSE(sees("states/AUT", type::v1::ROLE_OBSERVER));
  sponsorship.set_public_(true);
  EXPECT_TRUE(sees("states/AUT", type::v1::ROLE_OBSERVER));
}

TEST(DecisionRulesTest, OnADayOfTheMeetingWithItsDocuments) {
  v1::Decision decision;
  *decision.mutable_date() = Day("2010-11-13");
  decision.add_documents("meetings/1msp/documents/a");
  decision.add_documents("meetings/2msp/documents/a");
  rpc::Violations bad;
  CheckDecision(decision, Held("2010-11-09", "2010-11-12"), "decision", &bad);
  EXPECT_THAT(Fields(bad), ElementsAre("decision.date", "decision.documents[1]"));
}

TEST(MandateRulesTest, SomebodysByADayOrByAMeeting) {
  Mandate mandate;
  mandate.set_name("meetings/1msp/mandates/a");
  mandate.set_decision("meetings/2msp/decisions/1");
  *mandate.mutable_due_date() = Day("2011-06-30");
  mandate.set_due_meeting("meetings/2msp");
  rpc::Violations bad;
  CheckMandate(mandate, "mandate", &bad);
  EXPECT_THAT(Fields(bad),
              ElementsAre("mandate.decision", "mandate.due_meeting", "mandate.responsible"));
}

TEST(MandateStatusTest, CountsWhatHadHappenedAndWasKnown) {
  Mandate mandate;
  const Date given = Day("2010-11-12"), due = Day("2011-06-30");
  const auto on = [&](const char* day) { return StatusOf(mandate, given, due, Day(day)); };
  EXPECT_EQ(on("2010-11-11"), Mandate::STATUS_UNSPECIFIED);
  EXPECT_EQ(on("2010-11-12"), Mandate::STATUS_OPEN);
  EXPECT_EQ(on("2011-06-30"), Mandate::STATUS_OPEN);
  EXPECT_EQ(on("2011-07-01"), Mandate::STATUS_PAST_DATE);
  *mandate.mutable_completion()->mutable_date() = Day("2011-06-30");
  *mandate.mutable_completion()->mutable_known_date() = Day("2011-08-25");
  EXPECT_EQ(on("2011-07-01"), Mandate::STATUS_PAST_DATE);
  EXPECT_EQ(on("2011-08-24"), Mandate::STATUS_PAST_DATE);
  EXPECT_EQ(on("2011-08-25"), Mandate::STATUS_DONE);
  mandate.clear_completion();
  *mandate.mutable_withdrawal()->mutable_date() = Day("2011-01-01");
  EXPECT_EQ(on("2010-12-31"), Mandate::STATUS_OPEN);
  EXPECT_EQ(on("2011-01-01"), Mandate::STATUS_WITHDRAWN);
  mandate.clear_withdrawal();
  EXPECT_EQ(StatusOf(mandate, given, Date(), Day("2030-01-01")), Mandate::STATUS_OPEN);
}

TEST(ScaleRulesTest, YearsStatesAndTheWhole) {
  v1::AssessmentScale scale;
  scale.set_start_year(2012);
  scale.set_end_year(2010);
  for (const char* state : {"states/JPN", "states/LAO", "states/JPN"}) {
    auto* rate = scale.add_rates();
    rate->set_state(state);
    rate->set_millionths(400000);
  }
  rpc::Violations bad;
  CheckScale(scale, "assessment_scale", &bad);
  EXPECT_THAT(Fields(bad),
              ElementsAre("assessment_scale.end_year", "assessment_scale.rates[2].state",
                          "assessment_scale.rates"));
}

}  // namespace
}  // namespace clearway::universalization
