#include "common/rpc/serving_threads.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/rpc/completion.h"
#include "grpcpp/alarm.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

// Runs a function on a serving thread.
class Job {
 public:
  Job(ServingThreads* threads, std::function<void()> run)
      : threads_(threads), hold_(threads), run_(std::move(run)) {}

  void Start() {
    alarm_.Set(threads_->queue(), gpr_inf_past(GPR_CLOCK_MONOTONIC), completes_.Tag());
  }
  void Await() { done_.WaitForNotification(); }

 private:
  void Proceed(bool /*ok*/) {
    run_();
    done_.Notify();
  }

  ServingThreads* const threads_;
  const ServingThreads::Hold hold_;
  const std::function<void()> run_;
  absl::Notification done_;
  grpc::Alarm alarm_;
  Completes<Job> completes_{this, &Job::Proceed};
};

std::unique_ptr<grpc::ServerCompletionQueue> Queue() {
  return grpc::ServerBuilder().AddCompletionQueue();
}

// Many jobs, of which no two run at once.
void ExpectOneAtATime(ServingThreads* threads) {
  std::atomic<int> running{0};
  std::vector<std::unique_ptr<Job>> jobs;
  jobs.reserve(200);
  for (int i = 0; i < 200; ++i) {
    jobs.push_back(std::make_unique<Job>(threads, [&] {
      EXPECT_EQ(++running, 1);
      std::this_thread::yield();
      --running;
    }));
  }
  for (auto& job : jobs) job->Start();
  for (auto& job : jobs) job->Await();
}

TEST(ServingThreadsTest, WhoStepsAsideLetsAnotherTakeOver) {
  ServingThreads threads(Queue(), /*most_places=*/1, /*helpers=*/1);
  absl::Notification second_ran;
  Job first(&threads, [&] {
    ServingThreads::StepAside();
    ServingThreads::StepAside();  // once is enough
    second_ran.WaitForNotification();
  });
  Job second(&threads, [&] { second_ran.Notify(); });
  first.Start();
  second.Start();
  first.Await();
  second.Await();
  // Both take turns again.
  Job third(&threads, [] {});
  third.Start();
  third.Await();
}

TEST(ServingThreadsTest, NoMoreThanItsPlacesServeAtATime) {
  ServingThreads threads(Queue(), /*most_places=*/1, /*helpers=*/3);
  ExpectOneAtATime(&threads);
}

// Each look at it has used all the time that passed.
std::atomic<int64_t> elapsed{0};
ServingThreads::Time AlwaysBusy() {
  const int64_t now = elapsed += 1000;
  return {now, now};
}
// Time passes, and nothing was used.
std::atomic<bool> idle{false};
ServingThreads::Time BusyUntilIdle() {
  const int64_t now = elapsed += 1000;
  return {now, idle ? 0 : now};
}

// Jobs of which each waits until two run at once.
class Meeting {
 public:
  void Join() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++there_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return there_ >= 2; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int there_ = 0;
};

void RunOneByOne(ServingThreads* threads, int jobs) {
  for (int i = 0; i < jobs; ++i) {
    Job job(threads, [] {});
    job.Start();
    job.Await();
  }
}

TEST(ServingThreadsTest, AThreadThatIsAlwaysBusyGetsAnotherBesideIt) {
  ServingThreads threads(Queue(), /*most_places=*/2, /*helpers=*/0, AlwaysBusy);
  RunOneByOne(&threads, 1000);
  Meeting meeting;
  Job first(&threads, [&] { meeting.Join(); });
  Job second(&threads, [&] { meeting.Join(); });
  first.Start();
  second.Start();
  first.Await();
  second.Await();
}

TEST(ServingThreadsTest, ThreadsThatAreIdleGiveUpTheirPlacesButOne) {
  idle = false;
  ServingThreads threads(Queue(), /*most_places=*/4, /*helpers=*/0, BusyUntilIdle);
  RunOneByOne(&threads, 3000);
  idle = true;
  RunOneByOne(&threads, 3000);
  ExpectOneAtATime(&threads);
}

TEST(ServingThreadsTest, EndsOnceNothingIsHeld) {
  auto threads = std::make_unique<ServingThreads>(Queue(), 1, 1);
  auto hold = std::make_unique<ServingThreads::Hold>(threads.get());
  std::atomic<bool> let_go{false};
  std::thread ends([&] {
    threads.reset();
    EXPECT_TRUE(let_go);
  });
  std::this_thread::yield();
  let_go = true;
  hold.reset();
  ends.join();
}

TEST(ServingThreadsTest, OtherThreadsHaveNoPlaceToLeave) { ServingThreads::StepAside(); }

}  // namespace
}  // namespace clearway::rpc
