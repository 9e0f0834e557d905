#include "common/auth/permissions.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using ::testing::HasSubstr;

constexpr char kHeader[] =
    "service,method,resource,verb,observer,state drafter,state approver,donor officer,implementer,"
    "victim data steward,reporting officer,coordinator,secretariat,operator,service\n";

absl::StatusOr<Permissions> Table(absl::string_view lines) {
  return Permissions::Parse(absl::StrCat(kHeader, lines), "t.csv");
}

std::string Refused(absl::string_view csv) {
  auto table = Permissions::Parse(csv, "t.csv");
  EXPECT_FALSE(table.ok()) << csv;
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(table.status().message());
}

std::string RefusedLine(absl::string_view line) { return Refused(absl::StrCat(kHeader, line)); }

TEST(PermissionsTest, ReadsALinePerMethod) {
  auto table = Table(
      "cooperation,PublishOffer,offers,publish,,,,own provider,,,,,any,-,\n"
      "testing,Watch,-,watch,visible,,,,,,,,,,any\n");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->lines().size(), 2u);
  const Permissions::Line* line = table->Find("cooperation", "PublishOffer");
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->number, 2);
  EXPECT_EQ(line->resource, "offers");
  EXPECT_EQ(line->verb, "publish");
  ASSERT_EQ(line->conditions.size(), AllRoles().size());
  EXPECT_EQ(line->conditions[3].Text(), "own provider");  // of the donor officer
  EXPECT_EQ(line->conditions[8].Text(), "any");
  EXPECT_EQ(line->conditions[9].Text(), "-");
  EXPECT_EQ(table->Find("testing", "PublishOffer"), nullptr);
  EXPECT_EQ(table->Find("cooperation", "Watch"), nullptr);
}

TEST(PermissionsTest, ALastLineNeedsNoEnd) {
  EXPECT_TRUE(Table("testing,Watch,-,watch,,,,,,,,,,,any").ok());
}

TEST(PermissionsTest, TheFirstLineNamesEveryRoleInItsOrder) {
  EXPECT_THAT(Refused(""), HasSubstr("t.csv is empty"));
  EXPECT_THAT(Refused("service,method,resource\n"),
              HasSubstr("t.csv, line 1, column 4 (verb): is missing"));
  EXPECT_THAT(Refused("service,method,resource,verb,viewer\n"),
              HasSubstr("t.csv, line 1, column 5 (observer): is \"viewer\"; the first line must be "
                        "service,method,resource,verb,observer,state drafter,"));
  std::string more = kHeader;
  more.insert(more.size() - 1, ",king");
  EXPECT_THAT(Refused(more), HasSubstr("line 1: has more columns than there are roles, from "
                                       "\"king\" on"));
}

TEST(PermissionsTest, SaysLineAndColumnOfWhatIsWrong) {
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,,,\n"),
              HasSubstr("t.csv, line 2: has 16 cells instead of 15"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,\n"), HasSubstr("has 14 cells"));
  EXPECT_THAT(RefusedLine("\n"), HasSubstr("line 2: is empty"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,,\n\n"), HasSubstr("line 3: is empty"));
  EXPECT_THAT(RefusedLine("Testing,Watch,-,watch,,,,,,,,,,,\n"),
              HasSubstr("line 2, column 1 (service): must be a service like cooperation"));
  EXPECT_THAT(RefusedLine("testing,watch,-,watch,,,,,,,,,,,\n"),
              HasSubstr("column 2 (method): must be a method like PublishOffer"));
  EXPECT_THAT(RefusedLine("testing,Watch,,watch,,,,,,,,,,,\n"),
              HasSubstr("column 3 (resource): must be a collection like offers, or -"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,,,,,,,,,,,,\n"), HasSubstr("column 4 (verb)"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,onw,,,,,,,\n"),
              HasSubstr("line 2, column 8 (donor officer): \"onw\" is no condition"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,,any \n"),
              HasSubstr("column 15 (service): \"any \""));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,\"any\",,,,,,,,,,\n"),
              HasSubstr("column 5 (observer)"));
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,,any\r\n"),
              HasSubstr("column 15 (service)"));
}

TEST(PermissionsTest, AMethodStandsOnce) {
  EXPECT_THAT(RefusedLine("testing,Watch,-,watch,,,,,,,,,,,\n"
                          "other,Watch,-,watch,,,,,,,,,,,\n"
                          "testing,Watch,-,look,,,,,,,,,,,\n"),
              HasSubstr("line 4, column 2 (method): Watch stands in line 2 already"));
}

TEST(PermissionsTest, ServicesAreNamedByTheirPackage) {
  EXPECT_EQ(Permissions::ServiceName("clearway.victim_assistance.v1"), "victim_assistance");
  EXPECT_EQ(Permissions::ServiceName("clearway.cooperation.v2"), "cooperation.v2");
}

TEST(PermissionsTest, TheSuitesOwnTableIsRead) {
  const Permissions& table = Permissions::BuiltIn();
  const Permissions::Line* line = table.Find("cooperation", "AuthenticateAssistanceRequest");
  ASSERT_NE(line, nullptr);
  for (size_t i = 0; i < AllRoles().size(); ++i) {
    EXPECT_EQ(line->conditions[i].Text(),
              AllRoles()[i] == type::v1::ROLE_SECRETARIAT ? "any" : "-");
  }
}

// What no role may do is a mistake of the table, or a method to be removed.
TEST(PermissionsTest, SomebodyMayCallEveryMethod) {
  for (const Permissions::Line& line : Permissions::BuiltIn().lines()) {
    bool anybody = false;
    for (const Condition& condition : line.conditions) {
      anybody |= condition.scope != Condition::Scope::kNever;
    }
    EXPECT_TRUE(anybody) << "line " << line.number << ", " << line.method;
  }
}

}  // namespace
}  // namespace clearway::auth
