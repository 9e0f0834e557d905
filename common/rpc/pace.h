// How long a method's calls have kept their threads lately. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_PACE_H_
#define CLEARWAY_COMMON_RPC_PACE_H_

#include <atomic>
#include <chrono>
#include <cstdint>

namespace clearway::rpc {

// Thread-safe; of calls that end at once, some may not be counted.
class Pace {
 public:
  // Whether the next call had better let others pass: many short calls would wait for it.
  bool slow() const { return average_ns_.load(std::memory_order_relaxed) > kSlowNs; }

  void Took(std::chrono::nanoseconds time) {
    const int64_t before = average_ns_.load(std::memory_order_relaxed);
    average_ns_.store(before + (time.count() - before) / kWeight, std::memory_order_relaxed);
  }

  // Measures from its making to its end.
  class Step {
   public:
    explicit Step(Pace* pace) : pace_(*pace) {}
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { pace_.Took(std::chrono::steady_clock::now() - begin_); }

   private:
    Pace& pace_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  };

 private:
  // A change of thread takes some ten microseconds.
  static constexpr int64_t kSlowNs = 200'000;
  static constexpr int64_t kWeight = 8;  // of the past, in calls
  std::atomic<int64_t> average_ns_{0};
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_PACE_H_
