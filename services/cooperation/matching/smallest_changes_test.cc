// All smallest changes of a commodity against those found one by one, which are proven by running
// again (smallest_change_test.cc); and rows of rules against the rules themselves.
#include "services/cooperation/matching/smallest_changes.h"

#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "services/cooperation/matching/pair_rules.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/smallest_change_finder.h"

namespace clearway::matching {
namespace {

void ExpectSame(const SmallestChange& found, const SmallestChange& alone) {
  EXPECT_EQ(found.kind, alone.kind);
  EXPECT_EQ(found.offer, alone.offer);
  EXPECT_EQ(found.need, alone.need);
  EXPECT_EQ(found.rules, alone.rules);
  EXPECT_EQ(found.score_increase, alone.score_increase);
}

struct Kinds {
  int waivers = 0, rises = 0, none = 0;

  void Add(SmallestChange::Kind kind) {
    waivers += kind == SmallestChange::Kind::kWaiveRules;
    rises += kind == SmallestChange::Kind::kRaiseScore;
    none += kind == SmallestChange::Kind::kNone;
  }
};

void CompareAll(const MatchResult& result, Kinds& kinds) {
  for (const CommodityMatch& match : result.commodities) {
    auto changes = FindSmallestChanges(result, match, 1'000'000'000, {});
    ASSERT_TRUE(changes.ok()) << changes.status();
    const Network& network = match.problem.network;
    std::vector<int64_t> given(network.demands.size()), taken(network.offers.size());
    for (size_t i = 0; i < network.pairs.size(); ++i) {
      const Network::Pair& pair = network.pairs[i];
      given[pair.demand] += match.solution.pair_flow[i];
      taken[network.offer_years[network.outlets[pair.outlet].offer_year].offer] +=
          match.solution.pair_flow[i];
    }
    SmallestChangeFinder finder(result, match);
    for (size_t i = 0; i < given.size(); ++i) {
      const bool unmet = given[i] < network.demands[i].capacity;
      SCOPED_TRACE(testing::Message() << "demand " << i);
      ExpectSame(changes->of_demand[i],
                 unmet ? finder.ForDemand(static_cast<int32_t>(i)) : SmallestChange());
      kinds.Add(changes->of_demand[i].kind);
    }
    for (size_t i = 0; i < taken.size(); ++i) {
      SCOPED_TRACE(testing::Message() << "offer " << i);
      ExpectSame(changes->of_offer[i],
                 taken[i] == 0 ? finder.ForUnusedOffer(static_cast<int32_t>(i)) : SmallestChange());
      kinds.Add(changes->of_offer[i].kind);
    }
  }
}

TEST(SmallestChangesTest, TheSameAsOneByOne) {
  Kinds kinds;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    RecordsOptions options;
    options.seed = seed;
    options.requests = 4 + static_cast<int32_t>(seed % 37);
    options.offers = 4 + static_cast<int32_t>(seed % 31);
    options.recipients = 1 + static_cast<int32_t>(seed % 7);
    options.floor = seed % 2 == 0;
    options.one_commodity = seed % 3 != 0;
    options.all_rules = seed % 5 != 0;
    options.max_quantity = seed % 4 == 0 ? 3 : 40;
    const Records records = GenerateRecords(options);
    auto result = Match(records);
    ASSERT_TRUE(result.ok()) << result.status();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    CompareAll(*result, kinds);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(kinds.waivers, 5'000);
  EXPECT_GT(kinds.rises, 100);
  EXPECT_GT(kinds.none, 100);
}

TEST(SmallestChangesTest, WhatIsTooMuchIsLeftOut) {
  RecordsOptions options;
  options.requests = options.offers = 40;
  options.recipients = 8;
  const Records records = GenerateRecords(options);
  auto result = Match(records);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const CommodityMatch& match : result->commodities) {
    auto all = FindSmallestChanges(*result, match, 1'000'000'000, {});
    auto part = FindSmallestChanges(*result, match, all->steps / 2, {});
    auto nothing = FindSmallestChanges(*result, match, 0, {});
    ASSERT_TRUE(all.ok() && part.ok() && nothing.ok());
    for (size_t i = 0; i < all->of_demand.size(); ++i) {
      EXPECT_EQ(nothing->of_demand[i].kind, SmallestChange::Kind::kUnknown);
      if (part->of_demand[i].kind == SmallestChange::Kind::kUnknown) continue;
      ExpectSame(part->of_demand[i], all->of_demand[i]);
    }
    for (const SmallestChange& change : part->of_offer) {
      EXPECT_EQ(change.kind, SmallestChange::Kind::kUnknown);
    }
  }
}

TEST(SmallestChangesTest, StopsWhenNobodyWaits) {
  const Records records = GenerateRecords({});
  auto result = Match(records);
  ASSERT_TRUE(result.ok()) << result.status();
  auto changes =
      FindSmallestChanges(*result, result->commodities[0], 1'000'000'000, [] { return true; });
  EXPECT_EQ(changes.status().code(), absl::StatusCode::kCancelled);
}

TEST(PairRulesTest, RowsAreTheRules) {
  int64_t pairs = 0, audience = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    RecordsOptions options;
    options.seed = seed;
    options.requests = options.offers = 10;
    const Records records = GenerateRecords(options);
    auto context = Context::Make(records);
    ASSERT_TRUE(context.ok()) << context.status();
    std::vector<int32_t> needs(context->needs().size()), offers(context->offers().size());
    std::iota(needs.begin(), needs.end(), 0);
    std::iota(offers.begin(), offers.end(), 0);
    PairRules rules(*context, needs, offers);
    for (size_t c = 0; c < rules.classes().size(); ++c) {
      const std::vector<RuleSet>& row = rules.Row(c);
      for (const int32_t need : rules.classes()[c].needs) {
        for (size_t j = 0; j < offers.size(); ++j) {
          const Need& one = context->needs()[need];
          const OpenOffer& other = context->offers()[j];
          ++pairs;
          ASSERT_EQ(row[j] & kRulesAlone, FailingRules(*context, one, other)) << seed;
          if (!Has(row[j], Rule::kAudience)) continue;
          ++audience;
          EXPECT_EQ(
              (row[j] & kRequestsAudience) != 0,
              WhoCouldChange(*context, one, other, Rule::kAudience) == ChangeableBy::kRequester);
        }
      }
    }
  }
  EXPECT_GT(pairs, 30'000);
  EXPECT_GT(audience, 1'000);
}

}  // namespace
}  // namespace clearway::matching
