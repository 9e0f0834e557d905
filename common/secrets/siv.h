// AES-256-SIV (RFC 5297), by OpenSSL: the one cipher of this folder, for keys and for fields.
//
// It encrypts deterministically: equal keys, associated data and plaintexts give equal ciphertexts,
// and nothing else does. There is no nonce that could repeat. That is what is needed here, where a
// transaction may be run again with other content, and a store that was restored from a backup
// lives the same revisions once more: with AES-GCM either would use a nonce twice, which gives away
// the authentication key and the difference of both texts. With SIV it gives away at most that the
// same text was written at the same place in the same version. Whoever wants equal texts to look
// different puts what differs (the version) into the associated data.
//
// Bounds (RFC 5297, section 7): far fewer than 2^48 texts with one key. Here a key encrypts one
// person's fields (hundreds of texts), or one State's people's keys (millions).
#ifndef CLEARWAY_COMMON_SECRETS_SIV_H_
#define CLEARWAY_COMMON_SECRETS_SIV_H_

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/secrets/secret_bytes.h"

namespace clearway::secrets {

// A key, ready for use. Immutable and thread-safe; wiped when it is dropped.
class Siv {
 public:
  static constexpr size_t kKeyBytes = 64;       // two AES-256 keys
  static constexpr size_t kOverheadBytes = 16;  // a sealed text is so much longer

  // INVALID_ARGUMENT for a key of another size. INTERNAL when OpenSSL refuses.
  static absl::StatusOr<std::shared_ptr<const Siv>> Make(absl::string_view key);

  // Encrypts and authenticates `plaintext`, and authenticates `associated`; neither may be empty
  // (OpenSSL 3.0 knows no empty plaintext). The result is the synthetic IV, then the ciphertext.
  absl::StatusOr<std::string> Seal(absl::string_view plaintext, absl::string_view associated) const;
  // DATA_LOSS when `sealed` was not made of `associated` with this key, or was changed since.
  absl::StatusOr<SecretBytes> Open(absl::string_view sealed, absl::string_view associated) const;

  ~Siv();
  Siv(const Siv&) = delete;
  Siv& operator=(const Siv&) = delete;

 private:
  explicit Siv(EVP_CIPHER_CTX* context) : context_(context) {}

  EVP_CIPHER_CTX* const context_;  // keyed; copied for each use
};

// Texts as one, such that no other list of texts gives the same: each with its length before it.
std::string Joined(std::initializer_list<absl::string_view> parts);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_SIV_H_
