// Whether a bearer token (JWT, RFC 7519; RFC 8725 says what to beware of) is true, and whose it is.
//
// What is checked, in this order: size and form; the algorithm is one of three; the issuer is one
// of ours; the key is one of that issuer's, and of the algorithm's kind; the signature; "sub",
// "aud", "exp", "nbf", "iat", "jti", "cnf"; revocation. A token that was found good is remembered
// by its SHA-256, so that its signature is checked once; its times, its revocation, and whether its
// issuer still publishes the key are looked at every time.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_VERIFIER_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_VERIFIER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/credentials/key_source.h"
#include "common/auth/credentials/revoked_tokens.h"
#include "common/bounded_cache.h"

namespace clearway::auth {

struct TrustedIssuer {
  std::string issuer;                  // "iss", to the letter
  std::vector<std::string> audiences;  // "aud" has one of them
  absl::Duration max_lifetime = absl::Hours(24);
  std::shared_ptr<KeySource> keys;
};

// A token that was true. Immutable.
struct VerifiedToken {
  TokenMarks marks;
  std::string credential;  // for logs and audit: "token 8d1e…"
  absl::Time not_before;   // infinite past when it says none
  absl::Time expires;
  // SHA-256 of the only certificate that it counts with (RFC 8705, section 3.1); empty: any or
  // none.
  std::string certificate_thumbprint;
  size_t issuer = 0;  // which of the verifier's
  std::shared_ptr<const VerificationKey> key;
};

// Thread-safe; never blocks on anything but a signature, some ten to hundred microseconds.
class TokenVerifier {
 public:
  // `leeway`: how far clocks may be apart. `revoked` is not owned.
  TokenVerifier(std::vector<TrustedIssuer> issuers, absl::Duration leeway,
                const RevokedTokens* revoked, size_t cache_capacity = 16384);

  // UNAUTHENTICATED (refusal.h) with CREDENTIAL_INVALID, _EXPIRED or _REVOKED; UNAVAILABLE
  // (KEYS_UNAVAILABLE) while the issuer's keys have not been read. RFC 8705's certificate is the
  // caller's to compare.
  absl::StatusOr<std::shared_ptr<const VerifiedToken>> Verify(absl::string_view token,
                                                              absl::Time now);

  // Whether a token that was true still is.
  absl::Status Check(const VerifiedToken& token, absl::Time now) const;

 private:
  absl::StatusOr<std::shared_ptr<const VerifiedToken>> VerifyAnew(absl::string_view token,
                                                                  absl::Time now) const;

  const std::vector<TrustedIssuer> issuers_;
  const absl::Duration leeway_;
  const RevokedTokens* const revoked_;
  BoundedCache<VerifiedToken> verified_;  // by SHA-256 of the token
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_VERIFIER_H_
