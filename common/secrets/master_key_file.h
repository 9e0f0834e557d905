// Master keys from a file (clearway.config.v1.MasterKeys), looked at again each time.
#ifndef CLEARWAY_COMMON_SECRETS_MASTER_KEY_FILE_H_
#define CLEARWAY_COMMON_SECRETS_MASTER_KEY_FILE_H_

#include <map>
#include <memory>
#include <string>

#include "common/secrets/master_keys.h"
#include "common/secrets/siv.h"

namespace clearway::secrets {

inline constexpr int kMaxMasterKeys = 16;
inline constexpr size_t kMaxMasterKeyFileBytes = 64 << 10;

// A key's id is made of the key: 16 hexadecimal digits of the SHA-256 of a fixed text and the key.
// A wrong key has another id, so that it is told from a damaged one.
std::string MasterKeyId(absl::string_view key);

class MasterKeyFile : public MasterKeys {
 public:
  explicit MasterKeyFile(std::string path) : path_(std::move(path)) {}

  // Reads the file again when it has changed. FAILED_PRECONDITION when others than its owner may
  // read or write it, or it belongs neither to this process's user nor to root; INVALID_ARGUMENT
  // for what is no file of master keys. A changed file that cannot be used leaves what was read
  // before in force, and is said in trouble().
  absl::StatusOr<std::string> CurrentId() override;
  absl::StatusOr<MasterWrapped> Wrap(const SecretBytes& key, absl::string_view context) override;
  absl::StatusOr<SecretBytes> Unwrap(const MasterWrapped& wrapped,
                                     absl::string_view context) override;

  // Why the file as it is now is not used; OK when it is.
  const absl::Status& trouble() const { return trouble_; }

 private:
  absl::Status Load();

  const std::string path_;
  std::string stamp_;  // of what was looked at last
  absl::Status trouble_;
  std::string current_;  // id; empty: nothing was ever read
  std::map<std::string, std::shared_ptr<const Siv>> keys_;
};

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_MASTER_KEY_FILE_H_
