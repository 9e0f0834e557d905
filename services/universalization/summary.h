// How many States stand where, by both ways of counting: by deposit, as the support unit and the
// Monitor count States Parties, and in force, as the Convention does.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_SUMMARY_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_SUMMARY_H_

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// Counts one State in; nothing when it did not exist on that day.
void CountState(const v1::State& state, const google::type::Date& as_of,
                v1::SummarizeStatusResponse* summary);

absl::StatusOr<v1::SummarizeStatusResponse> SummarizeStatus(
    const rpc::Call& call, const store::Snapshot& at, const v1::SummarizeStatusRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_SUMMARY_H_
