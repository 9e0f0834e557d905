#include "services/cooperation/matching/explanation_counts.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"

namespace clearway::matching {
namespace {

// Adds to a short unsorted list; a record fails in few different sets, and mostly in the same ones
// again, so that what was found comes to the front.
void Add(RuleSet rules, int64_t pairs, std::vector<FailedSet>& sets) {
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

// Everything of a need that a rule looks at, but for its year; and with it. Of what is left, only
// whether it is nothing.
using AudienceKey = std::pair<Audience::Kind, std::vector<int32_t>>;
using LineKey = std::tuple<int32_t, Area, bool, uint32_t, Kind, std::string, bool, AudienceKey>;
using ClassKey = std::pair<LineKey, std::pair<int32_t, RuleSet>>;

ClassKey KeyOf(const Context& context, const Need& need) {
  const Request& request = *need.request;
  const NeedLine& line = *need.line;
  AudienceKey audience(request.audience.kind, request.audience.members);
  std::sort(audience.second.begin(), audience.second.end());
  return {LineKey(request.recipient, request.area, line.non_state_actors, request.channels,
                  line.kind, line.unit, need.ratio != nullptr, std::move(audience)),
          {need.year->year, FailingRules(context, need)}};
}

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
  std::map<ClassKey, std::vector<size_t>> classes;
  for (size_t i = 0; i < needs.size(); ++i) {
    classes[KeyOf(context, context.needs()[needs[i]])].push_back(i);
  }
  if (static_cast<int64_t>(classes.size()) * static_cast<int64_t>(offers.size()) > limit) {
    return counts;
  }
  // Classes that differ in the year alone stand together: the rules of the line are asked once.
  std::vector<RuleSet> of_line(offers.size());
  std::vector<int64_t> by_rules;  // of one class
  const LineKey* line = nullptr;
  for (const auto& [key, members] : classes) {
    if (cancelled && cancelled()) return absl::CancelledError("no longer wanted");
    const Need& any = context.needs()[needs[members.front()]];
    if (line == nullptr || *line != key.first) {
      line = &key.first;
      for (size_t j = 0; j < offers.size(); ++j) {
        of_line[j] =
            FailingRulesOfLine(context, *any.request, *any.line, context.offers()[offers[j]]);
      }
    }
    by_rules.assign(size_t{1} << kRules, 0);
    for (size_t j = 0; j < offers.size(); ++j) {
      const RuleSet failing =
          of_line[j] | FailingRulesOfYear(context, any, context.offers()[offers[j]]);
      ++by_rules[failing];
      Add(failing, static_cast<int64_t>(members.size()), counts.of_offer[j]);
    }
    std::vector<FailedSet> sets;
    for (size_t rules = 0; rules < by_rules.size(); ++rules) {
      if (by_rules[rules] > 0) sets.push_back({static_cast<RuleSet>(rules), by_rules[rules]});
    }
    const int64_t feasible = Finish(sets);
    for (size_t i : members) {
      counts.of_need[i] = sets;
      counts.feasible_offers[i] = feasible;
    }
  }
  for (size_t j = 0; j < offers.size(); ++j) {
    counts.feasible_needs[j] = Finish(counts.of_offer[j]);
  }
  counts.counted = true;
  return counts;
}

}  // namespace clearway::matching
