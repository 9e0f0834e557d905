#include "common/rpc/quota.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {
namespace {

constexpr int64_t kSecond = 1000000000;
constexpr int64_t kMaxDebt = 60 * kSecond;
// A shard is swept of idle actors when it has grown to so many, and again when it has doubled.
constexpr size_t kFirstSweep = 64;
// When somebody has too much in flight nobody knows when it ends; this is soon enough.
constexpr absl::Duration kComeAgain = absl::Milliseconds(500);

// Nanoseconds between two calls at the quota's rate; 0: no limit.
int64_t Interval(const ClassQuota& quota) {
  return quota.per_second == 0 ? 0 : kSecond / quota.per_second;
}

absl::Status Exceeded(absl::string_view holder, absl::string_view what, absl::Duration wait) {
  google::rpc::QuotaFailure failure;
  auto* violation = failure.add_violations();
  violation->set_subject(std::string(holder));
  violation->set_description(std::string(what));
  return WithDetail(
      RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_QUOTA_EXCEEDED,
                 absl::StrCat(holder, " has used up its quota of ", what), wait),
      failure);
}

}  // namespace

struct Quotas::Entry {
  std::mutex mutex;
  // By class: the instant (nanoseconds since 1970) at which the bucket is empty again.
  std::array<int64_t, kCallClasses> empty_at{};
  std::array<int64_t, kCallClasses> in_flight{};

  bool Idle(int64_t now) {
    std::lock_guard<std::mutex> lock(mutex);
    for (int i = 0; i < kCallClasses; ++i) {
      if (empty_at[i] > now || in_flight[i] > 0) return false;
    }
    return true;
  }
};

struct Quotas::Shard {
  std::mutex mutex;
  absl::flat_hash_map<std::string, std::shared_ptr<Entry>> entries;
  size_t sweep_at = kFirstSweep;

  std::shared_ptr<Entry> Get(absl::string_view holder, int64_t now) {
    std::lock_guard<std::mutex> lock(mutex);
    auto it = entries.find(holder);
    if (it != entries.end()) return it->second;
    if (entries.size() >= sweep_at) {
      for (auto i = entries.begin(); i != entries.end();) {
        // One that a call is about to use is held by that call too.
        if (i->second.use_count() == 1 && i->second->Idle(now)) {
          entries.erase(i++);
        } else {
          ++i;
        }
      }
      sweep_at = std::max(kFirstSweep, 2 * entries.size());
    }
    return entries.emplace(holder, std::make_shared<Entry>()).first->second;
  }
};

absl::string_view CallClassName(CallClass call_class) {
  switch (call_class) {
    case CallClass::kRead:
      return "reads";
    case CallClass::kWrite:
      return "writes";
    case CallClass::kLong:
      return "long calls";
    case CallClass::kWatch:
      return "watches";
  }
  return "calls";
}

Quota StandardQuota() {
  Quota quota;
  ClassQuota& read = quota.of(CallClass::kRead);
  read.per_second = 500;
  read.burst = 2000;
  read.concurrent = 64;
  read.max_request_bytes = 256 << 10;
  read.unit = absl::Milliseconds(1);
  ClassQuota& write = quota.of(CallClass::kWrite);
  write.per_second = 200;
  write.burst = 4000;
  write.concurrent = 128;
  ClassQuota& long_calls = quota.of(CallClass::kLong);
  long_calls.per_second = 10;
  long_calls.burst = 50;
  long_calls.concurrent = 4;
  long_calls.max_request_bytes = 1 << 20;
  long_calls.max_stream_bytes = int64_t{1} << 30;
  ClassQuota& watch = quota.of(CallClass::kWatch);
  watch.per_second = 10;
  watch.burst = 100;
  watch.concurrent = 100;
  watch.max_request_bytes = 64 << 10;
  return quota;
}

Quotas::Quotas(QuotaOptions options)
    : standard_(options.standard),
      special_(std::make_move_iterator(options.special.begin()),
               std::make_move_iterator(options.special.end())),
      shards_(std::make_unique<Shard[]>(kShards)) {}

Quotas::~Quotas() = default;

