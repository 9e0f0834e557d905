// Smallest changes against running again: each is made to a small problem, which is solved anew.
#include "services/cooperation/matching/smallest_change.h"

#include <vector>

#include "gtest/gtest.h"
#include "services/cooperation/matching/explanation.h"
#include "services/cooperation/matching/lots.h"
#include "services/cooperation/matching/records_generator.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching/smallest_change_finder.h"
#include "services/cooperation/matching/solver.h"

namespace clearway::matching {
namespace {

enum class Outcome { kNothing, kSomething, kTie };

// The problem with the pair let in, whatever its rules say, at `weight` instead of its own.
class Again {
 public:
  Again(const MatchResult& result, const CommodityMatch& match)
      : context_(*result.context), problem_(match.problem) {}

  int64_t Weight(int32_t offer, int32_t demand) const {
    return Score(context_.policy(), ComputeCriteria(context_, NeedOf(demand), OfferOf(offer)));
  }
  RuleSet Failing(int32_t offer, int32_t demand) const {
    return FailingRules(context_, NeedOf(demand), OfferOf(offer));
  }

  Outcome Run(int32_t offer, int32_t demand, int64_t weight) const {
    Network network = problem_.network;
    const Need& need = NeedOf(demand);
    const int32_t year = need.year->year, recipient = need.request->recipient;
    int32_t offer_year = -1, outlet = -1;
    for (size_t i = 0; i < problem_.offer_years.size(); ++i) {
      if (network.offer_years[i].offer == offer && problem_.offer_years[i] == year) {
        offer_year = static_cast<int32_t>(i);
      }
    }
    if (offer_year < 0) {
      offer_year = static_cast<int32_t>(network.offer_years.size());
      network.offer_years.push_back({offer, context_.YearLeft(OfferOf(offer), year)});
    }
    for (size_t i = 0; i < problem_.outlets.size(); ++i) {
      if (network.outlets[i].offer_year == offer_year && problem_.outlets[i] == recipient) {
        outlet = static_cast<int32_t>(i);
      }
    }
    if (outlet < 0) {
      outlet = static_cast<int32_t>(network.outlets.size());
      network.outlets.push_back({offer_year, context_.OfferLeft(OfferOf(offer), recipient, year)});
    }
    size_t pair = network.pairs.size();
    for (size_t i = 0; i < network.pairs.size(); ++i) {
      if (network.pairs[i].outlet == outlet && network.pairs[i].demand == demand) pair = i;
    }
    if (pair == network.pairs.size()) {
      LotDrawer lots(context_.policy().seed);
      network.pairs.push_back(
          {outlet, demand, 1,
           lots.Draw(OfferOf(offer).offer->name, need.request->name, need.line->id, year)});
    }
    network.pairs[pair].weight = weight;
    auto solution = Solve(network, {context_.policy().floor_first, nullptr, nullptr});
    EXPECT_TRUE(solution.ok()) << solution.status();
    if (solution->pair_flow[pair] > 0) {
      return solution->unique ? Outcome::kSomething : Outcome::kTie;
    }
    return Outcome::kNothing;
  }

 private:
  const Need& NeedOf(int32_t demand) const { return context_.needs()[problem_.demands[demand]]; }
  const OpenOffer& OfferOf(int32_t offer) const {
    return context_.offers()[problem_.offers[offer]];
  }

