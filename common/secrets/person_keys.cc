#include "common/secrets/person_keys.h"

#include <algorithm>
#include <utility>

#include "common/resource/record.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"

namespace clearway::secrets {
namespace {

using Stored = absl::optional<StoredPersonKey>;

absl::StatusOr<Stored> Read(const store::Reader& at, const Person& person) {
  const std::string key = PersonKeyKey(person);
  ASSIGN_OR_RETURN(const auto value, at.Get(key));
  if (!value.has_value()) return Stored();
  ASSIGN_OR_RETURN(StoredPersonKey stored, ParsePersonKey(key, *value));
  return absl::make_optional(std::move(stored));
}

// The State's key of that version, as `at` has it.
absl::StatusOr<std::shared_ptr<const Siv>> StateKey(const store::Reader& at,
                                                    absl::string_view state, int64_t version) {
  const std::string key = StateKeyKey(state, version);
  ASSIGN_OR_RETURN(const auto value, at.Get(key));
  if (!value.has_value()) return resource::Damaged(key, "is missing, though it wraps a key");
  ASSIGN_OR_RETURN(const StoredStateKey stored, ParseStateKey(key, *value));
  auto siv = at.vault()->FindStateKey(stored.key_id());
  if (siv == nullptr) return at.vault()->Missing(state);
  return siv;
}

absl::StatusOr<SecretBytes> Unwrap(const store::Reader& at, const Person& person,
                                   const StoredPersonKey& stored) {
  ASSIGN_OR_RETURN(const auto state_key, StateKey(at, stored.state(), stored.state_key_version()));
  auto bytes = state_key->Open(stored.wrapped(), ContextOf(stored, person));
  if (!bytes.ok()) return resource::Damaged(PersonKeyKey(person), bytes.status().message());
  return bytes;
}

// Wraps the key by the State's latest, and notes it.
absl::Status Wrap(store::Txn& txn, const Person& person, absl::string_view state,
                  const SecretBytes& bytes, StoredPersonKey* stored) {
  ASSIGN_OR_RETURN(const auto latest, LatestStateKey(txn, state));
  if (!latest.has_value()) return txn.vault()->Missing(state);
  const auto state_key = txn.vault()->FindStateKey(latest->key_id());
  if (state_key == nullptr) return txn.vault()->Missing(state);
  stored->set_state(state.data(), state.size());
  stored->set_state_key_version(latest->version());
  ASSIGN_OR_RETURN(*stored->mutable_wrapped(),
                   state_key->Seal(bytes.view(), ContextOf(*stored, person)));
  RETURN_IF_ERROR(txn.Put(PersonKeyKey(person), stored->SerializeAsString()));
  return txn.Put(WrappedKey(state, latest->version(), person), "");
}

absl::Status RemoveNote(store::Txn& txn, const Person& person, const StoredPersonKey& stored) {
  return txn.Delete(WrappedKey(stored.state(), stored.state_key_version(), person));
}

PersonKey Destroyed(const StoredPersonKey& stored) {
  PersonKey key;
  key.destroyed = absl::FromUnixMicros(stored.erase_micros());
  return key;
}

}  // namespace

absl::StatusOr<PersonKey> FindPersonKey(const store::Reader& at, const Person& person) {
  ASSIGN_OR_RETURN(const Stored stored, Read(at, person));
  if (!stored.has_value()) return PersonKey();
  if (stored->erase_micros() != 0) return Destroyed(*stored);
  if (at.vault() == nullptr) return NoVault();
  ASSIGN_OR_RETURN(const SecretBytes bytes, Unwrap(at, person, *stored));
  PersonKey key;
  key.id = stored->key_id();
  ASSIGN_OR_RETURN(key.siv, Siv::Make(bytes.view()));
  return key;
}

absl::StatusOr<absl::optional<absl::Time>> WhenDestroyed(const store::Reader& at,
                                                         const Person& person) {
  ASSIGN_OR_RETURN(const Stored stored, Read(at, person));
  if (!stored.has_value() || stored->erase_micros() == 0) return absl::optional<absl::Time>();
  return absl::make_optional(absl::FromUnixMicros(stored->erase_micros()));
}

absl::StatusOr<PersonKey> EnsurePersonKey(store::Txn& txn, const Person& person,
                                          absl::string_view state, absl::string_view state_field) {
  if (txn.vault() == nullptr) return NoVault();
  if (state.empty()) state = kServiceState;
  RETURN_IF_ERROR(CheckState(state, state_field));
  ASSIGN_OR_RETURN(Stored stored, Read(txn, person));
  SecretBytes bytes;
  if (!stored.has_value()) {
    stored.emplace().set_format_version(kKeyFormat);
    ASSIGN_OR_RETURN(*stored->mutable_key_id(), txn.vault()->NewKeyId());
    ASSIGN_OR_RETURN(bytes, txn.vault()->NewKey());
    RETURN_IF_ERROR(Wrap(txn, person, state, bytes, &*stored));
  } else if (stored->erase_micros() != 0) {
    return Destroyed(*stored);
  } else {
    ASSIGN_OR_RETURN(bytes, Unwrap(txn, person, *stored));
    if (stored->state() != state) {
      RETURN_IF_ERROR(RemoveNote(txn, person, *stored));
      RETURN_IF_ERROR(Wrap(txn, person, state, bytes, &*stored));
    }
  }
  PersonKey key;
  key.id = stored->key_id();
  ASSIGN_OR_RETURN(key.siv, Siv::Make(bytes.view()));
  return key;
}

absl::Status DestroyPersonKey(store::Txn& txn, const Person& person, absl::Time time) {
  ASSIGN_OR_RETURN(const Stored stored, Read(txn, person));
  if (stored.has_value()) {
    if (stored->erase_micros() != 0) return absl::OkStatus();
    RETURN_IF_ERROR(RemoveNote(txn, person, *stored));
  }
  StoredPersonKey mark;
  mark.set_format_version(kKeyFormat);
  mark.set_erase_micros(std::max<int64_t>(1, absl::ToUnixMicros(time)));
  RETURN_IF_ERROR(NoteDestroyed(txn));
  return txn.Put(PersonKeyKey(person), mark.SerializeAsString());
}

absl::Status ForgetPersonKey(store::Txn& txn, const Person& person) {
  ASSIGN_OR_RETURN(const Stored stored, Read(txn, person));
  if (!stored.has_value()) return absl::OkStatus();
  if (stored->erase_micros() == 0) RETURN_IF_ERROR(RemoveNote(txn, person, *stored));
  RETURN_IF_ERROR(NoteDestroyed(txn));
  return txn.Delete(PersonKeyKey(person));
}

}  // namespace clearway::secrets
