// RocksDB's errors in our words.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_STATUS_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/slice.h"
#include "rocksdb/status.h"

namespace clearway::store {

// OK for OK; DATA_LOSS where what is on disk contradicts itself; UNAVAILABLE where the disk or the
// system refused; INTERNAL otherwise. `what` says what was being done ("reading a record").
absl::Status FromRocksdb(const rocksdb::Status& status, absl::string_view what);

inline rocksdb::Slice ToSlice(absl::string_view bytes) {
  return rocksdb::Slice(bytes.data(), bytes.size());
}
inline absl::string_view ToView(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_STATUS_H_
