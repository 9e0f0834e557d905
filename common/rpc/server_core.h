// What all calls of a server share, and the steps that every kind of call takes. Private to
// common/rpc.
#ifndef CLEARWAY_COMMON_RPC_SERVER_CORE_H_
#define CLEARWAY_COMMON_RPC_SERVER_CORE_H_

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/auth/authenticator.h"
#include "common/auth/readable.h"
#include "common/auth/visibility.h"
#include "common/resource/personal.h"
#include "common/resource/validate.h"
#include "common/rpc/authorize.h"
#include "common/rpc/call.h"
#include "common/rpc/limits.h"
#include "common/rpc/metrics.h"
#include "common/rpc/pace.h"
#include "common/rpc/quota.h"
#include "common/rpc/service.h"
#include "common/rpc/stream_registry.h"
#include "common/rpc/thread_pool.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace clearway::rpc {

class WatchHub;

// One method as it is served. Everything is set at start and stays.
struct MethodState {
  const Service* service = nullptr;
  const Method* method = nullptr;
  std::string name;                  // "clearway.cooperation.v1.CooperationService/GetOffer"
  std::string path;                  // "/" and the name
  const Message* request = nullptr;  // prototypes
  const Message* response = nullptr;
  const google::protobuf::FieldDescriptor* request_id = nullptr;  // null: has none
  const google::protobuf::FieldDescriptor* validate_only = nullptr;
  const resource::Validator* validator = nullptr;
  std::unique_ptr<const Gate> gate;                    // who may call it
  const resource::PersonalFields* personal = nullptr;  // of the response; null: has none
  // What of answers not every caller may read; null: nothing.
  const auth::Visibility* redaction = nullptr;
  MethodMetrics* metrics = nullptr;
  const std::unique_ptr<Pace> pace = std::make_unique<Pace>();  // of unary calls
  CallClass call_class = CallClass::kRead;
  bool who_am_i = false;  // WhoAmI, which answers also those who may do nothing else
  // Nobody is asked who they are: what is answered is no more than the contract.
  bool open = false;
  WatchHub* hub = nullptr;  // of a Watch, as what follows
  std::string store_id;
  std::unique_ptr<const auth::Readable> readable;
};

struct ServerCore {
  ServerCore(const Limits& limits, QuotaOptions quotas, std::function<absl::Time()> clock,
             std::function<uint64_t()> random, std::shared_ptr<auth::Authenticator> authenticator,
             bool encrypted)
      : limits(limits),
        quotas(std::move(quotas)),
        clock(std::move(clock)),
        random(std::move(random)),
        authenticator(std::move(authenticator)),
        encrypted(encrypted),
        pool(limits.stream_threads, limits.stream_backlog) {}

  const Limits limits;
  Quotas quotas;
  const std::function<absl::Time()> clock;
  const std::function<uint64_t()> random;
  const std::shared_ptr<auth::Authenticator> authenticator;  // null: loopback is let in
  const bool encrypted;                                      // connections are TLS
  Metrics metrics;
  std::atomic<bool> draining{false};
  std::atomic<int64_t> turned_away{0};  // calls that came while draining
  std::atomic<int64_t> calls{0};
  std::atomic<int64_t> streams{0};
  std::atomic<int64_t> queued_bytes{0};
  StreamRegistry registry;
  ThreadPool pool;  // last: its jobs use the rest
};

// Fills `call` and checks what can be checked without the request: draining, deadline, caller, and
// the caller's quota, of which `ticket` then holds a place.
absl::Status BeginCall(ServerCore& core, const MethodState& method,
                       const grpc::ServerContextBase& context, Call* call, Quotas::Ticket* ticket);

// Asks for the role, parses, validates, and authorises as far as the request alone decides; for
// what is no read and no write also as far as stored records do. Sets call->request_id.
absl::Status TakeRequest(ServerCore& core, const MethodState& method, const grpc::ByteBuffer& bytes,
                         Call* call, Message* request);

// The status as the client gets it. Counts the call and logs what concerns operators.
grpc::Status EndCall(const ServerCore& core, const MethodState& method, const Call& call,
                     const absl::Status& status);

absl::Status DrainingError();

// Runs a handler; what it throws becomes INTERNAL.
template <typename Handler>
absl::Status RunHandler(Handler&& handler) {
  try {
    return handler();
  } catch (const std::exception& e) {
    return absl::InternalError(absl::StrCat("exception: ", e.what()));
  } catch (...) {
    return absl::InternalError("exception of unknown type");
  }
}

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SERVER_CORE_H_
