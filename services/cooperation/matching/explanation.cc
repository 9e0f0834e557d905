#include "services/cooperation/matching/explanation.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/cooperation/matching/dual_interval.h"
#include "services/cooperation/matching/explanation_words.h"
#include "services/cooperation/matching/records_words.h"
#include "services/cooperation/matching/smallest_changes.h"

namespace clearway::matching {
namespace {

class Explainer {
 public:
  Explainer(const MatchResult& result, const ExplainOptions& options)
      : result_(result), context_(*result.context), options_(options) {}

  absl::StatusOr<Explanation> Do() {
    ListRecords();
    RETURN_IF_ERROR(Count());
    Tell(300);
    for (size_t i = 0; i < result_.commodities.size(); ++i) {
      RETURN_IF_ERROR(ExplainCommodity(static_cast<int32_t>(i)));
    }
    Tell(900);
    for (NeedOutcome& outcome : out_.needs) {
      outcome.unmet = outcome.asked - outcome.matched;
      outcome.summary = NeedSummary(result_, outcome);
    }
    for (OfferOutcome& outcome : out_.offers) {
      outcome.left = outcome.available - outcome.matched;
      outcome.summary = OfferSummary(result_, outcome);
    }
    Tell(1000);
    return std::move(out_);
  }

 private:
  void Tell(int per_mille) const {
    if (options_.progress) options_.progress(per_mille);
  }

  // Outcomes for every open record with something left, found again by their place in the context.
  void ListRecords() {
    need_at_.assign(context_.needs().size(), -1);
    for (size_t i = 0; i < context_.needs().size(); ++i) {
      if (FailingRules(context_, context_.needs()[i]) != 0) continue;
      need_at_[i] = static_cast<int32_t>(out_.needs.size());
      NeedOutcome outcome;
      outcome.need = static_cast<int32_t>(i);
      outcome.asked = context_.needs()[i].year->left;
      out_.needs.push_back(std::move(outcome));
    }
    offer_at_.assign(context_.offers().size(), -1);
    for (size_t i = 0; i < context_.offers().size(); ++i) {
      const OpenOffer& offer = context_.offers()[i];
      if (FailingRules(context_, offer) != 0 || offer.offer->total_left == 0) continue;
      offer_at_[i] = static_cast<int32_t>(out_.offers.size());
      OfferOutcome outcome;
      outcome.offer = static_cast<int32_t>(i);
      outcome.available = offer.offer->total_left;
      out_.offers.push_back(std::move(outcome));
    }
  }

  absl::Status Count() {
    std::vector<int32_t> needs, offers;
    for (const NeedOutcome& outcome : out_.needs) needs.push_back(outcome.need);
    for (const OfferOutcome& outcome : out_.offers) offers.push_back(outcome.offer);
    ASSIGN_OR_RETURN(FailureCounts counts, CountFailures(context_, needs, offers,
                                                         options_.count_limit, options_.cancelled));
    out_.counted = counts.counted;
    for (size_t i = 0; i < needs.size(); ++i) {
      out_.needs[i].failed = std::move(counts.of_need[i]);
      out_.needs[i].feasible_offers = counts.feasible_offers[i];
    }
    for (size_t i = 0; i < offers.size(); ++i) {
      out_.offers[i].failed = std::move(counts.of_offer[i]);
      out_.offers[i].feasible_needs = counts.feasible_needs[i];
    }
    return absl::OkStatus();
  }

  absl::Status ExplainCommodity(int32_t index) {
    if (options_.cancelled && options_.cancelled()) return absl::CancelledError("no longer wanted");
    const CommodityMatch& match = result_.commodities[index];
    const Problem& problem = match.problem;
    for (const PlanLine& line : match.plan) {
      out_.needs[need_at_[line.need]].matched += line.need_quantity;
      out_.offers[offer_at_[line.offer]].matched += line.offer_quantity;
    }
    Flag(match);
    if (!out_.counted) CountFeasible(problem);
    FindBetterUses(index);
    ASSIGN_OR_RETURN(ShadowPrices prices, ShadowPrices::Compute(problem.network, match.solution));
    for (size_t i = 0; i < problem.demands.size(); ++i) {
      const DualInterval price = prices.DemandUnit(static_cast<int32_t>(i));
      out_.needs[need_at_[problem.demands[i]]].price = ShadowPrice{price.least, price.greatest};
    }
    for (size_t i = 0; i < problem.offers.size(); ++i) {
      const DualInterval price = prices.OfferCeiling(static_cast<int32_t>(i));
      out_.offers[offer_at_[problem.offers[i]]].price = ShadowPrice{price.least, price.greatest};
    }
    return FindChanges(match);
  }

  absl::Status FindChanges(const CommodityMatch& match) {
    const Problem& problem = match.problem;
    ASSIGN_OR_RETURN(
        SmallestChanges changes,
        FindSmallestChanges(result_, match, options_.search_limit - steps_, options_.cancelled));
    steps_ += changes.steps;
    for (size_t i = 0; i < problem.demands.size(); ++i) {
      out_.needs[need_at_[problem.demands[i]]].change = changes.of_demand[i];
    }
    for (size_t i = 0; i < problem.offers.size(); ++i) {
      out_.offers[offer_at_[problem.offers[i]]].change = changes.of_offer[i];
    }
    return absl::OkStatus();
  }

