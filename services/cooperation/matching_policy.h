// The policy that a call names.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_POLICY_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_POLICY_H_

#include <string>

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/match_policy.pb.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// "matchPolicies/default" for an empty name; years that are not given filled in. INVALID_ARGUMENT
// (UNKNOWN_REFERENCE, field "policy") when there is no such policy.
absl::StatusOr<v1::MatchPolicy> FindPolicy(const store::Reader& at, const std::string& name);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_POLICY_H_
