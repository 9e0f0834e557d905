#include "common/store/file_logger.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace clearway::store {
namespace {

constexpr absl::string_view kOld = "LOG.old.";
constexpr size_t kMaxLine = 32 << 10;

int64_t Micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string Prefix() {
  return absl::StrCat(absl::FormatTime("%Y/%m/%d-%H:%M:%E6S", absl::Now(), absl::UTCTimeZone()),
                      " ", syscall(SYS_gettid), " ");
}

std::string Format(const char* format, va_list arguments) {
  std::string text(512, '\0');
  va_list again;
  va_copy(again, arguments);
  int size = std::vsnprintf(text.data(), text.size(), format, arguments);
  if (size >= static_cast<int>(text.size())) {
    text.resize(std::min(static_cast<size_t>(size) + 1, kMaxLine));
    std::vsnprintf(text.data(), text.size(), format, again);
    size = std::min(size, static_cast<int>(text.size()) - 1);
  }
  va_end(again);
  text.resize(std::max(size, 0));
  return text;
}

}  // namespace

FileLogger::FileLogger(std::string directory, size_t max_bytes, size_t max_files)
    : path_(directory + "/LOG"),
      directory_(std::move(directory)),
      max_bytes_(max_bytes),
      max_files_(max_files) {
  Begin();
}

FileLogger::~FileLogger() {
  if (file_ >= 0) close(file_);
}

void FileLogger::Begin() {
  if (file_ >= 0) close(file_);
  std::error_code ignored;
  std::filesystem::rename(path_, absl::StrCat(directory_, "/", kOld, Micros()), ignored);
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  bytes_ = 0;
  Trim();
}

void FileLogger::Trim() const {
  std::vector<std::pair<int64_t, std::filesystem::path>> old;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory_, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    int64_t when = 0;
    if (absl::StartsWith(name, kOld) && absl::SimpleAtoi(name.substr(kOld.size()), &when)) {
      old.emplace_back(when, entry->path());
    }
  }
  std::sort(old.begin(), old.end());
  for (size_t i = 0; i + max_files_ <= old.size(); ++i) {
    std::filesystem::remove(old[i].second, error);
  }
}

bool FileLogger::Append(const std::string& line) {
  const ssize_t written = write(file_, line.data(), line.size());
  if (written > 0) bytes_ += static_cast<size_t>(written);
  return written == static_cast<ssize_t>(line.size());
}

void FileLogger::Logv(const char* format, va_list arguments) {
  std::string line = absl::StrCat(Prefix(), Format(format, arguments));
  if (line.back() != '\n') line += '\n';
  std::lock_guard<std::mutex> lock(mutex_);
  if (bytes_ >= max_bytes_) Begin();
  if (lost_ > 0) line = absl::StrCat("\n(", lost_, " lines lost: the disk refused them)\n", line);
  if (Append(line)) {
    lost_ = 0;
  } else {
    ++lost_;
  }
}

size_t FileLogger::GetLogFileSize() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return bytes_;
}

}  // namespace clearway::store
