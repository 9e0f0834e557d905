// The authorities whose certificates count. The TLS handshake has verified a chain when a
// connection began; an authority that has been taken out of the file since must end what it signed,
// also on connections that are still open.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_TRUSTED_AUTHORITIES_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_TRUSTED_AUTHORITIES_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/auth/credentials/certificate.h"

namespace clearway::auth {

// Thread-safe.
class TrustedAuthorities {
 public:
  // PEM. INVALID_ARGUMENT when there is no certificate in it; those before stay.
  absl::Status Set(absl::string_view pem);

  // Rises with each Set: what was found under an older one must be asked again. Zero before the
  // first: then every certificate counts, for there is nothing to compare with.
  int64_t generation() const;

  // Whether one of them has signed this certificate itself. Some hundred microseconds.
  bool Signed(const Certificate& certificate) const;

 private:
  using List = std::vector<X509Ptr>;
  mutable std::mutex mutex_;
  int64_t generation_ = 0;
  std::shared_ptr<const List> list_ = std::make_shared<List>();
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_TRUSTED_AUTHORITIES_H_
