#include "common/rpc/service.h"

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clearway/type/v1/audit.pb.h"
#include "clearway/type/v1/watch.pb.h"
#include "clearway/type/v1/who_am_i.pb.h"
#include "common/audit/list.h"
#include "common/audit/verify.h"
#include "common/auth/readable.h"

namespace clearway::rpc {
namespace {

// A mistake in the program: nothing may start.
[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
}

}  // namespace

Method& Service::Add(absl::string_view name, Method::Kind kind,
                     const google::protobuf::Descriptor* request,
                     const google::protobuf::Descriptor* response) {
  const google::protobuf::MethodDescriptor* descriptor =
      descriptor_->FindMethodByName(std::string(name));
  const std::string full_name = absl::StrCat(descriptor_->full_name(), "/", name);
  if (descriptor == nullptr) Die(absl::StrCat("no such method: ", full_name));
  if (descriptor->client_streaming()) {
    Die(absl::StrCat("methods whose requests stream are not served: ", full_name));
  }
  if (descriptor->input_type() != request || descriptor->output_type() != response) {
    Die(absl::StrCat("the handler of ", full_name, " is from ", request->full_name(), " to ",
                     response->full_name(), ", the method from ",
                     descriptor->input_type()->full_name(), " to ",
                     descriptor->output_type()->full_name()));
  }
  const bool may_stream = kind == Method::Kind::kStream || kind == Method::Kind::kWatch;
  if (descriptor->server_streaming() && !may_stream) {
    Die(absl::StrCat("a streaming method needs a stream handler: ", full_name));
  }
  auto [it, inserted] = methods_.try_emplace(std::string(name));
  if (!inserted) Die(absl::StrCat("two handlers for ", full_name));
  it->second.kind = kind;
  it->second.descriptor = descriptor;
  return it->second;
}

void Service::ReadAny(absl::string_view name, ReadHandler handler) {
  AddOfOwnTypes(name, Method::Kind::kRead).read = std::move(handler);
}

void Service::WriteAny(absl::string_view name, WriteHandler handler) {
  AddOfOwnTypes(name, Method::Kind::kWrite).write = std::move(handler);
}

void Service::CheckAny(absl::string_view name, RequestCheck check) {
  const auto* descriptor = descriptor_->FindMethodByName(std::string(name));
  SetCheck(name, descriptor == nullptr ? nullptr : descriptor->input_type(), std::move(check));
}

Method& Service::AddOfOwnTypes(absl::string_view name, Method::Kind kind) {
  const auto* descriptor = descriptor_->FindMethodByName(std::string(name));
  return Add(name, kind, descriptor == nullptr ? nullptr : descriptor->input_type(),
             descriptor == nullptr ? nullptr : descriptor->output_type());
}

void Service::Watch(absl::string_view name) {
  const Method& method = Add(name, Method::Kind::kWatch, type::v1::WatchRequest::descriptor(),
                             type::v1::WatchResponse::descriptor());
  if (!method.descriptor->server_streaming()) {
    Die(absl::StrCat("Watch must stream: ", method.descriptor->full_name()));
  }
}

void Service::Audit() {
  const auto readable = std::make_shared<const auth::Readable>(
      permissions_, auth::Permissions::ServiceName(descriptor_->file()->package()));
  Read<type::v1::ListAuditEventsRequest, type::v1::ListAuditEventsResponse>(
      "ListAuditEvents", [readable](const Call& call, const store::Snapshot& at,
                                    const type::v1::ListAuditEventsRequest& request) {
        const auth::Caller* caller = call.restricted_caller();
        return audit::List(at, request, [&](absl::string_view collection) {
          return caller == nullptr || readable->May(caller->roles, collection);
        });
      });
  // Reads the whole trail.
  Stream<type::v1::VerifyAuditTrailRequest, type::v1::VerifyAuditTrailResponse>(
      "VerifyAuditTrail",
      [](const Call& call, const store::Snapshot& at,
         const type::v1::VerifyAuditTrailRequest& request,
         Sink<type::v1::VerifyAuditTrailResponse>& sink) -> absl::Status {
        auto verdict = audit::Verify(at, request, call.cancelled);
        if (!verdict.ok()) return verdict.status();
        return sink.Send(*verdict);
      });
}

void Service::WhoAmI(absl::string_view name) {
  Add(name, Method::Kind::kWhoAmI, type::v1::WhoAmIRequest::descriptor(),
      type::v1::WhoAmIResponse::descriptor());
}

void Service::SetCheck(absl::string_view name, const google::protobuf::Descriptor* request,
                       RequestCheck check) {
  auto it = methods_.find(std::string(name));
  if (it == methods_.end() || it->second.descriptor->input_type() != request) {
    Die(absl::StrCat("a check without its handler: ", descriptor_->full_name(), "/", name));
  }
  it->second.check = std::move(check);
}

absl::Status Service::CheckComplete() const {
  std::vector<std::string> missing;
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const std::string& name = descriptor_->method(i)->name();
    if (methods_.count(name) == 0) missing.push_back(name);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(descriptor_->full_name(), " has no handler for ", absl::StrJoin(missing, ", ")));
}

const Method* Service::Find(absl::string_view name) const {
  auto it = methods_.find(std::string(name));
  return it == methods_.end() ? nullptr : &it->second;
}

}  // namespace clearway::rpc
