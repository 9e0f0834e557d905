#include "common/audit/trimmer.h"

#include <chrono>
#include <utility>

#include "common/audit/trim.h"
#include "common/rpc/call.h"

namespace clearway::audit {
namespace {

// What the events of trimming name, where there is no client.
rpc::Call TrimmingCall(absl::Time now) {
  rpc::Call call;
  call.method = "clearway.audit/Trim";
  call.actor = "actors/clearway";
  call.time = now;
  return call;
}

}  // namespace

Trimmer::Trimmer(store::Store* store, absl::Duration kept, std::function<absl::Time()> now,
                 std::function<void(absl::StatusOr<int64_t>)> report)
    : store_(store), kept_(kept), now_(std::move(now)), report_(std::move(report)), thread_([this] {
        Run();
      }) {}

Trimmer::~Trimmer() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Trimmer::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const absl::Time now = now_();
    auto trimmed = Trim(TrimmingCall(now), store_, now - kept_);
    if (!trimmed.ok() || *trimmed > 0) report_(std::move(trimmed));
    lock.lock();
    wake_.wait_for(lock, std::chrono::hours(24), [this] { return stop_; });
  }
}

}  // namespace clearway::audit
