#include "common/rpc/client_stream.h"

#include <utility>

#include "common/rpc/wire_status.h"
#include "grpcpp/generic/generic_stub.h"

namespace clearway::rpc {

ClientStream::ClientStream(std::shared_ptr<grpc::Channel> channel, const std::string& path,
                           grpc::ClientContext* context, const grpc::ByteBuffer& request)
    : context_(context), request_(request) {
  grpc::GenericStub(std::move(channel)).PrepareBidiStreamingCall(context, path, {}, this);
  StartWriteLast(&request_, grpc::WriteOptions());
  StartRead(&message_);
  AddHold();  // reads are started from outside of reactions
  StartCall();
}

ClientStream::State ClientStream::Await(absl::Duration at_most) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(at_most),
                    [this] { return state_ != State::kWaiting; });
  return state_;
}

void ClientStream::ReadNext() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    state_ = State::kWaiting;
  }
  message_.Clear();
  StartRead(&message_);
}

void ClientStream::Stop() {
  context_->TryCancel();
  AwaitDone();
}

absl::Status ClientStream::Finish() {
  AwaitDone();
  return FromWire(status_.error_code(), status_.error_message(), status_.error_details());
}

void ClientStream::AwaitDone() {
  RemoveHold();
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return done_; });
}

void ClientStream::OnReadDone(bool ok) {
  std::lock_guard<std::mutex> lock(mutex_);
  state_ = ok ? State::kMessage : State::kEnded;
  changed_.notify_one();
}

void ClientStream::OnDone(const grpc::Status& status) {
  std::lock_guard<std::mutex> lock(mutex_);
  status_ = status;
  done_ = true;
  changed_.notify_one();
}

}  // namespace clearway::rpc
