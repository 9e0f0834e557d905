// What a server takes at once, and the counters that keep it to that.
#ifndef CLEARWAY_COMMON_RPC_LIMITS_H_
#define CLEARWAY_COMMON_RPC_LIMITS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/time/time.h"

namespace clearway::rpc {

struct Limits {
  size_t max_message_bytes = 4 << 20;  // of a request
  int64_t max_calls = 1024;            // unary calls in flight
  int64_t max_streams = 10000;         // open streams
  int stream_threads = 16;             // handlers of streams and long calls that run at once
  int stream_backlog = 256;            // those that wait for a thread
  // A stream's queue between its handler and its client.
  size_t stream_queue_messages = 64;
  size_t stream_queue_bytes = 1 << 20;
  // All queues together; a stream may always hold one message.
  int64_t total_queue_bytes = 64 << 20;
  // A reader that has not taken one message in this time is too slow: its stream is ended.
  absl::Duration reader_patience = absl::Seconds(30);
  // A Watch without changes says so as often.
  absl::Duration watch_heartbeat = absl::Minutes(1);
  // Latest changes kept, as sent, for the open watches of one store.
  size_t watch_tail_bytes = 8 << 20;
};

// Holds `n` of a bounded count until destroyed. False when there was no room.
class Reservation {
 public:
  Reservation() = default;
  Reservation(std::atomic<int64_t>* used, int64_t limit, int64_t n = 1) : used_(used), n_(n) {
    if (used->fetch_add(n, std::memory_order_relaxed) + n > limit) Release();
  }
  Reservation(Reservation&& other) noexcept
      : used_(std::exchange(other.used_, nullptr)), n_(other.n_) {}
  Reservation& operator=(Reservation&& other) noexcept {
    Release();
    used_ = std::exchange(other.used_, nullptr);
    n_ = other.n_;
    return *this;
  }
  ~Reservation() { Release(); }

  explicit operator bool() const { return used_ != nullptr; }
  void Release() {
    if (used_ != nullptr) used_->fetch_sub(n_, std::memory_order_relaxed);
    used_ = nullptr;
  }

 private:
  std::atomic<int64_t>* used_ = nullptr;
  int64_t n_ = 0;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_LIMITS_H_
