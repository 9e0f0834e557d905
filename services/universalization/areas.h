// Areas: territories that are no State in the registry and receive assistance.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_AREAS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_AREAS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// No two areas share a name or alias, and none bears a State's.
absl::StatusOr<v1::Area> CreateArea(const rpc::Call& call, store::Txn& txn,
                                    const v1::CreateAreaRequest& request);
absl::StatusOr<v1::Area> GetArea(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::GetAreaRequest& request);
absl::StatusOr<v1::ListAreasResponse> ListAreas(const rpc::Call& call, const store::Snapshot& at,
                                                const v1::ListAreasRequest& request);
absl::StatusOr<v1::Area> UpdateArea(const rpc::Call& call, store::Txn& txn,
                                    const v1::UpdateAreaRequest& request);

// What CreateArea finds wrong in a request beyond its field rules (Service::Check).
absl::Status CheckCreateArea(const rpc::Call& call, const store::Reader& at,
                             const v1::CreateAreaRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_AREAS_H_
