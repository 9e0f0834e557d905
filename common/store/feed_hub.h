// Brings committed changes to subscriptions: the past from disk, then what is new from memory.
//
// The writer publishes one segment a commit; the latest segments are kept in memory (the tail).
// A subscription that the tail still covers is served from it, one that is further behind reads
// from disk, so that a slow one costs the others nothing. Callbacks run on a few worker threads;
// when all of them are inside callbacks and nothing moves, others are started for what waits.
#ifndef CLEARWAY_COMMON_STORE_FEED_HUB_H_
#define CLEARWAY_COMMON_STORE_FEED_HUB_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/feed.h"
#include "common/store/store.h"

namespace clearway::store {

// Thread-safe. Subscriptions may outlive the hub; they are then ended.
class FeedHub {
 public:
  // Reads changes under `prefix` with revision > `after` from disk: whole revisions, at least one,
  // stopping soon after kBatchBytes; `through` as in Store::Batch, at least `after`. OUT_OF_RANGE
  // when the feed no longer has them. Called from worker threads.
  using ReadPastFn =
      std::function<absl::StatusOr<Store::Batch>(absl::string_view prefix, Revision after)>;

  static constexpr size_t kBatchBytes = 1 << 20;

  // `revision` is the last one committed. The tail holds at most about `tail_bytes`.
  FeedHub(Revision revision, size_t tail_bytes, ReadPastFn read_past);
  // Waits for running callbacks; runs none after that.
  ~FeedHub();

  // `segment` follows the last published one without a gap.
  void Publish(std::shared_ptr<const FeedSegment> segment);

  // Starts delivering what comes after `after`, which the caller has checked.
  std::unique_ptr<Subscription> Subscribe(absl::string_view prefix, Revision after,
                                          Store::WatchFn fn);

 private:
  struct Subscriber;
  struct State;
  class Handle;

  const std::shared_ptr<State> state_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FEED_HUB_H_
