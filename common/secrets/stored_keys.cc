#include "common/secrets/stored_keys.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/resource/keys.h"
#include "common/resource/record.h"
#include "common/rpc/errors.h"
#include "common/secrets/siv.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"

namespace clearway::secrets {
namespace {

using resource::BigEndian;
using resource::Damaged;

bool IsWord(absl::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') return false;
  }
  return true;
}

template <typename Key>
absl::StatusOr<Key> Parse(absl::string_view at, absl::string_view stored) {
  Key key;
  if (!key.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ||
      key.format_version() == 0) {
    return Damaged(at, "is no key");
  }
  if (key.format_version() > kKeyFormat) return Damaged(at, "is a key of a newer format");
  return key;
}

}  // namespace

std::string StateKeyPrefix(absl::string_view state) { return absl::StrCat(kStateKeys, state, "/"); }

std::string StateKeyKey(absl::string_view state, int64_t version) {
  return absl::StrCat(StateKeyPrefix(state), BigEndian(version));
}

std::string PersonKeyKey(const Person& person) {
  return absl::StrCat(kPersonKeys, person.collection, "/", person.id);
}

std::string WrappedPrefix(absl::string_view state, int64_t version) {
  return absl::StrCat("k/w/", state, "/", BigEndian(version));
}

std::string WrappedKey(absl::string_view state, int64_t version, const Person& person) {
  return absl::StrCat(WrappedPrefix(state, version), person.collection, "/", person.id);
}

std::string ContextOf(const StoredStateKey& key) {
  return Joined({"clearway/state-key/1", key.state(), BigEndian(key.version()), key.key_id(),
                 BigEndian(key.create_micros())});
}

std::string ContextOf(const StoredPersonKey& key, const Person& person) {
  return Joined({"clearway/person-key/1", person.collection, person.id, key.key_id(), key.state(),
                 BigEndian(key.state_key_version())});
}

absl::Status NoteDestroyed(store::Txn& txn) {
  return txn.Put(kDestroyed, BigEndian(txn.revision()));
}

absl::Status CheckState(absl::string_view state, absl::string_view field) {
  if (state == kServiceState) return absl::OkStatus();
  const std::vector<absl::string_view> parts = absl::StrSplit(state, '/');
  if (parts.size() == 2 && IsWord(parts[0]) && IsWord(parts[1])) return absl::OkStatus();
  return rpc::InvalidField(field, absl::StrCat("is ", rpc::Quote(state),
                                               "; it must name whose record it is, like "
                                               "\"states/LAO\""));
}

absl::StatusOr<StoredStateKey> ParseStateKey(absl::string_view key, absl::string_view stored) {
  ASSIGN_OR_RETURN(StoredStateKey parsed, Parse<StoredStateKey>(key, stored));
  // Whose it is stands twice: in its place, and in itself.
  if (key != StateKeyKey(parsed.state(), parsed.version()) ||
      parsed.key_id().size() != kKeyIdBytes || parsed.version() < 1 || parsed.create_micros() < 0) {
    return Damaged(key, "is a key that belongs elsewhere");
  }
  return parsed;
}

absl::StatusOr<StoredPersonKey> ParsePersonKey(absl::string_view key, absl::string_view stored) {
  ASSIGN_OR_RETURN(StoredPersonKey parsed, Parse<StoredPersonKey>(key, stored));
  const bool destroyed = parsed.erase_micros() != 0;
  if (destroyed ? !parsed.wrapped().empty()
                : parsed.wrapped().empty() || parsed.key_id().size() != kKeyIdBytes ||
                      parsed.state_key_version() < 1) {
    return Damaged(key, "is no whole key");
  }
  return parsed;
}

absl::StatusOr<absl::optional<StoredStateKey>> LatestStateKey(const store::Reader& at,
                                                              absl::string_view state) {
  const std::string prefix = StateKeyPrefix(state);
  const auto cursor = at.Scan(prefix, store::PrefixEnd(prefix), /*reverse=*/true);
  if (!cursor->Valid()) {
    RETURN_IF_ERROR(cursor->status());
    return absl::optional<StoredStateKey>();
  }
  ASSIGN_OR_RETURN(StoredStateKey key, ParseStateKey(cursor->key(), cursor->value()));
  return absl::make_optional(std::move(key));
}

absl::StatusOr<std::vector<StoredStateKey>> AllStateKeys(const store::Reader& at) {
  std::vector<StoredStateKey> keys;
  const auto cursor = at.Scan(kStateKeys, store::PrefixEnd(kStateKeys));
  for (; cursor->Valid(); cursor->Next()) {
    ASSIGN_OR_RETURN(StoredStateKey key, ParseStateKey(cursor->key(), cursor->value()));
    keys.push_back(std::move(key));
  }
  RETURN_IF_ERROR(cursor->status());
  return keys;
}

}  // namespace clearway::secrets
