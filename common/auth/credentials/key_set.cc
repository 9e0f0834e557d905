#include "common/auth/credentials/key_set.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/json.h"
#include "common/status_macros.h"

namespace clearway::auth {

using google::protobuf::Value;

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(absl::string_view text) {
  if (text.size() > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key set has more than ", kMaxBytes, " bytes"));
  }
  auto object = ParseJsonObject(text);
  if (!object.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the key set ", object.status().message()));
  }
  auto keys = object->fields().find("keys");
  if (keys == object->fields().end() || keys->second.kind_case() != Value::kListValue) {
    return absl::InvalidArgumentError("the key set has no list \"keys\"");
  }
  const auto& values = keys->second.list_value().values();
  if (values.size() > kMaxKeys) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key set has more than ", kMaxKeys, " keys"));
  }
  std::shared_ptr<KeySet> set(new KeySet);
  for (int i = 0; i < values.size(); ++i) {
    if (values[i].kind_case() != Value::kStructValue) {
      return absl::InvalidArgumentError(absl::StrCat("keys[", i, "] is no object"));
    }
    auto key = VerificationKey::FromJwk(values[i].struct_value());
    if (absl::IsUnimplemented(key.status())) continue;
    if (!key.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("keys[", i, "] ", key.status().message()));
    }
    const std::string key_id = (*key)->key_id();
    if (!set->keys_.emplace(key_id, *std::move(key)).second) {
      return absl::InvalidArgumentError(absl::StrCat("keys[", i, "] has the kid of another"));
    }
  }
  return set;
}

std::shared_ptr<const VerificationKey> KeySet::Find(absl::string_view key_id) const {
  auto it = keys_.find(key_id);
  return it == keys_.end() ? nullptr : it->second;
}

bool KeySet::Has(const VerificationKey& key) const {
  auto it = keys_.find(key.key_id());
  return it != keys_.end() && it->second->thumbprint() == key.thumbprint() &&
         it->second->algorithm() == key.algorithm();
}

}  // namespace clearway::auth
