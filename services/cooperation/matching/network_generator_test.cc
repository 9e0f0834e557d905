#include "services/cooperation/matching/network_generator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace clearway::matching {
namespace {

TEST(SplitMixTest, GivesTheNumbersOfItsReferenceImplementation) {
  SplitMix random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317u);
  EXPECT_EQ(random.Next(), 3203168211198807973u);
  EXPECT_EQ(random.Next(), 9817491932198370423u);
  for (int i = 0; i < 1000; ++i) {
    const int64_t x = random.Between(-3, 4);
    EXPECT_TRUE(x >= -3 && x <= 4);
  }
}

TEST(NetworkGeneratorTest, NetworksAreValidAndOfTheSizeAskedFor) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    GeneratorOptions options;
    options.seed = seed;
    options.offers = static_cast<int32_t>(seed) * 3;
    options.demands = static_cast<int32_t>(seed) * 7;
    options.states = 1 + static_cast<int32_t>(seed % 5);
    const Network network = GenerateNetwork(options);
    EXPECT_TRUE(network.Validate().ok()) << network.Validate();
    EXPECT_EQ(network.offers.size(), seed * 3);
    EXPECT_EQ(network.demands.size(), seed * 7);
  }
  GeneratorOptions large;
  large.offers = large.demands = 2000;
  large.states = 30;
  const size_t pairs = GenerateNetwork(large).pairs.size();
  EXPECT_GT(pairs, 2000u * 14);
  EXPECT_LT(pairs, 2000u * 21);
}

TEST(NetworkGeneratorTest, ShufflingMovesEverythingAndChangesNothing) {
  GeneratorOptions options;
  options.offers = options.demands = 40;
  const Network network = GenerateNetwork(options);
  const Shuffled shuffled = Shuffle(network, 9);
  EXPECT_TRUE(shuffled.network.Validate().ok());
  int moved = 0;
  for (size_t i = 0; i < network.pairs.size(); ++i) {
    const Network::Pair& before = network.pairs[i];
    const Network::Pair& after = shuffled.network.pairs[shuffled.pair_place[i]];
    EXPECT_EQ(after.lot, before.lot);
    EXPECT_EQ(after.weight, before.weight);
    EXPECT_EQ(after.demand, shuffled.demand_place[before.demand]);
    const auto capacities = [](const Network& n, const Network::Pair& p) {
      const Network::Outlet& outlet = n.outlets[p.outlet];
      const Network::OfferYear& year = n.offer_years[outlet.offer_year];
      return std::vector<int64_t>{outlet.capacity, year.capacity, n.offers[year.offer].capacity,
                                  n.demands[p.demand].capacity,
                                  n.groups[n.demands[p.demand].group].bands[3].capacity};
    };
    EXPECT_EQ(capacities(network, before), capacities(shuffled.network, after));
    const int32_t year = network.outlets[before.outlet].offer_year;
    const int32_t new_year = shuffled.network.outlets[after.outlet].offer_year;
    EXPECT_EQ(shuffled.network.offer_years[new_year].offer,
              shuffled.offer_place[network.offer_years[year].offer]);
    moved += shuffled.pair_place[i] != static_cast<int32_t>(i);
  }
  EXPECT_GT(moved, static_cast<int>(network.pairs.size()) / 2);
}

}  // namespace
}  // namespace clearway::matching
