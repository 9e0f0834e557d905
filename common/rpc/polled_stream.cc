#include "common/rpc/polled_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/wire_status.h"

namespace clearway::rpc {
namespace {

// Tags.
char written_tag, read_tag;

// The call is corked: its first message goes with its beginning.
std::unique_ptr<grpc::GenericClientAsyncReaderWriter> Prepare(
    std::shared_ptr<grpc::Channel> channel, const std::string& path, grpc::ClientContext* context,
    grpc::CompletionQueue* queue) {
  context->set_initial_metadata_corked(true);
  return grpc::GenericStub(std::move(channel)).PrepareCall(context, path, queue);
}

}  // namespace

PolledStream::PolledStream(std::shared_ptr<grpc::Channel> channel, const std::string& path,
                           grpc::ClientContext* context, const grpc::ByteBuffer& request)
    : context_(context), call_(Prepare(std::move(channel), path, context, &queue_)) {
  call_->StartCall(nullptr);  // no event of its own, as it is corked
  call_->WriteLast(request, grpc::WriteOptions(), &written_tag);
  call_->Read(&message_, &read_tag);
}

PolledStream::State PolledStream::Await(absl::Duration pause) {
  Look();
  if (state_ == State::kWaiting) {
    absl::SleepFor(pause);
    Look();
  }
  return state_;
}

void PolledStream::Look() {
  void* tag = nullptr;
  bool ok = false;
  while (state_ == State::kWaiting &&
         queue_.AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_REALTIME)) ==
             grpc::CompletionQueue::GOT_EVENT) {
    if (tag == &read_tag) state_ = ok ? State::kMessage : State::kEnded;
  }
}

void PolledStream::ReadNext() {
  state_ = State::kWaiting;
  message_.Clear();
  call_->Read(&message_, &read_tag);
}

void PolledStream::Stop() {
  context_->TryCancel();
  Finish().IgnoreError();
}

absl::Status PolledStream::Finish() {
  grpc::Status status;
  call_->Finish(&status, &status);
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
  return FromWire(status.error_code(), status.error_message(), status.error_details());
}

}  // namespace clearway::rpc
