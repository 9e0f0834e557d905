// Where a State stands under the Convention on Cluster Munitions on any day, computed from its
// dated treaty actions. Nothing here is stored: change a date rule and every answer changes.
//
//   StatusAt status = ComputeStatus(laos, *ParseDay("2010-11-12"));
//   status.status() == StatusAt::STATUS_STATE_PARTY
//
// Rules, by the Convention's Articles:
//   17(1)  in force on the first day of the sixth month after the month of the thirtieth deposit:
//          that deposit was on 16 February 2010, so on 1 August 2010.
//   17(2)  for a later State, the first day of the sixth month after the month of its deposit.
//   18     Article 1 is applied provisionally from the declaration to entry into force.
//   20(3)  a withdrawal takes effect six months after the depositary received it or, when the State
//          was then in an armed conflict, at the end of that conflict.
// A State that succeeds to a predecessor is bound from the first day on which it existed.
//
// Two times stand on every fact, when it happened and when it became known: an answer as of a day
// counts what had happened by then and was known by then. So nobody's entry into force has a date
// before 16 February 2010, and a conflict's end delays a withdrawal only once it is over. A fact
// that was corrected counts until the day on which the correction became known (superseded_date).
//
// Everything here is pure. Actions and days that are no days of the calendar count as not there.
#ifndef CLEARWAY_COMMON_CALENDAR_TREATY_STATUS_H_
#define CLEARWAY_COMMON_CALENDAR_TREATY_STATUS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/state.pb.h"
#include "google/type/date.pb.h"

namespace clearway::calendar {

using google::type::Date;
using universalization::v1::State;
using universalization::v1::StatusAt;
using universalization::v1::TreatyAction;

// Adopted in Dublin. There is no status under the Convention before.
absl::CivilDay Adopted();  // 30 May 2008
// Opened for signature in Oslo (Article 15).
absl::CivilDay OpenedForSignature();  // 3 December 2008
// The thirtieth deposit (Burkina Faso and the Republic of Moldova, the same day).
absl::CivilDay ThirtiethDeposit();  // 16 February 2010
// Entry into force of the Convention itself (Article 17, paragraph 1).
absl::CivilDay ConventionInForce();  // 1 August 2010

// Ratification, acceptance, approval, accession or succession: what makes a State a party.
bool IsInstrument(TreatyAction::Kind kind);

// When the Convention enters into force for a State that deposits on `deposit` (Article 17).
absl::CivilDay EntryIntoForce(absl::CivilDay deposit);

// When `action` takes effect: entry into force for an instrument (`state` is asked for the first
// day of a successor), the end of the notice for a withdrawal. nullopt for the other kinds, and for
// a withdrawal that waits for the end of an armed conflict.
absl::optional<absl::CivilDay> EffectiveDay(const State& state, const TreatyAction& action);

// A correction has taken the action's place: it counts for no new fact.
bool IsSuperseded(const TreatyAction& action);

// Whether the action had happened by `day` and is known, and not superseded, by `known_by`.
bool Counts(const TreatyAction& action, absl::CivilDay day, absl::CivilDay known_by);

// Where a State stands, without the message around it.
struct Standing {
  StatusAt::Status status = StatusAt::STATUS_UNSPECIFIED;
  bool party_by_deposit = false;
  bool applies_provisionally = false;
  absl::optional<absl::CivilDay> entry_into_force;
  absl::optional<absl::CivilDay> withdrawal_effect;
};

// The state's standing on `day` by what had happened by then and was known by `known_by` (with
// `day` itself: as one would have answered on that day; with a later day: by hindsight).
// STATUS_UNSPECIFIED, and nothing else, on a day before the State existed.
Standing StandingOn(const State& state, absl::CivilDay day, absl::CivilDay known_by);

// The state's standing on a day, by what had happened and was known by then, with the name that it
// had and its standing under kindred instruments. On a day before the State existed:
// STATUS_UNSPECIFIED, and nothing else but the day.
StatusAt ComputeStatus(const State& state, const Date& as_of);

// The short name that the State had on that day.
const std::string& NameOn(const State& state, absl::CivilDay day);

// On the list of least developed countries on that day.
bool IsLeastDeveloped(const State& state, absl::CivilDay day);

// Existed as a State on that day.
bool Existed(const State& state, absl::CivilDay day);

}  // namespace clearway::calendar

#endif  // CLEARWAY_COMMON_CALENDAR_TREATY_STATUS_H_
