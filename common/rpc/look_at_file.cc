#include "common/rpc/look_at_file.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace clearway::rpc {

std::string LookAtFile(const std::string& path) {
  struct stat about = {};
  if (path.empty() || stat(path.c_str(), &about) != 0) return "";
  return absl::StrCat(about.st_dev, ":", about.st_ino, ":", about.st_size, ":",
                      about.st_mtim.tv_sec, ".", about.st_mtim.tv_nsec, ":", about.st_ctim.tv_sec,
                      ".", about.st_ctim.tv_nsec);
}

}  // namespace clearway::rpc
