// Private keys of development authorities and tests: made, written, read, used for tokens.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_SIGNING_KEY_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_SIGNING_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/credentials/openssl.h"
#include "common/auth/credentials/verification_key.h"

namespace clearway::auth {

// A new random key: Ed25519, P-256, or RSA of 2048 bits.
EvpKeyPtr NewSigningKey(Algorithm algorithm);

// PKCS #8 in PEM, not encrypted: a secret.
std::string PrivateKeyPem(const EVP_PKEY& key);
// INVALID_ARGUMENT without a word of the content.
absl::StatusOr<EvpKeyPtr> ParsePrivateKey(absl::string_view pem);

// The public half as a JSON Web Key for signatures. An empty `key_id` becomes the key's RFC 7638
// thumbprint.
absl::StatusOr<std::string> PublicJwk(const EVP_PKEY& key, absl::string_view key_id);

// A token: JWS in compact form over the two JSON texts, signed in the way of the key's kind.
absl::StatusOr<std::string> SignToken(const EVP_PKEY& key, absl::string_view header,
                                      absl::string_view claims);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_SIGNING_KEY_H_
