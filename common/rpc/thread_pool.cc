#include "common/rpc/thread_pool.h"

#include <utility>

#include "common/thread_name.h"

namespace clearway::rpc {

ThreadPool::~ThreadPool() {
  std::vector<std::thread> threads;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  added_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

bool ThreadPool::Add(std::function<void()> job) {
  std::lock_guard<std::mutex> lock(mutex_);
  const int waiting = static_cast<int>(jobs_.size());
  const bool taken_at_once = waiting < idle_;
  const bool may_start = static_cast<int>(threads_.size()) < max_threads_;
  if (!taken_at_once && !may_start && waiting - idle_ >= max_queue_) return false;
  jobs_.push_back(std::move(job));
  if (!taken_at_once && may_start) threads_.emplace_back([this] { Work(); });
  added_.notify_one();
  return true;
}

void ThreadPool::Work() {
  NameThread("rpc-pool");
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    ++idle_;
    added_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;  // what it holds goes without the lock
    lock.lock();
  }
}

}  // namespace clearway::rpc
