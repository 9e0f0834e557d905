#include "common/rpc/unknown_methods.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/rpc/completion.h"
#include "common/rpc/errors.h"

namespace clearway::rpc {

// Its own until gRPC is done with it.
class UnknownMethods::UnknownCall {
 public:
  UnknownCall(UnknownMethods* methods, ServingThreads* threads)
      : methods_(*methods), threads_(*threads), hold_(threads) {
    methods_.service_.RequestCall(&context_, &stream_, threads_.queue(), threads_.queue(),
                                  arrival_.Tag());
  }

 private:
  void OnArrival(bool ok) {
    if (!ok) return OnFinished(ok);
    methods_.Await(&threads_);
    stream_.Finish(methods_.Refuse(context_), finished_.Tag());
  }
  void OnFinished(bool /*ok*/) { delete this; }

  UnknownMethods& methods_;
  ServingThreads& threads_;
  const ServingThreads::Hold hold_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_{&context_};
  Completes<UnknownCall> arrival_{this, &UnknownCall::OnArrival};
  Completes<UnknownCall> finished_{this, &UnknownCall::OnFinished};
};

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

grpc::Status UnknownMethods::Refuse(const grpc::GenericServerContext& context) const {
  // Clients try one version of reflection after the other: what sends them to the next is
  // UNIMPLEMENTED, and nothing that asks them who they are. Reflection itself asks nobody.
  const bool reflection = absl::StartsWith(context.method(), "/grpc.reflection.");
  const MethodState& state = reflection ? open_state_ : state_;
  Call call;
  Quotas::Ticket ticket;  // what does not exist counts as a read
  absl::Status status = BeginCall(*core_, state, context, &call, &ticket);
  if (status.ok()) status = reflection ? ExplainReflection() : Explain(context.method());
  return EndCall(*core_, state, call, status);
}

void UnknownMethods::Await(ServingThreads* threads) { new UnknownCall(this, threads); }

}  // namespace clearway::rpc
