// One client's Watch: what exists, then the past from the store, then the present from the hub.
// Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_WATCH_STREAM_H_
#define CLEARWAY_COMMON_RPC_WATCH_STREAM_H_

#include <condition_variable>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/resource/feed.h"
#include "common/rpc/stream_call.h"
#include "common/rpc/stream_queue.h"
#include "common/rpc/watch_hub.h"

namespace clearway::rpc {

class WatchStream final : public StreamCall {
 public:
  WatchStream(ServerCore* core, const MethodState* method, std::unique_ptr<RawStream> raw);

  // The hub has something new.
  void Wake() { Pull(); }

 private:
  // kExisting: a job on the pool reads the records, waiting for room in the queue.
  // kPast: a subscription of this stream's own delivers batches, each waiting for the one before.
  // kLive: nothing is held but a position; the hub has the rest.
  enum class Phase { kExisting, kPast, kLive };

  struct Past {
    std::unique_ptr<store::Subscription> subscription;
    bool done = false;  // its callback needs the stream no more
  };

  Message* request() override { return &request_; }
  absl::Status Start() override;
  Step Next() override;
  absl::Status Annotate(absl::Status status) override;
  void OnEnded() override;
  void OnIdle(absl::Time now) override;
  void OnClosed() override;

  absl::StatusOr<resource::Feed> MakeFeed() const;
  void ReadExisting();
  absl::Status StartPast();
  bool OnPast(const std::shared_ptr<Past>& past, absl::StatusOr<store::Store::Batch> batch);

  type::v1::WatchRequest request_;
  absl::optional<resource::Feed> feed_;
  std::string collections_;  // for the hub
  Phase phase_ = Phase::kLive;
  store::Revision position_ = 0;  // everything up to it has been sent or is in `batch_` or `queue_`
  std::string token_;             // after the last message that was given to gRPC
  std::shared_ptr<const EncodedBatch> batch_;  // being sent…
  size_t next_in_batch_ = 0;                   // …from here
  StreamQueue queue_;                          // existing records
  std::condition_variable room_;               // in the queue, or for the next batch of the past
  std::vector<std::shared_ptr<Past>> pasts_;   // the last one may be running
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_WATCH_STREAM_H_
