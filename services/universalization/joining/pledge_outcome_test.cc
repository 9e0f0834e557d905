#include "services/universalization/joining/pledge_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {
namespace {

using calendar::Day;
using calendar::Fact;
using calendar::Joining;
using calendar::ToCivil;
using testing::HasSubstr;
using v1::Pledge;
using v1::TreatyAction;

const Fact kSigned = {"SIGNATURE", "2008-12-03"};
const Fact kRatified = {"RATIFICATION", "2011-03-24"};

Pledge Made(Pledge::Kind kind, const std::string& date, const std::string& target = "") {
  Pledge pledge;
  pledge.set_name("pledges/p");
  pledge.set_state("states/TST");
  pledge.set_kind(kind);
  *pledge.mutable_pledge_date() = Day(date);
  if (!target.empty()) *pledge.mutable_target_date() = Day(target);
  return pledge;
}

Pledge After(const std::vector<Fact>& facts, Pledge pledge, const std::string& as_of) {
  PutOutcome(Joining("TST", facts), ToCivil(Day(as_of)), &pledge);
  return pledge;
}

std::string Refusal(const std::vector<Fact>& facts, const Pledge& pledge) {
  rpc::Violations bad;
  CheckPledge(Joining("TST", facts), pledge, ToCivil(Day("2026-11-12")), &bad);
  return std::string(bad.ToStatus().message());
}

TEST(PledgeOutcomeTest, IsOpenUntilItIsDone) {
  const Pledge pledge = Made(Pledge::KIND_RATIFY, "2010-11-12", "2011-06-30");
  EXPECT_EQ(After({kSigned}, pledge, "2010-11-11").outcome(), Pledge::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(After({kSigned}, pledge, "2010-11-12").outcome(), Pledge::OUTCOME_OPEN);
  // Past its target date it is open still: it is no legal duty, and nothing is overdue.
  EXPECT_EQ(After({kSigned}, pledge, "2026-11-12").outcome(), Pledge::OUTCOME_OPEN);
  const Pledge kept = After({kSigned, kRatified}, pledge, "2011-03-24");
  EXPECT_EQ(kept.outcome(), Pledge::OUTCOME_KEPT);
  EXPECT_EQ(calendar::ToString(kept.outcome_date()), "2011-03-24");
  EXPECT_EQ(kept.fulfilled_by(), TreatyAction::KIND_RATIFICATION);
  EXPECT_EQ(After({kSigned, kRatified}, pledge, "2011-03-23").outcome(), Pledge::OUTCOME_OPEN);
}

TEST(PledgeOutcomeTest, TheTargetsLastDayDecides) {
  const auto outcome = [](const std::string& target) {
    return After({kSigned, kRatified}, Made(Pledge::KIND_RATIFY, "2010-11-12", target),
                 "2012-01-01")
        .outcome();
  };
  EXPECT_EQ(outcome("2011-03-24"), Pledge::OUTCOME_KEPT);
  EXPECT_EQ(outcome("2011-03-23"), Pledge::OUTCOME_LATE);
  EXPECT_EQ(outcome(""), Pledge::OUTCOME_KEPT);
  Pledge month = Made(Pledge::KIND_RATIFY, "2010-11-12", "2011-03-01");
  month.mutable_target_date()->set_day(0);
  EXPECT_EQ(After({kSigned, kRatified}, month, "2012-01-01").outcome(), Pledge::OUTCOME_KEPT);
  month.mutable_target_date()->set_month(2);
  EXPECT_EQ(After({kSigned, kRatified}, month, "2012-01-01").outcome(), Pledge::OUTCOME_LATE);
  month.mutable_target_date()->set_month(0);
  EXPECT_EQ(After({kSigned, kRatified}, month, "2012-01-01").outcome(), Pledge::OUTCOME_KEPT);
  google::type::Date leap;
  leap.set_year(2012);
  leap.set_month(2);
  EXPECT_EQ(LastDayOf(leap), absl::CivilDay(2012, 2, 29));
  EXPECT_FALSE(LastDayOf(google::type::Date()).has_value());
}

TEST(PledgeOutcomeTest, ASignatureKeepsAPledgeToSignAndAnInstrumentEveryOne) {
  const Fact signed_later = {"SIGNATURE", "2009-06-01"};
  EXPECT_EQ(After({signed_later}, Made(Pledge::KIND_SIGN, "2009-01-01"), "2010-01-01").outcome(),
            Pledge::OUTCOME_KEPT);
  EXPECT_EQ(After({signed_later}, Made(Pledge::KIND_RATIFY, "2009-01-01"), "2010-01-01").outcome(),
            Pledge::OUTCOME_OPEN);
  const Pledge acceded =
      After({{"ACCESSION", "2011-01-01"}}, Made(Pledge::KIND_SIGN, "2010-01-01"), "2012-01-01");
  EXPECT_EQ(acceded.outcome(), Pledge::OUTCOME_KEPT);
  EXPECT_EQ(acceded.fulfilled_by(), TreatyAction::KIND_ACCESSION);
}

TEST(PledgeOutcomeTest, WhatWasTakenBackBeforeItWasDoneIsWithdrawn) {
  Pledge pledge = Made(Pledge::KIND_RATIFY, "2010-01-01", "2012-01-01");
  *pledge.mutable_withdraw_date() = Day("2011-01-01");
  EXPECT_EQ(After({kSigned}, pledge, "2010-12-31").outcome(), Pledge::OUTCOME_OPEN);
  EXPECT_EQ(After({kSigned}, pledge, "2011-01-01").outcome(), Pledge::OUTCOME_WITHDRAWN);
  EXPECT_EQ(After({kSigned, kRatified}, pledge, "2012-01-01").outcome(), Pledge::OUTCOME_WITHDRAWN);
  *pledge.mutable_withdraw_date() = Day("2011-06-01");
  EXPECT_EQ(After({kSigned, kRatified}, pledge, "2012-01-01").outcome(), Pledge::OUTCOME_KEPT);
}

TEST(PledgeOutcomeTest, CountsOnlyWhatWasKnown) {
  Pledge pledge = Made(Pledge::KIND_RATIFY, "2010-01-01");
  *pledge.mutable_known_date() = Day("2010-06-01");
  EXPECT_EQ(After({kSigned}, pledge, "2010-05-31").outcome(), Pledge::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(After({kSigned}, pledge, "2010-06-01").outcome(), Pledge::OUTCOME_OPEN);
  const Fact known_later = {"RATIFICATION", "2011-03-24", "2011-11-15"};
  EXPECT_EQ(After({kSigned, known_later}, pledge, "2011-11-14").outcome(), Pledge::OUTCOME_OPEN);
  EXPECT_EQ(After({kSigned, known_later}, pledge, "2011-11-15").outcome(), Pledge::OUTCOME_KEPT);
}

TEST(PledgeRulesTest, NamesTheArticleOfWhatCannotBePledged) {
  EXPECT_EQ(Refusal({}, Made(Pledge::KIND_SIGN, "2010-07-31")), "");
  EXPECT_THAT(Refusal({}, Made(Pledge::KIND_SIGN, "2010-08-01")), HasSubstr("Article 15"));
  EXPECT_THAT(Refusal({kSigned}, Made(Pledge::KIND_SIGN, "2009-01-01")),
              HasSubstr("had signed before"));
  // On the day of the pledge itself it is kept at once.
  EXPECT_EQ(Refusal({kSigned}, Made(Pledge::KIND_SIGN, "2008-12-03")), "");
  EXPECT_EQ(Refusal({kSigned}, Made(Pledge::KIND_RATIFY, "2011-01-01")), "");
  EXPECT_THAT(Refusal({kSigned, kRatified}, Made(Pledge::KIND_RATIFY, "2011-03-25")),
              HasSubstr("deposited its instrument before"));
  EXPECT_THAT(Refusal({}, Made(Pledge::KIND_RATIFY, "2011-01-01")),
              HasSubstr("Article 16, paragraph 1"));
  EXPECT_EQ(Refusal({}, Made(Pledge::KIND_RATIFY, "2010-01-01")), "");  // it may sign first
  EXPECT_THAT(Refusal({kSigned}, Made(Pledge::KIND_ACCEDE, "2011-01-01")),
              HasSubstr("Article 16, paragraph 2"));
  EXPECT_EQ(Refusal({}, Made(Pledge::KIND_ACCEDE, "2011-01-01")), "");
  // Who has withdrawn comes back by accession.
  const std::vector<Fact> left = {kSigned, kRatified, {"WITHDRAWAL", "2024-09-06"}};
  EXPECT_EQ(Refusal(left, Made(Pledge::KIND_ACCEDE, "2026-01-01")), "");
  EXPECT_THAT(Refusal(left, Made(Pledge::KIND_RATIFY, "2026-01-01")), HasSubstr("accedes"));
}

}  // namespace
}  // namespace clearway::universalization
