// The latest changes of one store, as they are sent: each change is made into messages once for all
// watches that ask for the same collections and are shown the same of them. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_WATCH_HUB_H_
#define CLEARWAY_COMMON_RPC_WATCH_HUB_H_

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/feed.h"
#include "common/store/store.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

class StreamCall;
class WatchStream;

struct EncodedResponse {
  grpc::ByteBuffer bytes;
  std::string token;
};
using EncodedBatch = std::vector<EncodedResponse>;

// The responses of one batch, in order; empty when it has no change that the feed wants.
absl::Status Encode(const resource::Feed& feed, const store::Store::Batch& batch,
                    EncodedBatch* encoded);

// Thread-safe. Must be destroyed before the store and after the streams that use it.
class WatchHub {
 public:
  // Keeps about `tail_bytes` of changes.
  WatchHub(store::Store* store, size_t tail_bytes);

  // Subscribes to the store.
  absl::Status Start();
  // No stream is woken after this returns.
  void Stop();

  // Streams that are woken when something is new.
  void Add(std::shared_ptr<WatchStream> stream);
  void Remove(WatchStream* stream);

  // True when the tail has everything after `position`.
  bool Covers(store::Revision position) const;

  enum class Found { kNothing, kBehind, kBatch };
  // The first changes after `*position` that the feed wants, moving `*position` on: kBatch with
  // `*batch`; kNothing when there are none yet; kBehind when they are older than the tail (read
  // them from the store). `collections` names what the feed wants; feeds with the same, whose
  // callers see the same (auth::SightKey), are alike.
  absl::StatusOr<Found> Next(const resource::Feed& feed, const std::string& collections,
                             store::Revision* position, std::shared_ptr<const EncodedBatch>* batch);

 private:
  struct Entry {
    store::Revision after = 0;
    store::Store::Batch batch;
    size_t bytes = 0;
    // By collections and by what the caller's sight depends on; and, for callers whose sights
    // differ but not in this batch, by what they are shown of it.
    std::map<std::string, std::shared_ptr<const EncodedBatch>> encoded, by_view;
    std::shared_ptr<const resource::OpenedBatch> opened;  // once somebody does not see everything
  };

  // With the mutex held: the whole entry's responses for the feed, made when they are not there.
  absl::StatusOr<std::shared_ptr<const EncodedBatch>> Share(const resource::Feed& feed,
                                                            const std::string& collections,
                                                            Entry* entry);

  bool OnBatch(absl::StatusOr<store::Store::Batch> batch);
  void Wake();

  store::Store* const store_;
  const size_t max_bytes_;
  mutable std::mutex mutex_;
  store::Revision start_ = 0;  // the tail has everything after it…
  store::Revision end_ = 0;    // …up to this
  std::deque<Entry> tail_;
  size_t bytes_ = 0;
  absl::Status failed_;
  std::unordered_map<WatchStream*, std::shared_ptr<WatchStream>> streams_;
  std::unique_ptr<store::Subscription> subscription_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_WATCH_HUB_H_
