// What a token claims, read from its payload: form only, whether it is true is for others.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_CLAIMS_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_CLAIMS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::auth {

struct TokenClaims {
  std::string issuer, subject, token_id;
  std::vector<std::string> audiences;
  absl::Time not_before = absl::InfinitePast();  // the default where it is absent
  absl::Time issued = absl::InfinitePast();
  absl::Time expires;
  std::string certificate_thumbprint;  // 32 bytes, or empty
};

// INVALID_ARGUMENT for a payload that is no JSON object or names a member twice; that has no "iss",
// "sub", "aud" or "exp"; whose names are longer than 255 bytes or have control characters; whose
// times are no numbers of this or coming millennia; or that is bound ("cnf", RFC 7800) to anything
// but a certificate: whoever ignored that would take a bound token for a bearer's.
absl::StatusOr<TokenClaims> ParseTokenClaims(absl::string_view payload);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_TOKEN_CLAIMS_H_
