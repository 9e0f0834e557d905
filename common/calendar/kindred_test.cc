#include "common/calendar/kindred.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/calendar/treaty_status.h"

namespace clearway::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using universalization::v1::KindredAction;
using universalization::v1::KindredInstrument;
using universalization::v1::KindredStatus;

constexpr KindredInstrument kMines = universalization::v1::KINDRED_INSTRUMENT_MINE_BAN_CONVENTION;
constexpr KindredInstrument kProtocol = universalization::v1::KINDRED_INSTRUMENT_CCW_PROTOCOL_V;
constexpr KindredInstrument kDisability =
    universalization::v1::KINDRED_INSTRUMENT_DISABILITY_CONVENTION;

KindredAction Did(KindredInstrument instrument, KindredAction::Kind kind, const std::string& date,
                  const std::string& known = "") {
  KindredAction action;
  action.set_instrument(instrument);
  action.set_kind(kind);
  *action.mutable_date() = Day(date);
  if (!known.empty()) *action.mutable_known_date() = Day(known);
  action.set_source(absl::StrCat("source of ", date));
  return action;
}

State With(const std::vector<KindredAction>& actions) {
  State state = Joining("TST", {});
  for (const KindredAction& action : actions) *state.add_kindred_actions() = action;
  return state;
}

std::string Effect(const KindredAction& action) {
  const auto effect = KindredEffect(action);
  return effect.has_value() ? ToString(FromCivil(*effect)) : "";
}

// Days of entry into force that the instruments' own texts fix, and a day by each rule.
TEST(KindredTest, EntersIntoForceByEachInstrumentsRule) {
  // The fortieth deposit of the Mine Ban Convention was on 16 September 1998.
  EXPECT_EQ(Effect(Did(kMines, KindredAction::KIND_RATIFICATION, "1997-12-03")), "1999-03-01");
  EXPECT_EQ(Effect(Did(kMines, KindredAction::KIND_RATIFICATION, "1998-09-16")), "1999-03-01");
  EXPECT_EQ(Effect(Did(kMines, KindredAction::KIND_ACCESSION, "2011-11-09")), "2012-05-01");
  EXPECT_EQ(Effect(Did(kProtocol, KindredAction::KIND_CONSENT_TO_BE_BOUND, "2004-01-01")),
            "2006-11-12");
  EXPECT_EQ(Effect(Did(kProtocol, KindredAction::KIND_CONSENT_TO_BE_BOUND, "2008-08-31")),
            "2009-02-28");
  EXPECT_EQ(Effect(Did(kDisability, KindredAction::KIND_RATIFICATION, "2008-04-03")), "2008-05-03");
  EXPECT_EQ(Effect(Did(kDisability, KindredAction::KIND_RATIFICATION, "2009-09-25")), "2009-10-25");
  EXPECT_EQ(Effect(Did(kDisability, KindredAction::KIND_SIGNATURE, "2009-09-25")), "");
}

TEST(KindredTest, WithdrawalsTakeEffectAfterTheirNotice) {
  EXPECT_EQ(Effect(Did(kMines, KindredAction::KIND_WITHDRAWAL, "2020-08-31")), "2021-02-28");
  EXPECT_EQ(Effect(Did(kProtocol, KindredAction::KIND_WITHDRAWAL, "2020-02-29")), "2021-02-28");
  EXPECT_EQ(Effect(Did(kDisability, KindredAction::KIND_WITHDRAWAL, "2020-08-31")), "2021-08-31");
  KindredAction postponed = Did(kMines, KindredAction::KIND_WITHDRAWAL, "2020-08-31");
  *postponed.mutable_postponed_effect_date() = Day("2022-01-01");
  EXPECT_EQ(Effect(postponed), "2022-01-01");
}

TEST(KindredTest, TheEntryIntoForceOfEveryDayIsWhatAWalkThroughTheDaysFinds) {
  for (absl::CivilDay day(1997, 12, 3); day.year() < 2030; ++day) {
    const std::string text = ToString(FromCivil(day));
    absl::CivilDay walked = day;
    for (int months = 0; months < 6 || walked < absl::CivilDay(1999, 3, 1);) {
      ++walked;
      months += walked.day() == 1;
    }
    ASSERT_EQ(Effect(Did(kMines, KindredAction::KIND_RATIFICATION, text)),
              ToString(FromCivil(walked)));
  }
}

TEST(KindredTest, WhatIsNotRecordedIsNotKnown) {
  EXPECT_EQ(ComputeStatus(With({}), Day("2020-01-01")).kindred_size(), 0);
  const State state = With({Did(kMines, KindredAction::KIND_ACCESSION, "2003-09-11")});
  EXPECT_EQ(ComputeStatus(state, Day("2003-09-10")).kindred_size(), 0);
  const auto at = ComputeStatus(state, Day("2010-01-01"));
  ASSERT_EQ(at.kindred_size(), 1);
  EXPECT_EQ(at.kindred(0).instrument(), kMines);
  EXPECT_EQ(at.kindred(0).standing(), KindredStatus::STANDING_PARTY);
  EXPECT_EQ(at.kindred(0).source(), "source of 2003-09-11");
}

