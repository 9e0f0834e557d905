// What one actor may take of a server, so that a greedy or broken client does not slow the others:
// for each class of calls a rate, and so many at once.
//
//   ASSIGN_OR_RETURN(Quotas::Ticket ticket, quotas.Admit("actors/undp", CallClass::kRead, now));
//   … the call …
//   ticket.Spend(took);   // a call that took long counts as several
//
// The rate is a leaky bucket kept as one instant (the generic cell rate algorithm, ITU-T I.371): a
// call that comes when the bucket is full is refused and costs nothing. Reads are weighed: each
// `unit` of time that the handler took counts as one call, so that who lists a hundred thousand
// records pays for what others cannot have in the meantime.
//
// Integers only, the clock is the caller's. No gRPC here.
#ifndef CLEARWAY_COMMON_RPC_QUOTA_H_
#define CLEARWAY_COMMON_RPC_QUOTA_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::rpc {

enum class CallClass { kRead, kWrite, kLong, kWatch };
inline constexpr int kCallClasses = 4;

// "reads", "writes", "long calls" (matching, suggestions, exports), "watches".
absl::string_view CallClassName(CallClass call_class);

// Of one class. Zero means no limit.
struct ClassQuota {
  int64_t per_second = 0;        // calls, over time; at most 1,000,000
  int64_t burst = 0;             // calls that may come at once when none came before; at least 1
  int64_t concurrent = 0;        // calls in flight, open streams
  size_t max_request_bytes = 0;  // of one request, below the server's own limit
  int64_t max_stream_bytes = 0;  // of all answers of one stream
  absl::Duration unit = absl::ZeroDuration();  // handler's time that counts as one call; zero: none
};

struct Quota {
  std::array<ClassQuota, kCallClasses> classes;
  const ClassQuota& of(CallClass call_class) const {
    return classes[static_cast<size_t>(call_class)];
  }
  ClassQuota& of(CallClass call_class) { return classes[static_cast<size_t>(call_class)]; }
};

// What an actor has unless the operator says otherwise. A desk officer's tools and a partner's
// nightly job stay far below it; it leaves a small server most of its time.
Quota StandardQuota();

struct QuotaOptions {
  Quota standard = StandardQuota();
  // Actors ("actors/undp"), or services' identities, with a quota of their own.
  std::map<std::string, Quota> special;
};

// Thread-safe. Remembers no more actors than have calls in flight or used some of their rate
// lately.
class Quotas {
 public:
  explicit Quotas(QuotaOptions options);
  ~Quotas();

  class Ticket;
  // RESOURCE_EXHAUSTED (QUOTA_EXCEEDED) with QuotaFailure and RetryInfo.
  absl::StatusOr<Ticket> Admit(absl::string_view holder, CallClass call_class, absl::Time now);

  const ClassQuota& QuotaOf(absl::string_view holder, CallClass call_class) const;
  // How many actors are remembered. For tests and metrics.
  size_t size() const;

 private:
  struct Shard;
  struct Entry;
  static constexpr size_t kShards = 16;
  Shard& ShardOf(absl::string_view holder) const;

  const Quota standard_;
  const std::map<std::string, Quota, std::less<>> special_;
  std::unique_ptr<Shard[]> shards_;
};

// One admitted call; its destructor gives its place back. Must not outlive the Quotas.
class Quotas::Ticket {
 public:
  Ticket() = default;
  Ticket(Ticket&& other) noexcept;
  Ticket& operator=(Ticket&& other) noexcept;
  ~Ticket() { Release(); }

  // Charges what the handler took beyond the one call that Admit charged. The debt is bounded by a
  // minute.
  void Spend(absl::Duration took);
  // Counts what a stream has answered. RESOURCE_EXHAUSTED (QUOTA_EXCEEDED) once it is more than one
  // stream may.
  absl::Status Answer(size_t bytes);
  void Release();

 private:
  friend class Quotas;
  Quotas* quotas_ = nullptr;
  std::shared_ptr<Entry> entry_;
  CallClass class_ = CallClass::kRead;
  const ClassQuota* quota_ = nullptr;
  int64_t answered_ = 0;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_QUOTA_H_
