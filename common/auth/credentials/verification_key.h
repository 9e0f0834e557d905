// One public key of a token issuer, and the one algorithm that it may be used with.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_VERIFICATION_KEY_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_VERIFICATION_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/credentials/openssl.h"
#include "google/protobuf/struct.pb.h"

namespace clearway::auth {

// The kind of the key decides; a token that names another algorithm is refused, so that nobody can
// have a public key used as a shared secret (RFC 8725, section 3.1).
enum class Algorithm {
  kEdDsa,  // Ed25519 (RFC 8037)
  kEs256,  // ECDSA with P-256 and SHA-256 (RFC 7518, section 3.4)
  kRs256,  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3)
};
// "EdDSA", "ES256", "RS256".
absl::string_view AlgorithmName(Algorithm algorithm);

// Immutable and thread-safe.
class VerificationKey {
 public:
  // From a JSON Web Key (RFC 7517). UNIMPLEMENTED for a key of another kind, curve, use or
  // algorithm, or without a key id: a set may have such keys, and they are no concern of ours.
  // INVALID_ARGUMENT for one that pretends to be of ours and is not: members that do not decode, a
  // point off the curve, an RSA modulus of less than 2048 or more than 8192 bits or an exponent
  // below 65537, or a private key, which has no place in a published set.
  static absl::StatusOr<std::shared_ptr<const VerificationKey>> FromJwk(
      const google::protobuf::Struct& jwk);

  const std::string& key_id() const { return key_id_; }
  Algorithm algorithm() const { return algorithm_; }
  // RFC 7638, the 32 bytes: the same for the same key, whatever it is called.
  const std::string& thumbprint() const { return thumbprint_; }

  // Whether `signature`, in the form of RFC 7518 (ECDSA: r and s of 32 bytes each), is this key's
  // for `input`.
  bool Verify(absl::string_view input, absl::string_view signature) const;

 private:
  VerificationKey() = default;
  std::string key_id_;
  Algorithm algorithm_ = Algorithm::kEdDsa;
  std::string thumbprint_;
  EvpKeyPtr key_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_VERIFICATION_KEY_H_
