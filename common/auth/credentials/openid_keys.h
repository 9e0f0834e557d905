// The keys that an OpenID provider publishes (OpenID Connect Discovery 1.0): its issuer's metadata
// name a key set, and both are read on a thread of their own, once a period, sooner when a token
// names an unknown key. No call ever waits for it.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_OPENID_KEYS_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_OPENID_KEYS_H_

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/credentials/https_get.h"
#include "common/auth/credentials/key_source.h"
#include "common/auth/credentials/refresh_schedule.h"

namespace clearway::auth {

struct OpenIdOptions {
  std::string issuer;          // "https://login.example"
  std::string authority_file;  // PEM; empty: the system's
  RefreshTimes times;
  absl::Duration timeout = absl::Seconds(10);  // of one document
};

// Where an issuer's metadata are (Discovery 1.0, section 4).
std::string MetadataUrl(absl::string_view issuer);

// The key set's address in an issuer's metadata. INVALID_ARGUMENT when they are another issuer's
// (section 4.3: else one provider could speak for another), or name no address that may be read.
absl::StatusOr<std::string> KeySetUrl(absl::string_view metadata, const std::string& issuer);

// Thread-safe. When the keys cannot be read, or what is read is no key set, the last ones stay, and
// it is logged with every attempt.
class OpenIdKeys : public KeySource {
 public:
  // Begins to read at once, in the background.
  explicit OpenIdKeys(OpenIdOptions options);
  // Ends the thread, and what it is reading, within a second or so.
  ~OpenIdKeys() override;

  std::shared_ptr<const KeySet> keys() const override;
  void NoteUnknownKey() override;

 private:
  absl::StatusOr<std::shared_ptr<const KeySet>> Read() const;
  void Run();

  const OpenIdOptions options_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  RefreshSchedule schedule_;
  std::shared_ptr<const KeySet> keys_;
  std::thread thread_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_OPENID_KEYS_H_
