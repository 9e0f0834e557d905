// One server-streaming call as a client reads it, on the thread that asks. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_
#define CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

// Used by one thread. Stop or Finish must be called, once.
class ClientStream {
 public:
  // Starts the call and the first read. `context` outlives this.
  ClientStream(std::shared_ptr<grpc::Channel> channel, const std::string& path,
               grpc::ClientContext* context, const grpc::ByteBuffer& request);

  enum class State { kWaiting, kMessage, kEnded };
  // kMessage: message() has one; call ReadNext before the next Await. kEnded: call Finish.
  State Await(absl::Duration at_most);
  const grpc::ByteBuffer& message() const { return message_; }
  void ReadNext();

  // Cancels the call and waits for its end.
  void Stop();
  // Waits for the call's status. REQUIRES: Await returned kEnded.
  absl::Status Finish();

 private:
  grpc::ClientContext* const context_;
  // Its own, on which the thread waits itself: gRPC starts none for it, which would wait beside a
  // server's (docs/adr/0022-own-completion-queue.md).
  grpc::CompletionQueue queue_;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer message_;
  State state_ = State::kWaiting;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_
