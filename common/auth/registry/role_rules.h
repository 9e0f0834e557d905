// Which roles there are for whom, and who gives them. The same in words, with the reasons, stands
// in proto/clearway/universalization/v1/membership.proto.
#ifndef CLEARWAY_COMMON_AUTH_REGISTRY_ROLE_RULES_H_
#define CLEARWAY_COMMON_AUTH_REGISTRY_ROLE_RULES_H_

#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "common/auth/caller.h"

namespace clearway::auth {

// Roles that somebody may have for it. None for an actor that is not active, or a grouping.
Roles RolesForState();
Roles RolesForArea();
Roles RolesFor(const universalization::v1::Actor& actor);

// An institution or donor agency of a State acts for the State too.
bool ActsForItsState(const universalization::v1::Actor& actor);

// Roles that the caller may give to others, and take from them, for `actor` ("states/LAO").
Roles MayGive(const Caller& caller, absl::string_view actor);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_REGISTRY_ROLE_RULES_H_
