// States of a contribution: PLEDGED → COMMITTED → DELIVERING → DELIVERED, or CANCELLED. Everything
// here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_STATE_H_
#define CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_STATE_H_

#include "absl/status/status.h"
#include "clearway/cooperation/v1/contribution.pb.h"
#include "services/cooperation/quantity.h"

namespace clearway::cooperation {

enum class ContributionAction {
  kCommit,   // PLEDGED
  kDeliver,  // COMMITTED, DELIVERING
  kCancel,   // PLEDGED, COMMITTED, DELIVERING
};

// OK, or FAILED_PRECONDITION (STATE_NOT_ALLOWED) naming the state and those that the action needs.
absl::Status CheckAction(const v1::Contribution& contribution, ContributionAction action);

// What was delivered of the tranche of `year`, in parts; of all years with year 0.
Parts DeliveredIn(const v1::Contribution& contribution, int year);

// Adds a delivery: to `deliveries`, to the sum in `delivered`, and moves the state to DELIVERING,
// or to DELIVERED once the total is reached. INVALID_ARGUMENT with every violation (paths begin
// with `field`): a year without tranche, another currency or unit, nothing, or more than is left of
// the tranche. Where there are no tranches, any year between start_year and end_year will do, and
// the total binds.
absl::Status AddDelivery(const v1::Delivery& delivery, absl::string_view field,
                         v1::Contribution* contribution);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_CONTRIBUTION_STATE_H_
