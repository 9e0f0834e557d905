// Bytes that live as long as the arena: one copy into big chunks instead of one allocation a key.
//
// The keys and values that a group of transactions writes are copied here once; the overlays, the
// write batch and the feed's tail in memory only point at them. Copy() is for one thread; what it
// returned may be read by any thread while the arena lives.
#ifndef CLEARWAY_COMMON_STORE_ARENA_H_
#define CLEARWAY_COMMON_STORE_ARENA_H_

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

namespace clearway::store {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  absl::string_view Copy(absl::string_view bytes) {
    if (bytes.empty()) return absl::string_view();
    char* const to = bytes.size() <= left_ ? next_ : NewChunk(bytes.size());
    std::memcpy(to, bytes.data(), bytes.size());
    next_ = to + bytes.size();
    left_ -= bytes.size();
    return absl::string_view(to, bytes.size());
  }

  // Memory held, in bytes, used or not.
  size_t allocated() const { return allocated_; }

 private:
  static constexpr size_t kFirstChunk = 1 << 10;
  static constexpr size_t kLargestChunk = 256 << 10;

  // The rest of the last chunk is given up; chunks double, so that this wastes at most half.
  char* NewChunk(size_t at_least) {
    const size_t size = std::max(chunk_, at_least);
    chunk_ = std::min(chunk_ * 2, kLargestChunk);
    chunks_.emplace_back(new char[size]);
    allocated_ += size;
    left_ = size;
    return chunks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t chunk_ = kFirstChunk;
  size_t allocated_ = 0;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ARENA_H_
