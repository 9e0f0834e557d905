// What a matching policy must hold: weights that add up to 100, bonuses that do not rise. And the
// policy that is always there. Everything here is pure.
#ifndef CLEARWAY_SERVICES_COOPERATION_POLICY_RULES_H_
#define CLEARWAY_SERVICES_COOPERATION_POLICY_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/match_policy.pb.h"
#include "common/rpc/errors.h"

namespace clearway::cooperation {

inline constexpr absl::string_view kDefaultPolicyId = "default";
inline constexpr absl::string_view kDefaultPolicy = "matchPolicies/default";

// What full_waiting_years and deadline_horizon_years mean when they are not given.
inline constexpr int kDefaultYears = 5;

// Paths begin with `field`: "match_policy".
void CheckPolicy(const v1::MatchPolicy& policy, absl::string_view field, rpc::Violations* bad);

// Puts kDefaultYears where no years are given.
void FillPolicy(v1::MatchPolicy* policy);

// "matchPolicies/default" as it is first seeded; docs/adr/0004-default-policy.md says why so.
v1::MatchPolicy DefaultPolicy();

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_POLICY_RULES_H_
