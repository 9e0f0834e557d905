#include "services/cooperation/matching/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace clearway::matching {
namespace {

Network Small() {
  Network n;
  n.offers = {{10}};
  n.offer_years = {{0, 8}, {0, 8}};
  n.outlets = {{0, 5}, {1, 5}};
  n.groups = {{{{4, 9, true}, {4, 9, false}, {4, 0, false}}}};
  n.demands = {{0, 6}, {0, 6}};
  n.pairs = {{0, 0, 1, 7}, {0, 1, kMaxWeight, 7}, {1, 1, 2, 0xffffffffu}};
  return n;
}

TEST(NetworkTest, AcceptsWhatIsWithinItsBounds) {
  EXPECT_TRUE(Small().Validate().ok()) << Small().Validate();
  EXPECT_TRUE(Network{}.Validate().ok());
  Network n = Small();
  n.offers[0].capacity = kMaxQuantity;
  n.groups[0].bands[0].bonus = kMaxBonus;
  EXPECT_TRUE(n.Validate().ok()) << n.Validate();
}

struct BrokenCase {
  std::string says;
  std::function<void(Network&)> change;
};

class BrokenNetworkTest : public testing::TestWithParam<BrokenCase> {};

TEST_P(BrokenNetworkTest, IsRefusedByName) {
  Network n = Small();
  GetParam().change(n);
  const absl::Status status = n.Validate();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenNetworkTest,
    testing::Values(
        BrokenCase{"offers[0].capacity is -1", [](Network& n) { n.offers[0].capacity = -1; }},
        BrokenCase{"offers[0].capacity is 1000000000001",
                   [](Network& n) { n.offers[0].capacity = kMaxQuantity + 1; }},
        BrokenCase{"offer_years[1].capacity", [](Network& n) { n.offer_years[1].capacity = -5; }},
        BrokenCase{"offer_years[1].offer is 1", [](Network& n) { n.offer_years[1].offer = 1; }},
        BrokenCase{"outlets[1].capacity", [](Network& n) { n.outlets[1].capacity = -5; }},
        BrokenCase{"outlets[0].offer_year is -1", [](Network& n) { n.outlets[0].offer_year = -1; }},
        BrokenCase{"groups[0].capacity", [](Network& n) { n.groups[0].bands[2].capacity = -1; }},
        BrokenCase{"bonuses rise", [](Network& n) { n.groups[0].bands[2].bonus = 10; }},
        BrokenCase{"bonus -1", [](Network& n) { n.groups[0].bands[2].bonus = -1; }},
        BrokenCase{"bonus 1000000001",
                   [](Network& n) { n.groups[0].bands[0].bonus = kMaxBonus + 1; }},
        BrokenCase{"floor band follows", [](Network& n) { n.groups[0].bands[2].floor = true; }},
        BrokenCase{"demands[1].capacity", [](Network& n) { n.demands[1].capacity = -1; }},
        BrokenCase{"demands[0].group is 1", [](Network& n) { n.demands[0].group = 1; }},
        BrokenCase{"pairs[0].weight is 0", [](Network& n) { n.pairs[0].weight = 0; }},
        BrokenCase{"pairs[1].weight is 1000002", [](Network& n) { ++n.pairs[1].weight; }},
        BrokenCase{"pairs[2].outlet is 2", [](Network& n) { n.pairs[2].outlet = 2; }},
        BrokenCase{"pairs[2].demand is -7", [](Network& n) { n.pairs[2].demand = -7; }},
        BrokenCase{"pairs[2] stands twice", [](Network& n) {
                     n.pairs[2].outlet = 0;
                     n.pairs[2].weight = 5;
                   }}));

}  // namespace
}  // namespace clearway::matching
