// How RocksDB is set up, and why.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_CONFIG_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_CONFIG_H_

#include <vector>

#include "common/store/rocksdb_store.h"
#include "rocksdb/db.h"

namespace clearway::store {

rocksdb::DBOptions RocksdbConfig(const RocksdbOptions& options);

// The families of rocksdb_handles.h, in the order meta, records, feed.
std::vector<rocksdb::ColumnFamilyDescriptor> RocksdbFamilies(const RocksdbOptions& options);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_CONFIG_H_
