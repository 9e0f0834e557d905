#include "common/rpc/server_core.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/resource/viewed.h"
#include "common/rpc/authenticate.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/rpc/log.h"
#include "common/rpc/merge_violations.h"
#include "common/rpc/peer.h"
#include "common/rpc/trace.h"
#include "common/rpc/wire_status.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const std::chrono::system_clock::time_point deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

std::string TraceIdOf(const grpc::ServerContextBase& context, uint64_t seed) {
  const auto& metadata = context.client_metadata();
  auto it = metadata.find("traceparent");
  if (it != metadata.end()) {
    absl::string_view id = TraceIdFrom({it->second.data(), it->second.size()});
    if (!id.empty()) return std::string(id);
  }
  return NewTraceId(seed);
}

// Whose quota a call counts for.
const std::string& HolderOf(const auth::Caller& caller) {
  return caller.actor.empty() ? caller.identity : caller.actor;
}

size_t MaxRequestBytes(const ServerCore& core, const MethodState& method, const Call& call) {
  const size_t most = core.limits.max_message_bytes;
  if (call.restricted_caller() == nullptr) return most;
  const size_t quota =
      core.quotas.QuotaOf(HolderOf(*call.caller), method.call_class).max_request_bytes;
  return quota == 0 ? most : std::min(most, quota);
}

}  // namespace

absl::Status DrainingError() {
  return RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_DRAINING,
                    "the server is shutting down", absl::Seconds(1));
}

absl::Status BeginCall(ServerCore& core, const MethodState& method,
                       const grpc::ServerContextBase& context, Call* call, Quotas::Ticket* ticket) {
  method.metrics->Started();
  call->method = method.name;
  call->time = core.clock();
  call->deadline = DeadlineOf(context);
  call->seed = core.random();
  call->trace_id = TraceIdOf(context, call->seed);
  call->peer = PeerAddress(context.peer());
  if (core.draining.load(std::memory_order_relaxed)) {
    ++core.turned_away;
    return DrainingError();
  }
  if (call->deadline <= call->time) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, type::v1::ERROR_REASON_DEADLINE_PASSED,
                     "the deadline passed before the work began");
  }
  if (method.open) return absl::OkStatus();
  RETURN_IF_ERROR(Authenticate(core, method, context, call));
  if (call->restricted_caller() == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(*ticket,
                   core.quotas.Admit(HolderOf(*call->caller), method.call_class, call->time));
  return absl::OkStatus();
}

absl::Status TakeRequest(ServerCore& core, const MethodState& method, const grpc::ByteBuffer& bytes,
                         Call* call, Message* request) {
  method.metrics->Received();
  RETURN_IF_ERROR(method.gate->CheckRole(*call->caller));
  RETURN_IF_ERROR(Parse(bytes, MaxRequestBytes(core, method, *call), request));
  if (method.request_id != nullptr) {
    call->request_id = request->GetReflection()->GetString(*request, method.request_id);
  }
  absl::Status valid = method.validator->Validate(*request);
  const absl::Status allowed = method.gate->CheckRequest(*call, *request);
  if (!valid.ok()) {
    // Whoever may not do it is told what the contract says, and nothing of what is stored.
    if (!method.method->check || !allowed.ok()) return valid;
    return MergeViolations(std::move(valid), RunHandler([&] {
                             const auto at = resource::ViewFor(
                                 call->caller, method.service->store()->GetSnapshot());
                             return method.method->check(*call, *at, *request);
                           }));
  }
  RETURN_IF_ERROR(allowed);
  const Method::Kind kind = method.method->kind;
  const bool later = kind == Method::Kind::kRead || kind == Method::Kind::kWrite;
  if (later || !method.gate->AsksRecords(*call->caller)) return absl::OkStatus();
  const auto at = resource::ViewFor(call->caller, method.service->store()->GetSnapshot());
  return method.gate->CheckRecords(*call, *at, *request);
}

grpc::Status EndCall(const ServerCore& core, const MethodState& method, const Call& call,
                     const absl::Status& status) {
  const absl::Duration took = core.clock() - call.time;
  if (status.ok()) {
    method.metrics->Handled(0, took);
    if (LogEnabled(LogLevel::kDebug)) {
      Log(LogLevel::kDebug, "call",
          {{"method", call.method},
           {"code", "OK"},
           {"trace_id", call.trace_id},
           {"ms", absl::ToDoubleMilliseconds(took)}});
    }
    return grpc::Status::OK;
  }
  bool hidden = false;
  const absl::Status published = Published(status, call.trace_id, &hidden);
  const WireStatus wire = ToWire(published);
  method.metrics->Handled(wire.code, took);
  if (hidden) {
    Log(LogLevel::kError, "call failed",
        {{"method", call.method},
         {"code", absl::StatusCodeToString(status.code())},
         {"trace_id", call.trace_id},
         {"error", status.message()},
         {"ms", absl::ToDoubleMilliseconds(took)}});
  } else if (LogEnabled(LogLevel::kDebug)) {
    Log(LogLevel::kDebug, "call",
        {{"method", call.method},
         {"code", absl::StatusCodeToString(status.code())},
         {"trace_id", call.trace_id},
         {"ms", absl::ToDoubleMilliseconds(took)}});
  }
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code), wire.message, wire.details);
}

}  // namespace clearway::rpc
