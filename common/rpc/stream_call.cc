#include "common/rpc/stream_call.h"

#include <utility>

#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

// A reader who was told to be too slow has so many times the usual patience to hear it.
constexpr int kLastPatience = 3;

}  // namespace

void StreamCall::Open() {
  raw_->SetWriter(this);
  absl::Status status = BeginCall(core_, method_, raw_->context(), &call_, &ticket_);
  call_.cancelled = [this] { return Gone(); };
  if (status.ok()) {
    slot_ = Reservation(&core_.streams, core_.limits.max_streams);
    if (!slot_) {
      status =
          RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                     "too many open streams; retry later", absl::Seconds(1));
    }
  }
  if (status.ok()) status = TakeRequest(core_, method_, raw_->bytes(), &call_, request());
  last_write_ = call_.time;
  if (status.ok()) status = Start();
  if (!status.ok()) End(std::move(status));
  // Only now can the clock and a drain find it: it has been started or ended.
  core_.registry.Add(shared_from_this());
  raw_->Opened();
}

void StreamCall::End(absl::Status status) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!ended_) EndLocked(Annotate(std::move(status)));
}

void StreamCall::EndLocked(absl::Status status) {
  ended_ = true;
  gone_ = true;
  end_status_ = std::move(status);
  OnEnded();
  FinishLocked();
}

void StreamCall::FinishLocked() {
  if (finished_) return;
  finished_ = true;
  finished_at_ = core_.clock();
  // A message that is with gRPC goes first; the status waits behind it.
  raw_->Finish(EndCall(core_, method_, call_, end_status_));
}

void StreamCall::Pull() {
  std::lock_guard<std::mutex> lock(mutex_);
  PullLocked();
}

void StreamCall::PullLocked() {
  if (ended_ || writing_) return;
  switch (Next()) {
    case Step::kWait:
      return;
    case Step::kWrite:
      writing_ = true;
      last_write_ = core_.clock();
      method_.metrics->Sent();
      raw_->Write(buffer_);
      return;
    case Step::kEnd:
      EndLocked(std::move(end_status_));
      return;
  }
}

void StreamCall::Tick(absl::Time now) {
  // A stream outlives revocations and changes of rights. (Null: refused before it was known who
  // calls.)
  if (core_.authenticator != nullptr && call_.caller != nullptr && !Gone()) {
    absl::Status standing = core_.authenticator->Recheck(*call_.caller, now);
    if (!standing.ok()) return End(std::move(standing));
  }
  std::lock_guard<std::mutex> lock(mutex_);
  if (finished_) {
    // The status does not get through either: cut the stream.
    if (now - finished_at_ > kLastPatience * core_.limits.reader_patience) raw_->TryCancel();
    return;
  }
  if (!writing_) {
    OnIdle(now);
    PullLocked();
  } else if (now - last_write_ > core_.limits.reader_patience) {
    EndLocked(Annotate(MakeError(absl::StatusCode::kResourceExhausted,
                                 type::v1::ERROR_REASON_READER_TOO_SLOW,
                                 "the stream's reader was too slow")));
  }
}

void StreamCall::OnWriteDone(bool ok) {
  std::lock_guard<std::mutex> lock(mutex_);
  writing_ = false;
  buffer_.Clear();
  if (ok) {
    PullLocked();
  } else if (!ended_) {
    EndLocked(absl::CancelledError("the client is gone"));
  }
}

void StreamCall::OnCancel() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!ended_) EndLocked(absl::CancelledError("the client is gone"));
}

void StreamCall::OnDone() {
  OnClosed();
  {
    // Whoever is still inside a method with the mutex held leaves first.
    std::lock_guard<std::mutex> lock(mutex_);
    slot_.Release();
    ticket_.Release();
  }
  core_.registry.Remove(this);
}

}  // namespace clearway::rpc
