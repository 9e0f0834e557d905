// The field paths of an error's violations, seen from a message that holds the one they are about.
#ifndef CLEARWAY_COMMON_RPC_VIOLATION_PATHS_H_
#define CLEARWAY_COMMON_RPC_VIOLATION_PATHS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::rpc {

// `status` with `prefix` before each field of its BadRequest: "writes[2]." makes "request.state"
// "writes[2].request.state". Message, code and other details stay; what has no BadRequest stays as
// it is.
absl::Status PrefixViolations(absl::Status status, absl::string_view prefix);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_VIOLATION_PATHS_H_
