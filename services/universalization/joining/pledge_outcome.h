// What became of a pledge, from the State's treaty actions: plain rules over messages.
//
//   OPEN       not done yet, whatever its target date: a pledge is no legal duty
//   KEPT       done on or before the target date's last day, or without a target date
//   LATE       done after it
//   WITHDRAWN  taken back before it was done
//
// A signature keeps a pledge to sign; an instrument of any kind keeps every pledge, for it goes
// further. Only what was done on or after the day of the pledge keeps it. All as of a day: what had
// happened by then and was known by then.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGE_OUTCOME_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGE_OUTCOME_H_

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/pledge.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/rpc/errors.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// The last day that a whole or partial date means: 2011 → 31 December 2011. nullopt for no date.
absl::optional<absl::CivilDay> LastDayOf(const google::type::Date& date);

// Sets outcome, outcome_date and fulfilled_by; clears them where the pledge was not made, or not
// known, by then (OUTCOME_UNSPECIFIED). What was taken back later than `as_of` was not yet.
void PutOutcome(const v1::State& state, absl::CivilDay as_of, v1::Pledge* pledge);

// A pledge of something that the State had done already, or that the Convention did not allow it
// any more on the day of the pledge: a signature once the Convention was in force (Article 15), an
// accession by a signatory or a ratification by another (Article 16). Judged by what is known
// today.
void CheckPledge(const v1::State& state, const v1::Pledge& pledge, absl::CivilDay today,
                 rpc::Violations* bad);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGE_OUTCOME_H_
