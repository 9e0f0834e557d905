// Certificates and keys for TLS, read from PEM files, checked before anything is served or called
// with them, and read again when they change. No gRPC here; OpenSSL reads them.
#ifndef CLEARWAY_COMMON_RPC_TLS_FILES_H_
#define CLEARWAY_COMMON_RPC_TLS_FILES_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace clearway::rpc {

// Paths. Certificate and key go together; either they or the authorities may be left out.
struct TlsFiles {
  std::string certificate;  // one's own, followed by intermediate authorities
  std::string key;          // without a passphrase
  std::string authorities;  // of the other side

  bool empty() const { return certificate.empty() && key.empty() && authorities.empty(); }
};

// What the files hold, as it is given to TLS.
struct TlsMaterial {
  std::string certificate, key, authorities;
  // Of one's own certificate.
  absl::Time begins = absl::InfinitePast();
  absl::Time expires = absl::InfiniteFuture();

  // Less than a fifth of its life is left: it should have been renewed.
  bool ExpiresSoon(absl::Time now) const { return expires - now < (expires - begins) / 5; }
};

// Reads and checks. INVALID_ARGUMENT says which file is wrong and how: it cannot be read, is no
// PEM, the certificate has expired or is not valid yet, the key is not the certificate's or has a
// passphrase, every authority has expired.
absl::StatusOr<TlsMaterial> ReadTlsFiles(const TlsFiles& files, absl::Time now);

// The files' material as it is now. Thread-safe.
class TlsSource {
 public:
  // As ReadTlsFiles.
  static absl::StatusOr<std::shared_ptr<TlsSource>> Open(TlsFiles files, absl::Time now);

  // Never null; stays the same until files change.
  std::shared_ptr<const TlsMaterial> material() const;

  enum class Change { kNone, kTaken, kRefused };
  // Looks at the files, and reads those that changed. What cannot be used leaves the old in force:
  // kRefused once, with why in `error`, when it stays so for two looks (a certificate and its key
  // are not replaced at the same moment).
  Change Poll(absl::Time now, absl::Status* error);

 private:
  TlsSource(TlsFiles files, std::string seen, std::shared_ptr<const TlsMaterial> material);

  const TlsFiles files_;
  mutable std::mutex mutex_;
  std::string seen_;   // which files `material_` was read from
  std::string wrong_;  // which ones could not be used
  bool told_ = false;  // that they could not
  std::shared_ptr<const TlsMaterial> material_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TLS_FILES_H_
