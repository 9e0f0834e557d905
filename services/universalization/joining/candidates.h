// ListCandidates: States that are not in, with what stands for and against their joining soon.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATES_H_

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::universalization {

absl::StatusOr<v1::ListCandidatesResponse> ListCandidates(const rpc::Call& call,
                                                          const store::Snapshot& at,
                                                          const v1::ListCandidatesRequest& request);

// All handlers of this folder.
void RegisterJoining(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATES_H_
