// Matching policies (rules: policy_rules.h), and the one that is always there.
#ifndef CLEARWAY_SERVICES_COOPERATION_POLICIES_H_
#define CLEARWAY_SERVICES_COOPERATION_POLICIES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

absl::StatusOr<v1::MatchPolicy> CreateMatchPolicy(const rpc::Call& call, store::Txn& txn,
                                                  const v1::CreateMatchPolicyRequest& request);
absl::StatusOr<v1::MatchPolicy> GetMatchPolicy(const rpc::Call& call, const store::Snapshot& at,
                                               const v1::GetMatchPolicyRequest& request);
absl::StatusOr<v1::ListMatchPoliciesResponse> ListMatchPolicies(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListMatchPoliciesRequest& request);
absl::StatusOr<v1::MatchPolicy> UpdateMatchPolicy(const rpc::Call& call, store::Txn& txn,
                                                  const v1::UpdateMatchPolicyRequest& request);

// Creates "matchPolicies/default" unless it is there; an edited one stays as it is. Blocks.
absl::Status SeedDefaultPolicy(const Deps& deps);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_POLICIES_H_
