#include "services/cooperation/matching/smallest_changes.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "services/cooperation/matching/change_pairs.h"
#include "services/cooperation/matching/pair_rules.h"

namespace clearway::matching {
namespace {

constexpr int64_t kMostLot = std::numeric_limits<uint32_t>::max();
constexpr uint32_t kNobodyCould = std::numeric_limits<uint32_t>::max();

// What work costs in steps: so many offers of a row, so many bounds, are one.
constexpr int64_t kOffersAStep = 64, kBoundsAStep = 8, kStepsAWeight = 4;

using Gain = absl::optional<ByStage>;

ByStage Profit(int64_t weight, int64_t lot) { return {{0, weight, lot}}; }

// The least rise of the score of a pair with no failing rules whose unit would gain so much.
absl::optional<int64_t> Rise(int64_t weight, const Gain& gain) {
  // No score makes up for a unit less in the floors, which come first.
  if (!gain.has_value() || gain->of[0] < 0) return absl::nullopt;
  const int64_t rise = std::max<int64_t>(1, -gain->of[1] + (gain->of[2] > 0 ? 0 : 1));
  if (weight + rise > kMaxWeight) return absl::nullopt;
  return rise;
}

class Search {
 public:
  Search(const MatchResult& result, const CommodityMatch& match)
      : context_(*result.context),
        problem_(match.problem),
        pairs_(result, match),
        rules_(context_, problem_.demands, problem_.offers) {
    found_.of_demand.resize(problem_.demands.size());
    found_.of_offer.resize(problem_.offers.size());
    order_.resize(size_t{1} << (kRules + 1));
    met_in_.resize(order_.size());
    for (size_t j = 0; j < problem_.offers.size(); ++j) {
      if (!pairs_.IsUsed(static_cast<int32_t>(j)))
        unused_.emplace_back().offer = static_cast<int32_t>(j);
    }
  }

  absl::StatusOr<SmallestChanges> Run(int64_t limit, const std::function<bool()>& cancelled) {
    bool all = true;
    for (size_t c = 0; c < rules_.classes().size() && all; ++c) {
      if (cancelled && cancelled()) return absl::CancelledError("no longer wanted");
      JudgeClass(c);
      all = steps() < limit;
    }
    for (const Unused& unused : unused_) {
      if (all) found_.of_offer[unused.offer] = ChangeOf(unused);
    }
    found_.steps = steps();
    return std::move(found_);
  }

 private:
  // An offer of which nothing is used: the first of its needs that a waiver brings, by the order
  // of the rules and the need, and the one with the least rise.
  struct Unused {
    int32_t offer = -1;
    uint32_t order = kNobodyCould;
    RuleSet failing = 0;
    int32_t demand = -1;
    absl::optional<int64_t> rise;
    int32_t rising = -1;
  };
  struct Candidate {
    int32_t offer = 0;
    int32_t from = 0;
    int64_t weight = 0;
    ByStage reduced;  // its profit + π(demand) − π(from)
    Gain least, most;
  };

  int64_t steps() {
    return pairs_.search().steps() + offers_judged_ / kOffersAStep + bounds_ / kBoundsAStep +
           weights_ * kStepsAWeight;
  }

  void JudgeClass(size_t c) {
    const std::vector<int32_t>& demands = rules_.classes()[c].needs;
    std::vector<int32_t> unmet;
    for (const int32_t demand : demands) {
      if (!pairs_.IsServed(demand)) unmet.push_back(demand);
    }
    if (unmet.empty() && unused_.empty()) return;
    const std::vector<RuleSet>& row = rules_.Row(c);
    offers_judged_ += static_cast<int64_t>(row.size()) + 1;
    const Need& need = pairs_.NeedOf(demands.front());
    pairs_.SetRecipientAndYear(need.request->recipient, need.year->year);
    any_need_ = &need;
    ++mark_;
    if (!unmet.empty()) OrderSets(row);
    for (const int32_t demand : unmet) found_.of_demand[demand] = ForDemand(row, demand);
    ForUnused(row, demands);
  }

