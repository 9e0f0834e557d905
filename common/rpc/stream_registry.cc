#include "common/rpc/stream_registry.h"

#include <utility>

#include "common/rpc/stream_call.h"

namespace clearway::rpc {

void StreamRegistry::Add(std::shared_ptr<StreamCall> stream) {
  absl::Status ended;
  StreamCall* raw = stream.get();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    streams_.emplace(raw, stream);
    ended = ended_;
  }
  if (!ended.ok()) stream->End(ended);
}

std::shared_ptr<StreamCall> StreamRegistry::Remove(StreamCall* stream) {
  std::lock_guard<std::mutex> lock(mutex_);
  auto it = streams_.find(stream);
  if (it == streams_.end()) return nullptr;
  std::shared_ptr<StreamCall> removed = std::move(it->second);
  streams_.erase(it);
  if (streams_.empty()) emptied_.notify_all();
  return removed;
}

std::vector<std::shared_ptr<StreamCall>> StreamRegistry::All() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::shared_ptr<StreamCall>> all;
  all.reserve(streams_.size());
  for (const auto& [raw, stream] : streams_) all.push_back(stream);
  return all;
}

void StreamRegistry::Tick(absl::Time now) {
  for (const auto& stream : All()) stream->Tick(now);
}

void StreamRegistry::EndAll(const absl::Status& status) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    ended_ = status;
  }
  for (const auto& stream : All()) stream->End(status);
}

bool StreamRegistry::AwaitEmpty(absl::Time until) {
  std::unique_lock<std::mutex> lock(mutex_);
  return emptied_.wait_until(lock, absl::ToChronoTime(until), [this] { return streams_.empty(); });
}

size_t StreamRegistry::size() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return streams_.size();
}

}  // namespace clearway::rpc
