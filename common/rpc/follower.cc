#include "common/rpc/follower.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using type::v1::ResourceChange;
using type::v1::WatchRequest;
using type::v1::WatchResponse;

std::string TokenKey(absl::string_view name) { return absl::StrCat("p/follow/", name, "/token"); }
std::string CollectionsKey(absl::string_view name) {
  return absl::StrCat("p/follow/", name, "/collections");
}
std::string NamePrefix(absl::string_view name) { return absl::StrCat("p/follow/", name, "/n/"); }

std::string Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return absl::StrJoin(names, ",");
}

bool IsGone(const ResourceChange& change) {
  return change.kind() == ResourceChange::KIND_DELETED ||
         change.kind() == ResourceChange::KIND_PURGED;
}

}  // namespace

class Follower::Impl {
 public:
  explicit Impl(FollowerOptions options)
      : options_(std::move(options)),
        collections_(Sorted(options_.collections)),
        thread_([this] { Run(); }) {}

  ~Impl() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void Run() {
    absl::Duration backoff = options_.first_backoff;
    while (!stop_) {
      progressed_ = false;
      const absl::Status status = Follow();
      if (stop_) return;
      Report(status.ok() ? absl::UnavailableError("the stream ended") : status);
      const ErrorReason reason = ReasonOf(status);
      if (status.code() == absl::StatusCode::kOutOfRange ||
          reason == type::v1::ERROR_REASON_RESUME_TOKEN_INVALID) {
        resync_ = true;
      }
      if (progressed_) backoff = options_.first_backoff;
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait_for(lock, absl::ToChronoMilliseconds(backoff), [this] { return stop_.load(); });
      backoff = std::min(backoff * 2, options_.max_backoff);
    }
  }

  // One connection, from where the last one stopped.
  absl::Status Follow() {
    ASSIGN_OR_RETURN(auto stored, options_.store->GetSnapshot()->Get(TokenKey(options_.name)));
    token_ = stored.value_or("");
    ASSIGN_OR_RETURN(auto collections,
                     options_.store->GetSnapshot()->Get(CollectionsKey(options_.name)));
    // What exists in a collection that was not followed before has never been read.
    if (token_.empty() || collections != collections_) resync_ = true;
    reported_ = false;
    seen_.clear();
    pending_.clear();
    WatchRequest request;
    for (const std::string& collection : options_.collections) {
      request.add_collections(collection);
    }
    if (resync_) {
      request.set_include_existing(true);
    } else {
      request.set_resume_token(token_);
    }
    CallOptions call;
    call.look_now_and_then = true;
    call.cancel = &stop_;
    absl::Status failed;
    absl::Status status = options_.client->Stream<WatchResponse>(
        absl::StrCat(options_.service, "/Watch"), request,
        [&](const WatchResponse& response) {
          failed = resync_ ? TakeExisting(response) : TakeChanges(response);
          return failed.ok() && !stop_;
        },
        call);
    return failed.ok() ? status : failed;
  }

  // Existing resources are applied as they come; the position is stored with the last of them.
  absl::Status TakeExisting(const WatchResponse& response) {
    for (const ResourceChange& change : response.changes()) seen_.insert(change.name());
    const std::string& token = response.resume_token();
    RETURN_IF_ERROR(Transact([&](store::Txn& txn) -> absl::Status {
      for (const ResourceChange& change : response.changes()) {
        RETURN_IF_ERROR(Apply(txn, change));
      }
      if (token.empty()) return absl::OkStatus();
      RETURN_IF_ERROR(PurgeUnseen(txn));
      RETURN_IF_ERROR(txn.Put(CollectionsKey(options_.name), collections_));
      if (options_.complete) RETURN_IF_ERROR(options_.complete(txn));
      return txn.Put(TokenKey(options_.name), token);
    }));
    if (token.empty()) return absl::OkStatus();
    token_ = token;
    resync_ = false;
    seen_.clear();
    CaughtUp();
    return absl::OkStatus();
  }

  // A revision that is spread over several responses is applied when the last one is there, which
  // moves the token on.
  absl::Status TakeChanges(const WatchResponse& response) {
    for (const ResourceChange& change : response.changes()) pending_.push_back(change);
    const std::string& token = response.resume_token();
    if (token.empty() || (token == token_ && !pending_.empty())) return absl::OkStatus();
    if (token != token_) {
      RETURN_IF_ERROR(Transact([&](store::Txn& txn) -> absl::Status {
        ASSIGN_OR_RETURN(auto stored, txn.Get(TokenKey(options_.name)));
        if (stored != token_) {
          return absl::AbortedError(
              absl::StrCat("another follower named ", options_.name, " is at work"));
        }
        for (const ResourceChange& change : pending_) RETURN_IF_ERROR(Apply(txn, change));
        return txn.Put(TokenKey(options_.name), token);
      }));
      token_ = token;
      pending_.clear();
    }
    CaughtUp();
    return absl::OkStatus();
  }

  absl::Status Apply(store::Txn& txn, const ResourceChange& change) {
    const std::string key = absl::StrCat(NamePrefix(options_.name), change.name());
    RETURN_IF_ERROR(IsGone(change) ? txn.Delete(key) : txn.Put(key, ""));
    return options_.apply(txn, change);
  }

  // What was there before and is no more.
  absl::Status PurgeUnseen(store::Txn& txn) {
    const std::string prefix = NamePrefix(options_.name);
    std::vector<std::string> gone;
    auto cursor = txn.Scan(prefix, store::PrefixEnd(prefix));
    for (; cursor->Valid(); cursor->Next()) {
      std::string name(cursor->key().substr(prefix.size()));
      if (seen_.count(name) == 0) gone.push_back(std::move(name));
    }
    RETURN_IF_ERROR(cursor->status());
    cursor.reset();
    for (const std::string& name : gone) {
      ResourceChange purged;
      purged.set_name(name);
      purged.set_kind(ResourceChange::KIND_PURGED);
      RETURN_IF_ERROR(Apply(txn, purged));
    }
    return absl::OkStatus();
  }

  absl::Status Transact(store::Store::TxnFn fn) {
    absl::Status status = options_.store->TransactAndWait(std::move(fn)).status();
    if (status.ok()) progressed_ = true;
    return status;
  }

  void CaughtUp() {
    if (!reported_) Report(absl::OkStatus());
    reported_ = true;
  }

  void Report(const absl::Status& status) {
    if (options_.report) options_.report(status);
  }

  const FollowerOptions options_;
  const std::string collections_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> stop_{false};
  // The thread's own.
  bool resync_ = false;
  bool progressed_ = false;
  bool reported_ = false;
  std::string token_;
  std::set<std::string> seen_;
  std::vector<ResourceChange> pending_;
  std::thread thread_;  // last: it uses the rest
};

Follower::Follower(FollowerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Follower::~Follower() = default;

std::pair<std::string, std::string> Follower::SyncedMark(absl::string_view name,
                                                         std::vector<std::string> collections) {
  return {CollectionsKey(name), Sorted(std::move(collections))};
}

absl::StatusOr<bool> Follower::Synced(const store::Reader& at, absl::string_view name) {
  ASSIGN_OR_RETURN(auto token, at.Get(TokenKey(name)));
  return token.has_value();
}

}  // namespace clearway::rpc
