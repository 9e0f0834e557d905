// How the Convention grows (numbers, times, kindred instruments), and recording what States did
// under kindred instruments.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TRENDS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TRENDS_H_

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::universalization {

absl::StatusOr<v1::SummarizeTrendsResponse> SummarizeTrends(
    const rpc::Call& call, const store::Snapshot& at, const v1::SummarizeTrendsRequest& request);
absl::StatusOr<v1::SummarizeTimeToDepositResponse> SummarizeTimeToDeposit(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::SummarizeTimeToDepositRequest& request);
absl::StatusOr<v1::SummarizeKindredResponse> SummarizeKindred(
    const rpc::Call& call, const store::Snapshot& at, const v1::SummarizeKindredRequest& request);

// The day must not lie ahead; the rules are common/calendar/kindred.h.
absl::StatusOr<v1::State> RecordKindredAction(const rpc::Call& call, store::Txn& txn,
                                              const v1::RecordKindredActionRequest& request);

void RegisterTrends(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TRENDS_H_
