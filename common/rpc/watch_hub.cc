#include "common/rpc/watch_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/codec.h"
#include "common/rpc/watch_stream.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

// How much of the past is read at start, so that watches that come back after a restart find it.
constexpr store::Revision kWarmRevisions = 1000;

size_t BytesOf(const store::Store::Batch& batch) {
  size_t bytes = sizeof(batch);
  for (const store::Change& change : batch.changes) {
    bytes += sizeof(change) + change.key.size() + change.value.size();
  }
  return bytes;
}

resource::Feed::Send EncodeInto(EncodedBatch* encoded) {
  return [encoded](const type::v1::WatchResponse& response) -> absl::Status {
    encoded->emplace_back();
    encoded->back().token = response.resume_token();
    return Serialize(response, &encoded->back().bytes);
  };
}

}  // namespace

absl::Status Encode(const resource::Feed& feed, const store::Store::Batch& batch,
                    EncodedBatch* encoded) {
  return feed.Changes(batch, EncodeInto(encoded));
}

WatchHub::WatchHub(store::Store* store, size_t tail_bytes)
    : store_(store), max_bytes_(tail_bytes) {}

absl::Status WatchHub::Start() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    start_ = std::max(store_->compacted_revision(), store_->revision() - kWarmRevisions);
    end_ = start_;
  }
  ASSIGN_OR_RETURN(auto subscription,
                   store_->Watch(resource::kRecordPrefix, end_,
                                 [this](auto batch) { return OnBatch(std::move(batch)); }));
  std::lock_guard<std::mutex> lock(mutex_);
  subscription_ = std::move(subscription);
  return absl::OkStatus();
}

void WatchHub::Stop() {
  std::unique_ptr<store::Subscription> subscription;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    subscription = std::move(subscription_);
  }
  subscription.reset();
}

void WatchHub::Add(std::shared_ptr<WatchStream> stream) {
  std::lock_guard<std::mutex> lock(mutex_);
  WatchStream* raw = stream.get();
  streams_.emplace(raw, std::move(stream));
}

void WatchHub::Remove(WatchStream* stream) {
  std::shared_ptr<WatchStream> removed;  // goes after the lock
  std::lock_guard<std::mutex> lock(mutex_);
  auto it = streams_.find(stream);
  if (it == streams_.end()) return;
  removed = std::move(it->second);
  streams_.erase(it);
}

bool WatchHub::OnBatch(absl::StatusOr<store::Store::Batch> batch) {
  bool go_on = true;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (batch.ok()) {
      Entry entry;
      entry.after = end_;
      end_ = batch->through;
      entry.bytes = BytesOf(*batch);
      entry.batch = *std::move(batch);
      bytes_ += entry.bytes;
      tail_.push_back(std::move(entry));
      while (bytes_ > max_bytes_ && tail_.size() > 1) {
        start_ = tail_.front().batch.through;
        bytes_ -= tail_.front().bytes;
        tail_.pop_front();
      }
    } else {
      failed_ = batch.status();
      go_on = false;
    }
  }
  Wake();
  return go_on;
}

void WatchHub::Wake() {
  std::vector<std::shared_ptr<WatchStream>> streams;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    streams.reserve(streams_.size());
    for (const auto& [raw, stream] : streams_) streams.push_back(stream);
  }
  for (const auto& stream : streams) stream->Wake();
}

bool WatchHub::Covers(store::Revision position) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return position >= start_;
}

absl::StatusOr<std::shared_ptr<const EncodedBatch>> WatchHub::Share(const resource::Feed& feed,
                                                                    const std::string& collections,
                                                                    Entry* entry) {
  const auto grow = [&](size_t bytes) {
    entry->bytes += bytes;
    bytes_ += bytes;
  };
  const auth::Caller* caller = feed.caller();
  const std::string sight = caller == nullptr ? "" : auth::SightKey(*caller);
  auto& shared = entry->encoded[absl::StrCat(collections, "\n\n", sight)];
  if (shared != nullptr) return shared;
  resource::BatchView view;
  if (caller != nullptr) {
    if (entry->opened == nullptr) {
      ASSIGN_OR_RETURN(entry->opened, resource::OpenedBatch::Open(entry->batch));
      grow(entry->opened->bytes());
    }
    view = entry->opened->ViewFor(*caller);
  }
  auto& same = entry->by_view[absl::StrCat(collections, "\n\n", view.key)];
  if (same == nullptr) {
    auto encoded = std::make_shared<EncodedBatch>();
    RETURN_IF_ERROR(
        feed.Changes(entry->batch, caller == nullptr ? nullptr : &view, EncodeInto(encoded.get())));
    same = std::move(encoded);
    size_t bytes = 0;
    for (const EncodedResponse& response : *same) bytes += response.bytes.Length();
    grow(bytes);
  }
  shared = same;
  return shared;
}

absl::StatusOr<WatchHub::Found> WatchHub::Next(const resource::Feed& feed,
                                               const std::string& collections,
                                               store::Revision* position,
                                               std::shared_ptr<const EncodedBatch>* batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (*position < start_) return Found::kBehind;
  auto it = std::upper_bound(
      tail_.begin(), tail_.end(), *position,
      [](store::Revision at, const Entry& entry) { return at < entry.batch.through; });
  for (; it != tail_.end(); ++it) {
    std::shared_ptr<const EncodedBatch> found;
    if (*position > it->after) {
      // In the middle of what the store delivered at once: only the rest.
      store::Store::Batch rest;
      rest.through = it->batch.through;
      for (const store::Change& change : it->batch.changes) {
        if (change.revision > *position) rest.changes.push_back(change);
      }
      auto encoded = std::make_shared<EncodedBatch>();
      RETURN_IF_ERROR(Encode(feed, rest, encoded.get()));
      found = std::move(encoded);
    } else {
      ASSIGN_OR_RETURN(found, Share(feed, collections, &*it));
    }
    *position = it->batch.through;
    if (found->empty()) continue;
    *batch = std::move(found);
    return Found::kBatch;
  }
  if (!failed_.ok()) return failed_;
  return Found::kNothing;
}

}  // namespace clearway::rpc
