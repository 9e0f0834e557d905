#include "common/rpc/thread_pool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

class Gate {
 public:
  void Open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitInside(int n) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return inside_ == n; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
};

TEST(ThreadPoolTest, BoundsThreadsAndQueue) {
  Gate gate;
  std::atomic<int> ran{0};
  {
    ThreadPool pool(2, 1);
    auto job = [&] {
      gate.Pass();
      ++ran;
    };
    ASSERT_TRUE(pool.Add(job));
    ASSERT_TRUE(pool.Add(job));
    gate.AwaitInside(2);
    EXPECT_TRUE(pool.Add(job));
    EXPECT_FALSE(pool.Add(job)) << "two run and one waits";
    gate.Open();
  }
  EXPECT_EQ(ran, 3) << "the destructor runs what waits";
}

TEST(ThreadPoolTest, ThreadsAreUsedAgain) {
  ThreadPool pool(1, 1000);
  std::atomic<int> ran{0};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pool.Add([&] { ++ran; }));
  }
  Gate done;
  done.Open();
  ASSERT_TRUE(pool.Add([&] { done.Pass(); }));
  done.AwaitInside(1);
  EXPECT_EQ(ran, 100);
}

}  // namespace
}  // namespace clearway::rpc
