// The facts of a pair that its criteria are computed from, and that their words tell. Inner part
// of scoring.h.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_FACTS_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_FACTS_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "services/cooperation/matching/problem_context.h"

namespace clearway::matching {

inline constexpr int64_t kDaysOfFourYears = 1'461;

// ⌊10^4 × part / whole⌋, within 0…10^4; 0 of nothing.
int32_t Fraction(int64_t part, int64_t whole);
// The continuity of so many years given.
inline int32_t ContinuityOf(int years_given) { return 2'000 * years_given; }

inline int64_t DaysWaited(const Request& request, absl::CivilDay day) {
  return day > request.open.from ? day - request.open.from : 0;
}

struct Facts {
  int64_t days_waited = 0;
  absl::CivilDay usable_from;  // within the need's year
  int64_t days_of_year = 0;    // from the date, or 1 January if later, to the year's end
  int64_t days_usable = 0;     // of these; 0 or less: none
  int years_given = 0;         // of the last five
  int years_asked = 0;         // of the need line, with something left and not over
  int years_covered = 0;       // of these, by the offer
  bool some_channel_leads_to_organisation = false;
  bool every_channel_leads_to_organisation = false;
  int32_t implementer = -1;  // the first partner whom Action 39 means
};

Facts FindFacts(const Context& context, const Need& need, const OpenOffer& offer);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_SCORING_FACTS_H_
