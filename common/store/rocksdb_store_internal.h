// The store's parts that its users do not see.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/store/rocksdb_migration.h"
#include "common/store/rocksdb_open.h"
#include "common/store/rocksdb_store.h"

namespace clearway::store::internal {

// The running store over an open database.
std::unique_ptr<Store> NewRocksdbStore(const RocksdbOptions& options, OpenedRocksdb opened);

// OpenRocksdbStore, for a release whose formats are `history`.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksdbStore(const RocksdbOptions& options,
                                                        const FormatHistory& history);

}  // namespace clearway::store::internal

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_STORE_INTERNAL_H_
