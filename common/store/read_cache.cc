#include "common/store/read_cache.h"

#include <memory>
#include <string>

namespace clearway::store {

absl::StatusOr<absl::optional<std::string>> ReadCache::Get(const Reader& committed,
                                                           absl::string_view key) {
  if (const auto known = values_.Find(key); known != nullptr) {
    return absl::optional<std::string>(*known);
  }
  auto value = committed.Get(key);
  // What is not there is asked for once, mostly: the name of a new record.
  if (value.ok() && value->has_value()) Keep(key, **value);
  return value;
}

void ReadCache::Follow(const Overlay& writes) {
  for (const auto& [key, write] : writes) {
    if (values_.Find(key) == nullptr) continue;
    values_.Erase(key);
    if (!write.deleted) Keep(key, write.value);
  }
}

void ReadCache::Keep(absl::string_view key, absl::string_view value) {
  if (value.size() > kValueBytes) return;
  values_.Put(key, std::make_shared<const std::string>(value));
}

}  // namespace clearway::store
