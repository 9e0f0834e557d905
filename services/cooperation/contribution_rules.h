// What a contribution that was made elsewhere must hold to be recorded. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {

// Paths begin with `field`: "contribution". Checks the total against the kind; tranches (each year
// once, in the total's currency or unit, within start and end, adding up to the total); the period;
// that nobody gives to himself.
void CheckContribution(const v1::Contribution& contribution, absl::string_view field,
                       rpc::Violations* bad);

// That money passed on was received: the provider is a recipient of `parent`, or carries it out.
void CheckParent(const v1::Contribution& contribution, const v1::Contribution& parent,
                 absl::string_view field, rpc::Violations* bad);

// Sets start_year and end_year from the tranches where they are not given.
void FillContribution(v1::Contribution* contribution);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_RULES_H_
