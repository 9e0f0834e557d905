// A cache that forgets: at most about `capacity` entries, the least recently used half going first.
//
// Two maps: what is looked up in the older one moves to the newer, and when that has half the
// capacity, the older is thrown away and the newer takes its place. A lookup costs one hash and one
// short lock; nothing is ever scanned.
#ifndef CLEARWAY_COMMON_BOUNDED_CACHE_H_
#define CLEARWAY_COMMON_BOUNDED_CACHE_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace clearway {

// Thread-safe. Values are shared and immutable.
template <typename Value>
class BoundedCache {
 public:
  explicit BoundedCache(size_t capacity) : half_((capacity + 1) / 2) {}

  // Null when it is not there.
  std::shared_ptr<const Value> Find(absl::string_view key) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto newer = newer_.find(key);
    if (newer != newer_.end()) return newer->second;
    auto older = older_.find(key);
    if (older == older_.end()) return nullptr;
    std::shared_ptr<const Value> value = older->second;
    PutLocked(std::string(key), value);
    return value;
  }

  // Replaces what was there.
  void Put(absl::string_view key, std::shared_ptr<const Value> value) {
    std::lock_guard<std::mutex> lock(mutex_);
    PutLocked(std::string(key), std::move(value));
  }

  void Erase(absl::string_view key) {
    std::lock_guard<std::mutex> lock(mutex_);
    newer_.erase(key);
    older_.erase(key);
  }

  // Entries now, at most twice half the capacity.
  size_t size() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return newer_.size() + older_.size();
  }

 private:
  using Map = absl::flat_hash_map<std::string, std::shared_ptr<const Value>>;

  void PutLocked(std::string key, std::shared_ptr<const Value> value) {
    older_.erase(key);
    newer_.insert_or_assign(std::move(key), std::move(value));
    if (newer_.size() < half_) return;
    older_ = std::move(newer_);
    newer_ = Map();
  }

  const size_t half_;
  mutable std::mutex mutex_;
  Map newer_, older_;
};

}  // namespace clearway

#endif  // CLEARWAY_COMMON_BOUNDED_CACHE_H_
