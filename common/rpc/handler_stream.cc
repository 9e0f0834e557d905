#include "common/rpc/handler_stream.h"

#include <chrono>
#include <utility>

#include "common/audit/reads.h"
#include "common/resource/viewed.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

// How soon a handler looks again whether other streams' queues have left room.
constexpr std::chrono::milliseconds kLookAgain(20);

}  // namespace

HandlerStream::HandlerStream(ServerCore* core, const MethodState* method,
                             std::unique_ptr<RawStream> raw)
    : StreamCall(core, method, std::move(raw)),
      request_(method->request->New()),
      queue_(&core->limits, &core->queued_bytes) {}

absl::Status HandlerStream::Start() {
  auto self = std::static_pointer_cast<HandlerStream>(shared_from_this());
  if (core_.pool.Add([self] { self->Handle(); })) return absl::OkStatus();
  return RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                    "too many streams are being computed; retry later", absl::Seconds(1));
}

void HandlerStream::Handle() {
  absl::Status result = RunHandler([&] {
    const auto at = resource::ViewFor(call_.caller, method_.service->store()->GetSnapshot());
    return method_.method->stream(call_, *at, *request_, *this);
  });
  std::lock_guard<std::mutex> lock(mutex_);
  result_ = std::move(result);
  PullLocked();
}

absl::Status HandlerStream::Send(const Message& message) {
  const auth::Caller* caller = call_.restricted_caller();
  if (method_.redaction == nullptr || caller == nullptr) return SendSeen(message);
  const std::unique_ptr<Message> seen(message.New());
  seen->CopyFrom(message);
  method_.redaction->Redact(*caller, seen.get());
  return SendSeen(*seen);
}

absl::Status HandlerStream::SendSeen(const Message& message) {
  if (method_.personal != nullptr) RETURN_IF_ERROR(AddReads(message));
  grpc::ByteBuffer bytes;
  RETURN_IF_ERROR(Serialize(message, &bytes));
  RETURN_IF_ERROR(ticket_.Answer(bytes.Length()));
  std::unique_lock<std::mutex> lock(mutex_);
  while (!ended() && !queue_.Push(&bytes)) room_.wait_for(lock, kLookAgain);
  if (ended()) return end_status_.ok() ? absl::CancelledError("the stream is over") : end_status_;
  PullLocked();
  return absl::OkStatus();
}

absl::Status HandlerStream::AddReads(const Message& message) {
  store::Store* const store = method_.service->store();
  ASSIGN_OR_RETURN(const audit::Reads reads,
                   audit::Reads::In(message, *method_.personal, *store->GetSnapshot()));
  if (reads.empty()) return absl::OkStatus();
  return store->TransactAndWait([&](store::Txn& txn) { return reads.Append(call_, txn); }).status();
}

StreamCall::Step HandlerStream::Next() {
  if (!queue_.empty()) {
    queue_.Pop(&buffer_);
    room_.notify_one();
    return Step::kWrite;
  }
  if (!result_.has_value()) return Step::kWait;
  end_status_ = *std::move(result_);
  return Step::kEnd;
}

void HandlerStream::OnEnded() {
  queue_.Clear();
  room_.notify_all();
}

}  // namespace clearway::rpc
