// States: reading them with their status as of a day, and changing what is not a treaty action
// (those are recorded: treaty_history.h). Status is computed for each answer and never stored.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_STATES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_STATES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

absl::StatusOr<v1::State> GetState(const rpc::Call& call, const store::Snapshot& at,
                                   const v1::GetStateRequest& request);
absl::StatusOr<v1::BatchGetStatesResponse> BatchGetStates(const rpc::Call& call,
                                                          const store::Snapshot& at,
                                                          const v1::BatchGetStatesRequest& request);
absl::StatusOr<v1::ListStatesResponse> ListStates(const rpc::Call& call, const store::Snapshot& at,
                                                  const v1::ListStatesRequest& request);
absl::StatusOr<v1::State> CreateState(const rpc::Call& call, store::Txn& txn,
                                      const v1::CreateStateRequest& request);
absl::StatusOr<v1::State> UpdateState(const rpc::Call& call, store::Txn& txn,
                                      const v1::UpdateStateRequest& request);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckCreateState(const rpc::Call& call, const store::Reader& at,
                              const v1::CreateStateRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_STATES_H_
