// Ranking of offers, on columns.
#include <algorithm>
#include <tuple>
#include <utility>

#include "services/cooperation/matching/feasibility.h"
#include "services/cooperation/matching/offer_scan.h"
#include "services/cooperation/matching/offer_scores.h"
#include "services/cooperation/suggest_rank.h"

namespace clearway::cooperation {
namespace {

using matching::Context;
using matching::Need;
using matching::OfferColumns;
using matching::RuleSet;

class OfferRanker {
 public:
  OfferRanker(Context& context, const OfferColumns& columns, int max_results)
      : context_(context),
        columns_(columns),
        most_(std::max(0, max_results)),
        scan_(context, columns, Record()),
        scores_(context, columns, Record()),
        failed_(size_t{1} << matching::kRules, 0) {}

  Ranking Rank(const matching::Request& request, const ShownRecords& shown) {
    needs_ = context_.Prepare(request);
    scan_.SetRequest(request);
    scores_.SetRequest(needs_);
    for (size_t i = 0; i < needs_.size(); ++i) Sort(i);
    for (int32_t place = 0; place < columns_.size(); ++place) {
      if (columns_.open()[place] != 0 && shown(place)) Try(place);
    }
    return Finish();
  }

 private:
  // Needs that differ in their years alone, for the rules.
  struct Group {
    int line = 0;
    RuleSet of_need = 0;
    uint64_t years = 0;
    // One for each different score: its year and its place in needs_.
    std::vector<std::pair<uint64_t, size_t>> to_score;
    uint64_t fitting = 0;  // the years that fit the offer at hand
  };
  struct Kept {
    int64_t score;
    int32_t order;  // by name
    int32_t place;

    bool operator<(const Kept& other) const {  // is better
      return score != other.score ? score > other.score : order < other.order;
    }
  };

  matching::OfferScan::Record Record() const {
    return [offers = &context_.records().offers](int32_t place) -> const matching::Offer& {
      return (*offers)[place];
    };
  }

  void Sort(size_t index) {
    const Need& need = needs_[index];
    const int line = scan_.AddLine(*need.line);
    const RuleSet of_need = matching::OfferScan::OfNeed(need);
    const uint64_t year = columns_.YearBit(need.year->year);
    if (scores_.YearsAsked(index) == ~uint64_t{0}) {
      far_.emplace_back(line, index);
      return;
    }
    auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& known) {
      return known.line == line && known.of_need == of_need;
    });
    if (group == groups_.end()) {
      group = groups_.emplace(groups_.end());
      group->line = line;
      group->of_need = of_need;
    }
    group->years |= year;
    const bool known =
        std::any_of(group->to_score.begin(), group->to_score.end(), [&](const auto& other) {
          return other.first == year &&
                 scores_.YearsAsked(other.second) == scores_.YearsAsked(index);
        });
    if (!known) group->to_score.emplace_back(year, index);
  }

  void Try(int32_t place) {
    ++ranking_.considered;
    Nearest nearest;
    for (Group& group : groups_) {
      const uint64_t usable = columns_.usable()[place] & group.years;
      const uint64_t left = scan_.Left(place, group.years);
      RuleSet failing = scan_.OfLine(group.line, place) | group.of_need;
      // Of the years, the one for which the fewest rules fail; kPeriod comes before kOfferLeft.
      if ((usable & left) == 0) {
        if (left != 0) {
          failing |= Bit(matching::Rule::kPeriod);
        } else {
          failing |= Bit(matching::Rule::kOfferLeft);
          if (usable == 0) failing |= Bit(matching::Rule::kPeriod);
        }
      }
      group.fitting = failing == 0 ? usable & left : 0;
      nearest.See(failing);
    }
    int64_t best = 0;
    for (const auto& [line, index] : far_) {
      const RuleSet failing = scan_.OfLine(line, place) |
                              matching::OfferScan::OfNeed(needs_[index]) |
                              scan_.OfYear(place, needs_[index].year->year);
      if (failing == 0) best = std::max(best, scores_.Of(index, place));
      nearest.See(failing);
    }
    if (nearest.count != 0) {
      ++failed_[nearest.rules];
      return;
    }
    ++ranking_.feasible;
    Keep(place, best);
  }

  struct Nearest {
    RuleSet rules = 0;
    int count = matching::kRules + 1;

    void See(RuleSet failing) {
      const int fails = __builtin_popcount(failing);
      if (fails > count || (fails == count && failing >= rules)) return;
      count = fails;
      rules = failing;
    }
  };

  // A heap with the worst on top: what is no better than the worst of a full list is let go.
  void Keep(int32_t place, int64_t best) {
    if (most_ == 0) return;
    const bool full = kept_.size() == most_;
    Kept kept{scores_.AtMost(place), columns_.order()[place], place};
    if (full && !(kept < kept_.front())) return;
    for (const Group& group : groups_) {
      if (group.fitting == 0) continue;
      for (const auto& [year, index] : group.to_score) {
        if ((group.fitting & year) != 0) best = std::max(best, scores_.Of(index, place));
      }
    }
    kept.score = best;
    if (full) {
      if (!(kept < kept_.front())) return;
      std::pop_heap(kept_.begin(), kept_.end());
      kept_.pop_back();
    }
    kept_.push_back(kept);
    std::push_heap(kept_.begin(), kept_.end());
  }

  Ranking Finish() {
    std::sort(kept_.begin(), kept_.end());
    for (const Kept& kept : kept_) ranking_.best.push_back(Look(kept));
    for (size_t rules = 0; rules < failed_.size(); ++rules) {
      if (failed_[rules] > 0) {
        ranking_.failed.push_back({static_cast<RuleSet>(rules), failed_[rules]});
      }
    }
    std::stable_sort(ranking_.failed.begin(), ranking_.failed.end(),
                     [](const auto& a, const auto& b) { return a.pairs > b.pairs; });
    return std::move(ranking_);
  }

  // What is told of an offer that is kept, from its record.
  Ranked Look(const Kept& kept) {
    Ranked ranked;
    ranked.offer = context_.Prepare(context_.records().offers[kept.place]);
    ranked.score = kept.score;
    std::vector<const Need*> fitting;
    for (size_t i = 0; i < needs_.size(); ++i) {
      if (matching::FailingRules(context_, needs_[i], ranked.offer) != 0) continue;
      fitting.push_back(&needs_[i]);
      if (ranked.need.request == nullptr && scores_.Of(i, kept.place) == kept.score) {
        ranked.need = needs_[i];
      }
    }
    ranked.possible = PossibleFor(context_, ranked.offer, fitting);
    return ranked;
  }

  Context& context_;
  const OfferColumns& columns_;
  const size_t most_;
  matching::OfferScan scan_;
  matching::OfferScores scores_;
  std::vector<Need> needs_;  // by line's id and year
  std::vector<Group> groups_;
  std::vector<std::pair<int, size_t>> far_;  // line, place in needs_: judged one by one
  std::vector<Kept> kept_;
  std::vector<int64_t> failed_;  // by rule set
  Ranking ranking_;
};

}  // namespace

Ranking RankOffers(Context& context, const OfferColumns& columns, const matching::Request& request,
                   int max_results, const ShownRecords& shown) {
  return OfferRanker(context, columns, max_results).Rank(request, shown);
}

matching::OfferColumns ColumnsOf(const matching::Records& records) {
  OfferColumns columns(records.as_of);
  for (size_t i = 0; i < records.offers.size(); ++i) {
    columns.Put(static_cast<int32_t>(i), records.offers[i]);
  }
  columns.OrderByName();
  return columns;
}

}  // namespace clearway::cooperation
