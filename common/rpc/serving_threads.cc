#include "common/rpc/serving_threads.h"

#include <algorithm>
#include <utility>

#include "common/rpc/completion.h"
#include "common/thread_name.h"

namespace clearway::rpc {
namespace {

constexpr int kMostPlaces = 16;
constexpr int kFewestHelpers = 2;

thread_local ServingThreads* in_place_of = nullptr;  // whose place the thread has

}  // namespace

ServingThreads::ServingThreads(std::unique_ptr<grpc::ServerCompletionQueue> queue, int places,
                               int helpers)
    : queue_(std::move(queue)), free_places_(places) {
  for (int i = 0; i < places + helpers; ++i) threads_.emplace_back([this] { Serve(); });
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
  return std::make_unique<ServingThreads>(std::move(queue),
                                          std::clamp(processors / 2, 1, kMostPlaces),
                                          std::max(processors, kFewestHelpers));
}

void ServingThreads::Serve() {
  NameThread("rpc");
  void* tag = nullptr;
  bool ok = false;
  for (;;) {
    TakePlace();
    while (in_place_of != nullptr) {
      // False once the queue has been shut down and is empty: for every thread, one by one.
      if (!queue_->Next(&tag, &ok)) return LeavePlace();
      static_cast<Completion*>(tag)->Proceed(ok);
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
