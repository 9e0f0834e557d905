#include "common/rpc/unary_call.h"

#include <memory>
#include <utility>

#include "common/audit/reads.h"
#include "common/resource/idempotency.h"
#include "common/resource/viewed.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/rpc/raw_unary.h"
#include "common/rpc/who_am_i.h"
#include "common/secrets/vault.h"
#include "common/status_macros.h"
#include "google/protobuf/arena.h"

namespace clearway::rpc {
namespace {

using google::protobuf::Arena;

// A write that begins with two new keys needs two; more is a key that does not come.
constexpr int kMostAwaited = 3;

// Parsing and checking a larger request may take long.
constexpr size_t kLargeRequest = 64 << 10;

google::protobuf::ArenaOptions WithBlock(char* block, size_t size) {
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = size;
  return options;
}

// One call from arrival to answer. Whoever still needs it holds it.
class UnaryCall final : public RawUnary {
 public:
  UnaryCall(RawMethods* methods, int index, ServingThreads* threads, ServerCore* core,
            const MethodState* method)
      : RawUnary(methods, index, threads),
        core_(*core),
        method_(*method),
        arena_(WithBlock(block_, sizeof(block_))) {}

 private:
  std::shared_ptr<RawUnary> Another() const override {
    return std::make_shared<UnaryCall>(&methods_, index_, &threads_, &core_, &method_);
  }

  void Arrived() override {
    const Pace::Step step(method_.pace.get());
    if (method_.pace->slow() || bytes().Length() > kLargeRequest) ServingThreads::StepAside();
    absl::Status status = Begin();
    if (!status.ok()) return End(std::move(status));
    switch (method_.method->kind) {
      case Method::Kind::kRead:
        return Read();
      case Method::Kind::kWrite:
        return Write();
      case Method::Kind::kWhoAmI:
        return End(AnswerWhoAmI(core_.authenticator.get(), call_, response_.get()));
      default:
        return Compute();
    }
  }

  absl::Status Begin() {
    RETURN_IF_ERROR(BeginCall(core_, method_, context(), &call_, &ticket_));
    slot_ = Reservation(&core_.calls, core_.limits.max_calls);
    if (!slot_) {
      return RetryLater(absl::StatusCode::kResourceExhausted,
                        type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                        "too many calls at once; retry later", absl::Milliseconds(500));
    }
    call_.cancelled = [this] { return gone(); };
    request_ = method_.request->New(&arena_);
    // Not on the arena: handlers move their results in, which across arenas would be a copy.
    response_.reset(method_.response->New());
    return TakeRequest(core_, method_, bytes(), &call_, request_);
  }

  void Read() {
    const std::shared_ptr<const store::Snapshot> at = method_.service->store()->GetSnapshot();
    absl::Status status = RunHandler([&]() -> absl::Status {
      const auth::Caller* caller = call_.restricted_caller();
      return caller == nullptr ? ReadFrom(*at) : ReadFrom(resource::ViewedSnapshot(*at, *caller));
    });
    status.ok() ? Answer(*at) : End(std::move(status));
  }

  absl::Status ReadFrom(const store::Snapshot& at) {
    RETURN_IF_ERROR(method_.gate->CheckRecords(call_, at, *request_));
    return method_.method->read(call_, at, *request_, response_.get());
  }

  // Answers once the trail has what is personal in the answer, as read from `at`.
  void Answer(const store::Reader& at, bool trial = false) {
    if (method_.personal == nullptr) return End(absl::OkStatus());
    auto reads = ReadsIn(at);
    if (!reads.ok()) return End(reads.status());
    if (trial) reads->DropUnstored();
    if (reads->empty()) return End(absl::OkStatus());
    method_.service->store()->Transact(
        [self = Self(), reads = *std::move(reads)](store::Txn& txn) {
          return reads.Append(self->call_, txn);
        },
        [self = Self()](const absl::StatusOr<store::Revision>& result) {
          self->End(result.status());
        });
  }

  void Write() {
    if (method_.validate_only != nullptr) {
      validate_only_ = request_->GetReflection()->GetBool(*request_, method_.validate_only);
    }
    method_.service->store()->Transact(
        [self = Self()](store::Txn& txn) {
          return RunHandler([&] { return self->InTransaction(txn); });
        },
        [self = Self()](const absl::StatusOr<store::Revision>& result) {
          if (self->AwaitKey(result.status())) return;
          const bool discarded = self->validated_ && !result.ok() &&
                                 result.status().code() == absl::StatusCode::kCancelled;
          if (!discarded) return self->End(result.status());
          self->Answer(*self->method_.service->store()->GetSnapshot(), /*trial=*/true);
        });
  }

  // Whether the transaction was refused for a key that is not at hand, and is run again once that
  // may have changed: nothing of it has happened.
  bool AwaitKey(const absl::Status& status) {
    const auto state = secrets::Vault::MissingState(status);
    const auto vault = method_.service->store()->vault();
    if (!state.has_value() || vault == nullptr || ++keys_awaited_ > kMostAwaited) return false;
    vault->WhenUsable(*state, [self = Self(), status](const absl::Status& usable) {
      usable.ok() ? self->Write() : self->End(status);
    });
    return true;
  }

