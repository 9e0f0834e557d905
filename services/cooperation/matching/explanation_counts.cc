#include "services/cooperation/matching/explanation_counts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "services/cooperation/matching/pair_rules.h"

namespace clearway::matching {
namespace {

// Adds to a short unsorted list; a record fails in few different sets, and mostly in the same ones
// again, so that what was found comes to the front.
void AddTo(RuleSet rules, int64_t pairs, std::vector<FailedSet>& sets) {
  for (size_t i = 0; i < sets.size(); ++i) {
    if (sets[i].rules != rules) continue;
    sets[i].pairs += pairs;
    if (i > 0) std::swap(sets[i], sets[i - 1]);
    return;
  }
  sets.push_back({rules, pairs});
}

// Takes the feasible ones out and sorts the rest.
int64_t Finish(std::vector<FailedSet>& sets) {
  int64_t feasible = 0;
  const auto empty =
      std::find_if(sets.begin(), sets.end(), [](const FailedSet& set) { return set.rules == 0; });
  if (empty != sets.end()) {
    feasible = empty->pairs;
    sets.erase(empty);
  }
  std::sort(sets.begin(), sets.end(), [](const FailedSet& a, const FailedSet& b) {
    return a.pairs != b.pairs ? a.pairs > b.pairs : a.rules < b.rules;
  });
  return feasible;
}

// Counts rule sets, and knows which there were.
class Tally {
 public:
  void Add(RuleSet rules, uint32_t pairs) {
    if (pairs_[rules] == 0) seen_.push_back(rules);
    pairs_[rules] += pairs;
  }
  // What there was, in the order in which it was met; forgotten with that.
  template <typename Visit>
  void Take(Visit visit) {
    for (const RuleSet rules : seen_) {
      visit(rules, pairs_[rules]);
      pairs_[rules] = 0;
    }
    seen_.clear();
  }

 private:
  std::vector<uint32_t> pairs_ = std::vector<uint32_t>(size_t{1} << kRules);  // of one row or block
  std::vector<RuleSet> seen_;
};

// Rows of some classes, waiting to be counted by offer: an offer meets few different sets in them,
// and has so few to look up.
class Rows {
 public:
  explicit Rows(std::vector<std::vector<FailedSet>>& of_offer) : of_offer_(of_offer) {}

  void Add(const std::vector<RuleSet>& row, size_t needs) {
    rows_[count_] = row;
    needs_[count_] = static_cast<uint32_t>(needs);
    if (++count_ == kRows) Count();
  }
  void Count() {
    for (size_t j = 0; j < of_offer_.size(); ++j) {
      for (size_t i = 0; i < count_; ++i) tally_.Add(rows_[i][j] & kRulesAlone, needs_[i]);
      tally_.Take([&](RuleSet rules, int64_t pairs) { AddTo(rules, pairs, of_offer_[j]); });
    }
    count_ = 0;
  }

 private:
  static constexpr size_t kRows = 256;
  std::vector<std::vector<FailedSet>>& of_offer_;
  std::array<std::vector<RuleSet>, kRows> rows_;
  std::array<uint32_t, kRows> needs_;
  size_t count_ = 0;
  Tally tally_;
};

}  // namespace

absl::StatusOr<FailureCounts> CountFailures(const Context& context,
                                            const std::vector<int32_t>& needs,
                                            const std::vector<int32_t>& offers, int64_t limit,
                                            const std::function<bool()>& cancelled) {
  FailureCounts counts;
  counts.of_need.resize(needs.size());
  counts.of_offer.resize(offers.size());
  counts.feasible_offers.assign(needs.size(), 0);
  counts.feasible_needs.assign(offers.size(), 0);
  PairRules rules(context, needs, offers);
  const std::vector<PairRules::Class>& classes = rules.classes();
  if (static_cast<int64_t>(classes.size()) * static_cast<int64_t>(offers.size()) > limit) {
    return counts;
  }
  Tally tally;
  Rows rows(counts.of_offer);
  for (size_t c = 0; c < classes.size(); ++c) {
    if (cancelled && cancelled()) return absl::CancelledError("no longer wanted");
    const std::vector<RuleSet>& row = rules.Row(c);
    for (const RuleSet failing : row) tally.Add(failing & kRulesAlone, 1);
    std::vector<FailedSet> sets;
    tally.Take([&sets](RuleSet failing, int64_t pairs) { sets.push_back({failing, pairs}); });
    const int64_t feasible = Finish(sets);
    for (const int32_t i : classes[c].needs) {
      counts.of_need[i] = sets;
      counts.feasible_offers[i] = feasible;
    }
    rows.Add(row, classes[c].needs.size());
  }
  rows.Count();
  for (size_t j = 0; j < offers.size(); ++j) {
    counts.feasible_needs[j] = Finish(counts.of_offer[j]);
  }
  counts.counted = true;
  return counts;
}

}  // namespace clearway::matching
