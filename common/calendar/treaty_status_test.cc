#include "common/calendar/treaty_status.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"

namespace clearway::calendar {
namespace {

const std::vector<Fact> kLaos = {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}};
const std::vector<Fact> kLithuania = {{"SIGNATURE", "2008-12-03"},
                                      {"RATIFICATION", "2011-03-24"},
                                      {"PROVISIONAL_APPLICATION", "2011-03-24"},
                                      {"WITHDRAWAL", "2024-09-06"}};

StatusAt On(const std::vector<Fact>& facts, const std::string& day) {
  return ComputeStatus(Joining("TST", facts), Day(day));
}
StatusAt::Status StatusOn(const std::vector<Fact>& facts, const std::string& day) {
  return On(facts, day).status();
}

// Entry into force as published: by the depositary or the Convention's secretariat (the first
// nine), or as it follows from a published deadline of eight years (Article 3) or 180 days
// (Article 7).
TEST(EntryIntoForceTest, IsAsPublished) {
  struct {
    const char* state;
    const char* deposit;
    const char* in_force;
  } published[] = {
      {"CHE", "2012-07-17", "2013-01-01"}, {"PLW", "2016-04-19", "2016-10-01"},
      {"NAM", "2018-08-31", "2019-02-01"}, {"PHL", "2019-01-03", "2019-07-01"},
      {"NIU", "2020-08-06", "2021-02-01"}, {"LCA", "2020-09-15", "2021-03-01"},
      {"NGA", "2023-02-28", "2023-08-01"}, {"SSD", "2023-08-03", "2024-02-01"},
      {"VUT", "2025-09-05", "2026-03-01"}, {"HRV", "2009-08-17", "2010-08-01"},
      {"DEU", "2009-07-08", "2010-08-01"}, {"BIH", "2010-09-07", "2011-03-01"},
      {"LBN", "2010-11-05", "2011-05-01"},
  };
  for (const auto& [state, deposit, in_force] : published) {
    EXPECT_EQ(EntryIntoForce(ToCivil(Day(deposit))), ToCivil(Day(in_force))) << state;
  }
}

TEST(EntryIntoForceTest, TheFirstThirtyShareOneDay) {
  for (const char* deposit : {"2008-12-03", "2009-12-22", "2010-01-25", "2010-02-12"}) {
    EXPECT_EQ(EntryIntoForce(ToCivil(Day(deposit))), ConventionInForce()) << deposit;
  }
  EXPECT_EQ(EntryIntoForce(ThirtiethDeposit()), ConventionInForce());
  EXPECT_EQ(EntryIntoForce(absl::CivilDay(2010, 2, 28)), ConventionInForce());
  EXPECT_EQ(EntryIntoForce(absl::CivilDay(2010, 3, 1)), absl::CivilDay(2010, 9, 1));
  EXPECT_EQ(EntryIntoForce(absl::CivilDay(2010, 12, 31)), absl::CivilDay(2011, 6, 1));
}

TEST(TreatyStatusTest, FollowsAStateFromSignatureToForce) {
  EXPECT_EQ(StatusOn(kLaos, "2008-12-02"), StatusAt::STATUS_NOT_PARTY);
  EXPECT_EQ(StatusOn(kLaos, "2008-12-03"), StatusAt::STATUS_SIGNATORY);
  EXPECT_EQ(StatusOn(kLaos, "2009-03-17"), StatusAt::STATUS_SIGNATORY);
  EXPECT_EQ(StatusOn(kLaos, "2009-03-18"), StatusAt::STATUS_RATIFIED_NOT_IN_FORCE);
  EXPECT_EQ(StatusOn(kLaos, "2010-07-31"), StatusAt::STATUS_RATIFIED_NOT_IN_FORCE);
  EXPECT_EQ(StatusOn(kLaos, "2010-08-01"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_FALSE(On(kLaos, "2009-03-17").party_by_deposit());
  EXPECT_TRUE(On(kLaos, "2009-03-18").party_by_deposit());
  EXPECT_EQ(StatusOn({}, "2026-11-01"), StatusAt::STATUS_NOT_PARTY);
  EXPECT_EQ(ToString(On({}, "2026-11-01").as_of_date()), "2026-11-01");
}

TEST(TreatyStatusTest, NobodyKnewTheDayBeforeTheThirtiethDeposit) {
  EXPECT_FALSE(On(kLaos, "2010-02-15").has_entry_into_force_date());
  EXPECT_EQ(ToString(On(kLaos, "2010-02-16").entry_into_force_date()), "2010-08-01");
  EXPECT_EQ(ToString(On(kLaos, "2026-01-01").entry_into_force_date()), "2010-08-01");
}

TEST(TreatyStatusTest, CountsOnlyWhatWasKnown) {
  std::vector<Fact> facts = {{"SIGNATURE", "2008-12-03"},
                             {"RATIFICATION", "2011-03-24", "2011-11-15"}};
  EXPECT_EQ(StatusOn(facts, "2011-11-14"), StatusAt::STATUS_SIGNATORY);
  EXPECT_EQ(StatusOn(facts, "2011-11-15"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_EQ(ToString(On(facts, "2011-11-15").entry_into_force_date()), "2011-09-01");
}

// Received 6 September 2024, in effect on 6 March 2025.
TEST(TreatyStatusTest, AWithdrawalTakesEffectAfterSixMonths) {
  EXPECT_FALSE(On(kLithuania, "2024-09-05").has_withdrawal_effective_date());
  EXPECT_EQ(ToString(On(kLithuania, "2024-09-06").withdrawal_effective_date()), "2025-03-06");
  EXPECT_EQ(StatusOn(kLithuania, "2025-03-05"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_TRUE(On(kLithuania, "2025-03-05").party_by_deposit());
  EXPECT_EQ(StatusOn(kLithuania, "2025-03-06"), StatusAt::STATUS_WITHDRAWN);
  EXPECT_FALSE(On(kLithuania, "2025-03-06").party_by_deposit());
  EXPECT_EQ(ToString(On(kLithuania, "2025-03-06").entry_into_force_date()), "2011-09-01");
}

TEST(TreatyStatusTest, AnArmedConflictDelaysAWithdrawal) {
  std::vector<Fact> facts = {{"ACCESSION", "2011-03-24"},
                             {"WITHDRAWAL", "2024-09-06", "", "2025-10-20"}};
  EXPECT_EQ(ToString(On(facts, "2025-03-05").withdrawal_effective_date()), "2025-03-06");
  // From the sixth month on it is open when the conflict will end.
  EXPECT_FALSE(On(facts, "2025-03-06").has_withdrawal_effective_date());
  EXPECT_EQ(StatusOn(facts, "2025-10-19"), StatusAt::STATUS_STATE_PARTY);
  EXPECT_EQ(StatusOn(facts, "2025-10-20"), StatusAt::STATUS_WITHDRAWN);
  EXPECT_EQ(ToString(On(facts, "2025-10-20").withdrawal_effective_date()), "2025-10-20");
}

TEST(TreatyStatusTest, AStateMayJoinAgain) {
  std::vector<Fact> facts = kLithuania;
  facts.push_back({"ACCESSION", "2026-01-20"});
  EXPECT_EQ(StatusOn(facts, "2026-01-19"), StatusAt::STATUS_WITHDRAWN);
  EXPECT_EQ(StatusOn(facts, "2026-01-20"), StatusAt::STATUS_RATIFIED_NOT_IN_FORCE);
  EXPECT_FALSE(On(facts, "2026-01-20").has_withdrawal_effective_date());
  EXPECT_EQ(StatusOn(facts, "2026-07-01"), StatusAt::STATUS_STATE_PARTY);
}

TEST(TreatyStatusTest, ProvisionalApplicationEndsWithEntryIntoForce) {
  EXPECT_FALSE(On(kLithuania, "2011-03-23").applies_provisionally());
  EXPECT_TRUE(On(kLithuania, "2011-03-24").applies_provisionally());
  EXPECT_TRUE(On(kLithuania, "2011-08-31").applies_provisionally());
  EXPECT_FALSE(On(kLithuania, "2011-09-01").applies_provisionally());
}

TEST(TreatyStatusTest, TheOrderOfTheActionsDoesNotMatter) {
  std::vector<Fact> backwards(kLithuania.rbegin(), kLithuania.rend());
  for (const char* day : {"2008-12-03", "2011-03-24", "2011-09-01", "2025-03-06"}) {
    EXPECT_EQ(On(backwards, day).SerializeAsString(), On(kLithuania, day).SerializeAsString());
  }
}

TEST(TreatyStatusTest, ANewStateHasNoStatusBeforeItExisted) {
  State south_sudan = Joining("SSD", {{"ACCESSION", "2023-08-03"}});
  *south_sudan.mutable_existed_from() = Day("2011-07-09");
  EXPECT_EQ(ComputeStatus(south_sudan, Day("2011-07-08")).status(), StatusAt::STATUS_UNSPECIFIED);
  EXPECT_EQ(ComputeStatus(south_sudan, Day("2011-07-09")).status(), StatusAt::STATUS_NOT_PARTY);
  EXPECT_FALSE(Existed(south_sudan, absl::CivilDay(2011, 7, 8)));
  EXPECT_TRUE(Existed(south_sudan, absl::CivilDay(2011, 7, 9)));
}

TEST(TreatyStatusTest, ASuccessorIsBoundFromItsFirstDay) {
  State successor = Joining("NEW", {{"SUCCESSION", "2012-02-01"}});
  *successor.mutable_existed_from() = Day("2011-07-09");
  EXPECT_EQ(ComputeStatus(successor, Day("2012-01-31")).status(), StatusAt::STATUS_NOT_PARTY);
  StatusAt at = ComputeStatus(successor, Day("2012-02-01"));
  EXPECT_EQ(at.status(), StatusAt::STATUS_STATE_PARTY);
  EXPECT_EQ(ToString(at.entry_into_force_date()), "2011-07-09");
}

TEST(TreatyStatusTest, LeastDevelopedByDate) {
  State state;
  auto* until = state.add_least_developed_periods();
  *until->mutable_end_date() = Day("2011-01-01");  // Maldives left the list on that day
  auto* again = state.add_least_developed_periods();
  *again->mutable_start_date() = Day("2020-05-01");
  EXPECT_TRUE(ComputeStatus(state, Day("2010-12-31")).least_developed());
  EXPECT_FALSE(ComputeStatus(state, Day("2011-01-01")).least_developed());
  EXPECT_FALSE(ComputeStatus(state, Day("2020-04-30")).least_developed());
  EXPECT_TRUE(ComputeStatus(state, Day("2020-05-01")).least_developed());
  EXPECT_FALSE(ComputeStatus(State(), Day("2020-05-01")).least_developed());
}

TEST(TreatyStatusTest, WhatIsNoDayCountsAsNotThere) {
  State state = Joining("TST", {{"SIGNATURE", "2008-12-03"}});
  state.add_treaty_actions()->set_kind(TreatyAction::KIND_RATIFICATION);
  EXPECT_EQ(ComputeStatus(state, Day("2020-01-01")).status(), StatusAt::STATUS_SIGNATORY);
  Date month = Day("2020-01-01");
  month.set_day(0);
  EXPECT_EQ(ComputeStatus(state, month).status(), StatusAt::STATUS_UNSPECIFIED);
}

}  // namespace
}  // namespace clearway::calendar
