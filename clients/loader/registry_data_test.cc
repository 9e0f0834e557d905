// What follows from the dates in data/ against what is published: the treaty's calendar on the real
// States.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/loader/csv.h"
#include "clients/loader/registry_rows.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"

namespace clearway::loader {
namespace {

using calendar::ComputeStatus;
using google::type::Date;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using universalization::v1::State;
using universalization::v1::StatusAt;
using universalization::v1::TreatyAction;

Date Day(absl::string_view text) { return *calendar::ParseDay(text); }

class RegistryDataTest : public testing::Test {
 protected:
  void SetUp() override {
    auto rows = ReadRegistry("data");
    ASSERT_TRUE(rows.ok()) << rows.status();
    rows_ = *std::move(rows);
    ASSERT_THAT(rows_.findings, IsEmpty());
  }

  const State& Get(const std::string& iso3) const {
    for (const State& state : rows_.states) {
      if (state.name() == "states/" + iso3) return state;
    }
    ADD_FAILURE() << "no " << iso3;
    return State::default_instance();
  }
  StatusAt On(const std::string& iso3, absl::string_view day) const {
    return ComputeStatus(Get(iso3), Day(day));
  }
  std::set<std::string> With(StatusAt::Status status, absl::string_view day) const {
    std::set<std::string> ids;
    for (const State& state : rows_.states) {
      if (ComputeStatus(state, Day(day)).status() == status) ids.insert(state.name().substr(7));
    }
    return ids;
  }
  size_t Count(StatusAt::Status status, absl::string_view day) const {
    return With(status, day).size();
  }
  int PartiesByDeposit(absl::string_view day) const {
    return static_cast<int>(std::count_if(
        rows_.states.begin(), rows_.states.end(),
        [&](const State& state) { return ComputeStatus(state, Day(day)).party_by_deposit(); }));
  }
  // The States in the order of deposit: the ordinal number of a State Party. Those of one day share
  // the first's number up to the last's.
  std::pair<int, int> OrdinalOf(const std::string& iso3) const {
    const Date deposit = DepositOf(Get(iso3));
    int before = 0, same_day = 0;
    for (const State& state : rows_.states) {
      Date other = DepositOf(state);
      if (!calendar::IsDay(other)) continue;
      before += calendar::ToCivil(other) < calendar::ToCivil(deposit);
      same_day += calendar::ToCivil(other) == calendar::ToCivil(deposit);
    }
    return {before + 1, before + same_day};
  }
  static Date DepositOf(const State& state) {
    for (const TreatyAction& action : state.treaty_actions()) {
      if (calendar::IsInstrument(action.kind())) return action.date();
    }
    return Date();
  }

  RegistryRows rows_;
};

TEST_F(RegistryDataTest, HoldsTheStates) {
  EXPECT_EQ(rows_.states.size(), 197u);
  std::map<std::string, int> memberships;
  for (const State& state : rows_.states) ++memberships[state.un_membership()];
  EXPECT_EQ(memberships["member"], 193);
  EXPECT_EQ(memberships["observer"], 2);  // Holy See, State of Palestine
  EXPECT_EQ(memberships["none"], 2);      // Cook Islands, Niue
}

// Nothing in the file breaks an Article, taken in the order of the file.
TEST_F(RegistryDataTest, EveryTreatyActionIsAllowed) {
  int actions = 0;
  for (const State& state : rows_.states) {
    State so_far = state;
    so_far.clear_treaty_actions();
    for (const TreatyAction& action : state.treaty_actions()) {
      absl::Status status = calendar::CheckTreatyAction(so_far, action);
      EXPECT_TRUE(status.ok()) << status;
      *so_far.add_treaty_actions() = action;
      ++actions;
    }
  }
  EXPECT_EQ(actions, 226);
}

TEST_F(RegistryDataTest, TheThirtiethDepositWasOn16February2010) {
  EXPECT_EQ(PartiesByDeposit("2010-02-15"), 28);
  EXPECT_EQ(PartiesByDeposit("2010-02-16"), 30);
  EXPECT_EQ(calendar::ToString(DepositOf(Get("BFA"))), "2010-02-16");
  EXPECT_EQ(calendar::ToString(DepositOf(Get("MDA"))), "2010-02-16");
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, "2010-07-31"), 0u);
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, "2010-08-01"), 30u);
}