  // The sets of failing rules in the row, those that somebody could let go: fewest rules first, the
  // requester's own before the provider's.
  void OrderSets(const std::vector<RuleSet>& row) {
    sets_.clear();
    for (size_t j = 0; j < row.size(); ++j) {
      if (met_in_[row[j]] == mark_) continue;
      if (OrderOf(row[j], static_cast<int32_t>(j)) != kNobodyCould) sets_.push_back(row[j]);
    }
    std::sort(sets_.begin(), sets_.end(),
              [this](RuleSet a, RuleSet b) { return order_[a] < order_[b]; });
  }

  // A set's place in that order, the same for all offers of the row that have it.
  uint32_t OrderOf(RuleSet set, int32_t offer) {
    if (met_in_[set] == mark_) return order_[set];
    met_in_[set] = mark_;
    return order_[set] = Order(*any_need_, pairs_.OfferOf(offer), set & kRulesAlone);
  }

  uint32_t Order(const Need& need, const OpenOffer& offer, RuleSet failing) const {
    uint32_t providers = 0;
    for (const Rule rule : RulesIn(failing)) {
      // What is not there cannot be let go: a waiver adds no quantity.
      if (rule == Rule::kOfferLeft) return kNobodyCould;
      const ChangeableBy by = WhoCouldChange(context_, need, offer, rule);
      if (by == ChangeableBy::kNobody) return kNobodyCould;
      if (by == ChangeableBy::kProvider) ++providers;
    }
    const uint32_t rules = __builtin_popcount(failing);
    return rules << 24 | providers << 16 | failing;
  }

  SmallestChange ForDemand(const std::vector<RuleSet>& row, int32_t demand) {
    bool feasible = false;
    for (const RuleSet set : sets_) {
      const RuleSet failing = set & kRulesAlone;
      if (failing == 0) {
        feasible = true;
        continue;
      }
      const int32_t offer = FirstThatGains(row, demand, set);
      if (offer >= 0) return Waiver(offer, demand, failing);
    }
    if (feasible) return LeastRise(row, demand);
    SmallestChange none;
    none.kind = SmallestChange::Kind::kNone;
    return none;
  }

  // The first offer with this set that would give the demand a unit without these rules, or -1.
  int32_t FirstThatGains(const std::vector<RuleSet>& row, int32_t demand, RuleSet set) {
    undecided_.clear();
    const int32_t node = pairs_.NodeOf(demand);
    const ByStage best_profit = Profit(pairs_.MostWeight(demand), kMostLot);
    int32_t found = -1;
    for (size_t j = 0; j < row.size() && found < 0; ++j) {
      if (row[j] != set) continue;
      ++bounds_;
      Candidate candidate;
      candidate.offer = static_cast<int32_t>(j);
      candidate.from = pairs_.From(candidate.offer);
      const Gain most = pairs_.bounds().Most(node, candidate.from);
      if (!most.has_value() || !(ByStage() < *most + best_profit)) continue;
      Complete(demand, candidate);
      if (!candidate.most.has_value() || !(ByStage() < *candidate.most)) continue;
      if (candidate.least.has_value() && ByStage() < *candidate.least) {
        found = candidate.offer;
      } else {
        undecided_.push_back(candidate);
      }
    }
    if (undecided_.empty()) return found;
    ChangeBounds::Corridor corridor(pairs_.bounds());
    for (const Candidate& candidate : undecided_) corridor.Add(candidate.from, candidate.reduced);
    SearchFrom(node, corridor);
    for (const Candidate& candidate : undecided_) {
      const Gain gain = Found(candidate);
      if (gain.has_value() && ByStage() < *gain) return candidate.offer;
    }
    return found;
  }

