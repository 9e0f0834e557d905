// The key of one record's personal fields: made with its first one, wrapped by its State's key,
// destroyed with the person. Everything here works through the reader or transaction that it is
// given, so that a snapshot shows a key as of its revision, and a change of keys is a part of the
// change of the record.
//
// Errors of all: UNAVAILABLE when the State's key is not at hand (Vault::Missing) or the store has
// no vault; DATA_LOSS when what is stored was changed.
#ifndef CLEARWAY_COMMON_SECRETS_PERSON_KEYS_H_
#define CLEARWAY_COMMON_SECRETS_PERSON_KEYS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/secrets/siv.h"
#include "common/secrets/stored_keys.h"
#include "common/store/store.h"

namespace clearway::secrets {

struct PersonKey {
  std::string id;                  // 16 bytes
  std::shared_ptr<const Siv> siv;  // null when it was destroyed, or there is none
  absl::optional<absl::Time> destroyed;

  bool usable() const { return siv != nullptr; }
};

// The person's key as `at` has it. That it was destroyed, or never was, is told without any key.
absl::StatusOr<PersonKey> FindPersonKey(const store::Reader& at, const Person& person);
// When it was destroyed; needs no other key.
absl::StatusOr<absl::optional<absl::Time>> WhenDestroyed(const store::Reader& at,
                                                         const Person& person);

// The person's key; makes it when there is none, and wraps it by `state`'s key when it is wrapped
// by another's. One that was destroyed stays so, and comes back not usable. INVALID_ARGUMENT (of
// `state_field`) when `state` can have no key.
absl::StatusOr<PersonKey> EnsurePersonKey(store::Txn& txn, const Person& person,
                                          absl::string_view state, absl::string_view state_field);

// Destroys the key, or marks that there shall be none: nothing that it encrypted can be read any
// more. Nothing happens when that was done before. Needs no key.
absl::Status DestroyPersonKey(store::Txn& txn, const Person& person, absl::Time time);
// Destroys the key without a mark, because the record is gone: its id may be taken by another.
absl::Status ForgetPersonKey(store::Txn& txn, const Person& person);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_PERSON_KEYS_H_
