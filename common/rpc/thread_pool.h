// A bounded pool of threads for work that takes long or blocks: stream handlers, computations.
#ifndef CLEARWAY_COMMON_RPC_THREAD_POOL_H_
#define CLEARWAY_COMMON_RPC_THREAD_POOL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace clearway::rpc {

// Thread-safe. Threads are started as they are needed, and stay.
class ThreadPool {
 public:
  // At most `threads` jobs run at once, and `queue` wait.
  ThreadPool(int threads, int queue) : max_threads_(threads), max_queue_(queue) {}
  // Runs what still waits, and waits for all. Nothing may be added meanwhile.
  ~ThreadPool();

  // False, without taking `job`, when all threads are busy and the queue is full.
  bool Add(std::function<void()> job);

 private:
  void Work();

  const int max_threads_;
  const int max_queue_;
  std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  int idle_ = 0;
  bool stopping_ = false;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_THREAD_POOL_H_
