// A JSON Web Key Set (RFC 7517, section 5): the keys that an issuer publishes.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SET_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SET_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/credentials/verification_key.h"

namespace clearway::auth {

// Immutable and thread-safe.
class KeySet {
 public:
  static constexpr size_t kMaxBytes = 256 << 10;
  static constexpr int kMaxKeys = 100;

  // Keys that are not for us (other kinds, for encryption, without a key id) are left out.
  // INVALID_ARGUMENT when the text is no key set, has too many keys, two of ours with one key id,
  // or one that is broken: such a set is not taken at all. A set without a key is taken: its issuer
  // says that it has none.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(absl::string_view text);

  // Null when there is none of this id.
  std::shared_ptr<const VerificationKey> Find(absl::string_view key_id) const;
  // Whether the very same key is here under its id.
  bool Has(const VerificationKey& key) const;
  size_t size() const { return keys_.size(); }

 private:
  KeySet() = default;
  absl::flat_hash_map<std::string, std::shared_ptr<const VerificationKey>> keys_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_KEY_SET_H_
