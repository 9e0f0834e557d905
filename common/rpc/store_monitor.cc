#include "common/rpc/store_monitor.h"

#include <utility>

#include "common/rpc/log.h"
#include "common/store/store.h"

namespace clearway::rpc {

StoreMonitor::StoreMonitor(Options options)
    : options_(std::move(options)), probe_at_(options_.now() + options_.patience) {}

bool StoreMonitor::Look() {
  const absl::Status writable = options_.writable();
  const State state = writable.ok()                  ? State::kWritable
                      : store::IsStoreFull(writable) ? State::kFull
                                                     : State::kStopped;
  if (state != std::exchange(state_, state)) {
    switch (state) {
      case State::kWritable:
        Log(LogLevel::kWarning, "store takes writes again", {{"service", options_.service}});
        break;
      case State::kFull:
        Log(LogLevel::kError, "store takes no writes: little room on the disk",
            {{"service", options_.service}, {"error", writable.message()}});
        break;
      case State::kStopped:
        Log(LogLevel::kError, "store has stopped: the disk refused a write",
            {{"service", options_.service}, {"error", writable.message()}});
        break;
    }
  }
  const absl::Time now = options_.now();
  if (state != State::kStopped || now < probe_at_) return false;
  const absl::Status probe = options_.probe();
  if (probe.ok()) {
    Log(LogLevel::kWarning, "opening the store anew: the disk takes writes again",
        {{"service", options_.service}});
    return true;
  }
  Log(LogLevel::kDebug, "the disk still refuses writes",
      {{"service", options_.service}, {"error", probe.message()}});
  probe_at_ = now + options_.patience;
  return false;
}

}  // namespace clearway::rpc
