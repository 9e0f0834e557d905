#include "common/auth/credentials/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace clearway::auth {
namespace {

bool WriteAll(int file, absl::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

absl::Status WriteFileAtomically(const std::string& path, absl::string_view content,
                                 FileMode mode) {
  const auto failed = [&path] {
    return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
  };
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  const int file = mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600
  if (file < 0) return failed();
  auto remover = absl::MakeCleanup([&temporary] { unlink(temporary.c_str()); });
  const auto closer = absl::MakeCleanup([file] { close(file); });
  if (fchmod(file, static_cast<mode_t>(mode)) != 0 || !WriteAll(file, content) ||
      fsync(file) != 0 || rename(temporary.c_str(), path.c_str()) != 0) {
    return failed();
  }
  std::move(remover).Cancel();
  // The rename itself lasts once the directory does.
  const size_t slash = path.rfind('/');
  const std::string directory = slash == path.npos ? "." : path.substr(0, slash + 1);
  const int folder = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return failed();
  const bool synced = fsync(folder) == 0;
  close(folder);
  return synced ? absl::OkStatus() : failed();
}

}  // namespace clearway::auth
