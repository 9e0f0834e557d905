// What must be so of a membership, and of whoever changes it.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIP_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIP_RULES_H_

#include "absl/status/status.h"
#include "clearway/universalization/v1/membership.pb.h"
#include "common/auth/caller.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"

namespace clearway::universalization {

// Adds what is wrong with it: an identity of no form that authenticators give, or a certificate's
// of another actor; an actor that is not in the registry; roles that the actor cannot have, by
// `membership.roles[…]`; dates that are turned round.
absl::Status CheckMembership(const store::Reader& at, const v1::Membership& membership,
                             rpc::Violations* bad);

// Roles of a membership, as a set.
auth::Roles RolesOf(const v1::Membership& membership);

// PERMISSION_DENIED where `given` or `taken` has a role that is not the caller's to give for
// `actor`, or where the caller gives roles to the own identity.
absl::Status CheckGiving(const auth::Caller& caller, const v1::Membership& membership,
                         auth::Roles given, auth::Roles taken);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIP_RULES_H_
