// The open streams of a server: for drain, for the clock that looks after slow readers, and for the
// count. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_STREAM_REGISTRY_H_
#define CLEARWAY_COMMON_RPC_STREAM_REGISTRY_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace clearway::rpc {

class StreamCall;

// Keeps each stream alive until it is removed. Thread-safe.
class StreamRegistry {
 public:
  // After EndAll, streams that are added are ended at once.
  void Add(std::shared_ptr<StreamCall> stream);
  // The last reference may go with the result.
  std::shared_ptr<StreamCall> Remove(StreamCall* stream);

  void Tick(absl::Time now);
  void EndAll(const absl::Status& status);
  // False when streams are left at `until` (of the system's clock).
  bool AwaitEmpty(absl::Time until);
  size_t size() const;

 private:
  std::vector<std::shared_ptr<StreamCall>> All() const;

  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::unordered_map<StreamCall*, std::shared_ptr<StreamCall>> streams_;
  absl::Status ended_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_STREAM_REGISTRY_H_
