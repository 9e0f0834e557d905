// Obstacles: what keeps a State from joining (Action 5). OPEN → Resolve → RESOLVED → Reopen → OPEN.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_OBSTACLES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_OBSTACLES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/empty.pb.h"

namespace clearway::universalization {

absl::StatusOr<v1::Obstacle> CreateObstacle(const rpc::Call& call, store::Txn& txn,
                                            const v1::CreateObstacleRequest& request);
absl::StatusOr<v1::Obstacle> GetObstacle(const rpc::Call& call, const store::Snapshot& at,
                                         const v1::GetObstacleRequest& request);
absl::StatusOr<v1::ListObstaclesResponse> ListObstacles(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::ListObstaclesRequest& request);
absl::StatusOr<v1::Obstacle> UpdateObstacle(const rpc::Call& call, store::Txn& txn,
                                            const v1::UpdateObstacleRequest& request);
// STILL_REFERENCED while an engagement or roadmap names it, whoever sees that.
absl::StatusOr<google::protobuf::Empty> DeleteObstacle(const rpc::Call& call, store::Txn& txn,
                                                       const v1::DeleteObstacleRequest& request);
absl::StatusOr<v1::Obstacle> ResolveObstacle(const rpc::Call& call, store::Txn& txn,
                                             const v1::ResolveObstacleRequest& request);
absl::StatusOr<v1::Obstacle> ReopenObstacle(const rpc::Call& call, store::Txn& txn,
                                            const v1::ReopenObstacleRequest& request);

// Whether it stood, or was out of the way, on a day, as far as was known by then:
// STATUS_UNSPECIFIED when it was not known yet, or had not arisen. What was resolved and stands
// again counts as standing all the time: a record has one resolution.
v1::Obstacle::Status ObstacleStatusOn(const v1::Obstacle& obstacle, absl::CivilDay day);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckCreateObstacle(const rpc::Call& call, const store::Reader& at,
                                 const v1::CreateObstacleRequest& request);

void RegisterObstacles(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_OBSTACLES_H_
