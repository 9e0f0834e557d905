#include "clients/loader/ledger.h"

#include <gtest/gtest.h>

namespace clearway::loader {
namespace {

CsvTable Ledger() {
  auto table = CsvTable::Parse(
      "table,row,became,resource,reason\n"
      "needs.csv,N1,REQUEST,assistanceRequests/a,one State's own\n"
      "needs.csv,N5,REPORTED,,a total\n"
      "funding_flows.csv,line 2,CONTRIBUTION,contributions/b,\n"
      "funding_flows.csv,line 3,CONTRIBUTION,contributions/c,amounts contradict each other\n"
      "funding_flows.csv,line 4,MERGED,contributions/b,counted once\n",
      "ledger.csv");
  EXPECT_TRUE(table.ok()) << table.status();
  return *std::move(table);
}

TEST(LedgerTest, CountsEachTable) {
  EXPECT_EQ(LedgerCounts(Ledger()),
            "  needs                 2 rows: 1 requests, 1 reported\n"
            "  funding_flows         3 rows: 2 contributions, 1 merged into another record\n");
}

TEST(LedgerTest, TellsWhatNeedsTelling) {
  EXPECT_EQ(LedgerLines(Ledger(), false),
            "  needs N5: reported: a total\n"
            "  funding_flows line 3: contribution, contributions/c: amounts contradict each other\n"
            "  funding_flows line 4: merged, contributions/b: counted once\n");
}

TEST(LedgerTest, TellsEveryRowWhenAsked) {
  std::string all = LedgerLines(Ledger(), true);
  EXPECT_NE(all.find("  needs N1: request, assistanceRequests/a: one State's own\n"),
            std::string::npos);
  EXPECT_NE(all.find("  funding_flows line 2: contribution, contributions/b\n"), std::string::npos);
}

}  // namespace
}  // namespace clearway::loader
