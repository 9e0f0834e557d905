// The threads that serve a server's calls: they wait for its completion queue and handle what it
// brings. Private to common/rpc.
//
// One of them waits at a time, and another one beside it only once it has no moment to wait any
// more: each makes every call change threads more often (docs/adr/0022-own-completion-queue.md).
// Whoever begins something that may take long steps aside, so that another takes over.
#ifndef CLEARWAY_COMMON_RPC_SERVING_THREADS_H_
#define CLEARWAY_COMMON_RPC_SERVING_THREADS_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "grpcpp/completion_queue.h"

namespace clearway::rpc {

// Thread-safe.
class ServingThreads {
 public:
  struct Time {
    int64_t elapsed_ns;  // from any beginning
    int64_t used_ns;     // of a processor's time, by the calling thread
  };
  static Time ThreadTime();

  // Up to `most_places` threads have a place, in which they wait for the queue or handle what it
  // brought; up to `helpers` may be aside beside them.
  ServingThreads(std::unique_ptr<grpc::ServerCompletionQueue> queue, int most_places, int helpers,
                 Time (*time)() = ThreadTime);
  // Waits until nothing is held, then ends the queue and its threads. The queue's server has been
  // shut down before, and lives on.
  ~ServingThreads();

  // As many as suit this machine.
  static std::unique_ptr<ServingThreads> For(std::unique_ptr<grpc::ServerCompletionQueue> queue);

  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }

  // Lets another thread wait in place of the calling one until what it is doing has been done.
  // Nothing happens on threads that serve no queue.
  static void StepAside();

  // For as long as an operation is with the queue, or will be.
  class Hold {
   public:
    explicit Hold(ServingThreads* threads);
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold();

   private:
    ServingThreads& threads_;
  };

 private:
  void Serve();
  void TakePlace();
  void LeavePlace();
  // After a while in a place, in which the thread was so busy: whether one more is needed, or one
  // less.
  void Adjust(double busy);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  const int most_places_;
  Time (*const time_)();
  std::mutex mutex_;
  std::condition_variable place_free_;
  int places_ = 1;
  int free_places_ = 1;
  std::mutex holds_mutex_;
  std::condition_variable let_go_;
  int64_t holds_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SERVING_THREADS_H_