// The Vientiane Declaration welcomes 108 signatures and 46 ratifications (paragraph 9).
TEST_F(RegistryDataTest, CountsOfTheFirstMeeting) {
  const char* last_day = "2010-11-12";
  EXPECT_EQ(PartiesByDeposit(last_day), 46);
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, last_day), 36u);
  EXPECT_THAT(
      With(StatusAt::STATUS_RATIFIED_NOT_IN_FORCE, last_day),
      UnorderedElementsAre("ATG", "BIH", "COM", "CPV", "GTM", "LBN", "MCO", "MLI", "TUN", "VCT"));
  EXPECT_EQ(Count(StatusAt::STATUS_SIGNATORY, last_day), 62u);
  EXPECT_EQ(Count(StatusAt::STATUS_UNSPECIFIED, last_day), 1u);  // South Sudan was not yet
}

// Paragraphs 7 to 10 of CCM/MSP/2010/5 list 33 States Parties, 7 States that had ratified, 47
// signatories and 34 observers. All of it follows from the dates.
TEST_F(RegistryDataTest, TheFinalDocumentsListsFollowFromTheDates) {
  auto table = CsvTable::ReadFile("data/first_meeting_states.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  std::map<std::string, int> listed;
  std::vector<std::string> exceptions;
  for (const CsvRow& row : table->rows()) {
    std::string id(row.Get("state"));
    ++listed[std::string(row.Get("listed_as"))];
    std::string computed =
        StatusAt::Status_Name(ComputeStatus(Get(id), Day("2010-11-12")).status());
    if (computed != absl::StrCat("STATUS_", row.Get("listed_as"))) {
      exceptions.push_back(
          absl::StrCat(id, " listed as ", row.Get("listed_as"), ", is ", computed));
    }
  }
  EXPECT_THAT(exceptions, IsEmpty());
  EXPECT_EQ(listed["STATE_PARTY"], 33);
  EXPECT_EQ(listed["RATIFIED_NOT_IN_FORCE"], 7);
  EXPECT_EQ(listed["SIGNATORY"], 47);
  EXPECT_EQ(listed["NOT_PARTY"], 34);
  EXPECT_EQ(table->rows().size(), 121u);
}

TEST_F(RegistryDataTest, EveryNameOfTheFinalDocumentLeadsToOneState) {
  std::map<std::string, std::string> bearers;
  for (const State& state : rows_.states) {
    std::set<std::string> names(state.aliases().begin(), state.aliases().end());
    names.insert(state.display_name());
    for (const std::string& name : names) {
      auto [other, fresh] = bearers.emplace(absl::AsciiStrToLower(name), state.name());
      EXPECT_TRUE(fresh) << name << " is a name of " << other->second << " and " << state.name();
    }
  }
  auto table = CsvTable::ReadFile("data/first_meeting_states.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  for (const CsvRow& row : table->rows()) {
    EXPECT_EQ(bearers[absl::AsciiStrToLower(row.Get("name_in_final_document"))],
              absl::StrCat("states/", row.Get("state")));
  }
}

// The document of 2010 calls States by the names that they had then. One it calls by a shorter
// name.
TEST_F(RegistryDataTest, TheFinalDocumentsNamesAreThoseOfTheDay) {
  auto table = CsvTable::ReadFile("data/first_meeting_states.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  std::vector<std::string> others;
  int changed = 0;
  for (const CsvRow& row : table->rows()) {
    const State& state = Get(std::string(row.Get("state")));
    const std::string& then = calendar::NameOn(state, absl::CivilDay(2010, 11, 12));
    if (then != row.Get("name_in_final_document")) others.emplace_back(row.Get("state"));
    changed += then != state.display_name();
  }
  EXPECT_THAT(others, ElementsAre("GBR"));
  EXPECT_EQ(changed, 6);
  EXPECT_EQ(calendar::NameOn(Get("SWZ"), absl::CivilDay(2018, 4, 19)), "Eswatini");
}

// What the rules let in one by one stands as a whole.
TEST_F(RegistryDataTest, EveryHistoryStandsAsAWhole) {
  for (const State& state : rows_.states) {
    EXPECT_THAT(calendar::FindHistoryViolations(state), IsEmpty()) << state.name();
  }
  ASSERT_EQ(Get("GNB").treaty_actions(0).other_accounts_size(), 1);
  EXPECT_EQ(calendar::ToString(Get("GNB").treaty_actions(0).other_accounts(0).date()),
            "2008-12-03");
}

// As published by the Convention's secretariat: the 112th and last joined on 5 September 2025.
TEST_F(RegistryDataTest, CountsOfToday) {
  EXPECT_EQ(PartiesByDeposit("2026-11-01"), 112);
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, "2026-11-01"), 112u);
  EXPECT_THAT(With(StatusAt::STATUS_SIGNATORY, "2026-11-01"),
              UnorderedElementsAre("AGO", "CAF", "COD", "CYP", "DJI", "HTI", "IDN", "JAM", "KEN",
                                   "LBR", "TZA", "UGA"));
  EXPECT_THAT(With(StatusAt::STATUS_WITHDRAWN, "2026-11-01"), ElementsAre("LTU"));
  EXPECT_EQ(Count(StatusAt::STATUS_NOT_PARTY, "2026-11-01"), 72u);
  // One left and one joined: by deposit 112, 111, 112.
  EXPECT_EQ(PartiesByDeposit("2025-03-05"), 112);
  EXPECT_EQ(PartiesByDeposit("2025-03-06"), 111);
  EXPECT_EQ(PartiesByDeposit("2025-09-05"), 112);
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, "2026-02-28"), 111u);
  EXPECT_EQ(Count(StatusAt::STATUS_STATE_PARTY, "2026-03-01"), 112u);
}

