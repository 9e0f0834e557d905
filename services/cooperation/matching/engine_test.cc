// The whole way from records to a proven plan, on thousands of random records.
#include "services/cooperation/matching/engine.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

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

// Names of what a run left out, in order.
std::vector<std::string> LeftOutOf(const MatchResult& result) {
  std::vector<std::string> names;
  for (const LeftOut& record : result.context->left_out()) {
    EXPECT_FALSE(record.text.empty());
    names.push_back(record.record);
  }
  return names;
}

Records Without(const Records& records, const std::vector<std::string>& names) {
  Records rest = records;
  const auto gone = [&names](const auto& record) {
    return std::count(names.begin(), names.end(), record.name) > 0;
  };
  rest.requests.erase(std::remove_if(rest.requests.begin(), rest.requests.end(), gone),
                      rest.requests.end());
  rest.offers.erase(std::remove_if(rest.offers.begin(), rest.offers.end(), gone),
                    rest.offers.end());
  return rest;
}

TEST(EngineTest, AnOfferThatIsTooLargeIsLeftOut) {
  const Records records = GenerateRecords(Small(2));
  Records large = records;
  Offer& offer = large.offers[0];
  offer.total_left = kMaxQuantity + 1;
  offer.kind = Kind::kFunding;
  offer.unit = "USD";
  offer.digits = records.policy.digits;
  offer.open = {true, large.as_of, absl::nullopt, large.as_of};
  const MatchResult result = MustMatch(large);
  ASSERT_EQ(LeftOutOf(result), std::vector<std::string>{offer.name});
  EXPECT_EQ(result.context->left_out()[0].reason, LeftOut::Reason::kOfferTooLarge);
  EXPECT_EQ(result.fingerprint, MustMatch(Without(large, {offer.name})).fingerprint);
  offer.total_left = kMaxQuantity;
  EXPECT_TRUE(LeftOutOf(MustMatch(large)).empty());
  // One that is closed takes no part anyway.
  offer.total_left = kMaxQuantity + 1;
  offer.open.published = false;
  EXPECT_TRUE(LeftOutOf(MustMatch(large)).empty());
}

TEST(EngineTest, ARequestThatIsTooLargeIsLeftOutWhole) {
  Records large = GenerateRecords(Small(2));
  Request& request = large.requests[0];
  request.open = {true, large.as_of, absl::nullopt, large.as_of};
  request.needs.resize(1);
  request.needs[0] = {"need0", Kind::kFunding, "USD", 2, {{2012, 100, 100}, {2013, 100, 50}},
                      false};
  large.policy.digits = 2;
  EXPECT_TRUE(LeftOutOf(MustMatch(large)).empty());
  request.needs[0].years[1].total = kMaxQuantity + 500;
  const MatchResult result = MustMatch(large);
  ASSERT_EQ(LeftOutOf(result), std::vector<std::string>{request.name});
  const LeftOut& left_out = result.context->left_out()[0];
  EXPECT_EQ(left_out.reason, LeftOut::Reason::kNeedTooLarge);
  EXPECT_EQ(left_out.text,
            "Its need need0 asks for 10,000,000,005 USD in 2013; a run counts at most "
            "10,000,000,000 USD of a need in a year.");
  for (const Need& need : result.context->needs()) EXPECT_NE(need.request->name, request.name);
  EXPECT_EQ(result.fingerprint, MustMatch(Without(large, {request.name})).fingerprint);
}

TEST(EngineTest, OfNeedsThatAreTooLargeTogetherTheGreatestIsLeftOut) {
  Records records = GenerateRecords(Small(2));
  records.requests.resize(1);
  records.policy.digits = 2;
  Request request = records.requests[0];
  request.open = {true, records.as_of, absl::nullopt, records.as_of};
  request.area = Area::kClearance;
  records.requests.clear();
  const auto add = [&](const char* name, int32_t year, int64_t total) {
    request.name = name;
    request.needs = {{"need", Kind::kFunding, "USD", 2, {{year, total, total}}, false}};
    records.requests.push_back(request);
  };
  add("assistanceRequests/a", 2012, kMaxQuantity / 2);
  add("assistanceRequests/b", 2012, kMaxQuantity / 2);
  add("assistanceRequests/other-year", 2013, kMaxQuantity);
  EXPECT_TRUE(LeftOutOf(MustMatch(records)).empty());
  add("assistanceRequests/one-cent", 2012, 1);
  const MatchResult result = MustMatch(records);
  ASSERT_EQ(LeftOutOf(result), std::vector<std::string>{"assistanceRequests/b"});
  EXPECT_EQ(result.context->left_out()[0].reason, LeftOut::Reason::kNeedsTogetherTooLarge);
  EXPECT_EQ(result.context->left_out()[0].text,
            "What is asked for Recipient 1 (clearance, 2012) adds up to more than 10,000,000,000 "
            "USD, the most that a run counts; this request asks most of it.");
}

// Match() has the verifier agree, whose reading of the rule is its own.
TEST(EngineTest, RunsGoOnWhateverIsTooLarge) {
  std::map<LeftOut::Reason, int> seen;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    RecordsOptions options = Small(seed);
    options.requests = 12;
    options.recipients = 2;
    options.max_quantity = kMaxQuantity * 9 / 10;  // offers twice as much, and euros more
    const Records records = GenerateRecords(options);
    const MatchResult result = MustMatch(records);
    const std::vector<std::string> left_out = LeftOutOf(result);
    for (const LeftOut& record : result.context->left_out()) ++seen[record.reason];
    const MatchResult again = MustMatch(ShuffleRecords(records, seed));
    ASSERT_EQ(left_out, LeftOutOf(again)) << seed;
    ASSERT_EQ(result.fingerprint, again.fingerprint) << seed;
    // Of what is left nothing more goes.
    const Records rest = Without(records, left_out);
    const MatchResult of_rest = MustMatch(rest);
    ASSERT_TRUE(LeftOutOf(of_rest).empty()) << seed;
    ASSERT_EQ(result.fingerprint, of_rest.fingerprint) << seed;
  }
  EXPECT_GT(seen[LeftOut::Reason::kOfferTooLarge], 100);
  EXPECT_GT(seen[LeftOut::Reason::kNeedTooLarge], 10);
  EXPECT_GT(seen[LeftOut::Reason::kNeedsTogetherTooLarge], 100);
}

}  // namespace
}  // namespace clearway::matching
