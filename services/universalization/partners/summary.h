// Who works where on what, as of a day.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SUMMARY_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SUMMARY_H_

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

absl::StatusOr<v1::SummarizeActivitiesResponse> SummarizeActivities(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::SummarizeActivitiesRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_SUMMARY_H_
