// Which certificates are revoked: certificate revocation lists (RFC 5280, section 5), each signed
// by an authority.
//
// A list that has run out (nextUpdate) still counts for what is on it, and nobody else is refused:
// an authority that is late must not stop everybody's work, when certificates are short-lived
// anyhow (docs/adr/0009). It is logged as an error for as long as it lasts.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_CERTIFICATES_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_CERTIFICATES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/openssl.h"

namespace clearway::auth {

// Thread-safe.
class RevokedCertificates {
 public:
  static constexpr size_t kMaxListBytes = 16 << 20;

  // The authorities, as PEM: from now on lists must be signed by one of them. Lists that were
  // refused because theirs was missing are taken now.
  absl::Status SetAuthorities(absl::string_view pem);

  // The list from `source` (a file's name), in PEM (one or more) or DER, in place of what came from
  // it before. INVALID_ARGUMENT for what is no list, is signed by nobody we know, or is only a part
  // of one (a delta, or one with a critical extension): what came before stays.
  absl::Status SetList(const std::string& source, absl::string_view bytes);

  struct State {
    bool revoked = false;
    // The list of this certificate's issuer has run out.
    bool stale = false;
  };
  State StateOf(const Certificate& certificate, absl::Time now) const;

 private:
  // One source's lists together.
  struct List {
    std::vector<std::string> revoked;               // RevocationKey
    std::map<std::string, absl::Time> next_update;  // by issuer; infinite when it has none
  };
  struct Snapshot {
    absl::flat_hash_set<std::string> revoked;
    absl::flat_hash_map<std::string, absl::Time> next_update;
  };

  absl::StatusOr<List> Parse(absl::string_view bytes) const;  // with mutex_ held
  void Publish();                                             // with mutex_ held

  mutable std::mutex mutex_;
  std::vector<X509Ptr> authorities_;
  std::map<std::string, List> lists_;           // by source
  std::map<std::string, std::string> refused_;  // by source: bytes that no authority had signed
  std::shared_ptr<const Snapshot> snapshot_ = std::make_shared<Snapshot>();
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_REVOKED_CERTIFICATES_H_
