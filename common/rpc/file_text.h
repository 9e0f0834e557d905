// Small files that are read again when they change.
#ifndef CLEARWAY_COMMON_RPC_FILE_TEXT_H_
#define CLEARWAY_COMMON_RPC_FILE_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::rpc {

// INVALID_ARGUMENT "the {what} {path} …" when it cannot be read, is empty, is no file, or is larger
// than `max_bytes`.
absl::StatusOr<std::string> ReadSmallFile(absl::string_view what, const std::string& path,
                                          size_t max_bytes);

// Tells one state of a file from another without reading it. Look before reading: what changes in
// between is then seen at the next look.
std::string LookAtFile(const std::string& path);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_FILE_TEXT_H_
