// Which tokens are revoked: a JSON file (docs/formats/identity.md) that the operator keeps.
//
//   {"revoked": [
//     {"issuer": "https://login.example", "tokenId": "8d1e…", "reason": "laptop lost"},
//     {"sha256": "9f86d081…"},
//     {"identity": "https://login.example#alice", "issuedBefore": "2026-03-01T09:00:00Z"}
//   ]}
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_TOKENS_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_TOKENS_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/config/v1/revoked_tokens.pb.h"

namespace clearway::auth {

// What of a token revocation looks at.
struct TokenMarks {
  std::string issuer;
  std::string token_id;  // "jti"; empty when it has none
  // SHA-256 of what was signed (the text before the second full stop), 32 bytes: an ECDSA
  // signature can be written in two ways, so that a digest of the whole token could be evaded.
  std::string digest;
  std::string identity;  // "{iss}#{sub}"
  absl::Time issued;     // "iat"; infinite past when it has none
};

// Thread-safe.
class RevokedTokens {
 public:
  static constexpr size_t kMaxBytes = 16 << 20;

  // Takes over the file's content. INVALID_ARGUMENT says which entry is wrong: what was before
  // stays in force, for a list that is read by half revokes by half.
  absl::Status Set(absl::string_view json);

  bool Contains(const TokenMarks& token) const;

 private:
  struct Snapshot;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;  // null: nothing is revoked
};

// The file's content as a message, every entry checked; and back.
absl::StatusOr<config::v1::RevokedTokens> ParseRevokedTokens(absl::string_view json);
std::string FormatRevokedTokens(const config::v1::RevokedTokens& revoked);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_TOKENS_H_
