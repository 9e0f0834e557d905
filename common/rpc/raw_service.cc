#include "common/rpc/raw_service.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/rpc/errors.h"
#include "common/rpc/handler_stream.h"
#include "common/rpc/unary_call.h"
#include "common/rpc/watch_stream.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace clearway::rpc {
namespace {

using grpc::ByteBuffer;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

template <typename Stream>
grpc::ServerWriteReactor<ByteBuffer>* OpenStream(ServerCore* core, const MethodState* method,
                                                 grpc::CallbackServerContext* context,
                                                 const ByteBuffer* request) {
  auto stream = std::make_shared<Stream>(core, method, context);
  stream->Open(*request);  // the registry holds it from here
  return stream.get();
}

// Ends at once.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(grpc::Status status) { Finish(std::move(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

RawService::RawService(ServerCore* core, const std::deque<MethodState>& methods) {
  int index = 0;
  for (const MethodState& state : methods) {
    const MethodState* method = &state;
    const bool streams = method->method->descriptor->server_streaming();
    const bool watch = method->method->kind == Method::Kind::kWatch;
    AddMethod(new RpcServiceMethod(method->path.c_str(),
                                   streams ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC,
                                   nullptr));
    if (streams) {
      MarkMethodRawCallback(
          index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                     [core, method, watch](grpc::CallbackServerContext* context,
                                           const ByteBuffer* request) {
                       return watch ? OpenStream<WatchStream>(core, method, context, request)
                                    : OpenStream<HandlerStream>(core, method, context, request);
                     }));
    } else {
      MarkMethodRawCallback(
          index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                     [core, method](grpc::CallbackServerContext* context, const ByteBuffer* request,
                                    ByteBuffer* response) {
                       return HandleUnary(core, method, context, request, response);
                     }));
    }
    ++index;
  }
}

UnknownMethods::UnknownMethods(ServerCore* core, std::vector<const Service*> services,
                               bool reflection)
    : core_(core), services_(std::move(services)), reflection_(reflection) {
  state_.name = open_state_.name = "unknown";
  state_.metrics = open_state_.metrics = core->metrics.AddMethod("unary", "unknown", "unknown");
  open_state_.open = true;
}

absl::Status UnknownMethods::ExplainReflection() const {
  return MakeError(absl::StatusCode::kUnimplemented, type::v1::ERROR_REASON_UNKNOWN_METHOD,
                   reflection_
                       ? "this server speaks grpc.reflection.v1alpha, and no other version of it"
                       : "this server does not serve its contracts (reflection is off): take the "
                         "protocol definitions from where it comes from");
}

absl::Status UnknownMethods::Explain(absl::string_view path) const {
  std::vector<absl::string_view> names;
  for (const Service* service : services_) {
    const std::string& name = service->descriptor()->full_name();
    if (path.size() > name.size() + 1 && path[0] == '/' && path[name.size() + 1] == '/' &&
        path.substr(1, name.size()) == name) {
      std::vector<absl::string_view> methods;
      for (const auto& [method, handler] : service->methods()) methods.push_back(method);
      return MakeError(absl::StatusCode::kUnimplemented, type::v1::ERROR_REASON_UNKNOWN_METHOD,
                       absl::StrCat(name, " has no method ", Quote(path.substr(name.size() + 2)),
                                    "; it has ", absl::StrJoin(methods, ", ")),
                       {{"service", name}, {"methods", absl::StrJoin(methods, ",")}});
    }
    names.push_back(name);
  }
  return MakeError(absl::StatusCode::kUnimplemented, type::v1::ERROR_REASON_UNKNOWN_METHOD,
                   absl::StrCat("there is no ", Quote(path, 200), "; this server has ",
                                absl::StrJoin(names, ", ")),
                   {{"services", absl::StrJoin(names, ",")}});
}

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  // Clients try one version of reflection after the other: what sends them to the next is
  // UNIMPLEMENTED, and nothing that asks them who they are. Reflection itself asks nobody.
  const bool reflection = absl::StartsWith(context->method(), "/grpc.reflection.");
  const MethodState& state = reflection ? open_state_ : state_;
  Call call;
  Quotas::Ticket ticket;  // what does not exist counts as a read
  absl::Status status = BeginCall(*core_, state, *context, &call, &ticket);
  if (status.ok()) status = reflection ? ExplainReflection() : Explain(context->method());
  return new Refusal(EndCall(*core_, state, call, status));
}

}  // namespace clearway::rpc
