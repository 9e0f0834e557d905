#include "services/cooperation/matching/problem_bands.h"

#include "gtest/gtest.h"

namespace clearway::matching {
namespace {

// "capacity/bonus" of each band, a floor band with an F.
std::string Text(const std::vector<Network::Band>& bands) {
  std::string text;
  for (const Network::Band& band : bands) {
    text += (text.empty() ? "" : " ") + std::to_string(band.capacity) + "/" +
            std::to_string(band.bonus) + (band.floor ? "F" : "");
  }
  return text;
}

Policy WithFloor(int64_t money_units, int64_t count = 0) {
  Policy policy;
  policy.floor_money_units = money_units;
  policy.floor_count = count;
  policy.bonuses = {400, 300, 200, 100};
  return policy;
}

TEST(BandsTest, FloorThenQuarterHalfWhole) {
  EXPECT_EQ(Text(OpenBands(WithFloor(1), Kind::kFunding, 1'000, 1'000)),
            "100/400F 150/300 250/200 500/100");
  EXPECT_EQ(Text(OpenBands(WithFloor(0), Kind::kFunding, 1'000, 1'000)), "250/300 250/200 500/100");
  EXPECT_EQ(Text(OpenBands(WithFloor(9, 1), Kind::kTraining, 8, 8)), "1/400F 1/300 2/200 4/100");
}

TEST(BandsTest, AFloorBeyondAQuarterTakesItsPlace) {
  EXPECT_EQ(Text(OpenBands(WithFloor(3), Kind::kFunding, 1'000, 1'000)),
            "300/400F 200/200 500/100");
  EXPECT_EQ(Text(OpenBands(WithFloor(1'000'000'000), Kind::kFunding, 1'000, 1'000)), "1000/400F");
}

TEST(BandsTest, CommittedFillsTheFirst) {
  const Policy policy = WithFloor(1);
  EXPECT_EQ(Text(OpenBands(policy, Kind::kFunding, 1'000, 970)), "70/400F 150/300 250/200 500/100");
  EXPECT_EQ(Text(OpenBands(policy, Kind::kFunding, 1'000, 900)), "150/300 250/200 500/100");
  EXPECT_EQ(Text(OpenBands(policy, Kind::kFunding, 1'000, 400)), "400/100");
  EXPECT_EQ(Text(OpenBands(policy, Kind::kFunding, 1'000, 0)), "");
}

TEST(BandsTest, CapacitiesAddUpToWhatIsLeft) {
  for (int64_t total = 0; total <= 30; ++total) {
    for (int64_t left = 0; left <= total; ++left) {
      for (int64_t floor : {0, 3, 7, 50}) {
        int64_t sum = 0;
        for (const auto& band : OpenBands(WithFloor(0, floor), Kind::kService, total, left)) {
          EXPECT_GT(band.capacity, 0);
          sum += band.capacity;
        }
        EXPECT_EQ(sum, left);
      }
    }
  }
}

}  // namespace
}  // namespace clearway::matching
