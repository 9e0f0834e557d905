// A server's clock that a test can move forward.
#ifndef CLEARWAY_COMMON_RPC_TESTING_TEST_CLOCK_H_
#define CLEARWAY_COMMON_RPC_TESTING_TEST_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace clearway::rpc {

// The system's time and what was added. Thread-safe. Must outlive the server.
class TestClock {
 public:
  std::function<absl::Time()> AsFunction() {
    return [this] { return absl::Now() + absl::Seconds(added_seconds_.load()); };
  }

  // Moves on by `step`, and again every two seconds (the server looks at its clock once a second)
  // until `done`.
  void AdvanceUntil(absl::Duration step, const std::function<bool()>& done) {
    while (!done()) {
      added_seconds_ += absl::ToInt64Seconds(step);
      for (int i = 0; i < 100 && !done(); ++i) absl::SleepFor(absl::Milliseconds(20));
    }
  }

 private:
  std::atomic<int64_t> added_seconds_{0};
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_TEST_CLOCK_H_
