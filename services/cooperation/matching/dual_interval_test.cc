#include "services/cooperation/matching/dual_interval.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/cooperation/matching/network_oracle.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

std::string Text(const DualInterval& interval) {
  const auto end = [](const absl::optional<int64_t>& value) {
    return value ? absl::StrCat(*value) : std::string("unbounded");
  };
  return absl::StrCat(end(interval.least), "..", end(interval.greatest));
}

// The best value is a concave function of each quantity and linear between integers (the
// constraints of a network are totally unimodular), so that its slope to the right is the least
// optimal dual and its slope to the left the greatest.
class Slopes {
 public:
  explicit Slopes(const Network& network) : network_(network), value_(*Value(network, {})) {}

  // A limit of the network, changed by one.
  std::string AtLimit(int64_t& capacity) {
    ++capacity;
    DualInterval slope;
    slope.least = *Value(network_, {}) - value_;
    capacity -= 2;
    // A limit below 0 admits no plan at all.
    if (capacity >= 0) slope.greatest = value_ - *Value(network_, {});
    ++capacity;
    return Text(slope);
  }

  std::string AtInjection(Injection injection) {
    DualInterval slope;
    injection.units = 1;
    if (const auto more = Value(network_, injection)) slope.least = *more - value_;
    injection.units = -1;
    if (const auto less = Value(network_, injection)) slope.greatest = value_ - *less;
    return Text(slope);
  }

  Network& network() { return network_; }

 private:
  static absl::optional<int64_t> Value(const Network& network, const Injection& injection) {
    const auto plan = TryEveryPlan(network, /*floor_stage=*/false, injection);
    return plan ? absl::make_optional(plan->weight) : absl::nullopt;
  }

  Network network_;
  int64_t value_;
};

TEST(DualIntervalTest, EndsAreTheSlopesOfTheValueUnderOneUnitMoreAndLess) {
  SplitMix random(37);
  int apart = 0;
  for (int i = 0; i < 400; ++i) {
    const Network network = TinyNetwork(random);
    const auto solution = Solve(network);
    ASSERT_TRUE(solution.ok()) << solution.status();
    auto prices = ShadowPrices::Compute(network, *solution);
    ASSERT_TRUE(prices.ok()) << prices.status();
    Slopes slopes(network);
    for (size_t o = 0; o < network.offers.size(); ++o) {
      const auto offer = static_cast<int32_t>(o);
      ASSERT_EQ(Text(prices->OfferCeiling(offer)),
                slopes.AtLimit(slopes.network().offers[o].capacity))
          << i << " offer " << o;
      apart += prices->OfferCeiling(offer).least != prices->OfferCeiling(offer).greatest;
    }
    for (size_t d = 0; d < network.demands.size(); ++d) {
      const auto demand = static_cast<int32_t>(d);
      ASSERT_EQ(Text(prices->DemandCapacity(demand)),
                slopes.AtLimit(slopes.network().demands[d].capacity))
          << i << " demand " << d;
      ASSERT_EQ(Text(prices->DemandUnit(demand)), slopes.AtInjection({-1, demand, 0}))
          << i << " demand " << d;
    }
    for (size_t g = 0; g < network.groups.size(); ++g) {
      ASSERT_EQ(Text(prices->GroupUnit(static_cast<int32_t>(g))),
                slopes.AtInjection({static_cast<int32_t>(g), -1, 0}))
          << i << " group " << g;
    }
  }
  EXPECT_GT(apart, 50);  // intervals of more than a point are the rule, not the exception
}

TEST(DualIntervalTest, TheCertificatesOwnDualsLieWithinAndOrderDoesNotMatter) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    GeneratorOptions generator;
    generator.seed = seed;
    generator.offers = generator.demands = 40;
    generator.weight_step = 250'000;
    const Network network = GenerateNetwork(generator);
    const Shuffled shuffled = Shuffle(network, seed);
    const bool floor_stage = seed % 2 == 0;
    const auto solution = Solve(network, {floor_stage, nullptr, nullptr});
    const auto other = Solve(shuffled.network, {floor_stage, nullptr, nullptr});
    ASSERT_TRUE(solution.ok() && other.ok());
    auto prices = ShadowPrices::Compute(network, *solution);
    auto other_prices = ShadowPrices::Compute(shuffled.network, *other);
    ASSERT_TRUE(prices.ok() && other_prices.ok());
    const NodeDuals& duals = solution->Find(Stage::kWeight)->duals;
    for (size_t g = 0; g < network.groups.size(); ++g) {
      const DualInterval price = prices->GroupUnit(static_cast<int32_t>(g));
      EXPECT_LE(price.least.value_or(duals.groups[g]), duals.groups[g]);
      EXPECT_GE(price.greatest.value_or(duals.groups[g]), duals.groups[g]);
      EXPECT_EQ(Text(price), Text(other_prices->GroupUnit(shuffled.group_place[g])));
    }
    for (size_t o = 0; o < network.offers.size(); ++o) {
      EXPECT_EQ(Text(prices->OfferCeiling(static_cast<int32_t>(o))),
                Text(other_prices->OfferCeiling(shuffled.offer_place[o])));
    }
    for (size_t d = 0; d < network.demands.size(); ++d) {
      EXPECT_EQ(Text(prices->DemandCapacity(static_cast<int32_t>(d))),
                Text(other_prices->DemandCapacity(shuffled.demand_place[d])));
    }
  }
}

TEST(DualIntervalTest, RefusesAnotherNetworksSolution) {
  Network network;
  EXPECT_EQ(ShadowPrices::Compute(network, Solution{}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace clearway::matching
