// The calendar against a walk through the days: what the Articles say, applied one day at a time to
// random histories, must give what treaty_status.h computes at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"

namespace clearway::calendar {
namespace {

using absl::CivilDay;

bool LastOfMonth(CivilDay day) { return (day + 1).day() == 1; }

// Counts month by month, day by day: the sixth month after the one of the deposit has begun.
CivilDay WalkToForce(CivilDay deposit) {
  int months = 0;
  CivilDay day = deposit;
  while (months < 6 || day < CivilDay(2010, 8, 1)) {
    ++day;
    months += day.day() == 1;
  }
  return day;
}

// The same day of the month comes round for the sixth time, or the last of a shorter one.
CivilDay WalkThroughNotice(CivilDay received) {
  int months = 0;
  CivilDay day = received;
  while (months < 6) {
    ++day;
    months += day.day() == received.day() || (LastOfMonth(day) && day.day() < received.day());
  }
  return day;
}

TEST(TreatyBruteForceTest, EntryIntoForceForEveryDayOfDeposit) {
  for (CivilDay deposit = OpenedForSignature(); deposit.year() < 2033; ++deposit) {
    ASSERT_EQ(EntryIntoForce(deposit), WalkToForce(deposit)) << deposit;
  }
}

TEST(TreatyBruteForceTest, TheEndOfNoticeForEveryDayOfReceipt) {
  for (CivilDay received(2010, 8, 1); received.year() < 2033; ++received) {
    TreatyAction withdrawal;
    withdrawal.set_kind(TreatyAction::KIND_WITHDRAWAL);
    *withdrawal.mutable_date() = FromCivil(received);
    ASSERT_EQ(*EffectiveDay(State(), withdrawal), WalkThroughNotice(received)) << received;
  }
}

struct Walked {
  StatusAt::Status status = StatusAt::STATUS_UNSPECIFIED;
  bool by_deposit = false, provisional = false;
};

// Begins on the day of adoption and takes each day's facts as they come, as long as they were known
// by `known_by` and no correction had become known.
Walked Walk(const State& state, CivilDay until, CivilDay known_by) {
  bool signed_it = false, deposited = false, in_force = false, out = false, provisional = false;
  CivilDay force_day, out_day;
  bool leaving = false;
  Walked walked;
  std::map<CivilDay, std::vector<const TreatyAction*>> facts;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (action.has_known_date() && ToCivil(action.known_date()) > known_by) continue;
    if (action.has_superseded_date() && ToCivil(action.superseded_date()) <= known_by) continue;
    facts[ToCivil(action.date())].push_back(&action);
  }
  for (CivilDay day = Adopted(); day <= until; ++day) {
    const auto today = facts.find(day);
    // What falls on one day: first the signature, then the instrument, then the rest.
    for (int round = 0; round < 3 && today != facts.end(); ++round) {
      for (const TreatyAction* fact : today->second) {
        const TreatyAction& action = *fact;
        const bool instrument = IsInstrument(action.kind());
        if (round == 0 && action.kind() == TreatyAction::KIND_SIGNATURE) signed_it = true;
        if (round == 1 && instrument) {
          deposited = true;
          in_force = out = leaving = provisional = false;
          force_day = WalkToForce(day);
          if (action.kind() == TreatyAction::KIND_SUCCESSION) {
            force_day = std::max(ToCivil(state.existed_from()), CivilDay(2010, 8, 1));
          }
        }
        if (round == 2 && action.kind() == TreatyAction::KIND_PROVISIONAL_APPLICATION) {
          provisional = true;
        }
        if (round == 2 && action.kind() == TreatyAction::KIND_WITHDRAWAL) {
          out_day = WalkThroughNotice(day);
          leaving = !action.armed_conflict_ongoing();
          if (action.has_armed_conflict_end_date()) {
            const CivilDay end = ToCivil(action.armed_conflict_end_date());
            if (end > out_day) {
              leaving = end <= known_by;
              out_day = end;
            }
          }
          // Six months are not over: the end of the conflict is nobody's question yet.
          if (!leaving && known_by < WalkThroughNotice(day)) {
            leaving = true;
            out_day = WalkThroughNotice(day);
          }
        }
      }
    }
    if (deposited && day >= force_day) in_force = true;
    if (deposited && leaving && day >= out_day) out = true;
  }
  if (state.has_existed_from() && ToCivil(state.existed_from()) > until) return walked;
  walked.status = !deposited ? (signed_it ? StatusAt::STATUS_SIGNATORY : StatusAt::STATUS_NOT_PARTY)
                  : out      ? StatusAt::STATUS_WITHDRAWN
                  : in_force ? StatusAt::STATUS_STATE_PARTY
                             : StatusAt::STATUS_RATIFIED_NOT_IN_FORCE;
  walked.by_deposit = deposited && !out;
  walked.provisional = deposited && provisional && !in_force && !out;
  return walked;
}

class Histories {
 public:
  explicit Histories(unsigned seed) : random_(seed) {}