  // Fills in what the pair's score and lot say.
  void Complete(int32_t demand, Candidate& candidate) {
    ++weights_;
    const int32_t node = pairs_.NodeOf(demand);
    candidate.weight = pairs_.Weight(candidate.offer, demand);
    const ByStage profit = Profit(candidate.weight, pairs_.Lot(candidate.offer, demand));
    candidate.reduced =
        profit + pairs_.search().Value(node) - pairs_.search().Value(candidate.from);
    candidate.least = pairs_.bounds().Least(node, candidate.from);
    if (candidate.least.has_value()) *candidate.least = *candidate.least + profit;
    candidate.most = pairs_.bounds().Most(node, candidate.from);
    if (candidate.most.has_value()) *candidate.most = *candidate.most + profit;
  }

  void SearchFrom(int32_t node, const ChangeBounds::Corridor& corridor) {
    pairs_.search().RunWhere(node, false, [&corridor](int32_t v, const ByStage& distance) {
      return corridor.Has(v, distance);
    });
  }
  Gain Found(const Candidate& candidate) {
    if (!pairs_.search().Reached(candidate.from)) return absl::nullopt;
    return candidate.reduced - pairs_.search().Distance(candidate.from);
  }

  // Of the pairs that fit, and get nothing.
  SmallestChange LeastRise(const std::vector<RuleSet>& row, int32_t demand) {
    std::vector<Candidate> candidates;
    int64_t enough = kMaxWeight;  // some pair needs no more
    for (size_t j = 0; j < row.size(); ++j) {
      if (row[j] != 0 || pairs_.Gives(static_cast<int32_t>(j), demand)) continue;
      Candidate& candidate = candidates.emplace_back();
      candidate.offer = static_cast<int32_t>(j);
      candidate.from = pairs_.From(candidate.offer);
      Complete(demand, candidate);
      enough = std::min(enough, Rise(candidate.weight, candidate.least).value_or(kMaxWeight));
    }
    const auto decided = [](const Candidate& candidate) {
      return !candidate.most.has_value() ||
             (candidate.least.has_value() && *candidate.least == *candidate.most);
    };
    ChangeBounds::Corridor corridor(pairs_.bounds());
    bool undecided = false;
    for (const Candidate& candidate : candidates) {
      if (decided(candidate)) continue;
      const auto least_rise = Rise(candidate.weight, candidate.most);
      if (!least_rise.has_value() || *least_rise > enough) continue;
      undecided = true;
      // One point more than it may take, whatever the lots.
      corridor.Add(
          candidate.from,
          candidate.reduced + Profit(std::min(enough, kMaxWeight - candidate.weight) + 1, 0));
    }
    if (undecided) SearchFrom(pairs_.NodeOf(demand), corridor);
    SmallestChange least;
    least.kind = SmallestChange::Kind::kNone;
    for (const Candidate& candidate : candidates) {
      Gain gain = candidate.most;
      if (!decided(candidate)) gain = undecided ? Found(candidate) : absl::nullopt;
      const auto rise = Rise(candidate.weight, gain);
      if (!rise.has_value()) continue;
      if (least.kind == SmallestChange::Kind::kNone || *rise < least.score_increase) {
        least = Raise(candidate.offer, demand, *rise);
      }
    }
    return least;
  }

