#include "services/cooperation/matching/explanation.h"

#include <map>
#include <set>

#include "gtest/gtest.h"
#include "services/cooperation/matching/records_generator.h"

namespace clearway::matching {
namespace {

RecordsOptions Options(uint64_t seed) {
  RecordsOptions options;
  options.seed = seed;
  options.floor = seed % 2 == 0;
  return options;
}

// Asks every pair, one by one.
std::map<RuleSet, int64_t> CountOneByOne(const Context& context, const Need& need,
                                         const std::vector<OfferOutcome>& offers) {
  std::map<RuleSet, int64_t> counts;
  for (const OfferOutcome& offer : offers) {
    ++counts[FailingRules(context, need, context.offers()[offer.offer])];
  }
  return counts;
}

std::map<RuleSet, int64_t> ByRules(const std::vector<FailedSet>& sets, int64_t feasible) {
  std::map<RuleSet, int64_t> counts;
  for (const FailedSet& set : sets) counts[set.rules] = set.pairs;
  if (feasible > 0) counts[0] = feasible;
  return counts;
}

TEST(ExplanationTest, CountsAndSumsAgreeWithTheRecords) {
  int unmet = 0, better = 0, flagged = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const Records records = GenerateRecords(Options(seed));
    auto result = Match(records);
    ASSERT_TRUE(result.ok()) << result.status();
    auto why = Explain(*result);
    ASSERT_TRUE(why.ok()) << why.status();
    ASSERT_TRUE(why->counted);
    const Context& context = *result->context;
    for (const NeedOutcome& outcome : why->needs) {
      EXPECT_EQ(outcome.asked, outcome.matched + outcome.unmet);
      EXPECT_GE(outcome.unmet, 0);
      EXPECT_FALSE(outcome.summary.empty());
      const Need& need = context.needs()[outcome.need];
      EXPECT_EQ(ByRules(outcome.failed, outcome.feasible_offers),
                CountOneByOne(context, need, why->offers))
          << seed;
      if (outcome.unmet == 0) continue;
      ++unmet;
      ASSERT_LE(outcome.better_uses.size(), kMaxBetterUses);
      int64_t before = std::numeric_limits<int64_t>::max();
      for (const BetterUse& use : outcome.better_uses) {
        ++better;
        const PlanLine& line = result->commodities[use.commodity].plan[use.line];
        EXPECT_NE(line.need, outcome.need);
        EXPECT_EQ(FailingRules(context, need, context.offers()[line.offer]), 0);
        EXPECT_LE(line.score, before);
        before = line.score;
      }
    }
    for (const OfferOutcome& outcome : why->offers) {
      EXPECT_EQ(outcome.available, outcome.matched + outcome.left);
      EXPECT_GE(outcome.left, 0);
      EXPECT_FALSE(outcome.summary.empty());
      flagged += !outcome.flags.empty();
      std::map<RuleSet, int64_t> counts;
      for (const NeedOutcome& need : why->needs) {
        ++counts[FailingRules(context, context.needs()[need.need],
                              context.offers()[outcome.offer])];
      }
      EXPECT_EQ(ByRules(outcome.failed, outcome.feasible_needs), counts) << seed;
    }
  }
  EXPECT_GT(unmet, 500);
  EXPECT_GT(better, 500);
  EXPECT_GT(flagged, 50);
}

TEST(ExplanationTest, WithoutCountsTheFeasibleOnesAreStillCounted) {
  const Records records = GenerateRecords(Options(8));
  auto result = Match(records);
  ASSERT_TRUE(result.ok());
  ExplainOptions limited;
  limited.count_limit = 0;
  auto why = Explain(*result), less = Explain(*result, limited);
  ASSERT_TRUE(why.ok() && less.ok());
  EXPECT_FALSE(less->counted);
  for (size_t i = 0; i < why->needs.size(); ++i) {
    EXPECT_EQ(less->needs[i].feasible_offers, why->needs[i].feasible_offers);
    EXPECT_TRUE(less->needs[i].failed.empty());
  }
}

TEST(ExplanationTest, TheSameInAnyOrder) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const Records records = GenerateRecords(Options(seed));
    const Records mixed = ShuffleRecords(records, seed + 7);
    auto a = Match(records), b = Match(mixed);
    ASSERT_TRUE(a.ok() && b.ok());
    auto why_a = Explain(*a), why_b = Explain(*b);
    ASSERT_TRUE(why_a.ok() && why_b.ok());
    ASSERT_EQ(why_a->needs.size(), why_b->needs.size());
    for (size_t i = 0; i < why_a->needs.size(); ++i) {
      EXPECT_EQ(why_a->needs[i].summary, why_b->needs[i].summary) << seed;
      ASSERT_EQ(why_a->needs[i].price.has_value(), why_b->needs[i].price.has_value());
      if (!why_a->needs[i].price.has_value()) continue;
      EXPECT_EQ(why_a->needs[i].price->least, why_b->needs[i].price->least);
      EXPECT_EQ(why_a->needs[i].price->greatest, why_b->needs[i].price->greatest);
    }
    for (size_t i = 0; i < why_a->offers.size(); ++i) {
      EXPECT_EQ(why_a->offers[i].summary, why_b->offers[i].summary) << seed;
    }
  }
}

}  // namespace
}  // namespace clearway::matching
