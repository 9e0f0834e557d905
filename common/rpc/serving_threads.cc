#include "common/rpc/serving_threads.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "common/rpc/completion.h"
#include "common/thread_name.h"

namespace clearway::rpc {
namespace {

constexpr int kMostPlaces = 16;
constexpr int kFewestHelpers = 2;

// So many events are a while: some milliseconds under load.
constexpr int kWhile = 128;
// With one place more, the threads of two that are as busy as this share it, each less than half as
// busy: above what makes one of them give its place up.
constexpr double kBusy = 0.9;
constexpr double kIdle = 0.35;

int64_t Nanoseconds(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * int64_t{1'000'000'000} + time.tv_nsec;
}

thread_local ServingThreads* in_place_of = nullptr;  // whose place the thread has

}  // namespace

ServingThreads::Time ServingThreads::ThreadTime() {
  return {Nanoseconds(CLOCK_MONOTONIC), Nanoseconds(CLOCK_THREAD_CPUTIME_ID)};
}

ServingThreads::ServingThreads(std::unique_ptr<grpc::ServerCompletionQueue> queue, int most_places,
                               int helpers, Time (*time)())
    : queue_(std::move(queue)), most_places_(most_places), time_(time) {
  for (int i = 0; i < most_places + helpers; ++i) threads_.emplace_back([this] { Serve(); });
}

ServingThreads::~ServingThreads() {
  {
    std::unique_lock<std::mutex> lock(holds_mutex_);
    let_go_.wait(lock, [this] { return holds_ == 0; });
  }
  queue_->Shutdown();
  for (std::thread& thread : threads_) thread.join();
}

std::unique_ptr<ServingThreads> ServingThreads::For(
    std::unique_ptr<grpc::ServerCompletionQueue> queue) {
  const int processors = static_cast<int>(std::thread::hardware_concurrency());
  return std::make_unique<ServingThreads>(std::move(queue), std::clamp(processors, 1, kMostPlaces),
                                          std::max(processors, kFewestHelpers));
}

void ServingThreads::Serve() {
  NameThread("rpc");
  void* tag = nullptr;
  bool ok = false;
  for (;;) {
    TakePlace();
    Time since = time_();
    int events = 0;
    while (in_place_of != nullptr) {
      // False once the queue has been shut down and is empty: for every thread, one by one.
      if (!queue_->Next(&tag, &ok)) return LeavePlace();
      static_cast<Completion*>(tag)->Proceed(ok);
      if (++events < kWhile || in_place_of == nullptr) continue;
      const Time now = time_();
      Adjust(static_cast<double>(now.used_ns - since.used_ns) /
             static_cast<double>(std::max<int64_t>(now.elapsed_ns - since.elapsed_ns, 1)));
      since = now;
      events = 0;
    }
  }
}

void ServingThreads::TakePlace() {
  std::unique_lock<std::mutex> lock(mutex_);
  place_free_.wait(lock, [this] { return free_places_ > 0; });
  --free_places_;
  in_place_of = this;
}

void ServingThreads::LeavePlace() {
  in_place_of = nullptr;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ++free_places_;
  }
  place_free_.notify_one();
}

void ServingThreads::Adjust(double busy) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (busy > kBusy && places_ < most_places_) {
    ++places_;
    ++free_places_;
    lock.unlock();
    place_free_.notify_one();
  } else if (busy < kIdle && places_ > 1) {
    --places_;
    in_place_of = nullptr;
  }
}

void ServingThreads::StepAside() {
  if (in_place_of != nullptr) in_place_of->LeavePlace();
}

ServingThreads::Hold::Hold(ServingThreads* threads) : threads_(*threads) {
  std::lock_guard<std::mutex> lock(threads_.holds_mutex_);
  ++threads_.holds_;
}

ServingThreads::Hold::~Hold() {
  // Notified with the mutex held: the threads may be gone as soon as it is let go.
  std::lock_guard<std::mutex> lock(threads_.holds_mutex_);
  if (--threads_.holds_ == 0) threads_.let_go_.notify_all();
}

}  // namespace clearway::rpc
