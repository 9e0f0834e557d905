// Opens the RocksDB database inside a store's directory, and reads where it stands.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/store/prefix_set.h"
#include "common/store/rocksdb_handles.h"
#include "common/store/rocksdb_store.h"

namespace clearway::store {

struct OpenedRocksdb {
  std::shared_ptr<RocksdbHandles> handles;
  Revision revision = 0;
  Revision compacted = 0;
};

// Makes an empty database in `path`, which may hold the remains of an earlier attempt (they go).
absl::Status CreateRocksdb(const RocksdbOptions& options, const std::string& path);

// Opens the database in `path`, which must be there and whole. Makes the feed agree with
// options.watched_prefixes.
absl::StatusOr<OpenedRocksdb> OpenRocksdb(const RocksdbOptions& options, const std::string& path);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_
