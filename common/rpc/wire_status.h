// An absl::Status as it travels: code, message and a serialised google.rpc.Status whose details are
// the status's payloads. No gRPC here.
#ifndef CLEARWAY_COMMON_RPC_WIRE_STATUS_H_
#define CLEARWAY_COMMON_RPC_WIRE_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace clearway::rpc {

struct WireStatus {
  int code = 0;         // google.rpc.Code
  std::string message;  // valid UTF-8
  std::string details;  // google.rpc.Status; empty when there are no payloads
};

// Clients refuse trailers above 8 KiB, where details travel as base64 (4 for 3) and messages
// percent-encoded (up to 3 for 1).
inline constexpr size_t kMaxWireMessageBytes = 512;
inline constexpr size_t kMaxWireDetailBytes = 4600;

// Cuts what is too long: first the message, then violations from the end of lists, then all details
// but ErrorInfo.
WireStatus ToWire(const absl::Status& status);

// The reverse. Details that cannot be parsed are dropped; a code that is none becomes kUnknown.
absl::Status FromWire(int code, absl::string_view message, absl::string_view details);

// What a client may know of `status`. INTERNAL, UNKNOWN and DATA_LOSS become "internal error; trace
// id …" (DATA_LOSS: "stored data is damaged; …") whatever they said; errors without an ErrorInfo
// get the one that fits their code, where one does (the store's UNAVAILABLE and
// RESOURCE_EXHAUSTED). `hidden` becomes true when something was withheld, which then belongs in the
// log.
absl::Status Published(absl::Status status, absl::string_view trace_id, bool* hidden);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_WIRE_STATUS_H_