  // May be run again: leaves nothing behind from an earlier time.
  absl::Status InTransaction(store::Txn& txn) {
    validated_ = false;
    response_->Clear();
    // Checked here too, since transactions wait for their turn.
    if (call_.deadline != absl::InfiniteFuture() && core_.clock() >= call_.deadline) {
      return MakeError(absl::StatusCode::kDeadlineExceeded, type::v1::ERROR_REASON_DEADLINE_PASSED,
                       "the deadline passed before the work began");
    }
    ASSIGN_OR_RETURN(bool repeated, resource::Replay(txn, call_, *request_, response_.get()));
    if (repeated) return AddReads(txn);
    if (const auth::Caller* caller = call_.restricted_caller()) {
      resource::ViewedTxn viewed(txn, *caller);
      RETURN_IF_ERROR(WriteInto(viewed));
    } else {
      RETURN_IF_ERROR(WriteInto(txn));
    }
    if (validate_only_) {
      validated_ = true;
      return absl::CancelledError("validate_only");  // discards what was written
    }
    RETURN_IF_ERROR(AddReads(txn));
    return resource::Remember(txn, call_, *request_, *response_);
  }

  absl::Status WriteInto(store::Txn& txn) {
    RETURN_IF_ERROR(method_.gate->CheckRecords(call_, txn, *request_));
    RETURN_IF_ERROR(method_.method->write(call_, txn, *request_, response_.get()));
    return method_.gate->CheckUpdated(call_, txn, *request_);
  }

  // What is personal in the answer, in the transaction that it comes from.
  absl::Status AddReads(store::Txn& txn) const {
    if (method_.personal == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(const audit::Reads reads, ReadsIn(txn));
    return reads.Append(call_, txn);
  }

  // What is personal in the answer as the caller gets it.
  absl::StatusOr<audit::Reads> ReadsIn(const store::Reader& at) const {
    const auth::Caller* caller = call_.restricted_caller();
    if (method_.redaction == nullptr || caller == nullptr) {
      return audit::Reads::In(*response_, *method_.personal, at);
    }
    const std::unique_ptr<Message> seen(response_->New());
    seen->CopyFrom(*response_);
    method_.redaction->Redact(*caller, seen.get());
    return audit::Reads::In(*seen, *method_.personal, at);
  }

  // Takes the one message of a handler whose work is long.
  class OneMessage : public RawSink {
   public:
    explicit OneMessage(Message* out) : out_(out) {}
    absl::Status Send(const Message& message) override {
      if (++sent_ > 1) return absl::InternalError("more than one answer to a unary call");
      out_->CopyFrom(message);
      return absl::OkStatus();
    }
    int sent() const { return sent_; }

   private:
    Message* out_;
    int sent_ = 0;
  };

  void Compute() {
    // Long work is not waited for when the server shuts down.
    call_.cancelled = [this] { return gone() || core_.draining; };
    const bool taken = core_.pool.Add([self = Self()] { self->ComputeOnPool(); });
    if (taken) return;
    End(RetryLater(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_TOO_MANY_REQUESTS,
                   "too many long calls at once; retry later", absl::Seconds(1)));
  }

  void ComputeOnPool() {
    OneMessage sink(response_.get());
    absl::Status status = RunHandler([&] {
      const auto at = resource::ViewFor(call_.caller, method_.service->store()->GetSnapshot());
      return method_.method->stream(call_, *at, *request_, sink);
    });
    if (status.ok() && sink.sent() != 1) status = absl::InternalError("no answer was sent");
    const bool gave_up = status.code() == absl::StatusCode::kCancelled;
    if (gave_up && !gone() && core_.draining) status = DrainingError();
    status.ok() ? Answer(*method_.service->store()->GetSnapshot()) : End(std::move(status));
  }

  std::shared_ptr<UnaryCall> Self() {
    return std::static_pointer_cast<UnaryCall>(shared_from_this());
  }

  void End(absl::Status status) {
    grpc::ByteBuffer out;
    if (status.ok()) {
      status = SerializeFor(call_.restricted_caller(), method_.redaction, response_.get(), &out);
    }
    if (status.ok()) method_.metrics->Sent();
    slot_.Release();
    ticket_.Spend(core_.clock() - call_.time);
    ticket_.Release();
    call_.cancelled = nullptr;
    Finish(out, EndCall(core_, method_, call_, status));
  }

  ServerCore& core_;
  const MethodState& method_;
  Call call_;
  Reservation slot_;
  Quotas::Ticket ticket_;
  int keys_awaited_ = 0;  // times that the call waited for a key
  bool validate_only_ = false;
  bool validated_ = false;
  Message* request_ = nullptr;  // on the arena
  std::unique_ptr<Message> response_;
  char block_[2048];
  Arena arena_;
};

}  // namespace

void AwaitUnary(RawMethods* methods, int index, ServingThreads* threads, ServerCore* core,
                const MethodState* method) {
  RawUnary::Await(std::make_shared<UnaryCall>(methods, index, threads, core, method));
}

}  // namespace clearway::rpc
