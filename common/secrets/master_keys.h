// The master key, wherever it is: it wraps States' keys and nothing else. May block (a command, a
// file): used by the custodian's thread alone, never inside a transaction.
#ifndef CLEARWAY_COMMON_SECRETS_MASTER_KEYS_H_
#define CLEARWAY_COMMON_SECRETS_MASTER_KEYS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/config/v1/secrets.pb.h"
#include "common/secrets/secret_bytes.h"

namespace clearway::secrets {

// A key as a master key wrapped it.
struct MasterWrapped {
  std::string master_key_id;
  std::string bytes;
};

// Used by one thread.
class MasterKeys {
 public:
  virtual ~MasterKeys() = default;

  // Looks again for what may have changed, and says which key wraps now. An error says what to do,
  // without content; it passes by itself once that is done.
  virtual absl::StatusOr<std::string> CurrentId() = 0;
  // `context` is what the key is bound to. NOT_FOUND when there is no such master key; DATA_LOSS
  // when what is wrapped was changed, moved, or wrapped by another key; UNAVAILABLE when it cannot
  // be told now.
  virtual absl::StatusOr<MasterWrapped> Wrap(const SecretBytes& key, absl::string_view context) = 0;
  virtual absl::StatusOr<SecretBytes> Unwrap(const MasterWrapped& wrapped,
                                             absl::string_view context) = 0;
};

// INVALID_ARGUMENT for a configuration that makes no sense (the field, what is wrong). What merely
// cannot be read now is no error here: the service starts without it.
absl::StatusOr<std::unique_ptr<MasterKeys>> MakeMasterKeys(const config::v1::Secrets& config);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_MASTER_KEYS_H_