  int32_t OfferOf(const Problem& problem, const Network::Pair& pair) const {
    const int32_t offer_year = problem.network.outlets[pair.outlet].offer_year;
    return problem.offers[problem.network.offer_years[offer_year].offer];
  }

  void CountFeasible(const Problem& problem) {
    for (const Network::Pair& pair : problem.network.pairs) {
      ++out_.needs[need_at_[problem.demands[pair.demand]]].feasible_offers;
      ++out_.offers[offer_at_[OfferOf(problem, pair)]].feasible_needs;
    }
  }

  // What leaves the network and is for people to weigh.
  void Flag(const CommodityMatch& match) {
    std::vector<std::vector<std::string>>& flags = out_.line_flags.emplace_back(match.plan.size());
    for (size_t i = 0; i < match.plan.size(); ++i) {
      const PlanLine& line = match.plan[i];
      const Offer& offer = *context_.offers()[line.offer].offer;
      OfferOutcome& outcome = out_.offers[offer_at_[line.offer]];
      if (line.offer_quantity < offer.smallest_contribution) {
        flags[i].push_back(
            absl::StrCat("below the provider's smallest contribution of ",
                         QuantityText(offer.smallest_contribution, offer.unit, offer.digits)));
        static constexpr char kBelow[] = "a proposal is below the smallest contribution";
        if (outcome.flags.empty()) outcome.flags.push_back(kBelow);
      }
    }
    // Lines stand by offer.
    for (size_t begin = 0, end = 0; begin < match.plan.size(); begin = end) {
      const int32_t index = match.plan[begin].offer;
      std::set<int32_t> recipients;
      int64_t given = 0;
      for (; end < match.plan.size() && match.plan[end].offer == index; ++end) {
        recipients.insert(context_.needs()[match.plan[end].need].request->recipient);
        given += match.plan[end].offer_quantity;
      }
      const Offer& offer = *context_.offers()[index].offer;
      if (!offer.all_or_nothing || (recipients.size() == 1 && given == offer.total_left)) continue;
      static constexpr char kSplit[] =
          "the offer is for one recipient whole or not at all, and the plan splits it";
      out_.offers[offer_at_[index]].flags.push_back(kSplit);
      for (size_t i = begin; i < end; ++i) flags[i].push_back(kSplit);
    }
  }

  // For each unmet need, the best lines of the offers that could have served it. The first six
  // lines of an offer are enough: one of them may be the need's own.
  void FindBetterUses(int32_t index) {
    const CommodityMatch& match = result_.commodities[index];
    const Problem& problem = match.problem;
    const auto better = [&match](int32_t a, int32_t b) {
      const PlanLine &x = match.plan[a], &y = match.plan[b];
      if (x.score != y.score) return x.score > y.score;
      return x.offer != y.offer ? x.offer < y.offer : x.need < y.need;
    };
    std::vector<std::vector<int32_t>> lines_of(context_.offers().size());
    for (size_t i = 0; i < match.plan.size(); ++i) {
      lines_of[match.plan[i].offer].push_back(static_cast<int32_t>(i));
    }
    for (std::vector<int32_t>& lines : lines_of) {
      std::sort(lines.begin(), lines.end(), better);
      if (lines.size() > kMaxBetterUses + 1) lines.resize(kMaxBetterUses + 1);
    }
    std::vector<std::vector<int32_t>> found(problem.demands.size());
    for (const Network::Pair& pair : problem.network.pairs) {
      const int32_t need = problem.demands[pair.demand];
      const NeedOutcome& outcome = out_.needs[need_at_[need]];
      if (outcome.matched == outcome.asked) continue;
      std::vector<int32_t>& best = found[pair.demand];
      for (int32_t line : lines_of[OfferOf(problem, pair)]) {
        if (match.plan[line].need != need) best.push_back(line);
      }
      std::sort(best.begin(), best.end(), better);
      best.erase(std::unique(best.begin(), best.end()), best.end());
      if (best.size() > kMaxBetterUses) best.resize(kMaxBetterUses);
    }
    for (size_t i = 0; i < found.size(); ++i) {
      NeedOutcome& outcome = out_.needs[need_at_[problem.demands[i]]];
      for (int32_t line : found[i]) outcome.better_uses.push_back({index, line});
    }
  }

  const MatchResult& result_;
  const Context& context_;
  const ExplainOptions& options_;
  Explanation out_;
  int64_t steps_ = 0;                        // of all commodities' searches
  std::vector<int32_t> need_at_, offer_at_;  // context's place → outcome's; -1: has none
};

}  // namespace

absl::StatusOr<Explanation> Explain(const MatchResult& result, const ExplainOptions& options) {
  return Explainer(result, options).Do();
}

}  // namespace clearway::matching
