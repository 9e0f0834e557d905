#include "common/rpc/watch_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {
namespace {

// How soon a reader of existing records looks again whether other streams' queues have left room.
constexpr std::chrono::milliseconds kLookAgain(20);

}  // namespace

WatchStream::WatchStream(ServerCore* core, const MethodState* method,
                         std::unique_ptr<RawStream> raw)
    : StreamCall(core, method, std::move(raw)), queue_(&core->limits, &core->queued_bytes) {}

// Of what its roles may get, and no more.
absl::StatusOr<resource::Feed> WatchStream::MakeFeed() const {
  const auth::Caller* caller = call_.restricted_caller();
  if (caller == nullptr) return resource::Feed::Make(method_.store_id, request_);
  const std::vector<std::string> readable = method_.readable->For(caller->roles);
  const auto refuse = [&](absl::string_view what) {
    return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
                     absl::StrCat("your roles (", auth::RoleNames(caller->roles), ") may get ",
                                  what, ", and so not watch them; what they may: ",
                                  readable.empty() ? "nothing" : absl::StrJoin(readable, ", ")));
  };
  if (readable.empty()) return refuse("no records here");
  for (const std::string& collection : request_.collections()) {
    if (method_.readable->Knows(collection) && !method_.readable->May(caller->roles, collection)) {
      return refuse(absl::StrCat("no ", collection));
    }
  }
  return resource::Feed::Make(method_.store_id, request_, call_.caller, &readable);
}

absl::Status WatchStream::Start() {
  ASSIGN_OR_RETURN(resource::Feed feed, MakeFeed());
  std::unique_lock<std::mutex> lock(mutex_);
  feed_ = std::move(feed);
  collections_ = feed_->CollectionsKey();
  auto self = std::static_pointer_cast<WatchStream>(shared_from_this());
  if (request_.include_existing()) {
    phase_ = Phase::kExisting;
    if (!core_.pool.Add([self] { self->ReadExisting(); })) {
      return RetryLater(absl::StatusCode::kResourceExhausted,
                        type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                        "too many streams are being started; retry later", absl::Seconds(1));
    }
  } else {
    const store::Store& store = *method_.service->store();
    const store::Revision now = store.revision();
    position_ = feed_->Start(now);
    if (position_ > now || position_ < store.compacted_revision()) {
      return resource::Feed::Explain(absl::OutOfRangeError("the feed does not have this revision"));
    }
    token_ = feed_->Token(position_);
    auto first = std::make_shared<EncodedBatch>(1);
    RETURN_IF_ERROR(Serialize(feed_->Progress(position_), &first->front().bytes));
    batch_ = std::move(first);
  }
  lock.unlock();
  method_.hub->Add(std::move(self));
  Pull();
  return absl::OkStatus();
}

StreamCall::Step WatchStream::Next() {
  for (;;) {
    if (batch_ != nullptr) {
      const EncodedResponse& response = (*batch_)[next_in_batch_++];
      buffer_ = response.bytes;  // shares the bytes
      if (!response.token.empty()) token_ = response.token;
      if (next_in_batch_ == batch_->size()) {
        batch_.reset();
        next_in_batch_ = 0;
        room_.notify_all();
      }
      return Step::kWrite;
    }
    if (!queue_.empty()) {
      std::string token = queue_.Pop(&buffer_);
      if (!token.empty()) token_ = std::move(token);
      room_.notify_all();
      return Step::kWrite;
    }
    if (phase_ != Phase::kLive) return Step::kWait;
    auto found = method_.hub->Next(*feed_, collections_, &position_, &batch_);
    absl::Status status = found.status();
    if (status.ok() && *found == WatchHub::Found::kNothing) return Step::kWait;
    if (status.ok() && *found == WatchHub::Found::kBehind) {
      status = StartPast();
      if (status.ok()) return Step::kWait;
    }
    if (!status.ok()) {
      end_status_ = resource::Feed::Explain(std::move(status));
      return Step::kEnd;
    }
  }
}

void WatchStream::ReadExisting() {
  const auto snapshot = method_.service->store()->GetSnapshot();
  const auto send = [&](const type::v1::WatchResponse& response) -> absl::Status {
    grpc::ByteBuffer bytes;
    RETURN_IF_ERROR(Serialize(response, &bytes));
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ended() && !queue_.Push(&bytes, response.resume_token())) {
      room_.wait_for(lock, kLookAgain);
    }
    if (ended()) return absl::CancelledError("the stream is over");
    PullLocked();
    return absl::OkStatus();
  };
  absl::Status status = RunHandler([&] { return feed_->Existing(*snapshot, send); });
  std::lock_guard<std::mutex> lock(mutex_);
  if (ended()) return;
  if (!status.ok()) return EndLocked(std::move(status));
  phase_ = Phase::kLive;
  position_ = snapshot->revision();
  PullLocked();
}

// With the mutex held: the store's own subscription, until the hub's tail is reached.
absl::Status WatchStream::StartPast() {
  pasts_.erase(
      std::remove_if(pasts_.begin(), pasts_.end(), [](const auto& past) { return past->done; }),
      pasts_.end());
  auto past = std::make_shared<Past>();
  phase_ = Phase::kPast;
  ASSIGN_OR_RETURN(past->subscription, method_.service->store()->Watch(
                                           resource::kRecordPrefix, position_,
                                           [this, past](absl::StatusOr<store::Store::Batch> batch) {
                                             return OnPast(past, std::move(batch));
                                           }));
  pasts_.push_back(std::move(past));
  return absl::OkStatus();
}

bool WatchStream::OnPast(const std::shared_ptr<Past>& past,
                         absl::StatusOr<store::Store::Batch> batch) {
  auto encoded = std::make_shared<EncodedBatch>();
  absl::Status status = batch.status();
  if (status.ok()) status = Encode(*feed_, *batch, encoded.get());
  std::unique_lock<std::mutex> lock(mutex_);
  room_.wait(lock, [this] { return ended() || batch_ == nullptr; });
  past->done = true;  // unless it goes on
  if (ended()) return false;
  if (!status.ok()) {
    EndLocked(resource::Feed::Explain(std::move(status)));
    return false;
  }
  position_ = batch->through;
  if (!encoded->empty()) batch_ = std::move(encoded);
  const bool reached = method_.hub->Covers(position_);
  if (reached) phase_ = Phase::kLive;
  past->done = reached;
  PullLocked();
  return !reached;
}

absl::Status WatchStream::Annotate(absl::Status status) {
  if (token_.empty()) return status;
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return status;
  (*info.mutable_metadata())["resume_token"] = token_;
  return WithDetail(std::move(status), info);
}

void WatchStream::OnEnded() {
  queue_.Clear();
  room_.notify_all();
}

void WatchStream::OnIdle(absl::Time now) {
  if (phase_ != Phase::kLive || batch_ != nullptr || !queue_.empty()) return;
  if (now - last_write_ < core_.limits.watch_heartbeat) return;
  auto progress = std::make_shared<EncodedBatch>(1);
  progress->front().token = feed_->Token(position_);
  if (Serialize(feed_->Progress(position_), &progress->front().bytes).ok()) {
    batch_ = std::move(progress);
  }
}

void WatchStream::OnClosed() {
  method_.hub->Remove(this);
  std::vector<std::shared_ptr<Past>> pasts;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    pasts.swap(pasts_);
  }
  // Waits for a running callback, which sees that the stream has ended. The callback holds the
  // record too, so the subscription is let go by name.
  for (const auto& past : pasts) past->subscription.reset();
}

}  // namespace clearway::rpc
