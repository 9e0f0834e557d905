#include "common/auth/credentials/file_watcher.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/credentials/digest.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

// File systems keep times in ticks: two writes within one look the same. A file that was changed
// this recently when it was read is read again.
constexpr absl::Duration kTick = absl::Seconds(2);

absl::Status ErrnoStatus(const std::string& path, int error) {
  const std::string message = absl::StrCat(path, ": ", std::strerror(error));
  if (error == ENOENT || error == ENOTDIR) return absl::NotFoundError(message);
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t max_bytes) {
  // Not blocking: what was configured may be a pipe that nobody writes to.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return ErrnoStatus(path, errno);
  const auto closer = absl::MakeCleanup([file] { close(file); });
  struct stat about = {};
  if (fstat(file, &about) != 0) return ErrnoStatus(path, errno);
  if (!S_ISREG(about.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no regular file"));
  }
  std::string bytes;
  char buffer[16 << 10];
  for (;;) {
    const ssize_t got = read(file, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(path, errno);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > max_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": has more than ", max_bytes, " bytes"));
    }
  }
}

FileWatcher::~FileWatcher() {
  {
    std::lock_guard<std::mutex> lock(stop_mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<FileWatcher::Stamp> FileWatcher::StampOf(const std::string& path) {
  struct stat about = {};
  if (stat(path.c_str(), &about) != 0) return ErrnoStatus(path, errno);
  Stamp stamp;
  stamp.device = about.st_dev;
  stamp.inode = about.st_ino;
  stamp.size = about.st_size;
  stamp.modified_ns = about.st_mtim.tv_sec * int64_t{1000000000} + about.st_mtim.tv_nsec;
  stamp.changed_ns = about.st_ctim.tv_sec * int64_t{1000000000} + about.st_ctim.tv_nsec;
  return stamp;
}

absl::Status FileWatcher::Read(File* file) {
  // The stamp comes first: what changes between the two is seen the next time.
  ASSIGN_OR_RETURN(file->stamp, StampOf(file->path));
  file->settled = absl::Now() - absl::FromUnixNanos(file->stamp.changed_ns) > kTick;
  ASSIGN_OR_RETURN(const std::string content, ReadSmallFile(file->path, file->max_bytes));
  std::string digest = Sha256(content);
  if (digest == file->digest) return absl::OkStatus();
  absl::Status loaded = file->load(content);
  if (!loaded.ok()) {
    return absl::Status(loaded.code(), absl::StrCat(file->path, ": ", loaded.message()));
  }
  file->digest = std::move(digest);
  return absl::OkStatus();
}

absl::Status FileWatcher::Watch(std::string path, size_t max_bytes, Load load) {
  File file;
  file.path = std::move(path);
  file.max_bytes = max_bytes;
  file.load = std::move(load);
  std::lock_guard<std::mutex> lock(files_mutex_);
  RETURN_IF_ERROR(Read(&file));
  files_.push_back(std::move(file));
  return absl::OkStatus();
}

void FileWatcher::Look(File* file) {
  const absl::StatusOr<Stamp> stamp = StampOf(file->path);
  if (stamp.ok() && *stamp == file->stamp && file->settled) return;
  const std::string before = file->digest;
  const absl::Status status = stamp.ok() ? Read(file) : stamp.status();
  if (status.ok()) {
    if (file->digest != before || !file->trouble.empty()) {
      rpc::Log(rpc::LogLevel::kInfo, "file read again", {{"file", file->path}});
    }
    file->trouble.clear();
    return;
  }
  const std::string trouble(status.message());
  if (trouble == file->trouble) return;
  file->trouble = trouble;
  rpc::Log(rpc::LogLevel::kError, "file cannot be read again; what was read before stays in force",
           {{"file", file->path}, {"why", trouble}});
}

void FileWatcher::Start(absl::Duration interval) {
  thread_ = std::thread([this, interval] { Run(interval); });
}

void FileWatcher::Poll() {
  std::lock_guard<std::mutex> lock(files_mutex_);
  for (File& file : files_) Look(&file);
}

void FileWatcher::Run(absl::Duration interval) {
  std::unique_lock<std::mutex> lock(stop_mutex_);
  while (!stop_changed_.wait_for(lock, absl::ToChronoNanoseconds(interval),
                                 [this] { return stop_; })) {
    lock.unlock();
    Poll();
    lock.lock();
  }
}

}  // namespace clearway::auth
