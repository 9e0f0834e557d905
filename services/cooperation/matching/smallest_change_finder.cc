#include "services/cooperation/matching/smallest_change_finder.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/types/optional.h"
#include "services/cooperation/matching/lots.h"
#include "services/cooperation/matching/scoring.h"
#include "services/cooperation/matching/smallest_change_search.h"

namespace clearway::matching {
namespace {

// What the score and the lot of a pair cost beside the rules, in steps.
constexpr int64_t kJudgedSteps = 5;
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

uint64_t Key(int32_t a, int32_t b) { return uint64_t(uint32_t(a)) << 32 | uint32_t(b); }

// One pair that gets nothing, and what would have to change.
struct Candidate {
  int32_t offer = 0;  // the network's
  int32_t demand = 0;
  RuleSet failing = 0;  // none: a feasible pair
  int providers_rules = 0;
  int32_t from = 0;  // the node where its unit would come from
  int64_t weight = 0;
  ByStage reduced;  // its profit + π(demand) − π(from)

  int rules() const { return __builtin_popcount(failing); }
  // Fewest rules first, the requester's own before the provider's.
  bool operator<(const Candidate& other) const {
    return std::make_tuple(rules(), providers_rules, failing, offer, demand) <
           std::make_tuple(other.rules(), other.providers_rules, other.failing, other.offer,
                           other.demand);
  }
};

}  // namespace

struct SmallestChangeFinder::State {
  State(const MatchResult& result, const CommodityMatch& match)
      : context(*result.context),
        problem(match.problem),
        search(match.problem.network, match.solution),
        lots(result.context->policy().seed) {
    const Network& network = problem.network;
    for (size_t i = 0; i < network.offer_years.size(); ++i) {
      offer_years[Key(network.offer_years[i].offer, problem.offer_years[i])] =
          static_cast<int32_t>(i);
    }
    for (size_t i = 0; i < network.outlets.size(); ++i) {
      outlets[Key(network.outlets[i].offer_year, problem.outlets[i])] = static_cast<int32_t>(i);
    }
    for (size_t i = 0; i < network.pairs.size(); ++i) {
      if (match.solution.pair_flow[i] == 0) continue;
      const Network::Pair& pair = network.pairs[i];
      served.insert(
          Key(network.offer_years[network.outlets[pair.outlet].offer_year].offer, pair.demand));
    }
  }

  // The pair as it would be; nothing where it gets something already or nobody could let it be.
  absl::optional<Candidate> Judge(int32_t offer, int32_t demand) {
    ++asked;
    if (served.count(Key(offer, demand)) != 0) return absl::nullopt;
    const OpenOffer& open = context.offers()[problem.offers[offer]];
    const Need& need = context.needs()[problem.demands[demand]];
    Candidate candidate;
    candidate.offer = offer;
    candidate.demand = demand;
    candidate.failing = FailingRules(context, need, open);
    for (Rule rule : RulesIn(candidate.failing)) {
      // What is not there cannot be let go: a waiver adds no quantity.
      if (rule == Rule::kOfferLeft) return absl::nullopt;
      switch (WhoCouldChange(context, need, open, rule)) {
        case ChangeableBy::kNobody:
          return absl::nullopt;
        case ChangeableBy::kProvider:
          ++candidate.providers_rules;
          break;
        case ChangeableBy::kRequester:
          break;
      }
    }
    asked += kJudgedSteps;
    candidate.from = NodeFor(offer, need.year->year, need.request->recipient);
    candidate.weight = Score(context.policy(), ComputeCriteria(context, need, open));
    const int64_t lot =
        lots.Draw(open.offer->name, need.request->name, need.line->id, need.year->year);
    const int32_t node = search.graph().first_demand + demand;
    candidate.reduced =
        ByStage{{0, candidate.weight, lot}} + search.Value(node) - search.Value(candidate.from);
    return candidate;
  }

  // Outlet, offer year or offer: the nearest that the network has. What is between it and the pair
  // would be new, and has room: what is left of the offer for the recipient and year is above zero.
  int32_t NodeFor(int32_t offer, int32_t year, int32_t recipient) const {
    const auto in_year = offer_years.find(Key(offer, year));
    if (in_year == offer_years.end()) return search.graph().first_offer + offer;
    const auto outlet = outlets.find(Key(in_year->second, recipient));
    if (outlet == outlets.end()) return search.graph().first_offer_year + in_year->second;
    return search.graph().first_outlet + outlet->second;
  }

  // Within what distance a candidate could still come to something.
  static ByStage Bound(const Candidate& candidate) {
    ByStage bound = candidate.reduced;
    if (candidate.failing == 0) {
      bound.of[1] += kMaxWeight - candidate.weight;
      bound.of[2] = kMost;
    }
    return bound;
  }

