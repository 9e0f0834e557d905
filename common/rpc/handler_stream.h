// A stream served by a handler on the pool. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_HANDLER_STREAM_H_
#define CLEARWAY_COMMON_RPC_HANDLER_STREAM_H_

#include <condition_variable>
#include <memory>

#include "absl/types/optional.h"
#include "common/rpc/stream_call.h"
#include "common/rpc/stream_queue.h"

namespace clearway::rpc {

class HandlerStream final : public StreamCall, private RawSink {
 public:
  HandlerStream(ServerCore* core, const MethodState* method, std::unique_ptr<RawStream> raw);

 private:
  Message* request() override { return request_.get(); }
  absl::Status Start() override;
  Step Next() override;
  void OnEnded() override;

  // Blocks the handler while there is no room.
  absl::Status Send(const Message& message) override;
  // As the caller sees it.
  absl::Status SendSeen(const Message& message);
  // Waits until the trail has what is personal in the message.
  absl::Status AddReads(const Message& message);
  void Handle();

  const std::unique_ptr<Message> request_;
  std::condition_variable room_;
  StreamQueue queue_;
  absl::optional<absl::Status> result_;  // what the handler returned
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_HANDLER_STREAM_H_
