// The first step of every call: from what a connection and a call's metadata bring to who is
// calling. No gRPC here.
#ifndef CLEARWAY_COMMON_AUTH_AUTHENTICATOR_H_
#define CLEARWAY_COMMON_AUTH_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/caller.h"
#include "common/auth/directory.h"

namespace clearway::auth {

// Untrusted but for the certificate, whose chain and possession the TLS handshake has verified.
// Points into the call.
struct Credentials {
  std::string peer_address;           // "127.0.0.1:53422"
  bool encrypted = false;             // the connection is TLS
  absl::string_view certificate_pem;  // of the client; empty: it showed none
  // Values of the metadata "authorization" ("Bearer …"), as they came; more than one is refused.
  std::vector<absl::string_view> authorization;
  // Of the metadata "clearway-actor": the actor to act for, where the identity has several.
  absl::string_view actor;
  // For WhoAmI alone: who may act for nobody, or has not chosen among several actors, is a caller
  // without actor and roles instead of an error.
  bool identity_suffices = false;
};

// Thread-safe; called on gRPC's threads for every call, so it must be quick and must not block.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // UNAUTHENTICATED (CREDENTIAL_…) says no more than the reason; PERMISSION_DENIED (NO_MEMBERSHIP,
  // ACTOR_AMBIGUOUS) for an identity that is known but may act for nobody, or not for that actor;
  // UNAVAILABLE when it cannot be told now. The result is shared by calls with equal credentials.
  virtual absl::StatusOr<std::shared_ptr<const Caller>> Authenticate(const Credentials& credentials,
                                                                     absl::Time now) = 0;

  // Whether a caller that was let in would be let in with the same rights now: open streams outlive
  // revocations. OK, or the status to end the stream with: UNAUTHENTICATED when the credential has
  // ended, UNAVAILABLE (RIGHTS_CHANGED: come again) when the caller's rights have changed.
  virtual absl::Status Recheck(const Caller& caller, absl::Time now) = 0;

  // All that the caller's identity may act for with the credential that it showed, for WhoAmI.
  // Unless an authenticator knows more: what this call acts for.
  virtual absl::StatusOr<std::vector<Standing>> Standings(const Caller& caller,
                                                          absl::Time /*now*/) const {
    std::vector<Standing> standings;
    if (caller.actor.empty()) return standings;
    Standing standing;
    standing.actor = caller.actor;
    standing.names = caller.names;
    standing.roles = caller.roles;
    standing.vetted = caller.vetted;
    standing.state_party = caller.state_party;
    standings.push_back(std::move(standing));
    return standings;
  }
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_AUTHENTICATOR_H_
