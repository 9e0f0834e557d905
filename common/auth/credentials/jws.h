// A signed token apart: JWS in its compact form (RFC 7515, section 7.1). Nothing in it is true yet.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_JWS_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_JWS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::auth {

struct Jws {
  std::string algorithm;            // header "alg"
  std::string key_id;               // header "kid"; empty when absent
  std::string type;                 // header "typ"; empty when absent
  std::string payload;              // decoded
  std::string signature;            // decoded
  absl::string_view signing_input;  // what was signed; points into the token
};

// Bytes of the longest token that is looked at. gRPC takes 8 KiB of metadata by default.
inline constexpr size_t kMaxTokenBytes = 8 << 10;

// INVALID_ARGUMENT for what is longer, is not three parts in strict base64url, or has a header that
// is no JSON object, names a member twice, has no "alg", or has a "crit" (RFC 7515, section 4.1.11:
// whoever does not know what is critical must refuse; we know none). The message has nothing of the
// token in it. A "jwk", "jku" or "x5c" in the header is never used: keys come from the issuer
// alone.
absl::StatusOr<Jws> ParseJws(absl::string_view token);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_JWS_H_
