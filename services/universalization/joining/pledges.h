// Pledges to sign, ratify or accede, and what became of them (pledge_outcome.h), computed for each
// answer and never stored.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"
#include "google/protobuf/empty.pb.h"

namespace clearway::universalization {

absl::StatusOr<v1::Pledge> CreatePledge(const rpc::Call& call, store::Txn& txn,
                                        const v1::CreatePledgeRequest& request);
absl::StatusOr<v1::Pledge> GetPledge(const rpc::Call& call, const store::Snapshot& at,
                                     const v1::GetPledgeRequest& request);
absl::StatusOr<v1::ListPledgesResponse> ListPledges(const rpc::Call& call,
                                                    const store::Snapshot& at,
                                                    const v1::ListPledgesRequest& request);
absl::StatusOr<v1::Pledge> UpdatePledge(const rpc::Call& call, store::Txn& txn,
                                        const v1::UpdatePledgeRequest& request);
absl::StatusOr<v1::Pledge> WithdrawPledge(const rpc::Call& call, store::Txn& txn,
                                          const v1::WithdrawPledgeRequest& request);
absl::StatusOr<google::protobuf::Empty> DeletePledge(const rpc::Call& call, store::Txn& txn,
                                                     const v1::DeletePledgeRequest& request);

// What the handlers find wrong in a request by itself, beyond its field rules (Service::Check).
absl::Status CheckCreatePledge(const rpc::Call& call, const store::Reader& at,
                               const v1::CreatePledgeRequest& request);

void RegisterPledges(rpc::Service* service);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_PLEDGES_H_
