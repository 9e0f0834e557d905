// What a store's readers and transactions have of keys: States' keys, unwrapped, in memory; new
// random keys; and whom to tell that a State has no key yet. A store carries its vault
// (store::Reader::vault), so that collections seal and open without being told how.
//
// Inside a transaction. A transaction's function is pure and may be run again, and the master key
// may be far away, behind a command. So in there nothing is asked of the master key: wrapped keys
// are read through the transaction, State keys are looked up here by their ids, and what is not
// here is UNAVAILABLE, with the State noted as wanted: the custodian (custodian.h), on a thread of
// its own, unwraps or makes it, and whoever waits (WhenUsable) repeats the whole transaction.
//
// Randomness. Ciphertexts need none (siv.h). Keys do, and are drawn here, from OpenSSL's generator
// for secrets, or from a test's: never from a Call's seed, from which ids are made and which could
// be found again from them. A function that is run again draws another key; the one drawn before
// has encrypted nothing that was stored, and is forgotten with the run.
#ifndef CLEARWAY_COMMON_SECRETS_VAULT_H_
#define CLEARWAY_COMMON_SECRETS_VAULT_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/secrets/secret_bytes.h"
#include "common/secrets/siv.h"

namespace clearway::secrets {

inline constexpr size_t kKeyIdBytes = 16;
// Whose key it is where there is no State.
inline constexpr absl::string_view kServiceState = "service";

// Thread-safe. All of its state is a cache, or somebody waiting; hence const.
class Vault {
 public:
  // Fills the bytes; false when it cannot. Thread-safe.
  using Random = std::function<bool(unsigned char* bytes, size_t size)>;

  // OpenSSL's RAND_priv_bytes when empty.
  explicit Vault(Random random = nullptr);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  // The vault of readers that leave out what is personal (common/resource/viewed.h): it is never
  // asked for a key.
  static const Vault* Blind();

  // Random bytes for a key, or for a key's id. INTERNAL when there are none to be had.
  absl::StatusOr<SecretBytes> NewKey() const;
  absl::StatusOr<std::string> NewKeyId() const;

  // A State's key by its id; null when it is not at hand.
  std::shared_ptr<const Siv> FindStateKey(absl::string_view key_id) const;
  void PutStateKey(absl::string_view key_id, std::shared_ptr<const Siv> key) const;
  void DropStateKey(absl::string_view key_id) const;

  // UNAVAILABLE (SECRETS_UNAVAILABLE, with RetryInfo): the key of `state` is not at hand, which is
  // noted. Why, the custodian's log says: clients are not told about master keys.
  absl::Status Missing(absl::string_view state) const;
  // The State of an error made by Missing.
  static absl::optional<std::string> MissingState(const absl::Status& status);
  // Calls `done` once, from any thread: OK when the State's key may be at hand now, so that it is
  // worth trying again; else the error that stands in its way, which it is too when there is no
  // custodian. `done` must not block.
  void WhenUsable(absl::string_view state, std::function<void(absl::Status)> done) const;

  // For the custodian. `wake` is called when there is something to do; null: nobody listens.
  void SetListener(std::function<void()> wake) const;
  std::set<std::string> TakeWanted() const;
  // Answers everybody who waits for one of `states`.
  void Answer(const std::set<std::string>& states, const absl::Status& status) const;

 private:
  // False when nobody listens.
  bool Wake() const;

  const Random random_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Siv>, std::less<>> state_keys_;
  mutable std::set<std::string> wanted_;
  mutable std::map<std::string, std::vector<std::function<void(absl::Status)>>> waiting_;
  mutable std::mutex listener_mutex_;  // held while it is called
  mutable std::function<void()> wake_;
};

// UNAVAILABLE (SECRETS_UNAVAILABLE, with RetryInfo): keys are not at hand.
absl::Status KeysUnavailable();
// UNAVAILABLE (SECRETS_UNAVAILABLE) for a store that has no vault at all.
absl::Status NoVault();

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_VAULT_H_
