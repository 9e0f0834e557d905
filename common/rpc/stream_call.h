// One open stream: at most one message is with gRPC, the next is asked for when that one is gone.
// Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_STREAM_CALL_H_
#define CLEARWAY_COMMON_RPC_STREAM_CALL_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/raw_stream.h"
#include "common/rpc/server_core.h"

namespace clearway::rpc {

// Lives in the core's registry from Open until gRPC is done with it; whoever works for it holds it
// too. Thread-safe. gRPC's operations are started with the mutex held: their ends are told on
// serving threads.
class StreamCall : public RawStream::Writer, public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(ServerCore* core, const MethodState* method, std::unique_ptr<RawStream> raw)
      : core_(*core), method_(*method), raw_(std::move(raw)) {}

  // Checks the call, parses the request and starts what serves it, or ends the call.
  void Open();

  // Ends the stream with `status` (in which Annotate has its say) after the message that is with
  // gRPC; what is queued is dropped. Only the first End counts.
  void End(absl::Status status);

  // Called about once a second: ends a stream whose reader is too slow, or whose caller would not
  // be let in any more.
  void Tick(absl::Time now);

 protected:
  virtual ~StreamCall() = default;

  // The parsed request.
  virtual Message* request() = 0;
  // Starts serving; a status other than OK ends the call.
  virtual absl::Status Start() = 0;

  enum class Step { kWrite, kWait, kEnd };
  // With the mutex held and nothing with gRPC: the next message into `buffer_` (kWrite), nothing
  // yet (kWait; call Pull when there is), or the end, with its status in `end_status_` (kEnd).
  virtual Step Next() = 0;
  // With the mutex held, before an End from outside: adds what the client needs to come back.
  virtual absl::Status Annotate(absl::Status status) { return status; }
  // With the mutex held, once: wake who waits for room.
  virtual void OnEnded() {}
  // With the mutex held and nothing with gRPC: time passes.
  virtual void OnIdle(absl::Time /*now*/) {}
  // Before the last reference of gRPC goes; without the mutex.
  virtual void OnClosed() {}

  // Sends what there is to send.
  void Pull();
  void PullLocked();
  // Ends it now, as End does.
  void EndLocked(absl::Status status);
  bool ended() const { return ended_; }  // with the mutex held
  // True once nobody waits for the stream. Takes no lock.
  bool Gone() const { return gone_.load(std::memory_order_relaxed); }

  ServerCore& core_;
  const MethodState& method_;
  Call call_;
  Quotas::Ticket ticket_;
  std::mutex mutex_;
  grpc::ByteBuffer buffer_;
  absl::Status end_status_;
  absl::Time last_write_ = absl::InfinitePast();

 private:
  void OnWriteDone(bool ok) final;
  void OnCancel() final;
  void OnDone() final;
  void FinishLocked();

  const std::unique_ptr<RawStream> raw_;
  Reservation slot_;
  bool writing_ = false;
  bool ended_ = false;     // nothing more is written
  bool finished_ = false;  // gRPC has the status
  absl::Time finished_at_;
  std::atomic<bool> gone_{false};
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_STREAM_CALL_H_
