// What transactions read again and again (a State's record, the head of the audit trail), so that
// the writer's thread need not ask the engine for it each time.
//
// It knows values as they stand once every transaction that was run is on disk. A transaction finds
// the writes that are not there yet in overlays first, and all else stands in its snapshot as it
// stands here: so it reads what it would read without. Writes that do not get to the disk stop the
// store, and nothing is run any more.
#ifndef CLEARWAY_COMMON_STORE_READ_CACHE_H_
#define CLEARWAY_COMMON_STORE_READ_CACHE_H_

#include <memory>
#include <string>

#include "common/bounded_cache.h"
#include "common/store/overlay.h"
#include "common/store/store.h"

namespace clearway::store {

// For one thread. At most kValues values of at most kValueBytes each: those used last.
class ReadCache {
 public:
  static constexpr size_t kValues = 4096, kValueBytes = 4096;

  ReadCache() : values_(kValues) {}

  // The value of a key, from here or else from `committed`, the snapshot that it is run over.
  absl::StatusOr<absl::optional<std::string>> Get(const Reader& committed, absl::string_view key);
  // A transaction was run, with these writes: what is known of their keys follows them.
  void Follow(const Overlay& writes);

 private:
  void Keep(absl::string_view key, absl::string_view value);

  BoundedCache<std::string> values_;  // of keys that are there
};

// `committed`, whose values are read through the cache. Both outlive it.
class CachedReader : public Reader {
 public:
  CachedReader(const Reader& committed, ReadCache* cache) : committed_(committed), cache_(*cache) {}

  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override {
    return cache_.Get(committed_, key);
  }
  std::unique_ptr<Cursor> Scan(absl::string_view begin, absl::string_view end,
                               bool reverse) const override {
    return committed_.Scan(begin, end, reverse);
  }
  Revision revision() const override { return committed_.revision(); }
  const secrets::Vault* vault() const override { return committed_.vault(); }

 private:
  const Reader& committed_;
  ReadCache& cache_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_READ_CACHE_H_
