#include "clients/loader/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"

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

// What is written by the rules of RFC 4180 is read back, whatever it holds.
TEST(CsvTest, ReadsBackWhatIsWritten) {
  std::mt19937 random(4180);
  const std::string alphabet = "ab ,;\"\n\r'é";
  for (int round = 0; round < 500; ++round) {
    const size_t columns = 1 + random() % 4;
    std::string text;
    std::vector<std::vector<std::string>> rows;
    for (size_t i = 0; i < columns; ++i) text += (i > 0 ? ",c" : "c") + std::to_string(i);
    for (size_t r = random() % 5; r > 0; --r) {
      text += random() % 2 == 0 ? "\n" : "\r\n";
      rows.emplace_back();
      for (size_t i = 0; i < columns; ++i) {
        std::string field = "x";  // so that a row of one field is no empty line
        for (size_t n = random() % 6; n > 0; --n) field += alphabet[random() % alphabet.size()];
        rows.back().push_back(field);
        text += (i > 0 ? ",\"" : "\"") + absl::StrReplaceAll(field, {{"\"", "\"\""}}) + "\"";
      }
    }
    auto table = CsvTable::Parse(text, "t.csv");
    ASSERT_TRUE(table.ok()) << table.status() << "\n" << text;
    ASSERT_EQ(table->rows().size(), rows.size()) << text;
    for (size_t r = 0; r < rows.size(); ++r) {
      for (size_t i = 0; i < columns; ++i) {
        ASSERT_EQ(table->rows()[r].Get("c" + std::to_string(i)), rows[r][i]) << text;
      }
    }
  }
}

// Any bytes are a table or are refused with a line.
TEST(CsvTest, AnyBytesAreReadOrRefused) {
  std::mt19937 random(2010);
  const std::string alphabet = "a,\"\n\r";
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t n = random() % 24; n > 0; --n) text += alphabet[random() % alphabet.size()];
    auto table = CsvTable::Parse(text, "t.csv");
    if (table.ok()) {
      for (const CsvRow& row : table->rows()) ASSERT_FALSE(row.Where().empty());
    } else {
      ++refused;
      ASSERT_EQ(table.status().message().substr(0, 6), "t.csv:") << table.status();
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 20000);
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
