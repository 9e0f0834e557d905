#include "clients/loader/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace clearway::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string ErrorOf(absl::string_view text) {
  auto table = CsvTable::Parse(text, "t.csv");
  if (table.ok()) return "no error";
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(table.status().message());
}

TEST(CsvTest, ReadsPlainAndQuotedFields) {
  auto table = CsvTable::Parse(
      "id,name,note\n"
      "LAO,\"Lao, People's \"\"Democratic\"\"\", x \r\n"
      "CIV,Côte d'Ivoire,\"two\nlines\"\n"
      "\n"
      "TUR,\"\",",
      "t.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->columns(), ElementsAre("id", "name", "note"));
  ASSERT_EQ(table->rows().size(), 3u);
  EXPECT_EQ(table->rows()[0].Get("name"), "Lao, People's \"Democratic\"");
  EXPECT_EQ(table->rows()[0].Get("note"), " x ");
  EXPECT_EQ(table->rows()[1].Get("name"), "Côte d'Ivoire");
  EXPECT_EQ(table->rows()[1].Get("note"), "two\nlines");
  EXPECT_EQ(table->rows()[2].Get("name"), "");
  EXPECT_EQ(table->rows()[2].Get("note"), "");
  EXPECT_EQ(table->rows()[2].Get("no such column"), "");
  // A line break inside quotes counts.
  EXPECT_EQ(table->rows()[0].Where(), "t.csv:2");
  EXPECT_EQ(table->rows()[1].Where(), "t.csv:3");
  EXPECT_EQ(table->rows()[2].Where(), "t.csv:6");
  EXPECT_EQ(table->rows()[2].Error("bad").message(), "t.csv:6: bad");
}

TEST(CsvTest, SplitsLists) {
  auto table = CsvTable::Parse("a\nx; y ;;z z\n\"\"\"\"\n", "t.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->rows()[0].List("a"), ElementsAre("x", "y", "z z"));
  EXPECT_THAT(table->rows()[1].List("a"), ElementsAre("\""));
  EXPECT_THAT(table->rows()[0].List("b"), IsEmpty());
}

TEST(CsvTest, SkipsAByteOrderMarkAndKeepsALoneCarriageReturn) {
  auto table = CsvTable::Parse("\xef\xbb\xbfid,b\r\nx\ry,\"1\"\r\n", "t.csv");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->columns(), ElementsAre("id", "b"));
  EXPECT_EQ(table->rows()[0].Get("id"), "x\ry");
  EXPECT_EQ(table->rows()[0].Get("b"), "1");
}

TEST(CsvTest, NamesFileAndLineOfWhatIsWrong) {
  EXPECT_EQ(ErrorOf(""), "t.csv:1: the line with the columns' names is missing");
  EXPECT_EQ(ErrorOf("a,,b\n"), "t.csv:1: column 2 has no name");
  EXPECT_EQ(ErrorOf("a,b,a\n"), "t.csv:1: two columns are named a");
  EXPECT_EQ(ErrorOf("a,b\n1,2\n3\n"), "t.csv:3: 1 fields, and the header has 2");
  EXPECT_EQ(ErrorOf("a,b\n1,2,3\n"), "t.csv:2: 3 fields, and the header has 2");
  EXPECT_EQ(ErrorOf("a,b\n1,\"2\n\n3\n"), "t.csv:2: a quote is opened here and never closed");
  EXPECT_EQ(ErrorOf("a,b\n\"1\n\" ,2\n"), "t.csv:3: text stands after a closing quote");
  EXPECT_THAT(ErrorOf("a,b\n1,2\"\n"), HasSubstr("t.csv:2: a quote stands inside"));
}

TEST(CsvTest, NamesEveryMissingColumn) {
  auto table = CsvTable::Parse("a,b\n", "t.csv");
  ASSERT_TRUE(table.ok());
  EXPECT_TRUE(table->Require({"b", "a"}).ok());
  EXPECT_EQ(table->Require({"a", "x", "y"}).message(), "t.csv:1: columns missing: x, y");
}

TEST(CsvTest, ReadsFiles) {
  EXPECT_EQ(CsvTable::ReadFile("no/such.csv").status().code(), absl::StatusCode::kNotFound);
  std::string path = testing::TempDir() + "/table.csv";
  std::ofstream(path) << "a\n1\n";
  auto table = CsvTable::ReadFile(path);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->rows()[0].Where(), "table.csv:2");
}

}  // namespace
}  // namespace clearway::loader
