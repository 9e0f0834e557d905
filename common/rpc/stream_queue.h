// Messages between those who make them and gRPC: bounded for one stream and for all of a server.
// Private to common/rpc. Not thread-safe: the stream's mutex guards it.
#ifndef CLEARWAY_COMMON_RPC_STREAM_QUEUE_H_
#define CLEARWAY_COMMON_RPC_STREAM_QUEUE_H_

#include <deque>
#include <string>
#include <utility>

#include "common/rpc/limits.h"
#include "grpcpp/support/byte_buffer.h"

namespace clearway::rpc {

class StreamQueue {
 public:
  // Neither is owned. `total` counts the bytes in all queues.
  StreamQueue(const Limits* limits, std::atomic<int64_t>* total)
      : limits_(*limits), total_(total) {}

  // `token`: where to resume after the message; empty when there is none. An empty queue has room
  // for any message; otherwise false, and nothing is taken, when there is none.
  bool Push(grpc::ByteBuffer* message, std::string token = "") {
    const int64_t bytes = static_cast<int64_t>(message->Length());
    if (items_.empty()) {
      return Add(message, std::move(token), Reservation(total_, kUnlimited, bytes), bytes);
    }
    if (items_.size() >= limits_.stream_queue_messages ||
        bytes_ + bytes > static_cast<int64_t>(limits_.stream_queue_bytes)) {
      return false;
    }
    Reservation room(total_, limits_.total_queue_bytes, bytes);
    return room && Add(message, std::move(token), std::move(room), bytes);
  }

  bool empty() const { return items_.empty(); }

  // REQUIRES: !empty().
  std::string Pop(grpc::ByteBuffer* message) {
    Item item = std::move(items_.front());
    items_.pop_front();
    bytes_ -= item.bytes;
    message->Swap(&item.message);
    return std::move(item.token);
  }

  void Clear() {
    items_.clear();
    bytes_ = 0;
  }

 private:
  static constexpr int64_t kUnlimited = int64_t{1} << 62;
  struct Item {
    grpc::ByteBuffer message;
    std::string token;
    Reservation room;
    int64_t bytes;
  };

  bool Add(grpc::ByteBuffer* message, std::string token, Reservation room, int64_t bytes) {
    items_.push_back({grpc::ByteBuffer(), std::move(token), std::move(room), bytes});
    items_.back().message.Swap(message);
    bytes_ += bytes;
    return true;
  }

  const Limits& limits_;
  std::atomic<int64_t>* const total_;
  std::deque<Item> items_;
  int64_t bytes_ = 0;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_STREAM_QUEUE_H_