  const Context& context_;
  const Problem& problem_;
};

struct Counts {
  int waivers = 0, rises = 0, none = 0, refused = 0;
};

// Whether everybody could let these rules go.
bool Waivable(const Context& context, const Need& need, const OpenOffer& offer, RuleSet rules) {
  for (Rule rule : RulesIn(rules)) {
    if (rule == Rule::kOfferLeft ||
        WhoCouldChange(context, need, offer, rule) == ChangeableBy::kNobody) {
      return false;
    }
  }
  return true;
}

// Checks `change`, found for one side, against every pair in `pairs` (offer, demand).
void Check(const MatchResult& result, const CommodityMatch& match, const SmallestChange& change,
           const std::vector<std::pair<int32_t, int32_t>>& pairs, Counts& counts) {
  const Context& context = *result.context;
  const Again again(result, match);
  ASSERT_NE(change.kind, SmallestChange::Kind::kUnknown);
  counts.none += change.kind == SmallestChange::Kind::kNone;
  for (const auto& [offer, demand] : pairs) {
    const int32_t offer_place = match.problem.offers[offer];
    const int32_t need_place = match.problem.demands[demand];
    const RuleSet failing = again.Failing(offer, demand);
    if (!Waivable(context, context.needs()[need_place], context.offers()[offer_place], failing)) {
      continue;
    }
    const int64_t weight = again.Weight(offer, demand);
    const bool chosen = change.offer == offer_place && change.need == need_place;
    if (change.kind == SmallestChange::Kind::kWaiveRules) {
      if (chosen) {
        ++counts.waivers;
        EXPECT_EQ(failing, change.rules);
        EXPECT_NE(again.Run(offer, demand, weight), Outcome::kNothing);
      } else if (failing != 0 && __builtin_popcount(failing) < __builtin_popcount(change.rules)) {
        ++counts.refused;
        EXPECT_NE(again.Run(offer, demand, weight), Outcome::kSomething);
      }
      continue;
    }
    if (failing != 0) {  // no waiver does
      ++counts.refused;
      EXPECT_NE(again.Run(offer, demand, weight), Outcome::kSomething);
      continue;
    }
    if (change.kind == SmallestChange::Kind::kNone) {
      EXPECT_NE(again.Run(offer, demand, kMaxWeight), Outcome::kSomething);
      continue;
    }
    if (chosen) {
      ++counts.rises;
      EXPECT_NE(again.Run(offer, demand, weight + change.score_increase), Outcome::kNothing);
    }
    if (weight + change.score_increase - 1 <= kMaxWeight) {
      ++counts.refused;
      EXPECT_NE(again.Run(offer, demand, weight + change.score_increase - 1), Outcome::kSomething);
    }
  }
}

TEST(SmallestChangeTest, DoesWhatItSaysAndNothingSmallerDoes) {
  Counts counts;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    RecordsOptions options;
    options.seed = seed;
    options.requests = 5;
    options.offers = 5;
    options.recipients = 3;
    options.floor = seed % 2 == 0;
    options.one_commodity = seed % 3 != 0;
    const Records records = GenerateRecords(options);
    auto result = Match(records);
    ASSERT_TRUE(result.ok()) << result.status();
    for (const CommodityMatch& match : result->commodities) {
      const Network& network = match.problem.network;
      std::vector<int64_t> given(network.demands.size()), taken(network.offers.size());
      std::vector<std::vector<char>> has(network.offers.size(),
                                         std::vector<char>(network.demands.size()));
      for (size_t i = 0; i < network.pairs.size(); ++i) {
        const Network::Pair& pair = network.pairs[i];
        const int32_t offer = network.offer_years[network.outlets[pair.outlet].offer_year].offer;
        given[pair.demand] += match.solution.pair_flow[i];
        taken[offer] += match.solution.pair_flow[i];
        has[offer][pair.demand] = match.solution.pair_flow[i] > 0;
      }
      SmallestChangeFinder finder(*result, match);
      for (int32_t demand = 0; demand < static_cast<int32_t>(network.demands.size()); ++demand) {
        if (given[demand] == network.demands[demand].capacity) continue;
        std::vector<std::pair<int32_t, int32_t>> pairs;
        for (int32_t offer = 0; offer < static_cast<int32_t>(network.offers.size()); ++offer) {
          if (!has[offer][demand]) pairs.emplace_back(offer, demand);
        }
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", demand " << demand);
        Check(*result, match, finder.ForDemand(demand), pairs, counts);
      }
      for (int32_t offer = 0; offer < static_cast<int32_t>(network.offers.size()); ++offer) {
        if (taken[offer] > 0) continue;
        std::vector<std::pair<int32_t, int32_t>> pairs;
        for (int32_t demand = 0; demand < static_cast<int32_t>(network.demands.size()); ++demand) {
          pairs.emplace_back(offer, demand);
          // Alone, each pair must come to the same conclusion about itself.
          SCOPED_TRACE(testing::Message()
                       << "seed " << seed << ", pair " << offer << ", " << demand);
          Check(*result, match, finder.ForPair(offer, demand), {{offer, demand}}, counts);
        }
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", offer " << offer);
        Check(*result, match, finder.ForUnusedOffer(offer), pairs, counts);
      }
    }
  }
  // The sample has enough of each kind.
  EXPECT_GT(counts.waivers, 200);
  EXPECT_GT(counts.rises, 10);
  EXPECT_GT(counts.refused, 100);
  EXPECT_GT(counts.none, 5);
}

TEST(SmallestChangeTest, TheRequestersOwnRuleComesFirst) {
  // One need, two offers that each fail in one rule: a channel (the requester's) and an area of
  // work (the provider's).
  Records records;
  records.as_of = absl::CivilDay(2012, 3, 15);
  records.policy.name = "matchPolicies/default";
  records.policy.currency = "USD";
  records.policy.weights = {100};
  records.parties = {{"states/LAO", "Laos"}, {"states/NOR", "Norway"}};
  OpenPeriod open{true, absl::CivilDay(2011, 1, 1), absl::nullopt, absl::CivilDay(2013, 12, 31)};
  Request request;
  request.name = "assistanceRequests/r";
  request.recipient = 0;
  request.open = open;
  request.channels = Bit(Channel::kNgo);
  request.needs.push_back({"funding", Kind::kFunding, "USD", 2, {{2012, 1000, 1000}}, false});
  records.requests.push_back(request);
  Offer offer;
  offer.provider = 1;
  offer.unit = "USD";
  offer.digits = 2;
  offer.total_left = 500;
  offer.open = open;
  offer.valid_from = absl::CivilDay(2012, 1, 1);
  offer.name = "offers/area";
  offer.areas = Bit(Area::kVictimAssistance);
  records.offers.push_back(offer);
  offer.name = "offers/channel";
  offer.areas = 0;
  offer.channels = Bit(Channel::kBilateral);
  records.offers.push_back(offer);

  auto result = Match(records);
  ASSERT_TRUE(result.ok()) << result.status();
  auto why = Explain(*result);
  ASSERT_TRUE(why.ok()) << why.status();
  ASSERT_EQ(why->needs.size(), 1u);
  const SmallestChange& change = why->needs[0].change;
  EXPECT_EQ(change.kind, SmallestChange::Kind::kWaiveRules);
  EXPECT_EQ(change.rules, Bit(Rule::kChannel));
  EXPECT_EQ(result->context->offers()[change.offer].offer->name, "offers/channel");
  EXPECT_EQ(why->needs[0].summary,
            "None of 10 USD is matched. No open offer fits (1 of 2: the offer is not for this area "
            "of work; 1 of 2: there is no way of delivery that both accept). offers/channel would "
            "go to assistanceRequests/r (funding, 2012) if the requester let go of this: the "
            "request accepts NGO; the offer can take bilateral.");
  EXPECT_EQ(why->offers[0].change.rules, Bit(Rule::kAreaOfWork));
}

}  // namespace
}  // namespace clearway::matching
