#include "services/cooperation/suggest_rank.h"

#include <algorithm>
#include <map>

#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::cooperation {
namespace {

using matching::Context;
using matching::Need;
using matching::OpenOffer;
using matching::RuleSet;

// One request's needs [begin, end) against one offer.
class Ranker {
 public:
  Ranker(const Context& context, int max_results) : context_(context), most_(max_results) {}

  void Try(int32_t offer, int32_t begin, int32_t end) {
    const OpenOffer& open = context_.offers()[offer];
    Ranked ranked{offer, begin, 0, 0};
    RuleSet nearest = 0;
    int fewest = matching::kRules + 1;
    fitting_.clear();
    for (int32_t i = begin; i < end; ++i) {
      const Need& need = context_.needs()[i];
      const RuleSet failing = matching::FailingRules(context_, need, open);
      const int count = __builtin_popcount(failing);
      if (count < fewest || (count == fewest && failing < nearest)) {
        fewest = count;
        nearest = failing;
      }
      if (failing != 0) continue;
      fitting_.push_back(&need);
      const int64_t score =
          matching::Score(context_.policy(), matching::ComputeCriteria(context_, need, open));
      if (score > ranked.score) {
        ranked.score = score;
        ranked.need = i;
      }
    }
    ++ranking_.considered;
    if (fitting_.empty()) {
      ++failed_[nearest];
      return;
    }
    ++ranking_.feasible;
    // Kept worst first: one that is no better than the worst of a full list is not among the best.
    auto& best = ranking_.best;
    if (most_ <= 0) return;
    if (static_cast<int>(best.size()) == most_) {
      if (!Better(ranked, best.front())) return;
      std::pop_heap(best.begin(), best.end(), Better);
      best.pop_back();
    }
    ranked.possible = PossibleFor(context_, open, fitting_);
    best.push_back(ranked);
    std::push_heap(best.begin(), best.end(), Better);
  }

  Ranking Finish() {
    std::sort(ranking_.best.begin(), ranking_.best.end(), Better);
    for (const auto& [rules, pairs] : failed_) ranking_.failed.push_back({rules, pairs});
    std::stable_sort(ranking_.failed.begin(), ranking_.failed.end(),
                     [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
    return std::move(ranking_);
  }

 private:
  // The context's order is by name.
  static bool Better(const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    return a.offer != b.offer ? a.offer < b.offer : a.need < b.need;
  }

  const Context& context_;
  const int most_;
  Ranking ranking_;
  std::map<RuleSet, int64_t> failed_;
  std::vector<const Need*> fitting_;
};

}  // namespace

int64_t PossibleFor(const Context& context, const OpenOffer& offer,
                    const std::vector<const Need*>& needs) {
  std::map<int32_t, int64_t> asked;  // by year
  for (const Need* need : needs) asked[need->year->year] += need->left;
  int64_t possible = 0;
  for (const auto& [year, left] : asked) {
    possible += std::min(left, context.OfferLeft(offer, needs[0]->request->recipient, year));
  }
  possible = std::min(possible, offer.total_left);
  return matching::FloorTimes(possible, offer.ratio->Inverse()).value_or(0);
}

Ranking RankOffers(const Context& context, int max_results) {
  Ranker ranker(context, max_results);
  const auto& offers = context.offers();
  for (size_t i = 0; i < offers.size(); ++i) {
    if (matching::FailingRules(context, offers[i]) != 0 || offers[i].offer->total_left == 0) {
      continue;
    }
    ranker.Try(static_cast<int32_t>(i), 0, static_cast<int32_t>(context.needs().size()));
  }
  return ranker.Finish();
}

Ranking RankRequests(const Context& context, int max_results) {
  Ranker ranker(context, max_results);
  const auto& needs = context.needs();
  for (size_t begin = 0, end = 0; begin < needs.size(); begin = end) {
    bool open = false;
    for (end = begin; end < needs.size() && needs[end].request == needs[begin].request; ++end) {
      open = open || matching::FailingRules(context, needs[end]) == 0;
    }
    if (!open || context.offers().empty()) continue;
    ranker.Try(0, static_cast<int32_t>(begin), static_cast<int32_t>(end));
  }
  return ranker.Finish();
}

}  // namespace clearway::cooperation