  State Next() {
    State state = Joining("TST", {});
    if (Draw(6) == 0) *state.mutable_existed_from() = FromCivil(RandomDay());
    for (int i = 0; i < 50; ++i) {
      TreatyAction action;
      action.set_kind(static_cast<TreatyAction::Kind>(1 + Draw(8)));
      *action.mutable_date() = state.treaty_actions_size() > 0 && Draw(2) == 0
                                   ? state.treaty_actions(Draw(state.treaty_actions_size())).date()
                                   : FromCivil(RandomDay());
      if (Draw(4) == 0) *action.mutable_known_date() = Later(action.date(), 900);
      if (action.kind() == TreatyAction::KIND_WITHDRAWAL) {
        if (Draw(3) == 0) *action.mutable_armed_conflict_end_date() = Later(action.date(), 900);
        if (Draw(3) == 0 && !action.has_armed_conflict_end_date()) {
          action.set_armed_conflict_ongoing(true);
        }
      }
      if (CheckTreatyAction(state, action).ok()) *state.add_treaty_actions() = action;
    }
    return state;
  }

  // As a correction leaves it: an action that no longer counts from some day on.
  void Supersede(State* state) {
    if (state->treaty_actions().empty()) return;
    TreatyAction* action = state->mutable_treaty_actions(Draw(state->treaty_actions_size()));
    *action->mutable_superseded_date() = Later(action->date(), 2000);
  }
  int Draw(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

 private:
  CivilDay RandomDay() { return CivilDay(2008, 11, 1) + Draw(3600); }
  Date Later(const Date& date, int days) { return FromCivil(ToCivil(date) + Draw(days)); }

  std::mt19937 random_;
};

TEST(TreatyBruteForceTest, StatusOnADayIsWhatTheDaysBeforeMadeOfIt) {
  Histories histories(20080530);
  int withdrawn = 0, provisional = 0, superseded = 0;
  for (int i = 0; i < 60; ++i) {
    State state = histories.Next();
    if (i % 2 == 1) histories.Supersede(&state);
    SCOPED_TRACE(state.ShortDebugString());
    for (CivilDay day = Adopted() + histories.Draw(40); day.year() < 2022; day += 61) {
      const Walked walked = Walk(state, day, day);
      const StatusAt at = ComputeStatus(state, FromCivil(day));
      ASSERT_EQ(at.status(), walked.status) << day;
      ASSERT_EQ(at.party_by_deposit(), walked.by_deposit) << day;
      ASSERT_EQ(at.applies_provisionally(), walked.provisional) << day;
      withdrawn += walked.status == StatusAt::STATUS_WITHDRAWN;
      provisional += walked.provisional;
    }
    // By hindsight: what is known later about an earlier day.
    const CivilDay known_by(2023, 1, 1);
    for (CivilDay day = Adopted(); day.year() < 2022; day += 97) {
      const Walked walked = Walk(state, day, known_by);
      const Standing at = StandingOn(state, day, known_by);
      ASSERT_EQ(at.status, walked.status) << day;
      ASSERT_EQ(at.party_by_deposit, walked.by_deposit) << day;
      superseded += walked.status != ComputeStatus(state, FromCivil(day)).status();
    }
  }
  // The histories reach what is rare.
  EXPECT_GT(withdrawn, 100) << withdrawn;
  EXPECT_GT(provisional, 3) << provisional;
  EXPECT_GT(superseded, 10) << superseded;
}

// What the rules let in one by one, in whatever order it was recorded, stands as a whole.
TEST(TreatyBruteForceTest, WhatWasAcceptedOneByOneStandsAsAWhole) {
  Histories histories(7);
  int actions = 0;
  for (int i = 0; i < 300; ++i) {
    const State state = histories.Next();
    actions += state.treaty_actions_size();
    EXPECT_TRUE(FindHistoryViolations(state).empty())
        << state.ShortDebugString() << FindHistoryViolations(state)[0].finding.description;
  }
  EXPECT_GT(actions, 300);
}

}  // namespace
}  // namespace clearway::calendar
