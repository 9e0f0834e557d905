#include "services/cooperation/policies.h"

#include <utility>

#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/policy_rules.h"

namespace clearway::cooperation {

using v1::MatchPolicy;

absl::StatusOr<MatchPolicy> CreateMatchPolicy(const rpc::Call& call, store::Txn& txn,
                                              const v1::CreateMatchPolicyRequest& request) {
  rpc::Violations bad;
  CheckPolicy(request.match_policy(), "match_policy", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  MatchPolicy policy = request.match_policy();
  resource::ClearOutputOnly(&policy);
  FillPolicy(&policy);
  return Policies().Create(call, txn, std::move(policy), request.match_policy_id());
}

absl::StatusOr<MatchPolicy> GetMatchPolicy(const rpc::Call&, const store::Snapshot& at,
                                           const v1::GetMatchPolicyRequest& request) {
  return Policies().Get(at, request.name());
}

absl::StatusOr<v1::ListMatchPoliciesResponse> ListMatchPolicies(
    const rpc::Call&, const store::Snapshot& at, const v1::ListMatchPoliciesRequest& request) {
  return Policies().List<v1::ListMatchPoliciesResponse>(at, request);
}

absl::StatusOr<MatchPolicy> UpdateMatchPolicy(const rpc::Call& call, store::Txn& txn,
                                              const v1::UpdateMatchPolicyRequest& request) {
  auto check = [](const MatchPolicy&, MatchPolicy* after) -> absl::Status {
    rpc::Violations bad;
    CheckPolicy(*after, "match_policy", &bad);
    FillPolicy(after);
    return bad.ToStatus();
  };
  resource::UpdateOptions update;
  update.mask = request.update_mask();
  return Policies().Update(call, txn, request.match_policy(), update, check);
}

absl::Status SeedDefaultPolicy(const Deps& deps) {
  const rpc::Call call = SystemCall(deps.now(), "SeedDefaultPolicy");
  return deps.store
      ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
        ASSIGN_OR_RETURN(const bool there, Policies().Exists(txn, kDefaultPolicy));
        if (there) return absl::OkStatus();
        return Policies().Create(call, txn, DefaultPolicy(), kDefaultPolicyId).status();
      })
      .status();
}

}  // namespace clearway::cooperation
