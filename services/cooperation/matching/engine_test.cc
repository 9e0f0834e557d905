// The whole way from records to a proven plan, on thousands of random records.
#include "services/cooperation/matching/engine.h"

#include <map>
#include <set>
#include <tuple>

#include "gtest/gtest.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/records_check.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::matching {
namespace {

RecordsOptions Small(uint64_t seed) {
  RecordsOptions options;
  options.seed = seed;
  options.floor = seed % 2 == 0;
  options.max_quantity = seed % 3 == 0 ? 100'000 : 40;
  return options;
}

MatchResult MustMatch(const Records& records) {
  auto result = Match(records);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

TEST(EngineTest, EveryRandomRunIsProvenAndTheSameInAnyOrder) {
  int64_t pairs = 0, lines = 0;
  for (uint64_t seed = 1; seed <= 1000; ++seed) {
    const Records records = GenerateRecords(Small(seed));
    ASSERT_TRUE(CheckRecords(records).ok()) << CheckRecords(records);
    const MatchResult result = MustMatch(records);
    const Records mixed = ShuffleRecords(records, seed);
    const MatchResult again = MustMatch(mixed);
    ASSERT_EQ(result.fingerprint, again.fingerprint) << seed;
    for (const CommodityMatch& match : result.commodities) {
      pairs += match.problem.network.pairs.size();
      lines += match.plan.size();
    }
  }
  EXPECT_GT(pairs, 5'000);
  EXPECT_GT(lines, 1'500);
}

// What the problem has for a pair, by names: capacities of the way, score and lot.
using PairKey = std::tuple<std::string, std::string, std::string, int32_t>;

TEST(EngineTest, PairsAreExactlyTheFeasibleOnes) {
  std::set<Rule> seen;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    const Records records = GenerateRecords(Small(seed));
    auto context = Context::Make(records);
    ASSERT_TRUE(context.ok()) << context.status();
    auto problems = BuildProblems(*context);
    ASSERT_TRUE(problems.ok()) << problems.status();
    std::map<PairKey, int64_t> built;
    for (const Problem& problem : *problems) {
      ASSERT_TRUE(problem.network.Validate().ok()) << problem.network.Validate();
      for (const Network::Pair& pair : problem.network.pairs) {
        const auto& outlet = problem.network.outlets[pair.outlet];
        const int32_t offer = problem.network.offer_years[outlet.offer_year].offer;
        const Need& need = context->needs()[problem.demands[pair.demand]];
        EXPECT_EQ(problem.offer_years[outlet.offer_year], need.year->year);
        EXPECT_EQ(problem.outlets[pair.outlet], need.request->recipient);
        built[{context->offers()[problem.offers[offer]].offer->name, need.request->name,
               need.line->id, need.year->year}] = pair.weight;
      }
    }
    std::map<PairKey, int64_t> expected;
    for (const Need& need : context->needs()) {
      for (const OpenOffer& offer : context->offers()) {
        const RuleSet failing = FailingRules(*context, need, offer);
        for (Rule rule : RulesIn(failing)) {
          seen.insert(rule);
          EXPECT_FALSE(Describe(*context, need, offer, rule).text.empty());
        }
        if (failing != 0) continue;
        expected[{offer.offer->name, need.request->name, need.line->id, need.year->year}] =
            Score(records.policy, ComputeCriteria(*context, need, offer));
      }
    }
    ASSERT_EQ(built, expected) << seed;
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(kRules));  // each rule fails somewhere
}

TEST(EngineTest, EmptyRecordsMatchNothing) {
  Records records = GenerateRecords(Small(1));
  records.requests.clear();
  EXPECT_TRUE(MustMatch(records).commodities.size() > 0);
  records.offers.clear();
  const MatchResult result = MustMatch(records);
  EXPECT_TRUE(result.commodities.empty());
  EXPECT_EQ(result.fingerprint, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(EngineTest, TellsProgressAndStopsWhenCancelled) {
  const Records records = GenerateRecords(Small(2));
  std::vector<Phase> phases;
  MatchOptions options;
  options.progress = [&phases](Phase phase, int per_mille, absl::string_view) {
    EXPECT_GE(per_mille, 0);
    EXPECT_LE(per_mille, 1000);
    if (phases.empty() || phases.back() != phase) phases.push_back(phase);
  };
  ASSERT_TRUE(Match(records, options).ok());
  EXPECT_EQ(phases, (std::vector<Phase>{Phase::kBuilding, Phase::kSolving, Phase::kVerifying}));
  options.cancelled = [] { return true; };
  EXPECT_EQ(Match(records, options).status().code(), absl::StatusCode::kCancelled);
}

TEST(EngineTest, NamesTheRecordThatIsTooLarge) {
  Records records = GenerateRecords(Small(2));
  records.offers[0].total_left = 4'000'000'000'000'000;
  records.offers[0].kind = Kind::kFunding;
  records.offers[0].unit = "USD";
  records.offers[0].digits = records.policy.digits;
  const absl::Status status = Match(records).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find(records.offers[0].name), std::string::npos)
      << status;
}

}  // namespace
}  // namespace clearway::matching
