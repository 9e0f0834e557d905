// Watches whether a service's store takes writes: says each change in the log, once, and tells when
// a store that has stopped should be opened anew.
#ifndef CLEARWAY_COMMON_RPC_STORE_MONITOR_H_
#define CLEARWAY_COMMON_RPC_STORE_MONITOR_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace clearway::rpc {

// Used by one thread.
class StoreMonitor {
 public:
  struct Options {
    std::string service;                     // for the log
    std::function<absl::Status()> writable;  // store::Store::Writable
    std::function<absl::Status()> probe;     // whether the disk takes writes; may block
    std::function<absl::Time()> now;
    // How long the store has at least been open before it is opened anew, and how long a probe that
    // failed waits for the next.
    absl::Duration patience = absl::Seconds(1);
  };
  explicit StoreMonitor(Options options);

  // Looks once. True when the store has stopped and its disk takes writes again.
  bool Look();

 private:
  enum class State { kWritable, kFull, kStopped };

  const Options options_;
  State state_ = State::kWritable;
  absl::Time probe_at_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_STORE_MONITOR_H_
