#include "common/store/feed_hub.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "common/thread_name.h"

namespace clearway::store {
namespace {

// Threads that are kept though there is nothing to do.
constexpr int kSteadyWorkers = 2;
// How long nothing may move, with all workers inside callbacks, before another is started.
constexpr std::chrono::milliseconds kStuckAfter(10);
// How long a worker beyond the steady ones waits for something to do.
constexpr std::chrono::seconds kWorkerLinger(5);

size_t Bytes(const ChangeView& change) { return change.key.size() + change.value.size(); }

}  // namespace

struct FeedHub::Subscriber {
  std::string prefix;
  Store::WatchFn fn;
  Revision after = 0;
  bool cancelled = false;
  bool running = false;  // a worker is delivering; `after` and `fn` are that worker's
  std::thread::id runner;
};

// Shared with the handles, so that a handle can be let go after the hub.
struct FeedHub::State : std::enable_shared_from_this<FeedHub::State> {
  using SubscriberList = std::list<std::shared_ptr<Subscriber>>;

  State(Revision at, size_t bytes, ReadPastFn read)
      : tail_limit(bytes), read_past(std::move(read)), revision(at) {}

  const size_t tail_limit;
  const ReadPastFn read_past;

  std::mutex mutex;
  std::condition_variable work;       // ready is not empty, or stopping
  std::condition_variable delivered;  // a subscriber stopped running
  std::condition_variable starved;    // for the monitor: ready is not empty and nobody is idle
  bool stopping = false;
  Revision revision;
  std::deque<std::shared_ptr<const FeedSegment>> tail;
  size_t tail_bytes = 0;
  SubscriberList waiting;    // have everything, up to `revision`
  SubscriberList ready;      // something is to be delivered
  size_t ended_waiting = 0;  // cancelled ones that still stand in `waiting`
  int idle = 0;
  int workers = 0;
  int64_t taken = 0;  // counts what left `ready`
  std::list<std::thread> threads;
  std::thread monitor;

  void StartWorker();
  void Work();
  void Monitor();
  void Deliver(const std::shared_ptr<Subscriber>& subscriber, std::unique_lock<std::mutex>& lock);
  absl::StatusOr<Store::Batch> Collect(const Subscriber& subscriber,
                                       std::unique_lock<std::mutex>& lock);
  void Cancel(Subscriber& subscriber);
};

class FeedHub::Handle : public Subscription {
 public:
  Handle(std::shared_ptr<State> state, std::shared_ptr<Subscriber> subscriber)
      : state_(std::move(state)), subscriber_(std::move(subscriber)) {}
  ~Handle() override { state_->Cancel(*subscriber_); }

