// For tests: the store with other formats than this release's.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/store/rocksdb_migration.h"
#include "common/store/rocksdb_store.h"

namespace clearway::store::internal {

// OpenRocksdbStore, for a release whose formats are `history`.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksdbStore(const RocksdbOptions& options,
                                                        const FormatHistory& history);

}  // namespace clearway::store::internal

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_
