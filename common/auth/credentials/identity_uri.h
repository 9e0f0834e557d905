// What the URI in a certificate says: who it is for. The form is SPIFFE's (spiffe.io, "SPIFFE-ID"),
// with paths of our own.
//
//   spiffe://clearway.example/actors/undp            an actor
//   spiffe://clearway.example/actors/undp/vientiane  the same actor; the rest tells its systems
//   apart spiffe://clearway.example/states/LAO             a State
//   spiffe://clearway.example/services/cooperation   one of the suite's services
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_IDENTITY_URI_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_IDENTITY_URI_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::auth {

struct UriIdentity {
  std::string actor;    // "actors/undp", "states/LAO"; empty for services
  std::string service;  // "cooperation"; empty for others
};

// OK for a trust domain: 1 to 255 of [a-z0-9.-_].
absl::Status CheckTrustDomain(absl::string_view trust_domain);

// OK for "actors/{id}" with an id of the registry's form, and "states/{ISO 3166-1 alpha-3}".
absl::Status CheckActorName(absl::string_view actor);

// INVALID_ARGUMENT says what is wrong: another trust domain, more than 2048 bytes, a path that is
// none of the above, escapes, "." or "..", a query, a fragment, a port. The text is compared as it
// is: two texts are never the same identity.
absl::StatusOr<UriIdentity> ParseIdentityUri(absl::string_view uri, absl::string_view trust_domain);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_IDENTITY_URI_H_