TEST(KindredTest, FollowsAStateInOutAndInAgain) {
  const State state = With({Did(kMines, KindredAction::KIND_SIGNATURE, "1997-12-04"),
                            Did(kMines, KindredAction::KIND_RATIFICATION, "2005-12-27"),
                            Did(kMines, KindredAction::KIND_WITHDRAWAL, "2025-07-18"),
                            Did(kMines, KindredAction::KIND_ACCESSION, "2027-01-20")});
  const auto on = [&](const std::string& day) {
    return KindredOn(state, kMines, ToCivil(Day(day))).standing();
  };
  EXPECT_EQ(on("1997-12-03"), KindredStatus::STANDING_UNSPECIFIED);
  EXPECT_EQ(on("1997-12-04"), KindredStatus::STANDING_SIGNATORY);
  EXPECT_EQ(on("2005-12-27"), KindredStatus::STANDING_JOINED_NOT_IN_FORCE);
  EXPECT_EQ(on("2006-06-01"), KindredStatus::STANDING_PARTY);
  EXPECT_EQ(on("2026-01-17"), KindredStatus::STANDING_PARTY);
  EXPECT_EQ(on("2026-01-18"), KindredStatus::STANDING_WITHDRAWN);
  EXPECT_EQ(on("2027-01-20"), KindredStatus::STANDING_JOINED_NOT_IN_FORCE);
  EXPECT_EQ(on("2027-07-01"), KindredStatus::STANDING_PARTY);
  EXPECT_EQ(KindredOn(state, kProtocol, ToCivil(Day("2027-07-01"))).standing(),
            KindredStatus::STANDING_UNSPECIFIED);
}

TEST(KindredTest, CountsOnlyWhatWasKnown) {
  const State state =
      With({Did(kDisability, KindredAction::KIND_ACCESSION, "2009-01-01", "2010-01-01")});
  EXPECT_EQ(KindredOn(state, kDisability, ToCivil(Day("2009-12-31"))).standing(),
            KindredStatus::STANDING_UNSPECIFIED);
  EXPECT_EQ(KindredOn(state, kDisability, ToCivil(Day("2010-01-01"))).standing(),
            KindredStatus::STANDING_PARTY);
}

TEST(KindredTest, NamesTheRuleThatIsBroken) {
  const State none = With({});
  const auto find = [](const State& state, const KindredAction& action) {
    return FindKindredViolations(state, action);
  };
  EXPECT_THAT(find(none, Did(kMines, KindredAction::KIND_ACCESSION, "2003-01-01")), IsEmpty());
  EXPECT_THAT(find(none, Did(kProtocol, KindredAction::KIND_CONSENT_TO_BE_BOUND, "2005-01-01")),
              IsEmpty());
  EXPECT_THAT(find(none, Did(kDisability, KindredAction::KIND_SIGNATURE, "2020-01-01")), IsEmpty());
  EXPECT_THAT(find(none, Did(kMines, KindredAction::KIND_SIGNATURE, "1999-03-01")),
              ElementsAre(HasSubstr("1999-02-28")));
  EXPECT_THAT(find(none, Did(kMines, KindredAction::KIND_ACCESSION, "1997-01-01")),
              ElementsAre(HasSubstr("was adopted on 1997-09-18")));
  EXPECT_THAT(find(none, Did(kProtocol, KindredAction::KIND_SIGNATURE, "2005-01-01")),
              ElementsAre(HasSubstr("no signature")));
  EXPECT_THAT(find(none, Did(kProtocol, KindredAction::KIND_RATIFICATION, "2005-01-01")),
              ElementsAre(HasSubstr("notice of consent")));
  EXPECT_THAT(find(none, Did(kMines, KindredAction::KIND_CONSENT_TO_BE_BOUND, "2005-01-01")),
              ElementsAre(HasSubstr("ratification or accession")));
  EXPECT_THAT(find(none, Did(kDisability, KindredAction::KIND_RATIFICATION, "2009-01-01")),
              ElementsAre(HasSubstr("only a signatory ratifies")));
  EXPECT_THAT(find(none, Did(kMines, KindredAction::KIND_WITHDRAWAL, "2009-01-01")),
              ElementsAre(HasSubstr("only a party withdraws")));
  const State party = With({Did(kMines, KindredAction::KIND_ACCESSION, "2003-01-01")});
  EXPECT_THAT(find(party, Did(kMines, KindredAction::KIND_ACCESSION, "2004-01-01")),
              ElementsAre(HasSubstr("joined on 2003-01-01")));
  EXPECT_THAT(find(party, Did(kMines, KindredAction::KIND_WITHDRAWAL, "2009-01-01")), IsEmpty());
  const State left = With({Did(kMines, KindredAction::KIND_ACCESSION, "2003-01-01"),
                           Did(kMines, KindredAction::KIND_WITHDRAWAL, "2009-01-01")});
  EXPECT_THAT(find(left, Did(kMines, KindredAction::KIND_WITHDRAWAL, "2010-01-01")),
              ElementsAre(HasSubstr("2009-01-01 is recorded")));
  EXPECT_THAT(find(left, Did(kMines, KindredAction::KIND_ACCESSION, "2009-06-30")),
              ElementsAre(HasSubstr("joined on 2003-01-01")));
  EXPECT_THAT(find(left, Did(kMines, KindredAction::KIND_ACCESSION, "2009-07-01")), IsEmpty());
}

}  // namespace
}  // namespace clearway::calendar
