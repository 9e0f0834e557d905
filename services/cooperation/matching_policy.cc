#include "services/cooperation/matching_policy.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/policy_rules.h"

namespace clearway::cooperation {

absl::StatusOr<v1::MatchPolicy> FindPolicy(const store::Reader& at, const std::string& name) {
  absl::StatusOr<v1::MatchPolicy> policy =
      Policies().Get(at, name.empty() ? std::string(kDefaultPolicy) : name);
  if (absl::IsNotFound(policy.status())) {
    return rpc::InvalidField("policy", absl::StrCat(rpc::Quote(name), " does not exist"),
                             type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  }
  if (policy.ok()) FillPolicy(&*policy);
  return policy;
}

}  // namespace clearway::cooperation
