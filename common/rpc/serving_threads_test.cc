#include "common/rpc/serving_threads.h"

#include <atomic>
#include <functional>
#include <memory>
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

TEST(ServingThreadsTest, WhoStepsAsideLetsAnotherTakeOver) {
  ServingThreads threads(Queue(), /*places=*/1, /*helpers=*/1);
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
  ServingThreads threads(Queue(), /*places=*/1, /*helpers=*/3);
  std::atomic<int> running{0};
  std::vector<std::unique_ptr<Job>> jobs;
  jobs.reserve(200);
  for (int i = 0; i < 200; ++i) {
    jobs.push_back(std::make_unique<Job>(&threads, [&] {
      EXPECT_EQ(++running, 1);
      std::this_thread::yield();
      --running;
    }));
  }
  for (auto& job : jobs) job->Start();
  for (auto& job : jobs) job->Await();
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
