// Writes what time alone changes: requests and offers that have expired, and deleted records whose
// purge time has come. Answers never wait for it, since each is given as of its call (requests.h).
#ifndef CLEARWAY_SERVICES_COOPERATION_SWEEP_H_
#define CLEARWAY_SERVICES_COOPERATION_SWEEP_H_

#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/main.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

// Sweeps once, each record in a transaction of its own, and returns how many it changed. Blocks.
absl::StatusOr<int> SweepOnce(const Deps& deps);

// Sweeps at start and then whenever a new day (UTC) has begun, looking every `interval`, until
// destroyed. A sweep that fails is logged, and tried again after the interval.
class Sweeper : public rpc::Background {
 public:
  Sweeper(Deps deps, absl::Duration interval);
  ~Sweeper() override;

 private:
  void Run();

  const Deps deps_;
  const absl::Duration interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SWEEP_H_