Quotas::Shard& Quotas::ShardOf(absl::string_view holder) const {
  return shards_[absl::Hash<absl::string_view>()(holder) % kShards];
}

const ClassQuota& Quotas::QuotaOf(absl::string_view holder, CallClass call_class) const {
  if (!special_.empty()) {
    auto it = special_.find(holder);
    if (it != special_.end()) return it->second.of(call_class);
  }
  return standard_.of(call_class);
}

absl::StatusOr<Quotas::Ticket> Quotas::Admit(absl::string_view holder, CallClass call_class,
                                             absl::Time now) {
  const ClassQuota& quota = QuotaOf(holder, call_class);
  Ticket ticket;
  ticket.quotas_ = this;
  ticket.class_ = call_class;
  ticket.quota_ = &quota;
  const int64_t interval = Interval(quota);
  if (interval == 0 && quota.concurrent == 0) return ticket;
  const int64_t at = absl::ToUnixNanos(now);
  std::shared_ptr<Entry> entry = ShardOf(holder).Get(holder, at);
  const auto i = static_cast<size_t>(call_class);
  std::lock_guard<std::mutex> lock(entry->mutex);
  if (quota.concurrent > 0 && entry->in_flight[i] >= quota.concurrent) {
    return Exceeded(holder,
                    absl::StrCat(CallClassName(call_class), ": ", quota.concurrent, " at once"),
                    kComeAgain);
  }
  if (interval > 0) {
    const int64_t empty_at = std::max(entry->empty_at[i], at);
    // The bucket takes `burst` calls: this one must still fit.
    const int64_t wait = empty_at + interval - (at + std::max<int64_t>(1, quota.burst) * interval);
    if (wait > 0) {
      return Exceeded(holder,
                      absl::StrCat(CallClassName(call_class), ": ", quota.per_second, " a second"),
                      absl::Nanoseconds(wait));
    }
    entry->empty_at[i] = empty_at + interval;
  }
  ++entry->in_flight[i];
  ticket.entry_ = std::move(entry);
  return ticket;
}

size_t Quotas::size() const {
  size_t size = 0;
  for (size_t i = 0; i < kShards; ++i) {
    std::lock_guard<std::mutex> lock(shards_[i].mutex);
    size += shards_[i].entries.size();
  }
  return size;
}

Quotas::Ticket::Ticket(Ticket&& other) noexcept { *this = std::move(other); }

Quotas::Ticket& Quotas::Ticket::operator=(Ticket&& other) noexcept {
  if (this == &other) return *this;
  Release();
  quotas_ = std::exchange(other.quotas_, nullptr);
  entry_ = std::move(other.entry_);
  class_ = other.class_;
  quota_ = other.quota_;
  answered_ = other.answered_;
  return *this;
}

void Quotas::Ticket::Spend(absl::Duration took) {
  if (entry_ == nullptr || quota_->unit == absl::ZeroDuration()) return;
  const int64_t interval = Interval(*quota_);
  const int64_t units = took / quota_->unit;
  if (interval == 0 || units <= 1) return;
  const int64_t cost = units > kMaxDebt / interval ? kMaxDebt : (units - 1) * interval;
  std::lock_guard<std::mutex> lock(entry_->mutex);
  entry_->empty_at[static_cast<size_t>(class_)] += cost;
}

absl::Status Quotas::Ticket::Answer(size_t bytes) {
  if (quota_ == nullptr || quota_->max_stream_bytes == 0) return absl::OkStatus();
  answered_ += static_cast<int64_t>(bytes);
  if (answered_ <= quota_->max_stream_bytes) return absl::OkStatus();
  return Exceeded("the stream",
                  absl::StrCat(CallClassName(class_), ": ", quota_->max_stream_bytes,
                               " bytes of answers to one call"),
                  absl::ZeroDuration());
}

void Quotas::Ticket::Release() {
  if (entry_ == nullptr) return;
  {
    std::lock_guard<std::mutex> lock(entry_->mutex);
    --entry_->in_flight[static_cast<size_t>(class_)];
  }
  entry_.reset();
}

}  // namespace clearway::rpc
