// How long States take from signature to the deposit of an instrument.
//
// Two medians, because the plain one misleads: the median of those that have deposited leaves out
// whoever waits still, and is the shorter for it. The other is that of Kaplan and Meier
// ("Nonparametric estimation from incomplete observations", 1958): a State that waits counts as not
// having deposited for as long as it has waited. What it assumes holds here as far as it can: a
// State is lost from sight only because we look on one day, the same for all, which tells nothing
// about when it will deposit. All arithmetic is exact. Everything here is pure.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TIME_TO_DEPOSIT_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TIME_TO_DEPOSIT_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/state.pb.h"
#include "clearway/universalization/v1/trend.pb.h"

namespace clearway::universalization {

// One State that has signed.
struct SignatoryTime {
  int days = 0;            // from signature to deposit, or to the day on which we look
  bool deposited = false;  // false: it waits still
};

// nullopt for a State that had not signed by `as_of`, as far as was known by then.
absl::optional<SignatoryTime> TimeOfState(const v1::State& state, absl::CivilDay as_of);

// The least time by which, by the estimate, half have deposited; nullopt while fewer have. A State
// whose waiting ends on the day of another's deposit counts as waiting on that day.
absl::optional<int> KaplanMeierMedian(std::vector<SignatoryTime> times);

v1::TimeToDeposit SummarizeTimes(const std::string& region,
                                 const std::vector<SignatoryTime>& times);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TIME_TO_DEPOSIT_H_
