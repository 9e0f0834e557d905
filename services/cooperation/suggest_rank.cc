#include "services/cooperation/suggest_rank.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/scoring.h"

namespace clearway::cooperation {
namespace {

using matching::Context;
using matching::Need;
using matching::OpenOffer;
using matching::RuleSet;

bool IsOpenWithNeeds(const Context& context, const std::vector<Need>& needs) {
  return std::any_of(needs.begin(), needs.end(), [&context](const Need& need) {
    return matching::FailingRules(context, need) == 0;
  });
}

class Ranker {
 public:
  Ranker(Context& context, int max_results) : context_(context), most_(max_results) {}

  // `needs` are one request's, by line.
  void Try(const OpenOffer& offer, const std::vector<Need>& needs) {
    RuleSet nearest = 0, of_line = 0;
    int fewest = matching::kRules + 1;
    const matching::NeedLine* line = nullptr;
    fitting_.clear();
    for (const Need& need : needs) {
      if (need.line != line) {
        line = need.line;
        of_line = matching::FailingRulesOfLine(context_, *need.request, *line, offer);
      }
      const RuleSet failing = of_line | matching::FailingRulesOfYear(context_, need, offer);
      const int count = __builtin_popcount(failing);
      if (count < fewest || (count == fewest && failing < nearest)) {
        fewest = count;
        nearest = failing;
      }
      if (failing == 0) fitting_.push_back(&need);
    }
    ++ranking_.considered;
    if (fitting_.empty()) {
      ++failed_[nearest];
    } else {
      ++ranking_.feasible;
      Keep(offer);
    }
  }

  Ranking Finish() {
    std::sort(ranking_.best.begin(), ranking_.best.end(), Better);
    for (const auto& [rules, pairs] : failed_) ranking_.failed.push_back({rules, pairs});
    std::stable_sort(ranking_.failed.begin(), ranking_.failed.end(),
                     [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
    return std::move(ranking_);
  }

 private:
  static bool Better(const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.offer.offer != b.offer.offer) return a.offer.offer->name < b.offer.offer->name;
    return a.need.request->name < b.need.request->name;
  }

  // A heap with the worst on top: what is no better than the worst of a full list is let go.
  void Keep(const OpenOffer& offer) {
    Ranked ranked;
    ranked.offer.offer = offer.offer;
    for (const Need* need : fitting_) {
      const int64_t score =
          matching::Score(context_.policy(), matching::ComputeCriteria(context_, *need, offer));
      if (score <= ranked.score) continue;
      ranked.score = score;
      ranked.need = *need;
    }
    auto& best = ranking_.best;
    if (most_ <= 0) return;
    if (static_cast<int>(best.size()) == most_) {
      if (!Better(ranked, best.front())) return;
      std::pop_heap(best.begin(), best.end(), Better);
      best.pop_back();
    }
    ranked.offer = context_.Prepare(*offer.offer);
    ranked.possible = PossibleFor(context_, ranked.offer, fitting_);
    best.push_back(std::move(ranked));
    std::push_heap(best.begin(), best.end(), Better);
  }

  Context& context_;
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

Ranking RankRequests(Context& context, const matching::Offer& record, int max_results,
                     const ShownRecords& shown) {
  const OpenOffer offer = context.PrepareForRules(record);
  Ranker ranker(context, max_results);
  const std::vector<matching::Request>& requests = context.records().requests;
  for (size_t place = 0; place < requests.size(); ++place) {
    if (!shown(place)) continue;
    const std::vector<Need> needs = context.Prepare(requests[place]);
    if (IsOpenWithNeeds(context, needs)) ranker.Try(offer, needs);
  }
  return ranker.Finish();
}

}  // namespace clearway::cooperation