 private:
  const std::shared_ptr<State> state_;
  const std::shared_ptr<Subscriber> subscriber_;
};

FeedHub::FeedHub(Revision revision, size_t tail_bytes, ReadPastFn read_past)
    : state_(std::make_shared<State>(revision, tail_bytes, std::move(read_past))) {
  std::lock_guard<std::mutex> lock(state_->mutex);
  for (int i = 0; i < kSteadyWorkers; ++i) state_->StartWorker();
  state_->monitor = std::thread([state = state_.get()] { state->Monitor(); });
}

FeedHub::~FeedHub() {
  std::list<std::thread> threads;
  {
    std::lock_guard<std::mutex> lock(state_->mutex);
    state_->stopping = true;
    threads.swap(state_->threads);
    state_->work.notify_all();
    state_->starved.notify_all();
  }
  state_->monitor.join();
  {
    // Only now can no thread be added.
    std::lock_guard<std::mutex> lock(state_->mutex);
    threads.splice(threads.end(), state_->threads);
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Store::WatchFn> ended;  // foreign destructors run without the lock
  std::lock_guard<std::mutex> lock(state_->mutex);
  for (auto* list : {&state_->waiting, &state_->ready}) {
    for (const auto& subscriber : *list) ended.push_back(std::move(subscriber->fn));
    list->clear();
  }
}

void FeedHub::Publish(std::shared_ptr<const FeedSegment> segment) {
  State& state = *state_;
  std::lock_guard<std::mutex> lock(state.mutex);
  state.revision = segment->last;
  state.tail_bytes += segment->MemoryBytes();
  state.tail.push_back(std::move(segment));
  while (state.tail_bytes > state.tail_limit && state.tail.size() > 1) {
    state.tail_bytes -= state.tail.front()->MemoryBytes();
    state.tail.pop_front();
  }
  if (state.waiting.empty()) return;
  state.ready.splice(state.ready.end(), state.waiting);
  state.ended_waiting = 0;
  // One worker for each that waits: waking more would be for nothing.
  for (size_t i = 0; i < state.ready.size() && static_cast<int>(i) < state.idle; ++i) {
    state.work.notify_one();
  }
  if (state.idle == 0) state.starved.notify_one();
}

std::unique_ptr<Subscription> FeedHub::Subscribe(absl::string_view prefix, Revision after,
                                                 Store::WatchFn fn) {
  auto subscriber = std::make_shared<Subscriber>();
  subscriber->prefix = std::string(prefix);
  subscriber->fn = std::move(fn);
  subscriber->after = after;
  std::lock_guard<std::mutex> lock(state_->mutex);
  if (after < state_->revision) {
    state_->ready.push_back(subscriber);
    state_->work.notify_one();
    if (state_->idle == 0) state_->starved.notify_one();
  } else {
    state_->waiting.push_back(subscriber);
  }
  return std::make_unique<Handle>(state_, std::move(subscriber));
}

// REQUIRES: the mutex is held.
void FeedHub::State::StartWorker() {
  ++workers;
  // A worker that leaves early may still be letting go of the mutex when the hub is gone.
  threads.emplace_back([self = shared_from_this()] { self->Work(); });
}

void FeedHub::State::Work() {
  NameThread("store-feed");
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) {
    ++idle;
    const bool woken =
        work.wait_for(lock, kWorkerLinger, [this] { return stopping || !ready.empty(); });
    --idle;
    if (stopping) return;
    if (!woken) {
      if (workers <= kSteadyWorkers) continue;
      // The hub joins threads when it ends; one that leaves early joins nobody and lets go.
      --workers;
      const auto self = std::find_if(threads.begin(), threads.end(), [](const std::thread& thread) {
        return thread.get_id() == std::this_thread::get_id();
      });
      if (self == threads.end()) return;  // the hub has taken it to join
      self->detach();
      threads.erase(self);
      return;
    }
    const std::shared_ptr<Subscriber> subscriber = std::move(ready.front());
    ready.pop_front();
    ++taken;
    if (idle == 0 && !ready.empty()) starved.notify_one();
    if (subscriber->cancelled) continue;
    // The disk may have shown it more than had been published here by then.
    if (subscriber->after >= revision) {
      waiting.push_back(subscriber);
    } else {
      Deliver(subscriber, lock);
    }
  }
}

void FeedHub::State::Monitor() {
  std::unique_lock<std::mutex> lock(mutex);
  const auto is_starved = [this] { return stopping || (!ready.empty() && idle == 0); };
  for (;;) {
    starved.wait(lock, is_starved);
    const int64_t taken_before = taken;
    starved.wait_for(lock, kStuckAfter, [this] { return stopping; });
    if (stopping) return;
    if (!is_starved() || taken != taken_before) continue;
    // At most twice as many each time: soon enough for all that wait, however many are stuck.
    for (size_t count = std::min<size_t>(ready.size(), workers); count > 0; --count) StartWorker();
  }
}

void FeedHub::State::Deliver(const std::shared_ptr<Subscriber>& subscriber,
                             std::unique_lock<std::mutex>& lock) {
  subscriber->running = true;
  subscriber->runner = std::this_thread::get_id();
  absl::StatusOr<Store::Batch> batch = Collect(*subscriber, lock);
  const bool cancelled = subscriber->cancelled;
  lock.unlock();
  bool more = false;
  if (!cancelled) {
    more = batch.ok();
    if (more) subscriber->after = batch->through;
    if (!subscriber->fn(std::move(batch))) more = false;
  }
  Store::WatchFn ended;
  lock.lock();
  subscriber->running = false;
  if (!more || subscriber->cancelled) {
    subscriber->cancelled = true;
    ended.swap(subscriber->fn);
  } else if (subscriber->after < revision) {
    ready.push_back(subscriber);
    work.notify_one();
  } else {
    waiting.push_back(subscriber);
  }
  delivered.notify_all();
  if (ended != nullptr) {
    // Foreign destructors run without the lock.
    lock.unlock();
    ended = nullptr;
    lock.lock();
  }
}

// Called and returns with the lock held; lets go of it to read and copy.
absl::StatusOr<Store::Batch> FeedHub::State::Collect(const Subscriber& subscriber,
                                                     std::unique_lock<std::mutex>& lock) {
  const Revision after = subscriber.after;
  std::vector<std::shared_ptr<const FeedSegment>> segments;
  if (!tail.empty() && tail.front()->first <= after + 1) {
    auto at = std::partition_point(tail.begin(), tail.end(),
                                   [after](const auto& segment) { return segment->last <= after; });
    size_t bytes = 0;
    for (; at != tail.end() && bytes < kBatchBytes; ++at) {
      segments.push_back(*at);
      for (const ChangeView& change : (*at)->changes) bytes += Bytes(change);
    }
  }
  lock.unlock();
  if (segments.empty()) {
    auto past = read_past(subscriber.prefix, after);
    lock.lock();
    return past;
  }
  Store::Batch batch;
  batch.through = segments.back()->last;
  for (const auto& segment : segments) {
    for (const ChangeView& change : segment->changes) {
      if (change.revision > after && absl::StartsWith(change.key, subscriber.prefix)) {
        batch.changes.push_back(ToChange(change));
      }
    }
  }
  segments.clear();
  lock.lock();
  return batch;
}

void FeedHub::State::Cancel(Subscriber& subscriber) {
  Store::WatchFn ended;
  std::unique_lock<std::mutex> lock(mutex);
  subscriber.cancelled = true;
  if (subscriber.running) {
    if (subscriber.runner == std::this_thread::get_id()) return;  // its worker cleans up
    delivered.wait(lock, [&] { return !subscriber.running; });
    return;
  }
  ended.swap(subscriber.fn);
  // It stays in its list until that list is next gone through; sweeping at half full keeps this
  // cheap and the list short, whoever subscribes and leaves while nothing is written.
  if (++ended_waiting > waiting.size() / 2) {
    waiting.remove_if([](const auto& each) { return each->cancelled; });
    ended_waiting = 0;
  }
}

}  // namespace clearway::store
