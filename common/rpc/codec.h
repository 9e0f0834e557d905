// Messages in and out of gRPC's byte buffers. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_CODEC_H_
#define CLEARWAY_COMMON_RPC_CODEC_H_

#include "absl/status/status.h"
#include "common/auth/visibility.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

// Deeper messages are refused: parsing recurses.
inline constexpr int kMaxMessageDepth = 64;

// Parses `bytes` into `message` (whose old content goes). INVALID_ARGUMENT (MALFORMED_MESSAGE) when
// they are no such message, have bad UTF-8 in a string or are nested too deeply; RESOURCE_EXHAUSTED
// (MESSAGE_TOO_LARGE) above `max_bytes`. `bytes` is unchanged.
absl::Status Parse(const grpc::ByteBuffer& bytes, size_t max_bytes,
                   google::protobuf::Message* message);

// One slice with the message. INTERNAL when it is larger than 2 GiB.
absl::Status Serialize(const google::protobuf::Message& message, grpc::ByteBuffer* bytes);

// As Serialize, once what the caller does not see was taken out of the message. Everything is seen
// where `redaction` or `caller` is null.
absl::Status SerializeFor(const auth::Caller* caller, const auth::Visibility* redaction,
                          google::protobuf::Message* message, grpc::ByteBuffer* bytes);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CODEC_H_
