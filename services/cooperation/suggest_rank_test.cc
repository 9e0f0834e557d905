// Rankings against trying every offer, rule by rule and formula by formula.
#include "services/cooperation/suggest_rank.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::cooperation {
namespace {

using matching::Context;
using matching::Need;
using matching::OpenOffer;
using matching::Records;
using matching::RuleSet;

Ranking TryEveryOffer(Context& context, const matching::Request& request, int max_results) {
  const std::vector<Need> needs = context.Prepare(request);
  Ranking ranking;
  std::map<RuleSet, int64_t> failed;
  for (const matching::Offer& record : context.records().offers) {
    const OpenOffer offer = context.Prepare(record);
    if (record.total_left == 0 || matching::FailingRules(context, offer) != 0) continue;
    ++ranking.considered;
    std::vector<const Need*> fitting;
    std::vector<std::pair<int, RuleSet>> failing;
    Ranked best;
    for (const Need& need : needs) {
      const RuleSet rules = matching::FailingRules(context, need, offer);
      failing.emplace_back(__builtin_popcount(rules), rules);
      if (rules != 0) continue;
      fitting.push_back(&need);
      const int64_t score =
          matching::Score(context.policy(), matching::ComputeCriteria(context, need, offer));
      if (score <= best.score) continue;
      best.score = score;
      best.need = need;
    }
    if (fitting.empty()) {
      ++failed[std::min_element(failing.begin(), failing.end())->second];
      continue;
    }
    ++ranking.feasible;
    best.offer = offer;
    best.possible = PossibleFor(context, offer, fitting);
    ranking.best.push_back(best);
  }
  std::sort(ranking.best.begin(), ranking.best.end(), [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.offer.offer->name < b.offer.offer->name;
  });
  if (static_cast<int>(ranking.best.size()) > max_results) ranking.best.resize(max_results);
  for (const auto& [rules, pairs] : failed) ranking.failed.push_back({rules, pairs});
  std::stable_sort(ranking.failed.begin(), ranking.failed.end(),
                   [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
  return ranking;
}

void ExpectSame(const Ranking& found, const Ranking& expected) {
  EXPECT_EQ(found.considered, expected.considered);
  EXPECT_EQ(found.feasible, expected.feasible);
  ASSERT_EQ(found.best.size(), expected.best.size());
  for (size_t i = 0; i < found.best.size(); ++i) {
    EXPECT_EQ(found.best[i].offer.offer, expected.best[i].offer.offer);
    EXPECT_EQ(found.best[i].need.line, expected.best[i].need.line);
    EXPECT_EQ(found.best[i].need.year, expected.best[i].need.year);
    EXPECT_EQ(found.best[i].score, expected.best[i].score);
    EXPECT_EQ(found.best[i].possible, expected.best[i].possible);
  }
  ASSERT_EQ(found.failed.size(), expected.failed.size());
  for (size_t i = 0; i < found.failed.size(); ++i) {
    EXPECT_EQ(found.failed[i].rules, expected.failed[i].rules);
    EXPECT_EQ(found.failed[i].pairs, expected.failed[i].pairs);
  }
}

TEST(SuggestRankTest, OffersAsByTryingEveryOne) {
  int64_t feasible = 0, failed = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    matching::RecordsOptions options;
    options.seed = seed;
    options.requests = 6;
    options.offers = 40;
    options.all_rules = seed % 2 == 0;
    options.one_commodity = seed % 3 != 0;
    options.max_quantity = seed % 5 == 0 ? 12 : 100'000;
    Records records = matching::ShuffleRecords(matching::GenerateRecords(options), seed);
    // Ties, which names decide.
    if (seed % 4 == 0) records.policy.weights = {100};
    for (matching::Request& request : records.requests) {
      // Years that the columns do not reach, and a request of many lines.
      if (seed % 7 == 0) request.needs.back().years.back().year = 2090;
      if (seed % 6 != 0) continue;
      for (int i = 0; i < 8; ++i) {
        request.needs.push_back(records.requests[i % 6].needs.front());
        request.needs.back().id = "more" + std::to_string(i);
      }
    }
    auto made = Context::MakeBackground(records, records.policy);
    ASSERT_TRUE(made.ok()) << made.status();
    const matching::OfferColumns columns = ColumnsOf(records);
    for (const matching::Request& request : records.requests) {
      for (int max_results : {0, 1, 3, 100}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << request.name);
        const Ranking expected = TryEveryOffer(*made, request, max_results);
        ExpectSame(RankOffers(*made, columns, request, max_results), expected);
        if (HasFatalFailure()) return;
        feasible += expected.feasible;
        failed += static_cast<int64_t>(expected.failed.size());
      }
    }
  }
  EXPECT_GT(feasible, 10'000);
  EXPECT_GT(failed, 10'000);
}

}  // namespace
}  // namespace clearway::cooperation
