// Roadmaps: a State's own steps to joining (roadmap_steps.h). Where they stand is computed for each
// answer and never stored.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAPS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAPS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/empty.pb.h"

namespace clearway::universalization {

absl::StatusOr<v1::Roadmap> CreateRoadmap(const rpc::Call& call, store::Txn& txn,
                                          const v1::CreateRoadmapRequest& request);
absl::StatusOr<v1::Roadmap> GetRoadmap(const rpc::Call& call, const store::Snapshot& at,
                                       const v1::GetRoadmapRequest& request);
absl::StatusOr<v1::ListRoadmapsResponse> ListRoadmaps(const rpc::Call& call,
                                                      const store::Snapshot& at,
                                                      const v1::ListRoadmapsRequest& request);
absl::StatusOr<v1::Roadmap> UpdateRoadmap(const rpc::Call& call, store::Txn& txn,
                                          const v1::UpdateRoadmapRequest& request);
absl::StatusOr<google::protobuf::Empty> DeleteRoadmap(const rpc::Call& call, store::Txn& txn,
                                                      const v1::DeleteRoadmapRequest& request);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckCreateRoadmap(const rpc::Call& call, const store::Reader& at,
                                const v1::CreateRoadmapRequest& request);

void RegisterRoadmaps(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAPS_H_
