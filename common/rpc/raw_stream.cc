#include "common/rpc/raw_stream.h"

#include <utility>

namespace clearway::rpc {

RawStream::RawStream(RawMethods* methods, int index, ServingThreads* threads, Open open)
    : methods_(*methods),
      index_(index),
      threads_(*threads),
      hold_(threads),
      open_(std::move(open)) {}

void RawStream::Await(RawMethods* methods, int index, ServingThreads* threads, Open open) {
  // Its own until it arrives.
  auto* stream = new RawStream(methods, index, threads, std::move(open));
  stream->context_.AsyncNotifyWhenDone(stream->ended_.Tag());
  methods->AwaitStream(index, &stream->context_, &stream->bytes_, &stream->writer_, *threads,
                       &stream->arrival_);
}

void RawStream::OnArrival(bool ok) {
  std::unique_ptr<RawStream> self(this);
  if (!ok) return;  // it does not end, as it never began
  Await(&methods_, index_, &threads_, open_);
  // Moved out, since the stream may be gone before it returns.
  const Open open = std::move(open_);
  open(std::move(self));
}

void RawStream::Opened() {
  bool cancelled;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    opened_ = true;
    cancelled = cancelled_;
  }
  if (cancelled) stream_writer_->OnCancel();
  LetGo();
}

void RawStream::Write(const grpc::ByteBuffer& message) {
  ++awaited_;
  writer_.Write(message, written_.Tag());
}

void RawStream::Finish(const grpc::Status& status) { writer_.Finish(status, finished_.Tag()); }

void RawStream::OnWritten(bool ok) {
  stream_writer_->OnWriteDone(ok);
  LetGo();
}

void RawStream::OnEnd(bool /*ok*/) {
  bool now = false;
  if (context_.IsCancelled()) {
    std::lock_guard<std::mutex> lock(mutex_);
    cancelled_ = true;
    now = opened_;
  }
  if (now) stream_writer_->OnCancel();
  LetGo();
}

void RawStream::LetGo() {
  if (awaited_.fetch_sub(1) == 1) stream_writer_->OnDone();
}

}  // namespace clearway::rpc
