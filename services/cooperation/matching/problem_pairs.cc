#include "services/cooperation/matching/problem_pairs.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "services/cooperation/matching/feasibility.h"

namespace clearway::matching {

PairFinder::PairFinder(const Context& context, const std::vector<int32_t>& demands)
    : context_(context), demands_(demands) {
  // Everything of a need that a rule looks at, but for what all demands have in common.
  using AudienceKey = std::pair<Audience::Kind, std::vector<int32_t>>;
  using Key = std::tuple<int32_t, int32_t, Area, bool, uint32_t, AudienceKey>;
  std::map<Key, std::vector<int32_t>> classes;
  for (size_t i = 0; i < demands.size(); ++i) {
    const Need& need = context.needs()[demands[i]];
    const Request& request = *need.request;
    AudienceKey audience(request.audience.kind, request.audience.members);
    std::sort(audience.second.begin(), audience.second.end());
    classes[Key(context.RecipientNumber(request.recipient), need.year->year, request.area,
                need.line->non_state_actors, request.channels, std::move(audience))]
        .push_back(static_cast<int32_t>(i));
  }
  for (auto& [key, members] : classes) {
    classes_.push_back({std::get<0>(key), std::get<1>(key), std::move(members)});
  }
  first_of_.assign(context.recipients().size() + 1, 0);
  for (const Class& each : classes_) ++first_of_[each.recipient_number + 1];
  for (size_t i = 1; i < first_of_.size(); ++i) first_of_[i] += first_of_[i - 1];
}

std::vector<PairFinder::Reach> PairFinder::Find(const OpenOffer& offer) const {
  std::vector<Reach> found;
  const int64_t first_year =
      std::max<int64_t>(context_.as_of().year(), offer.offer->valid_from.year());
  const int64_t last_year = offer.offer->open.last_day.year();
  for (size_t word = 0; word < offer.admitted.size(); ++word) {
    for (uint64_t bits = offer.admitted[word]; bits != 0; bits &= bits - 1) {
      const int32_t number = static_cast<int32_t>(word * 64 + __builtin_ctzll(bits));
      Reach reach;
      for (int32_t i = first_of_[number]; i < first_of_[number + 1]; ++i) {
        const Class& each = classes_[i];
        if (each.year < first_year || each.year > last_year) continue;
        const Need& any = NeedOf(each.demands.front());
        if (offer.offer->areas != 0 && (offer.offer->areas & Bit(any.request->area)) == 0) continue;
        if (FailingRules(context_, any, offer) != 0) continue;
        if (!reach.demands.empty() && reach.year != each.year) {
          found.push_back(std::move(reach));
          reach = Reach();
        }
        reach.year = each.year;
        reach.recipient = context_.recipients()[number];
        reach.demands.insert(reach.demands.end(), each.demands.begin(), each.demands.end());
      }
      if (!reach.demands.empty()) found.push_back(std::move(reach));
    }
  }
  // Found by recipient, then year; stable_sort keeps the recipients' order within a year.
  std::stable_sort(found.begin(), found.end(),
                   [](const Reach& a, const Reach& b) { return a.year < b.year; });
  for (Reach& reach : found) std::sort(reach.demands.begin(), reach.demands.end());
  return found;
}

}  // namespace clearway::matching
