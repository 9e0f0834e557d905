// RocksDB's own log (LOG in its folder), written so that a disk that refuses it does no harm.
//
// RocksDB's own logger writes through the class that writes tables, whose debug checks, which
// Debian's library has on, end the process at the second line that a full disk refuses. Here a line
// that the disk refuses is lost, and the next that it takes says how many were.
//
// LOG grows to `max_bytes`, then becomes LOG.old.N (N: microseconds, as RocksDB names them); the
// oldest go when there would be more than `max_files` in all. A logger begins a LOG of its own.
#ifndef CLEARWAY_COMMON_STORE_FILE_LOGGER_H_
#define CLEARWAY_COMMON_STORE_FILE_LOGGER_H_

#include <cstdarg>
#include <cstddef>
#include <mutex>
#include <string>

#include "rocksdb/env.h"

namespace clearway::store {

// Thread-safe.
class FileLogger : public rocksdb::Logger {
 public:
  explicit FileLogger(std::string directory, size_t max_bytes = 4 << 20, size_t max_files = 4);
  ~FileLogger() override;

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override;
  size_t GetLogFileSize() const override;

 private:
  void Begin();
  void Trim() const;
  bool Append(const std::string& line);

  const std::string path_;
  const std::string directory_;
  const size_t max_bytes_, max_files_;
  mutable std::mutex mutex_;
  int file_ = -1;
  size_t bytes_ = 0;
  int lost_ = 0;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FILE_LOGGER_H_
