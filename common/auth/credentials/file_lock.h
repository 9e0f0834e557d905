// One process at a time.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_LOCK_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_LOCK_H_

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace clearway::auth {

// Holds an exclusive lock on a file, which is made when it is not there, until it is destroyed.
class FileLock {
 public:
  // Waits for whoever holds it.
  static absl::StatusOr<FileLock> Take(const std::string& path) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (file >= 0 && flock(file, LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      close(file);
      return absl::UnavailableError(absl::StrCat("cannot lock ", path, ": ", std::strerror(errno)));
    }
    if (file < 0) {
      return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", std::strerror(errno)));
    }
    return FileLock(file);
  }
  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (file_ >= 0) close(file_);
  }

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_FILE_LOCK_H_