// Ordinal numbers of States Parties, as published.
TEST_F(RegistryDataTest, PublishedOrdinalsFit) {
  for (const auto& [iso3, ordinal] : std::map<std::string, int>{{"SVK", 93},
                                                                {"PLW", 100},
                                                                {"LKA", 103},
                                                                {"NAM", 104},
                                                                {"PHL", 106},
                                                                {"STP", 108},
                                                                {"NIU", 109},
                                                                {"LCA", 110},
                                                                {"NGA", 111},
                                                                {"SSD", 112}}) {
    auto [first, last] = OrdinalOf(iso3);
    EXPECT_LE(first, ordinal) << iso3;
    EXPECT_GE(last, ordinal) << iso3;
  }
}

// The thirteen days of entry into force that are published, or follow from a published deadline.
TEST_F(RegistryDataTest, PublishedEntriesIntoForceFit) {
  for (const auto& [iso3, day] : std::map<std::string, std::string>{{"CHE", "2013-01-01"},
                                                                    {"PLW", "2016-10-01"},
                                                                    {"NAM", "2019-02-01"},
                                                                    {"PHL", "2019-07-01"},
                                                                    {"NIU", "2021-02-01"},
                                                                    {"LCA", "2021-03-01"},
                                                                    {"NGA", "2023-08-01"},
                                                                    {"SSD", "2024-02-01"},
                                                                    {"VUT", "2026-03-01"},
                                                                    {"HRV", "2010-08-01"},
                                                                    {"DEU", "2010-08-01"},
                                                                    {"BIH", "2011-03-01"},
                                                                    {"LBN", "2011-05-01"}}) {
    EXPECT_EQ(calendar::ToString(On(iso3, "2026-11-01").entry_into_force_date()), day) << iso3;
  }
}

TEST_F(RegistryDataTest, LeastDevelopedByDate) {
  auto on = [&](absl::string_view day) {
    return std::count_if(rows_.states.begin(), rows_.states.end(), [&](const State& state) {
      return ComputeStatus(state, Day(day)).least_developed();
    });
  };
  EXPECT_EQ(on("2010-11-12"), 49);
  EXPECT_EQ(on("2026-11-01"), 44);
  EXPECT_TRUE(On("LAO", "2026-11-23").least_developed());
  EXPECT_FALSE(On("LAO", "2026-11-24").least_developed());
  EXPECT_TRUE(On("MDV", "2010-12-31").least_developed());
  EXPECT_FALSE(On("MDV", "2011-01-01").least_developed());
  EXPECT_FALSE(On("SSD", "2012-12-17").least_developed());
  EXPECT_TRUE(On("SSD", "2012-12-18").least_developed());
}

TEST_F(RegistryDataTest, EveryPartyOfTheFundingTablesIsThere) {
  auto table = CsvTable::ReadFile("data/parties.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  std::set<std::string> names;
  for (const auto& area : rows_.areas) names.insert(area.name());
  for (const auto& actor : rows_.actors) names.insert(actor.name());
  for (const CsvRow& row : table->rows()) {
    EXPECT_EQ(names.count(std::string(row.Get("name"))), 1u) << row.Where();
  }
  EXPECT_EQ(names.size(), rows_.areas.size() + rows_.actors.size());
  for (const auto& actor : rows_.actors) {
    if (!actor.state().empty()) Get(actor.state().substr(7));
  }
}

}  // namespace
}  // namespace clearway::loader
