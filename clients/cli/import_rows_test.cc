#include "clients/cli/import_rows.h"

#include <memory>
#include <string>

#include "clearway/universalization/v1/universalization_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using universalization::v1::CreateActorRequest;
using universalization::v1::UpdateActorRequest;

const google::protobuf::MethodDescriptor* Method(const std::string& name) {
  return CreateActorRequest::descriptor()
      ->file()
      ->FindServiceByName("UniversalizationService")
      ->FindMethodByName(name);
}

template <typename Request>
Request Built(const RowRequests& rows, const ImportRow& row) {
  auto request = rows.Build(row);
  EXPECT_TRUE(request.ok()) << request.status();
  return request.ok() ? static_cast<const Request&>(**request) : Request();
}

TEST(ImportRowsTest, ACsvRowBecomesACreate) {
  const auto file = ParseImport(
      "name,display_name,aliases,kind,finding\nactors/hi,Handicap,HI; H&I,ngo,was wrong\n",
      "a.csv");
  ASSERT_TRUE(file.ok()) << file.status();
  const RowRequests rows(Method("CreateActor"));
  EXPECT_TRUE(rows.CheckColumns(file->columns).ok());
  ASSERT_EQ(file->rows.size(), 1u);
  EXPECT_EQ(file->rows[0].line, 2);
  const auto request = Built<CreateActorRequest>(rows, file->rows[0]);
  EXPECT_EQ(request.actor_id(), "hi");
  EXPECT_EQ(request.actor().display_name(), "Handicap");
  EXPECT_EQ(request.actor().aliases(1), "H&I");
  EXPECT_TRUE(request.actor().name().empty());
}

TEST(ImportRowsTest, AnUpdateChangesWhatTheRowFills) {
  const auto file = ParseImport("name,display_name,notes,state\nactors/hi,New,,LAO\n", "a.csv");
  ASSERT_TRUE(file.ok()) << file.status();
  const RowRequests rows(Method("UpdateActor"));
  const auto request = Built<UpdateActorRequest>(rows, file->rows[0]);
  EXPECT_EQ(request.actor().name(), "actors/hi");
  EXPECT_EQ(request.actor().state(), "states/LAO");
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("display_name", "state"));
}

TEST(ImportRowsTest, JsonIsAnArrayOrAnObjectALine) {
  const RowRequests rows(Method("CreateActor"));
  for (const std::string text :
       {"[{\"name\": \"actors/a\", \"display_name\": \"A\"}, {\"name\": \"actors/b\"}]",
        "{\"name\": \"actors/a\", \"displayName\": \"A\"}\n\n{\"name\": \"actors/b\"}\n"}) {
    const auto file = ParseImport(text, "a.json");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_EQ(file->rows.size(), 2u) << text;
    const auto request = Built<CreateActorRequest>(rows, file->rows[0]);
    EXPECT_EQ(request.actor_id(), "a");
    EXPECT_EQ(request.actor().display_name(), "A");
  }
}

TEST(ImportRowsTest, EveryWrongColumnAndCellIsNamed) {
  const RowRequests rows(Method("CreateActor"));
  const absl::Status columns = rows.CheckColumns({"display_nam", "kind", "request_id", "x.y"});
  EXPECT_THAT(std::string(columns.message()), HasSubstr("did you mean \"display_name\"?"));
  EXPECT_THAT(std::string(columns.message()), HasSubstr("the import's own affair"));
  EXPECT_THAT(std::string(columns.message()), HasSubstr("has no field \"x\""));
  const auto file = ParseImport("kind,status\nclub,broken\n", "a.csv");
  ASSERT_TRUE(file.ok());
  const absl::Status cells = rows.Build(file->rows[0]).status();
  EXPECT_THAT(std::string(cells.message()), HasSubstr("kind: \"club\" is not one of"));
  EXPECT_THAT(std::string(cells.message()), HasSubstr("status: \"broken\" is not one of"));
}

TEST(ImportRowsTest, WhatIsNoTableIsRefused) {
  EXPECT_FALSE(ParseImport("a,b\n1\n", "a.csv").ok());
  EXPECT_FALSE(ParseImport("[{]", "a.json").ok());
  const auto lines = ParseImport("not json\n", "a.json");
  ASSERT_TRUE(lines.ok());
  EXPECT_FALSE(RowRequests(Method("CreateActor")).Build(lines->rows[0]).ok());
}

}  // namespace
}  // namespace clearway::cli
