// RunMatching: a matching of a snapshot, as of a date, proven and stored; or a private what-if, of
// which nothing is stored.
#ifndef CLEARWAY_SERVICES_COOPERATION_RUN_MATCHING_H_
#define CLEARWAY_SERVICES_COOPERATION_RUN_MATCHING_H_

#include "absl/status/status.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// Long: runs on a thread of its own, sends progress and then the run, and stops once the call is
// cancelled. Reads one snapshot, `at`; while it computes, records may change, so that what it
// proposes is checked again when people accept it.
//
// A repeat with the same request_id gets the first run. A run that cannot be (a record too large to
// count, a proof that the verifier refuses) is stored too, FAILED with its error.
// Errors: INVALID_ARGUMENT with every violation; REGISTRY_NOT_READY; CANCELLED; those of the store.
absl::Status RunMatching(const Deps& deps, const rpc::Call& call, const store::Snapshot& at,
                         const v1::RunMatchingRequest& request,
                         rpc::Sink<v1::RunMatchingResponse>& sink);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_RUN_MATCHING_H_
