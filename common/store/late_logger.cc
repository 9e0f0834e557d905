#include "common/store/late_logger.h"

#include <cstdio>
#include <utility>

namespace clearway::store {

void LateLogger::Start(std::shared_ptr<rocksdb::Logger> file) {
  std::lock_guard<std::mutex> lock(mutex_);
  file_ = std::move(file);
  for (const std::string& line : kept_) rocksdb::Log(file_.get(), "%s", line.c_str());
  kept_.clear();
}

void LateLogger::Logv(const char* format, va_list arguments) {
  std::shared_ptr<rocksdb::Logger> file;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    file = file_;
    if (file == nullptr) {
      if (kept_.size() >= kKeptLines) return;
      char line[512];
      std::vsnprintf(line, sizeof(line), format, arguments);
      kept_.emplace_back(line);
      return;
    }
  }
  file->Logv(format, arguments);
}

}  // namespace clearway::store
