#include "common/calendar/treaty_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using universalization::v1::State;
using universalization::v1::TreatyAction;

struct Case {
  std::string name;
  std::vector<Fact> before;
  Fact action;
  std::string article;  // of the first finding; empty: allowed
  std::string says = "";
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class TreatyRulesTest : public testing::TestWithParam<Case> {};

TEST_P(TreatyRulesTest, AllowsOrNamesTheArticle) {
  const Case& c = GetParam();
  State state = Joining("TST", c.before);
  absl::Status status = CheckTreatyAction(state, Action(c.action));
  if (c.article.empty()) {
    EXPECT_TRUE(status.ok()) << status;
    return;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_TREATY_RULE_VIOLATED);
  EXPECT_THAT(std::string(status.message()), HasSubstr("states/TST: " + c.article + ": "));
  EXPECT_THAT(std::string(status.message()), HasSubstr(c.says));
  EXPECT_EQ(FindTreatyViolations(state, Action(c.action)).front().article, c.article);
}

const Fact kSigned = {"SIGNATURE", "2008-12-03"};
const Fact kRatified = {"RATIFICATION", "2011-03-24"};
const Fact kAcceded = {"ACCESSION", "2011-03-24"};
const Fact kWithdrew = {"WITHDRAWAL", "2024-09-06"};

INSTANTIATE_TEST_SUITE_P(
    All, TreatyRulesTest,
    testing::Values(
        Case{"first signature", {}, kSigned, ""},
        Case{"last day of signature", {}, {"SIGNATURE", "2010-07-31"}, ""},
        Case{"too late", {}, {"SIGNATURE", "2010-08-01"}, "Article 15", "2010-08-01"},
        Case{"too early", {}, {"SIGNATURE", "2008-12-02"}, "Article 15", "2008-12-03"},
        Case{"signed twice", {kSigned}, {"SIGNATURE", "2009-01-01"}, "Article 15", "2008-12-03"},
        Case{"signed after accession",
             {{"ACCESSION", "2009-06-01"}},
             {"SIGNATURE", "2009-07-01"},
             "Article 16, paragraph 2",
             "2009-06-01"},

        Case{"ratified on the day of signature", {kSigned}, {"RATIFICATION", "2008-12-03"}, ""},
        Case{"accepted", {kSigned}, {"ACCEPTANCE", "2011-02-23"}, ""},
        Case{"approved", {kSigned}, {"APPROVAL", "2011-02-23"}, ""},
        Case{"ratified without signature", {}, kRatified, "Article 16, paragraph 1", "accedes"},
        Case{"approved without signature",
             {},
             {"APPROVAL", "2011-02-23"},
             "Article 16, paragraph 1"},
        Case{"ratified before signing",
             {{"SIGNATURE", "2009-06-12"}},
             {"RATIFICATION", "2009-06-11"},
             "Article 16, paragraph 1",
             "2009-06-12"},
        Case{"ratified twice",
             {kSigned, kRatified},
             {"RATIFICATION", "2012-01-01"},
             "Article 16",
             "2011-03-24"},
        Case{"accepted after ratifying",
             {kSigned, kRatified},
             {"ACCEPTANCE", "2012-01-01"},
             "Article 16",
             "2011-03-24"},
        Case{"an earlier second instrument",
             {kSigned, kRatified},
             {"RATIFICATION", "2010-01-01"},
             "Article 16",
             "2011-03-24"},

        Case{"acceded", {}, kAcceded, ""},
        Case{"acceded after signing", {kSigned}, kAcceded, "Article 16, paragraph 2", "ratifies"},
        Case{"acceded twice", {kAcceded}, {"ACCESSION", "2012-01-01"}, "Article 16", "2011-03-24"},
        Case{"acceded before opening", {}, {"ACCESSION", "2008-06-01"}, "Article 15"},
        Case{"succeeded without a first day",
             {},
             {"SUCCESSION", "2012-01-01"},
             "Article 16",
             "existed_from"},

        Case{"provisional with ratification",
             {kSigned, kRatified},
             {"PROVISIONAL_APPLICATION", "2011-03-24"},
             ""},
        Case{"provisional with accession",
             {kAcceded},
             {"PROVISIONAL_APPLICATION", "2011-03-24"},
             ""},
        Case{"provisional later",
             {kSigned, kRatified},
             {"PROVISIONAL_APPLICATION", "2011-03-25"},
             "Article 18",
             "2011-03-25"},
        Case{"provisional without instrument",
             {kSigned},
             {"PROVISIONAL_APPLICATION", "2011-03-24"},
             "Article 18"},
        Case{"provisional twice",
             {kAcceded, {"PROVISIONAL_APPLICATION", "2011-03-24"}},
             {"PROVISIONAL_APPLICATION", "2011-03-24"},
             "Article 18",
             "is recorded"},

        Case{"withdrew", {kSigned, kRatified}, kWithdrew, ""},
        Case{"withdrew on the first day in force", {kAcceded}, {"WITHDRAWAL", "2011-09-01"}, ""},
        Case{"withdrew before entry into force",
             {kAcceded},
             {"WITHDRAWAL", "2011-08-31"},
             "Article 20, paragraph 2",
             "2011-09-01"},
        Case{"withdrew before depositing",
             {kAcceded},
             {"WITHDRAWAL", "2011-01-01"},
             "Article 20, paragraph 2",
             "2011-01-01"},
        Case{"a signatory withdrew", {kSigned}, kWithdrew, "Article 20, paragraph 2"},
        Case{"withdrew twice",
             {kSigned, kRatified, kWithdrew},
             {"WITHDRAWAL", "2024-10-01"},
             "Article 20, paragraph 2",
             "2024-09-06"},
        Case{"an earlier second notice",
             {kSigned, kRatified, kWithdrew},
             {"WITHDRAWAL", "2020-01-01"},
             "Article 20, paragraph 2",
             "2024-09-06"},
        Case{"withdrew in a conflict",
             {kAcceded},
             {"WITHDRAWAL", "2024-09-06", "", "2025-03-07"},
             ""},
        Case{"a conflict within the notice",
             {kAcceded},
             {"WITHDRAWAL", "2024-09-06", "", "2025-03-06"},
             "Article 20, paragraph 3",
             "2025-03-06"},

        Case{"acceded again", {kSigned, kRatified, kWithdrew}, {"ACCESSION", "2025-03-06"}, ""},
        Case{"acceded again too early",
             {kSigned, kRatified, kWithdrew},
             {"ACCESSION", "2025-03-05"},
             "Article 16, paragraph 2"},
        Case{"acceded again twice",
             {kSigned, kRatified, kWithdrew, {"ACCESSION", "2025-06-01"}},
             {"ACCESSION", "2025-06-01"},
             "Article 16"},
        Case{"acceded again before an accession",
             {kSigned, kRatified, kWithdrew, {"ACCESSION", "2025-06-01"}},
             {"ACCESSION", "2025-05-01"},
             "Article 16"},
        Case{"ratified again",
             {kSigned, kRatified, kWithdrew},
             {"RATIFICATION", "2025-06-01"},
             "Article 16",
             "by accession"},
        Case{"withdrew again",
             {kAcceded, kWithdrew, {"ACCESSION", "2025-06-01"}},
             {"WITHDRAWAL", "2026-01-01"},
             ""}));

TEST(TreatyRulesOfNewStatesTest, NothingBeforeTheFirstDay) {
  State state = Joining("SSD", {});
  *state.mutable_existed_from() = Day("2011-07-09");
  EXPECT_TRUE(CheckTreatyAction(state, Action({"ACCESSION", "2011-07-09"})).ok());
  EXPECT_TRUE(CheckTreatyAction(state, Action({"SUCCESSION", "2011-07-09"})).ok());
  absl::Status early = CheckTreatyAction(state, Action({"ACCESSION", "2011-07-08"}));
  EXPECT_EQ(early.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()), HasSubstr("2011-07-09"));
}