  // A unit at an offer of which nothing is used comes from outside without gain or loss: what the
  // pair gains is its profit, and what a unit at the need gains by going out.
  void ForUnused(const std::vector<RuleSet>& row, const std::vector<int32_t>& demands) {
    std::vector<std::pair<int32_t, ByStage>> leaving, hopeful;
    for (const int32_t demand : demands) {
      const Gain gain = pairs_.bounds().Leaving(pairs_.NodeOf(demand));
      if (!gain.has_value()) continue;
      leaving.emplace_back(demand, *gain);
      const ByStage most = *gain + Profit(pairs_.MostWeight(demand), kMostLot);
      if (ByStage() < most) hopeful.emplace_back(demand, *gain);
    }
    bounds_ += static_cast<int64_t>(leaving.empty() ? 0 : unused_.size());
    for (Unused& unused : unused_) {
      const RuleSet set = row[unused.offer];
      if (set == 0) {
        for (const auto& [demand, gain] : leaving) TryRise(demand, gain, unused);
        continue;
      }
      const uint32_t order = OrderOf(set, unused.offer);
      if (order != kNobodyCould && order <= unused.order) {
        for (const auto& [demand, gain] : hopeful) {
          if (TryWaiver(set, demand, gain, unused)) break;
        }
      }
    }
  }

  // Whether the waiver does; no later demand can then be better.
  bool TryWaiver(RuleSet set, int32_t demand, const ByStage& leaving, Unused& unused) {
    if (order_[set] == unused.order && demand > unused.demand) return true;
    ++weights_;
    const int64_t weight = pairs_.Weight(unused.offer, demand);
    if (!(ByStage() < leaving + Profit(weight, kMostLot))) return false;
    if (!(ByStage() < leaving + Profit(weight, 0)) &&
        !(ByStage() < leaving + Profit(weight, pairs_.Lot(unused.offer, demand)))) {
      return false;
    }
    unused.order = order_[set];
    unused.failing = set & kRulesAlone;
    unused.demand = demand;
    return true;
  }

  void TryRise(int32_t demand, const ByStage& leaving, Unused& unused) {
    if (unused.order != kNobodyCould) return;
    ++weights_;
    const int64_t weight = pairs_.Weight(unused.offer, demand);
    const auto rise = Rise(weight, leaving + Profit(weight, pairs_.Lot(unused.offer, demand)));
    if (!rise.has_value()) return;
    if (unused.rise.has_value() &&
        std::make_pair(*unused.rise, unused.rising) < std::make_pair(*rise, demand)) {
      return;
    }
    unused.rise = rise;
    unused.rising = demand;
  }

  SmallestChange ChangeOf(const Unused& unused) const {
    if (unused.order != kNobodyCould) return Waiver(unused.offer, unused.demand, unused.failing);
    if (unused.rise.has_value()) return Raise(unused.offer, unused.rising, *unused.rise);
    SmallestChange none;
    none.kind = SmallestChange::Kind::kNone;
    return none;
  }

  SmallestChange Waiver(int32_t offer, int32_t demand, RuleSet failing) const {
    return {SmallestChange::Kind::kWaiveRules, problem_.offers[offer], problem_.demands[demand],
            failing, 0};
  }
  SmallestChange Raise(int32_t offer, int32_t demand, int64_t rise) const {
    return {SmallestChange::Kind::kRaiseScore, problem_.offers[offer], problem_.demands[demand], 0,
            rise};
  }

  const Context& context_;
  const Problem& problem_;
  ChangePairs pairs_;
  PairRules rules_;
  SmallestChanges found_;
  std::vector<Unused> unused_;
  // Of the class at hand.
  std::vector<RuleSet> sets_;
  const Need* any_need_ = nullptr;
  uint32_t mark_ = 0;
  std::vector<uint32_t> order_,
      met_in_;  // by set: its place in the order, the mark when it was met
  // Of the need at hand.
  std::vector<Candidate> undecided_;
  int64_t offers_judged_ = 0, bounds_ = 0, weights_ = 0;
};

}  // namespace

absl::StatusOr<SmallestChanges> FindSmallestChanges(const MatchResult& result,
                                                    const CommodityMatch& match, int64_t limit,
                                                    const std::function<bool()>& cancelled) {
  if (limit <= 0) {
    SmallestChanges none;
    none.of_demand.resize(match.problem.demands.size());
    none.of_offer.resize(match.problem.offers.size());
    return none;
  }
  return Search(result, match).Run(limit, cancelled);
}

}  // namespace clearway::matching
