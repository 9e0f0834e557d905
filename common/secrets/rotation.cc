#include "common/secrets/rotation.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/secrets/siv.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"

namespace clearway::secrets {
namespace {

// Wraps one person's key anew. DATA_LOSS when it cannot be read.
absl::Status Rewrap(store::Txn& txn, const Person& person, const StoredStateKey& old,
                    const Siv& old_key, const StoredStateKey& latest, const Siv& latest_key) {
  const std::string key = PersonKeyKey(person);
  ASSIGN_OR_RETURN(const auto value, txn.Get(key));
  if (!value.has_value()) return absl::DataLossError("is missing");
  ASSIGN_OR_RETURN(StoredPersonKey stored, ParsePersonKey(key, *value));
  if (stored.state() != old.state() || stored.state_key_version() != old.version()) {
    return absl::DataLossError("is wrapped by another key");
  }
  ASSIGN_OR_RETURN(const SecretBytes bytes,
                   old_key.Open(stored.wrapped(), ContextOf(stored, person)));
  stored.set_state_key_version(latest.version());
  ASSIGN_OR_RETURN(*stored.mutable_wrapped(),
                   latest_key.Seal(bytes.view(), ContextOf(stored, person)));
  RETURN_IF_ERROR(txn.Put(key, stored.SerializeAsString()));
  RETURN_IF_ERROR(txn.Delete(WrappedKey(old.state(), old.version(), person)));
  return txn.Put(WrappedKey(latest.state(), latest.version(), person), "");
}

}  // namespace

absl::StatusOr<bool> AddStateKey(store::Txn& txn, const StoredStateKey& key) {
  ASSIGN_OR_RETURN(const auto latest, LatestStateKey(txn, key.state()));
  if (key.version() != (latest.has_value() ? latest->version() + 1 : 1)) return false;
  RETURN_IF_ERROR(txn.Put(StateKeyKey(key.state(), key.version()), key.SerializeAsString()));
  return true;
}

absl::StatusOr<bool> ReplaceStateKey(store::Txn& txn, const StoredStateKey& before,
                                     const StoredStateKey& after) {
  const std::string key = StateKeyKey(before.state(), before.version());
  ASSIGN_OR_RETURN(const auto stored, txn.Get(key));
  if (!stored.has_value() || *stored != before.SerializeAsString()) return false;
  RETURN_IF_ERROR(txn.Put(key, after.SerializeAsString()));
  RETURN_IF_ERROR(NoteDestroyed(txn));
  return true;
}

absl::StatusOr<Rewrapping> RewrapSome(store::Txn& txn, const StoredStateKey& old,
                                      const std::string& after) {
  Rewrapping result;
  ASSIGN_OR_RETURN(const auto latest, LatestStateKey(txn, old.state()));
  if (!latest.has_value() || latest->version() <= old.version()) {
    result.more = false;
    return result;
  }
  const auto old_key = txn.vault()->FindStateKey(old.key_id());
  const auto latest_key = txn.vault()->FindStateKey(latest->key_id());
  if (old_key == nullptr || latest_key == nullptr) return txn.vault()->Missing(old.state());
  const std::string prefix = WrappedPrefix(old.state(), old.version());
  std::vector<std::string> people;
  {
    const std::string begin =
        after.empty() ? prefix : absl::StrCat(prefix, after, absl::string_view("\0", 1));
    const auto cursor = txn.Scan(begin, store::PrefixEnd(prefix));
    for (; cursor->Valid() && people.size() < kRewrapped; cursor->Next()) {
      people.emplace_back(cursor->key().substr(prefix.size()));
    }
    RETURN_IF_ERROR(cursor->status());
    result.more = cursor->Valid();
  }
  for (const std::string& name : people) {
    result.after = name;
    const size_t slash = name.find('/');
    if (slash == std::string::npos) {
      ++result.damaged;
      continue;
    }
    const absl::string_view text = name;
    const absl::Status done = Rewrap(txn, {text.substr(0, slash), text.substr(slash + 1)}, old,
                                     *old_key, *latest, *latest_key);
    if (!done.ok() && !absl::IsDataLoss(done)) return done;
    ++(done.ok() ? result.done : result.damaged);
  }
  return result;
}

absl::StatusOr<bool> RemoveStateKey(store::Txn& txn, const StoredStateKey& old) {
  ASSIGN_OR_RETURN(const auto latest, LatestStateKey(txn, old.state()));
  if (!latest.has_value() || latest->version() <= old.version()) return false;
  const std::string prefix = WrappedPrefix(old.state(), old.version());
  {
    const auto cursor = txn.Scan(prefix, store::PrefixEnd(prefix));
    RETURN_IF_ERROR(cursor->status());
    if (cursor->Valid()) return false;
  }
  RETURN_IF_ERROR(txn.Delete(StateKeyKey(old.state(), old.version())));
  RETURN_IF_ERROR(NoteDestroyed(txn));
  return true;
}

}  // namespace clearway::secrets
