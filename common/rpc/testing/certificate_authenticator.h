// An authenticator for tests of the transport: who a certificate's URI or a token names is let in,
// without a registry. What the policy is stands in common/auth; here it is only in the way.
#ifndef CLEARWAY_COMMON_RPC_TESTING_CERTIFICATE_AUTHENTICATOR_H_
#define CLEARWAY_COMMON_RPC_TESTING_CERTIFICATE_AUTHENTICATOR_H_

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/auth/authenticator.h"

namespace clearway::rpc {

// "spiffe://clearway.test/actors/undp" acts for "actors/undp", …/services/… for nobody; the token
// "of-undp" of "Bearer of-undp" acts for "actors/undp" too. Thread-safe.
class CertificateAuthenticator : public auth::Authenticator {
 public:
  absl::StatusOr<std::shared_ptr<const auth::Caller>> Authenticate(
      const auth::Credentials& credentials, absl::Time now) override;
  absl::Status Recheck(const auth::Caller& caller, absl::Time now) override;

  // Of an identity (a certificate's URI, or a token): UNAUTHENTICATED from now on.
  void Revoke(const std::string& identity);
  // Ends open streams with UNAVAILABLE, once for each call.
  void ChangeRights(const std::string& identity);

  // Of the last call.
  struct Seen {
    std::string peer_address, actor;
    std::vector<std::string> authorization;
    bool encrypted = false, certificate = false, identity_suffices = false;
  };
  Seen last() const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string> revoked_, changed_;
  Seen last_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_CERTIFICATE_AUTHENTICATOR_H_
