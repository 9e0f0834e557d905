// Where wrapped keys stand in the store, what they are bound to, and reading them
// (docs/formats/secrets.md).
//
//   k/s/{state}/{version}                        StoredStateKey
//   k/p/{collection}/{id}                        StoredPersonKey
//   k/w/{state}/{version}{collection}/{id}       empty: that person's key is wrapped by that
//   version k/d                                          a key was destroyed at that revision, and
//   is not yet
//                                                known to have left the disk
//
// Versions are eight bytes, big-endian. None of it is in the feed.
#ifndef CLEARWAY_COMMON_SECRETS_STORED_KEYS_H_
#define CLEARWAY_COMMON_SECRETS_STORED_KEYS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/store/store.h"

namespace clearway::secrets {

using storage::v1::StoredPersonKey;
using storage::v1::StoredStateKey;

inline constexpr uint32_t kKeyFormat = 1;
inline constexpr absl::string_view kAllKeys = "k/";
inline constexpr absl::string_view kStateKeys = "k/s/";
inline constexpr absl::string_view kPersonKeys = "k/p/";
inline constexpr absl::string_view kDestroyed = "k/d";

// Whose personal fields a key is of. Points to what the caller owns.
struct Person {
  absl::string_view collection;  // as in record keys: "persons"
  absl::string_view id;
};

std::string StateKeyPrefix(absl::string_view state);
std::string StateKeyKey(absl::string_view state, int64_t version);
std::string PersonKeyKey(const Person& person);
// All people whose keys a version wraps: what follows the prefix is "{collection}/{id}".
std::string WrappedPrefix(absl::string_view state, int64_t version);
std::string WrappedKey(absl::string_view state, int64_t version, const Person& person);

// What a wrapped key is bound to: it opens nowhere else.
std::string ContextOf(const StoredStateKey& key);
std::string ContextOf(const StoredPersonKey& key, const Person& person);

// Notes that this transaction destroys a key, so that what was overwritten is cleared off the disk
// (custodian.h).
absl::Status NoteDestroyed(store::Txn& txn);

// INVALID_ARGUMENT when a State's name is of no form that a key may have: "{collection}/{id}" of
// letters, digits, '-' and '_', or kServiceState.
absl::Status CheckState(absl::string_view state, absl::string_view field);

// DATA_LOSS when what is stored is none, or of a newer format.
absl::StatusOr<StoredStateKey> ParseStateKey(absl::string_view key, absl::string_view stored);
absl::StatusOr<StoredPersonKey> ParsePersonKey(absl::string_view key, absl::string_view stored);

// The version that wraps new keys; absent when the State has none yet.
absl::StatusOr<absl::optional<StoredStateKey>> LatestStateKey(const store::Reader& at,
                                                              absl::string_view state);
// All keys of all States, oldest first within each.
absl::StatusOr<std::vector<StoredStateKey>> AllStateKeys(const store::Reader& at);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_STORED_KEYS_H_
