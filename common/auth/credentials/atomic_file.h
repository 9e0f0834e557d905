// Files that are written whole or not at all, private from their first byte.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_ATOMIC_FILE_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_ATOMIC_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::auth {

enum class FileMode {
  kPublic = 0644,
  kSecret = 0600,  // private keys, tokens
};

// Writes a temporary file beside `path` with that mode, syncs it, and renames it over `path`: who
// reads sees the old content or the new, and after a crash there is one of them.
// UNAVAILABLE names the path and what went wrong.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view content, FileMode mode);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_ATOMIC_FILE_H_
