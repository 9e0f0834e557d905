#include "common/rpc/codec.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/io/coded_stream.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"

namespace clearway::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::io::CodedInputStream;

bool ParseFrom(CodedInputStream* input, Message* message) {
  input->SetRecursionLimit(kMaxMessageDepth);
  return message->ParseFromCodedStream(input) && input->ConsumedEntireMessage();
}

bool ParseBytes(const grpc::ByteBuffer& bytes, Message* message) {
  if (!bytes.Valid() || bytes.Length() == 0) {
    message->Clear();
    return true;
  }
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok()) {
    CodedInputStream input(slice.begin(), static_cast<int>(slice.size()));
    return ParseFrom(&input, message);
  }
  // The reader takes a buffer that may change; its copy shares the bytes.
  grpc::ByteBuffer shared(bytes);
  grpc::ProtoBufferReader reader(&shared);
  if (!reader.status().ok()) return false;
  CodedInputStream input(&reader);
  return ParseFrom(&input, message);
}

}  // namespace

absl::Status Parse(const grpc::ByteBuffer& bytes, size_t max_bytes, Message* message) {
  if (bytes.Valid() && bytes.Length() > max_bytes) {
    return MakeError(
        absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
        absl::StrCat("the request has ", bytes.Length(), " bytes; at most ", max_bytes,
                     " are taken"),
        {{"bytes", absl::StrCat(bytes.Length())}, {"max_bytes", absl::StrCat(max_bytes)}});
  }
  if (ParseBytes(bytes, message)) return absl::OkStatus();
  const std::string& type = message->GetDescriptor()->full_name();
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_MALFORMED_MESSAGE,
                   absl::StrCat("the bytes are no ", type,
                                ": truncated, a string that is no UTF-8, nested deeper than ",
                                kMaxMessageDepth, ", or of another type"),
                   {{"type", type}});
}

absl::Status Serialize(const Message& message, grpc::ByteBuffer* bytes) {
  const size_t size = message.ByteSizeLong();
  if (size > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return absl::InternalError(absl::StrCat("a ", message.GetTypeName(), " of ", size, " bytes"));
  }
  grpc::Slice slice(size);
  // The slice is this function's alone until the buffer has it.
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  *bytes = grpc::ByteBuffer(&slice, 1);
  return absl::OkStatus();
}

absl::Status SerializeFor(const auth::Caller* caller, const auth::Visibility* redaction,
                          Message* message, grpc::ByteBuffer* bytes) {
  if (caller == nullptr || redaction == nullptr) return Serialize(*message, bytes);
  redaction->RedactKnown(*caller, message);
  RETURN_IF_ERROR(Serialize(*message, bytes));
  grpc::Slice slice;
  const bool known =
      bytes->TrySingleSlice(&slice).ok() &&
      !redaction->MayHaveUnknown({reinterpret_cast<const char*>(slice.begin()), slice.size()});
  if (known) return absl::OkStatus();
  message->DiscardUnknownFields();
  return Serialize(*message, bytes);
}

}  // namespace clearway::rpc