TEST(TreatyRulesOfNewStatesTest, SuccessionIsNoWayBack) {
  State state = Joining("SSD", {{"ACCESSION", "2011-07-09"}, {"WITHDRAWAL", "2012-01-01"}});
  *state.mutable_existed_from() = Day("2011-07-09");
  EXPECT_TRUE(CheckTreatyAction(state, Action({"ACCESSION", "2013-01-01"})).ok());
  EXPECT_EQ(CheckTreatyAction(state, Action({"SUCCESSION", "2013-01-01"})).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(TreatyRulesFieldsTest, ListsEveryFieldThatMakesNoSense) {
  TreatyAction action = Action({"ACCESSION", "2011-03-24", "2011-03-23", "2012-01-01"});
  absl::Status status = CheckTreatyAction(Joining("TST", {}), action);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(rpc::ViolatedFields(status),
              ElementsAre("action.known_date", "action.armed_conflict_end_date"));

  action.set_kind(static_cast<TreatyAction::Kind>(99));
  action.mutable_date()->set_day(0);
  action.mutable_known_date()->set_month(13);
  action.mutable_armed_conflict_end_date()->set_day(32);
  status = CheckTreatyAction(Joining("TST", {}), action);
  EXPECT_THAT(rpc::ViolatedFields(status),
              ElementsAre("action.kind", "action.date", "action.known_date",
                          "action.armed_conflict_end_date"));
  EXPECT_THAT(rpc::ViolatedFields(CheckTreatyAction(State(), TreatyAction())),
              ElementsAre("action.kind", "action.date"));
}

TEST(TreatyRulesTest, SaysWhichFieldWouldHaveToBeOtherwise) {
  const auto field = [](const std::vector<Fact>& before, const Fact& action) {
    google::rpc::ErrorInfo info;
    EXPECT_TRUE(rpc::FindDetail(CheckTreatyAction(Joining("TST", before), Action(action)), &info));
    EXPECT_FALSE(info.metadata().at("article").empty());
    return info.metadata().at("field");
  };
  EXPECT_EQ(field({}, {"SIGNATURE", "2010-08-01"}), "action.date");
  EXPECT_EQ(field({}, kRatified), "action.kind");
  EXPECT_EQ(field({kSigned}, kAcceded), "action.kind");
  EXPECT_EQ(field({kAcceded}, {"WITHDRAWAL", "2024-09-06", "", "2025-03-06"}),
            "action.armed_conflict_end_date");
}

TEST(TreatyRulesTest, ListsEveryRuleThatIsBroken) {
  State state = Joining("TST", {kSigned});
  EXPECT_EQ(FindTreatyViolations(state, Action({"WITHDRAWAL", "2008-01-01"})).size(), 2u);
  absl::Status status = CheckTreatyAction(state, Action({"WITHDRAWAL", "2008-01-01"}));
  EXPECT_THAT(std::string(status.message()), HasSubstr("(and 1 more)"));
}

}  // namespace
}  // namespace clearway::calendar
