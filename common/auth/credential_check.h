// Which credentials a call brought, each checked: the half of the authenticator that knows nothing
// of actors and roles.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIAL_CHECK_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIAL_CHECK_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/config/v1/auth.pb.h"
#include "common/auth/authenticator.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/auth/credentials/identity_uri.h"
#include "common/auth/credentials/revoked_certificates.h"
#include "common/auth/credentials/revoked_tokens.h"
#include "common/auth/credentials/token_verifier.h"
#include "common/auth/credentials/trusted_authorities.h"
#include "common/bounded_cache.h"

namespace clearway::auth {

// A certificate of our trust domain.
struct KnownCertificate {
  Certificate certificate;
  UriIdentity identity;
  std::string credential;  // for logs and audit: "certificate 4f2a…"
  // The generation of authorities of which one is known to have signed it.
  mutable std::atomic<int64_t> signed_under{0};
};

// What a call brought, all of it good: one of the two at least.
struct CheckedCredentials {
  std::shared_ptr<const KnownCertificate> certificate;
  std::shared_ptr<const VerifiedToken> token;

  // The one that says who is calling: the token where there is one.
  const std::string& identity() const;
  const std::string& credential() const;
  // When the first of them ends.
  absl::Time expires() const;
};

// Thread-safe.
class CredentialCheck {
 public:
  // Reads the configuration's files, now and with `watcher` when they change. The configuration is
  // valid (auth_config.h). INVALID_ARGUMENT and NOT_FOUND name the file. `watcher` must not be
  // started before this returns, and be gone before the object is.
  static absl::StatusOr<std::unique_ptr<CredentialCheck>> Create(
      const config::v1::AuthConfig& config, FileWatcher* watcher);

  // UNAUTHENTICATED (credentials/refusal.h: the message is for the log) or UNAVAILABLE.
  absl::StatusOr<CheckedCredentials> Check(const Credentials& credentials, absl::Time now);

  // Whether credentials that were good still are.
  absl::Status Recheck(const CheckedCredentials& checked, absl::Time now);

 private:
  CredentialCheck(std::string trust_domain, std::vector<TrustedIssuer> issuers,
                  absl::Duration leeway);

  absl::StatusOr<std::shared_ptr<const KnownCertificate>> Read(absl::string_view pem);
  absl::Status CheckCertificate(const KnownCertificate& certificate, absl::Time now);
  void WarnOfStaleList(absl::Time now);

  const std::string trust_domain_;
  TrustedAuthorities authorities_;
  RevokedCertificates revoked_certificates_;
  RevokedTokens revoked_tokens_;
  TokenVerifier verifier_;
  BoundedCache<KnownCertificate> certificates_;  // by PEM
  std::atomic<int64_t> warned_{0};               // seconds; of a list that has run out
};

// What a credential that may be none is called in the log: "token 9f86d081884c7d65" (of its
// SHA-256, as revocation has it), "certificate 4f2a…"; empty when there is none.
std::string NameForLog(const Credentials& credentials);

// The token in the values of "authorization": empty when there is none. UNAUTHENTICATED for several
// values, and for anything but "Bearer " and a token.
absl::StatusOr<absl::string_view> BearerToken(const std::vector<absl::string_view>& authorization);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIAL_CHECK_H_
