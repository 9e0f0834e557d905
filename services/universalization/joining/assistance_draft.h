// An obstacle as a request for assistance (Action 5): the draft, by cooperation's contract, and the
// link to what it became. The client stands between the two services, and may repeat every step.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ASSISTANCE_DRAFT_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ASSISTANCE_DRAFT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// What the obstacle asks for, as cooperation's CreateAssistanceRequest takes it. Pure.
cooperation::v1::AssistanceRequest DraftOf(const v1::Obstacle& obstacle);

// "obstacle-{id}", or a digest where that would be longer than an id may be (63).
std::string DraftIdOf(absl::string_view obstacle_id);

absl::StatusOr<v1::DraftAssistanceRequestResponse> DraftAssistanceRequest(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::DraftAssistanceRequestRequest& request);
absl::StatusOr<v1::Obstacle> LinkAssistanceRequest(const rpc::Call& call, store::Txn& txn,
                                                   const v1::LinkAssistanceRequestRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ASSISTANCE_DRAFT_H_
