// A ClientStream for a process that serves: nobody waits for the network, the thread that asks only
// looks. Private to common/rpc.
//
// Whoever waits in such a process takes turns with the server's own threads, which makes all of its
// calls dearer (docs/adr/0022-own-completion-queue.md). They also hear that the connection has
// broken while nobody looks: without them nobody does.
#ifndef CLEARWAY_COMMON_RPC_POLLED_STREAM_H_
#define CLEARWAY_COMMON_RPC_POLLED_STREAM_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/client_stream.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

// Used by one thread. Stop or Finish must be called, once.
class PolledStream {
 public:
  // Starts the call and the first read. `context` outlives this.
  PolledStream(std::shared_ptr<grpc::Channel> channel, const std::string& path,
               grpc::ClientContext* context, const grpc::ByteBuffer& request);

  using State = ClientStream::State;
  // What there is now or, when that is nothing, after `pause`.
  State Await(absl::Duration pause);
  const grpc::ByteBuffer& message() const { return message_; }
  void ReadNext();

  // Cancels the call and waits for its end.
  void Stop();
  // Waits for the call's status. REQUIRES: Await returned kEnded.
  absl::Status Finish();

 private:
  void Look();

  grpc::ClientContext* const context_;
  grpc::CompletionQueue queue_;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer message_;
  State state_ = State::kWaiting;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_POLLED_STREAM_H_
