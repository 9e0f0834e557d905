// RocksDB's own log, kept in memory until the database is known to be ours and whole.
//
// RocksDB starts a new LOG file whenever it opens a directory, also one that it then refuses; a
// refused directory must stay as it was.
#ifndef CLEARWAY_COMMON_STORE_LATE_LOGGER_H_
#define CLEARWAY_COMMON_STORE_LATE_LOGGER_H_

#include <cstdarg>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "rocksdb/env.h"

namespace clearway::store {

// Thread-safe.
class LateLogger : public rocksdb::Logger {
 public:
  // Writes what was kept to `file`, and everything from now on.
  void Start(std::shared_ptr<rocksdb::Logger> file);

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;

 private:
  static constexpr size_t kKeptLines = 1000;

  std::mutex mutex_;
  std::shared_ptr<rocksdb::Logger> file_;
  std::vector<std::string> kept_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_LATE_LOGGER_H_
