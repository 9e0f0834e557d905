// A master key behind a command (clearway.config.v1.KeyCommand), which the operator writes for the
// key management service there is.
#ifndef CLEARWAY_COMMON_SECRETS_KEY_COMMAND_H_
#define CLEARWAY_COMMON_SECRETS_KEY_COMMAND_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/secrets/master_keys.h"

namespace clearway::secrets {

inline constexpr size_t kMaxWrappedBytes = 16 << 10;
inline constexpr size_t kMaxMasterKeyIdBytes = 1024;

class KeyCommand : public MasterKeys {
 public:
  KeyCommand(std::vector<std::string> argv, absl::Duration timeout)
      : argv_(std::move(argv)), timeout_(timeout) {}

  // The command is asked once a minute; in between its last answer stands.
  absl::StatusOr<std::string> CurrentId() override;
  // What was wrapped is unwrapped once before it is taken for good: a command that loses keys is
  // found at the first one.
  absl::StatusOr<MasterWrapped> Wrap(const SecretBytes& key, absl::string_view context) override;
  absl::StatusOr<SecretBytes> Unwrap(const MasterWrapped& wrapped,
                                     absl::string_view context) override;

 private:
  absl::StatusOr<SecretBytes> Run(std::vector<std::string> more, absl::string_view input,
                                  size_t max_output) const;

  const std::vector<std::string> argv_;
  const absl::Duration timeout_;
  std::string current_;
  absl::Time asked_ = absl::InfinitePast();
};

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_KEY_COMMAND_H_
