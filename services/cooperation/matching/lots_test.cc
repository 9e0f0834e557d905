#include "services/cooperation/matching/lots.h"

#include <set>

#include "gtest/gtest.h"

namespace clearway::matching {
namespace {

// Computed apart, with Python's hashlib over the bytes that the header says.
TEST(LotsTest, AreAsWrittenDown) {
  EXPECT_EQ(LotDrawer("").Draw("offers/a", "assistanceRequests/b", "funding", 2012), 226615513u);
  EXPECT_EQ(LotDrawer("2026").Draw("offers/norway-2012", "assistanceRequests/lao-clearance",
                                   "teams", 2012),
            2208233881u);
}

TEST(LotsTest, OneDrawerDrawsTheSameAgain) {
  LotDrawer drawer("s");
  const uint32_t first = drawer.Draw("offers/a", "assistanceRequests/b", "x", 2012);
  drawer.Draw("offers/other", "assistanceRequests/b", "x", 2012);
  EXPECT_EQ(drawer.Draw("offers/a", "assistanceRequests/b", "x", 2012), first);
}

TEST(LotsTest, TextsThatRunTogetherDiffer) {
  std::set<uint32_t> lots;
  lots.insert(LotDrawer("ab").Draw("c", "d", "e", 2012));
  lots.insert(LotDrawer("a").Draw("bc", "d", "e", 2012));
  lots.insert(LotDrawer("ab").Draw("cd", "", "e", 2012));
  lots.insert(LotDrawer("ab").Draw("c", "de", "", 2012));
  lots.insert(LotDrawer("ab").Draw("c", "d", "e", 2013));
  EXPECT_EQ(lots.size(), 5u);
}

}  // namespace
}  // namespace clearway::matching
