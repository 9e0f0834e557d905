// States of a proposal: advice, until both sides have accepted. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_PROPOSAL_STATE_H_
#define CLEARWAY_SERVICES_COOPERATION_PROPOSAL_STATE_H_

#include "absl/status/status.h"
#include "clearway/cooperation/v1/proposal.pb.h"

namespace clearway::cooperation {

// Adds a side's decision and moves the state: PROPOSED → ACCEPTED_BY_PROVIDER or
// ACCEPTED_BY_RECIPIENT → ACCEPTED, or DECLINED by either. FAILED_PRECONDITION (STATE_NOT_ALLOWED)
// when the proposal is decided already, or accepted by this side and not being declined.
absl::Status Decide(const v1::Proposal::Decision& decision, v1::Proposal* proposal);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_PROPOSAL_STATE_H_
