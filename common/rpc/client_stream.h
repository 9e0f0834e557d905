// One server-streaming call as a client reads it, on the thread that asks. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_
#define CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"

namespace clearway::rpc {

// Used by one thread. The call ends when Stop or Finish returns, one of which must be called.
class ClientStream : private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
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
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  void AwaitDone();

  grpc::ClientContext* const context_;
  grpc::ByteBuffer request_, message_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kWaiting;
  bool done_ = false;
  grpc::Status status_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CLIENT_STREAM_H_
