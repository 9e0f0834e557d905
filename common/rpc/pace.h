// How long a method's calls have kept their threads lately. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_PACE_H_
#define CLEARWAY_COMMON_RPC_PACE_H_

#include <atomic>
#include <bitset>
#include <chrono>
#include <cstddef>

namespace clearway::rpc {

// Thread-safe; of calls that end at once, some may not be counted.
class Pace {
 public:
  // Whether the next call had better let others pass, since short calls would wait for it. One call
  // that took long says nothing: its thread may have had to wait for a processor.
  bool slow() const {
    return std::bitset<kCalls>(latest_.load(std::memory_order_relaxed)).count() >= kSlowCalls;
  }

  void Took(std::chrono::nanoseconds time) {
    const unsigned latest = latest_.load(std::memory_order_relaxed);
    latest_.store(latest << 1 | (time > kSlow ? 1 : 0), std::memory_order_relaxed);
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
  static constexpr std::chrono::microseconds kSlow{200};
  static constexpr size_t kCalls = 8;
  static constexpr size_t kSlowCalls = 3;
  std::atomic<unsigned> latest_{0};  // a bit for each call, the last one lowest; 1: took long
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_PACE_H_
