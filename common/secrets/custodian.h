// Looks after a store's keys while the service serves, on a thread of its own: unwraps States' keys
// with the master key and puts them into the vault, makes the key of a State when its first person
// comes, replaces old ones (rotation.h), wraps them anew when the master key changes, and has
// destroyed keys cleared off the disk.
//
//   ASSIGN_OR_RETURN(auto custodian, Custodian::Start(store, config, {}));  // before anything is
//   served
//
// Everything that it does can be interrupted at any moment and is gone on with at the next start.
// Without a usable master key it changes nothing, says why (the log; errors of those who need
// keys), and looks again every `interval`.
#ifndef CLEARWAY_COMMON_SECRETS_CUSTODIAN_H_
#define CLEARWAY_COMMON_SECRETS_CUSTODIAN_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clearway/config/v1/secrets.pb.h"
#include "common/secrets/master_keys.h"
#include "common/secrets/stored_keys.h"
#include "common/secrets/vault.h"
#include "common/store/store.h"

namespace clearway::secrets {

struct CustodianOptions {
  absl::Duration interval = absl::Seconds(2);
  // How long Start waits for the keys that there are.
  absl::Duration start_patience = absl::Seconds(5);
  // How long a replaced State key stays in memory, for those who still read an older snapshot.
  absl::Duration linger = absl::Minutes(10);
  std::function<absl::Time()> clock;  // the system's when empty; thread-safe
  Vault::Random random;               // OpenSSL's when empty; thread-safe
};

// What there is, for metrics.
struct CustodyStats {
  bool master_key = false;  // one is at hand
  int state_keys = 0;       // stored: versions of all States
  int unusable = 0;         // of these, not unwrapped
  int old_master = 0;       // of these, wrapped by another master key than the one that wraps now
  int replaced = 0;         // of these, old versions, which are being replaced
  int64_t rewrapped = 0;    // people's keys wrapped anew, since the start
  int64_t damaged = 0;      // people's keys that could not be, in the last round
  int64_t scrubs = 0;       // times that destroyed keys were cleared off the disk
};

class Custodian {
 public:
  // INVALID_ARGUMENT for a configuration that makes no sense. The store outlives it, and has its
  // vault from now on. Waits, for at
  // most `start_patience`, until the keys that there are have been looked at once.
  static absl::StatusOr<std::unique_ptr<Custodian>> Start(store::Store* store,
                                                          const config::v1::Secrets& config,
                                                          CustodianOptions options);
  // The same with a master key of one's own making.
  static std::unique_ptr<Custodian> Start(store::Store* store, const config::v1::Secrets& config,
                                          std::unique_ptr<MasterKeys> master,
                                          CustodianOptions options);
  ~Custodian();
  Custodian(const Custodian&) = delete;
  Custodian& operator=(const Custodian&) = delete;

  std::shared_ptr<const Vault> vault() const { return vault_; }
  // Thread-safe.
  CustodyStats stats() const;
  // Looks after everything once more and waits for it: for tests.
  void Look();

 private:
  Custodian(store::Store* store, const config::v1::Secrets& config,
            std::unique_ptr<MasterKeys> master, CustodianOptions options);
  void Run();
  void Round();
  // One round's parts. Each works through what it can, and remembers the first trouble.
  void Unwrap(const std::vector<StoredStateKey>& keys);
  void Make(const std::set<std::string>& wanted, const std::vector<StoredStateKey>& keys);
  void WrapAnew(const std::vector<StoredStateKey>& keys);
  void Replace(const std::vector<StoredStateKey>& keys);
  void Rewrap(const std::vector<StoredStateKey>& keys);
  void Scrub();
  // A new key of the State, stored under that version and at hand.
  absl::Status MakeStateKey(const std::string& state, int64_t version);
  absl::StatusOr<std::vector<StoredStateKey>> Stored() const;
  void Note(const absl::Status& trouble);
  bool stopping() const;
  void Count(const std::vector<StoredStateKey>& keys);

  store::Store* const store_;
  const std::unique_ptr<MasterKeys> master_;
  const CustodianOptions options_;
  const absl::Duration key_age_;     // older ones are replaced
  const absl::Time replace_before_;  // older ones are replaced
  const std::shared_ptr<const Vault> vault_;

  // The thread's own.
  std::string master_id_;                      // empty: none at hand
  std::map<std::string, SecretBytes> bytes_;   // of State keys at hand, by key id
  std::map<std::string, absl::Time> dropped_;  // replaced keys that linger
  absl::Status trouble_;                       // of this round
  std::string logged_;                         // the trouble that was logged last
  absl::Time scrub_at_ = absl::InfinitePast();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  bool wake_ = false;
  bool look_ = false;
  int64_t rounds_begun_ = 0, rounds_ = 0;
  CustodyStats stats_;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_CUSTODIAN_H_
