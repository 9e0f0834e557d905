// The scores of scoring.h for one request's needs and every offer of some columns: the same points,
// many times faster, because what depends on one side alone is computed once.
//
//   OfferScores scores(context, columns, record);
//   scores.SetRequest(needs);
//   int64_t points = scores.Of(0, place);  // Score(policy, ComputeCriteria(context, needs[0], …))
//
// Not thread-safe; one a thread.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCORES_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCORES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "services/cooperation/matching/offer_columns.h"
#include "services/cooperation/matching/offer_scan.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

class OfferScores {
 public:
  // All are kept by reference; `record` as in offer_scan.h.
  OfferScores(const Context& context, const OfferColumns& columns, OfferScan::Record record);

  // The needs of one request, kept by reference.
  void SetRequest(const std::vector<Need>& needs);

  int64_t Of(size_t need, int32_t place) const {
    const OfNeed& of_need = of_needs_[need];
    if (of_need.far) return OfFar(need, place);
    return of_need.points + OfOffer(place, of_need.non_state_actors) +
           of_need.promptness[DaysUsable(of_need, place)] +
           of_need.predictability[__builtin_popcountll(columns_.usable()[place] &
                                                       columns_.left()[place] & of_need.asked)];
  }
  // Needs of one year whose lines ask in the same years (as bits; all ones: in years that columns
  // do not know) and that alike have non-State actors have the same scores.
  uint64_t YearsAsked(size_t need) const {
    return of_needs_[need].far ? ~uint64_t{0} : of_needs_[need].asked;
  }
  // No need of the request has more with the offer.
  int64_t AtMost(int32_t place) const {
    return most_of_needs_ + by_provider_[columns_.provider()[place]] +
           std::max(by_profile_[columns_.profile()[place]][0],
                    by_profile_[columns_.profile()[place]][1]);
  }

 private:
  struct OfNeed {
    bool far = false;  // columns do not know all years of its line
    bool non_state_actors = false;
    int64_t points = 1;                    // what the offer does not matter for
    int32_t first_day = 0, last_day = -1;  // of the year, from the date on
    const int64_t* promptness = nullptr;   // points by days on which the offer can be used
    uint64_t asked = 0;                    // years of the line that still ask
    std::vector<int64_t> predictability;   // points by years covered
  };

  int64_t OfOffer(int32_t place, bool non_state_actors) const {
    return by_provider_[columns_.provider()[place]] +
           by_profile_[columns_.profile()[place]][non_state_actors ? 1 : 0];
  }
  int32_t DaysUsable(const OfNeed& of_need, int32_t place) const {
    const int32_t first = std::max(of_need.first_day, columns_.first_day()[place]);
    const int32_t last = std::min(of_need.last_day, columns_.last_day()[place]);
    return first > last ? 0 : last - first + 1;
  }
  int64_t OfFar(size_t need, int32_t place) const;
  OfNeed Prepare(const Need& need);

  const Context& context_;
  const OfferColumns& columns_;
  const OfferScan::Record record_;
  const std::vector<Need>* needs_ = nullptr;
  std::vector<OfNeed> of_needs_;
  std::map<int32_t, std::vector<int64_t>> promptness_;  // by year
  int64_t most_of_needs_ = 0;
  std::vector<int64_t> by_provider_;                // continuity
  std::vector<std::array<int64_t, 2>> by_profile_;  // implementers; and access where it is asked
};

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_OFFER_SCORES_H_
