// W3C trace context, as far as the log needs it.
#ifndef CLEARWAY_COMMON_RPC_TRACE_H_
#define CLEARWAY_COMMON_RPC_TRACE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace clearway::rpc {

// The trace id (32 lower-case hexadecimal digits, not all zero) in a traceparent header,
// "00-<trace id>-<parent id, 16 digits>-<flags, 2 digits>"; empty when it is none. Later versions
// may carry more after the flags.
absl::string_view TraceIdFrom(absl::string_view traceparent);

// A trace id made from a random number.
std::string NewTraceId(uint64_t seed);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TRACE_H_