  // The change for a candidate whose unit would gain so much by stages; unknown: none does.
  SmallestChange Change(const Candidate& candidate, const ByStage& gain) const {
    SmallestChange change;
    change.offer = problem.offers[candidate.offer];
    change.need = problem.demands[candidate.demand];
    if (candidate.failing != 0) {
      if (!(ByStage() < gain)) return SmallestChange();
      change.kind = SmallestChange::Kind::kWaiveRules;
      change.rules = candidate.failing;
      return change;
    }
    // No score makes up for a unit less in the floors, which come first.
    if (gain.of[0] < 0) return SmallestChange();
    change.kind = SmallestChange::Kind::kRaiseScore;
    change.score_increase = std::max<int64_t>(1, -gain.of[1] + (gain.of[2] > 0 ? 0 : 1));
    if (candidate.weight + change.score_increase > kMaxWeight) return SmallestChange();
    return change;
  }

  // The first waiver in order that does, else the least rise.
  template <typename Gain>
  SmallestChange Choose(std::vector<Candidate>& candidates, const Gain& gain_of) const {
    std::sort(candidates.begin(), candidates.end());
    SmallestChange rise;
    for (const Candidate& candidate : candidates) {
      const absl::optional<ByStage> gain = gain_of(candidate);
      if (!gain.has_value()) continue;
      const SmallestChange change = Change(candidate, *gain);
      if (change.kind == SmallestChange::Kind::kWaiveRules) return change;
      if (change.kind == SmallestChange::Kind::kRaiseScore &&
          (rise.kind == SmallestChange::Kind::kUnknown ||
           change.score_increase < rise.score_increase)) {
        rise = change;
      }
    }
    if (rise.kind == SmallestChange::Kind::kUnknown) rise.kind = SmallestChange::Kind::kNone;
    return rise;
  }

  SmallestChange FromDemand(int32_t demand, std::vector<Candidate> candidates) {
    ByStage bound{{-1, 0, 0}};  // no distance is below zero
    for (const Candidate& candidate : candidates) bound = std::max(bound, Bound(candidate));
    if (!(bound < ByStage()))
      search.Run(search.graph().first_demand + demand, false, bound);
    else
      candidates.clear();
    return Choose(candidates, [this](const Candidate& candidate) -> absl::optional<ByStage> {
      if (!search.Reached(candidate.from)) return absl::nullopt;
      return candidate.reduced - search.Distance(candidate.from);
    });
  }

  // What a unit at each demand gains by leaving the network, best; by demand. A way to an offer of
  // which nothing is used leads through the outside, and on from there without gain or loss.
  const std::vector<absl::optional<ByStage>>& GainsToOutside() {
    if (!outside.empty() || problem.demands.empty()) return outside;
    search.Run(NetworkGraph::kOutside, true, ByStage{{kMost, kMost, kMost}});
    for (size_t i = 0; i < problem.demands.size(); ++i) {
      const int32_t node = search.graph().first_demand + static_cast<int32_t>(i);
      absl::optional<ByStage>& gain = outside.emplace_back();
      if (search.Reached(node)) gain = search.Value(node) - search.Distance(node);
    }
    return outside;
  }

  const Context& context;
  const Problem& problem;
  ResidualSearch search;
  LotDrawer lots;
  std::unordered_map<uint64_t, int32_t> offer_years;  // offer and year
  std::unordered_map<uint64_t, int32_t> outlets;      // offer year and recipient
  std::unordered_set<uint64_t> served;                // offer and demand that have something
  std::vector<absl::optional<ByStage>> outside;
  int64_t asked = 0;
};

SmallestChangeFinder::SmallestChangeFinder(const MatchResult& result, const CommodityMatch& match)
    : state_(std::make_unique<State>(result, match)) {}
SmallestChangeFinder::SmallestChangeFinder(SmallestChangeFinder&&) noexcept = default;
SmallestChangeFinder::~SmallestChangeFinder() = default;

SmallestChange SmallestChangeFinder::ForDemand(int32_t demand) {
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < state_->problem.offers.size(); ++i) {
    const auto candidate = state_->Judge(static_cast<int32_t>(i), demand);
    if (candidate.has_value()) candidates.push_back(*candidate);
  }
  return state_->FromDemand(demand, std::move(candidates));
}

SmallestChange SmallestChangeFinder::ForPair(int32_t offer, int32_t demand) {
  std::vector<Candidate> candidates;
  const auto candidate = state_->Judge(offer, demand);
  if (candidate.has_value()) candidates.push_back(*candidate);
  return state_->FromDemand(demand, std::move(candidates));
}

SmallestChange SmallestChangeFinder::ForUnusedOffer(int32_t offer) {
  const auto& outside = state_->GainsToOutside();
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < state_->problem.demands.size(); ++i) {
    const auto candidate = state_->Judge(offer, static_cast<int32_t>(i));
    if (candidate.has_value()) candidates.push_back(*candidate);
  }
  const int32_t first_demand = state_->search.graph().first_demand;
  return state_->Choose(
      candidates,
      [this, &outside, first_demand](const Candidate& candidate) -> absl::optional<ByStage> {
        const absl::optional<ByStage>& gain = outside[candidate.demand];
        if (!gain.has_value()) return absl::nullopt;
        // The pair's own profit, then the way out.
        return candidate.reduced + state_->search.Value(candidate.from) -
               state_->search.Value(first_demand + candidate.demand) + *gain;
      });
}

int64_t SmallestChangeFinder::steps() const { return state_->search.steps() + state_->asked; }

}  // namespace clearway::matching
