// Hears of failures of RocksDB's own threads: a table that could not be written, a compaction that
// found no room. RocksDB then makes no more tables, and sooner or later would hold every write; the
// store stops instead.
#ifndef CLEARWAY_COMMON_STORE_FAILURE_LISTENER_H_
#define CLEARWAY_COMMON_STORE_FAILURE_LISTENER_H_

#include <mutex>

#include "absl/status/status.h"
#include "common/store/rocksdb_status.h"
#include "rocksdb/listener.h"

namespace clearway::store {

// Thread-safe.
class FailureListener : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    std::lock_guard<std::mutex> lock(mutex_);
    if (first_.ok()) first_ = FromRocksdb(*error, "writing tables");
  }

  // The first failure; OK while there was none.
  absl::Status first() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return first_;
  }

 private:
  mutable std::mutex mutex_;
  absl::Status first_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FAILURE_LISTENER_H_
