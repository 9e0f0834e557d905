// Engagements: who spoke with a State about joining, and what came of it (Actions 2 to 4).
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ENGAGEMENTS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ENGAGEMENTS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/empty.pb.h"

namespace clearway::universalization {

// The State is not among those who engaged it; the day does not lie ahead; a next step's day needs
// a next step; obstacles are that State's.
absl::StatusOr<v1::Engagement> CreateEngagement(const rpc::Call& call, store::Txn& txn,
                                                const v1::CreateEngagementRequest& request);
absl::StatusOr<v1::Engagement> GetEngagement(const rpc::Call& call, const store::Snapshot& at,
                                             const v1::GetEngagementRequest& request);
absl::StatusOr<v1::ListEngagementsResponse> ListEngagements(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListEngagementsRequest& request);
absl::StatusOr<v1::Engagement> UpdateEngagement(const rpc::Call& call, store::Txn& txn,
                                                const v1::UpdateEngagementRequest& request);
absl::StatusOr<google::protobuf::Empty> DeleteEngagement(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteEngagementRequest& request);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckCreateEngagement(const rpc::Call& call, const store::Reader& at,
                                   const v1::CreateEngagementRequest& request);

void RegisterEngagements(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ENGAGEMENTS_H_
