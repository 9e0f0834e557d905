#include "common/rpc/file_text.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace clearway::rpc {

absl::StatusOr<std::string> ReadSmallFile(absl::string_view what, const std::string& path,
                                          size_t max_bytes) {
  const auto wrong = [&](absl::string_view how) {
    return absl::InvalidArgumentError(absl::StrCat("the ", what, " ", path, " ", how));
  };
  struct stat about = {};
  std::ifstream file(path, std::ios::binary);
  if (stat(path.c_str(), &about) != 0 || !file) {
    return wrong(absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  if (!S_ISREG(about.st_mode)) return wrong("is no file");
  std::string text(max_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (file.bad()) return wrong("cannot be read");
  if (text.empty()) return wrong("is empty");
  if (text.size() > max_bytes) {
    return wrong(absl::StrCat("is larger than ", max_bytes >> 10, " KiB"));
  }
  return text;
}

std::string LookAtFile(const std::string& path) {
  struct stat about = {};
  if (path.empty() || stat(path.c_str(), &about) != 0) return "";
  return absl::StrCat(about.st_dev, ":", about.st_ino, ":", about.st_size, ":",
                      about.st_mtim.tv_sec, ".", about.st_mtim.tv_nsec, ":", about.st_ctim.tv_sec,
                      ".", about.st_ctim.tv_nsec);
}

}  // namespace clearway::rpc
