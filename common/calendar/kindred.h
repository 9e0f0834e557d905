// Where a State stands under instruments that are kindred to the Convention (Action 55), computed
// from dated facts as for the Convention itself, by each instrument's own rules:
//
//   Mine Ban Convention     in force on 1 March 1999; for a later State the first day of the sixth
//                           month after the month of deposit (Article 17); withdrawal six months
//                           after receipt (Article 20)
//   CCW Protocol V          in force on 12 November 2006; for a later State six months after its
//                           notice of consent (Article 5 of the framework convention);
//                           denunciation one year after receipt (Article 9 there)
//   Disability Convention   in force on 3 May 2008; for a later State the thirtieth day after the
//                           deposit (Article 45); denunciation one year after receipt (Article 48)
//
// What nobody has recorded is not known: such an instrument is left out, never counted as "no".
// Everything here is pure.
#ifndef CLEARWAY_COMMON_CALENDAR_KINDRED_H_
#define CLEARWAY_COMMON_CALENDAR_KINDRED_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/state.pb.h"

namespace clearway::calendar {

// Every instrument, in the order of their numbers.
const std::vector<universalization::v1::KindredInstrument>& KindredInstruments();

// "the Mine Ban Convention".
std::string KindredName(universalization::v1::KindredInstrument instrument);

// When `action` takes effect by its instrument's rule: entry into force for what makes a State a
// party, the end of the notice (or the postponed effect) for a withdrawal. nullopt for a signature,
// and for an action whose instrument or date is none.
absl::optional<absl::CivilDay> KindredEffect(const universalization::v1::KindredAction& action);

// The State's standing under one instrument, by what had happened and was known by that day;
// STANDING_UNSPECIFIED when nothing is.
universalization::v1::KindredStatus KindredOn(const universalization::v1::State& state,
                                              universalization::v1::KindredInstrument instrument,
                                              absl::CivilDay day);

// Adds the State's standing under each instrument about which something is known by that day.
void AddKindred(const universalization::v1::State& state, absl::CivilDay day,
                universalization::v1::StatusAt* at);

// What of the instrument's rules `action` would break if it were added to the state's; each text
// names the rule. REQUIRES: its date is a day.
std::vector<std::string> FindKindredViolations(const universalization::v1::State& state,
                                               const universalization::v1::KindredAction& action);

}  // namespace clearway::calendar

#endif  // CLEARWAY_COMMON_CALENDAR_KINDRED_H_
