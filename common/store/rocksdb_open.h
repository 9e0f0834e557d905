// Makes and opens the RocksDB database inside a store's directory, and reads where it stands.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/store/rocksdb_handles.h"
#include "common/store/rocksdb_migration.h"
#include "common/store/rocksdb_store.h"

namespace clearway::store {

struct OpenedRocksdb {
  std::shared_ptr<RocksdbHandles> handles;
  Revision revision = 0;
  Revision compacted = 0;
};

// Makes an empty database of format `version` in `path`, which may hold the remains of an earlier
// attempt (they go).
absl::Status CreateRocksdb(const RocksdbOptions& options, const std::string& path, int version);

// Opens the database in `path`. It is first read whole as far as its logs and tables' heads go,
// without writing, so that one that is damaged (DATA_LOSS) or newer (FAILED_PRECONDITION) is
// refused as it was. Then brings it to history.current, and its feed in agreement with
// options.watched_prefixes.
absl::StatusOr<OpenedRocksdb> OpenRocksdb(const RocksdbOptions& options, const std::string& path,
                                          const FormatHistory& history);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_OPEN_H_
