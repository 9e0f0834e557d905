#include "clients/loader/registry_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace clearway::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using universalization::v1::Actor;
using universalization::v1::TreatyAction;

std::string Folder(const std::string& name, const std::string& states, const std::string& actions,
                   const std::string& areas, const std::string& actors) {
  std::string folder = absl::StrCat(testing::TempDir(), "/", name);
  mkdir(folder.c_str(), 0700);
  std::ofstream(folder + "/states.csv") << states;
  std::ofstream(folder + "/treaty_actions.csv") << actions;
  std::ofstream(folder + "/areas.csv") << areas;
  std::ofstream(folder + "/actors.csv") << actors;
  return folder;
}

constexpr char kStates[] =
    "id,display_name,aliases,iso2,m49,small_island_developing,landlocked_developing,"
    "least_developed_periods,existed_from\n";
constexpr char kActions[] = "state,kind,date,known_date,armed_conflict_end_date,source,note\n";
constexpr char kAreas[] = "id,display_name\n";
constexpr char kActors[] = "id,display_name,kind,state,identifiers\n";

TEST(RegistryRowsTest, ReadsRows) {
  auto rows = ReadRegistry(
      Folder("good",
             absl::StrCat(kStates, "LAO,Lao PDR,Laos;Lao,LA,418,0,1,../2026-11-24;2030-01-01/..,\n",
                          "SSD,South Sudan,,SS,728,0,1,,2011-07-09\n"),
             absl::StrCat(kActions, "LAO,SIGNATURE,2008-12-03,2008-12-04,,UNTC,doubt\n",
                          "LAO,WITHDRAWAL,2020-01-01,,2021-01-01,,\n"),
             absl::StrCat(kAreas, "kosovo,Kosovo\n"),
             absl::StrCat(kActors, "undp,UNDP,UNITED_NATIONS,USA,A=1;B=2=3\n")));
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(rows->findings, ElementsAre());
  ASSERT_EQ(rows->states.size(), 2u);
  const auto& lao = rows->states[0];
  EXPECT_EQ(lao.name(), "states/LAO");
  EXPECT_THAT(lao.aliases(), ElementsAre("Laos", "Lao"));
  EXPECT_TRUE(lao.landlocked_developing());
  EXPECT_FALSE(lao.small_island_developing());
  ASSERT_EQ(lao.least_developed_periods_size(), 2);
  EXPECT_FALSE(lao.least_developed_periods(0).has_start_date());
  EXPECT_EQ(lao.least_developed_periods(0).end_date().day(), 24);
  EXPECT_EQ(lao.least_developed_periods(1).start_date().year(), 2030);
  EXPECT_FALSE(lao.least_developed_periods(1).has_end_date());
  ASSERT_EQ(lao.treaty_actions_size(), 2);
  EXPECT_EQ(lao.treaty_actions(0).kind(), TreatyAction::KIND_SIGNATURE);
  EXPECT_EQ(lao.treaty_actions(0).known_date().day(), 4);
  EXPECT_EQ(lao.treaty_actions(0).source(), "UNTC");
  EXPECT_EQ(lao.treaty_actions(0).note(), "doubt");
  EXPECT_FALSE(lao.treaty_actions(1).has_known_date());
  EXPECT_EQ(lao.treaty_actions(1).armed_conflict_end_date().year(), 2021);
  EXPECT_EQ(rows->states[1].existed_from().month(), 7);
  ASSERT_EQ(rows->areas.size(), 1u);
  EXPECT_EQ(rows->areas[0].name(), "areas/kosovo");
  ASSERT_EQ(rows->actors.size(), 1u);
  EXPECT_EQ(rows->actors[0].kind(), Actor::KIND_UNITED_NATIONS);
  EXPECT_EQ(rows->actors[0].state(), "states/USA");
  EXPECT_EQ(rows->actors[0].identifiers(1).value(), "2=3");
}

TEST(RegistryRowsTest, ARowThatMakesNoSenseIsAFindingAndTheOthersStay) {
  auto rows = ReadRegistry(Folder(
      "bad",
      absl::StrCat(kStates, "LAO,Lao PDR,,,,0,1,,\n", ",Nowhere,,,,0,0,,\n", "AAA,,,,,0,0,,\n",
                   "BBB,B,,,,x,0,,\n", "CCC,C,,,,0,,,\n", "DDD,D,,,,0,0,2010-01-01,\n",
                   "EEE,E,,,,0,0,../soon,\n", "FFF,F,,,,0,0,,2010-02-30\n", "LAO,Again,,,,0,1,,\n"),
      absl::StrCat(kActions, "LAO,SIGNATURE,2008-12-03,,,,\n", "XXX,SIGNATURE,2008-12-03,,,,\n",
                   "LAO,PROMISE,2008-12-03,,,,\n", "LAO,SIGNATURE,,,,,\n",
                   "LAO,SIGNATURE,2008,,,,\n", "LAO,SIGNATURE,2008-12-03,x,,,\n",
                   "LAO,SIGNATURE,2008-12-03,,x,,\n"),
      absl::StrCat(kAreas, ",Kosovo\n"),
      absl::StrCat(kActors, "undp,UNDP,FRIEND,,\n", "undp,UNDP,NGO,,noequals\n")));
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->states.size(), 1u);
  EXPECT_EQ(rows->states[0].treaty_actions_size(), 1);
  EXPECT_TRUE(rows->areas.empty());
  EXPECT_TRUE(rows->actors.empty());
  EXPECT_THAT(
      rows->findings,
      ElementsAre(HasSubstr("states.csv:3: id is empty"),
                  HasSubstr("states.csv:4: display_name is empty"),
                  HasSubstr("states.csv:5: small_island_developing must be 0 or 1"),
                  HasSubstr("states.csv:6: landlocked_developing must be 0 or 1"),
                  HasSubstr("states.csv:7: least_developed_periods: 2010-01-01 is no interval"),
                  HasSubstr("states.csv:8: least_developed_periods: \"soon\" is no day"),
                  HasSubstr("states.csv:9: existed_from: \"2010-02-30\" is no day"),
                  HasSubstr("states.csv:10: a State with this id stands above"),
                  HasSubstr("treaty_actions.csv:3: the State is not in states.csv"),
                  HasSubstr("treaty_actions.csv:4: kind: there is no treaty action PROMISE"),
                  HasSubstr("treaty_actions.csv:5: date is empty"),
                  HasSubstr("treaty_actions.csv:6: date: \"2008\" is no day"),
                  HasSubstr("treaty_actions.csv:7: known_date: \"x\" is no day"),
                  HasSubstr("treaty_actions.csv:8: armed_conflict_end_date: \"x\" is no day"),
                  HasSubstr("areas.csv:2: id is empty"),
                  HasSubstr("actors.csv:2: kind: there is no kind of actor FRIEND"),
                  HasSubstr("actors.csv:3: identifiers: noequals must be written scheme=value")));
}

TEST(RegistryRowsTest, ATableThatIsNoneStopsTheReading) {
  EXPECT_EQ(ReadRegistry("no/such/folder").status().code(), absl::StatusCode::kNotFound);
  auto rows = ReadRegistry(Folder("lacking", "id\n", kActions, kAreas, kActors));
  EXPECT_THAT(std::string(rows.status().message()), HasSubstr("columns missing: display_name"));
}

}  // namespace
}  // namespace clearway::loader
