#include "clients/cli/table.h"

#include <sstream>

#include "clearway/cooperation/v1/offer.pb.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using cooperation::v1::Offer;

Offer Sample(const char* name, int64_t usd, const char* title) {
  Offer offer;
  offer.set_name(name);
  offer.set_title(title);
  offer.mutable_total()->mutable_money()->set_currency_code("USD");
  offer.mutable_total()->mutable_money()->set_units(usd);
  return offer;
}

std::string Print(Format format) {
  std::ostringstream out;
  Printer printer(out, format, {"name", "total", "title"});
  printer.Add(Sample("offers/a", 1500, "Déminage, \"phase 2\""));
  printer.Add(Sample("offers/bcd", 20000000, "Survey"));
  printer.Finish();
  return out.str();
}

TEST(TableTest, AlignsColumnsAndPutsNumbersToTheRight) {
  EXPECT_EQ(Print(Format::kTable),
            "NAME                    TOTAL  TITLE\n"
            "offers/a         USD 1,500.00  Déminage, \"phase 2\"\n"
            "offers/bcd  USD 20,000,000.00  Survey\n");
}

TEST(TableTest, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(Print(Format::kCsv),
            "name,total,title\r\n"
            "offers/a,USD 1500.00,\"Déminage, \"\"phase 2\"\"\"\r\n"
            "offers/bcd,USD 20000000.00,Survey\r\n");
}

TEST(TableTest, JsonIsOneArray) {
  std::string json = Print(Format::kJson);
  EXPECT_EQ(json.substr(0, 3), "[\n{");
  EXPECT_NE(json.find("},\n{"), std::string::npos);
  EXPECT_EQ(json.substr(json.size() - 3), "\n]\n");
}

TEST(TableTest, NothingIsSaid) {
  std::ostringstream table, json;
  Printer(table, Format::kTable, {"name"}).Finish();
  EXPECT_EQ(table.str(), "(nothing matches)\n");
  Printer(json, Format::kJson, {"name"}).Finish();
  EXPECT_EQ(json.str(), "[]\n");
}

TEST(TableTest, LongTextIsCutAtCharactersNotBytes) {
  std::ostringstream out;
  Printer printer(out, Format::kTable, {"name", "title"});
  printer.Add(Sample("offers/a", 1, std::string(100, 'x').c_str()));
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "é";
  printer.Add(Sample("offers/b", 1, accents.c_str()));
  printer.Finish();
  std::string expected;
  for (size_t i = 0; i + 1 < Printer::kMaxColumn; ++i) expected += "é";
  EXPECT_NE(out.str().find(expected + "…\n"), std::string::npos);
}

}  // namespace
}  // namespace clearway::cli
