#include "tests/permission/requests.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clearway/type/v1/rules.pb.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::permission {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

bool Writable(const FieldDescriptor* field) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    const auto behavior = options.GetExtension(google::api::field_behavior, i);
    if (behavior == google::api::OUTPUT_ONLY || behavior == google::api::IMMUTABLE) return false;
  }
  return true;
}

// A text of a resource that can be changed to anything.
std::string TextOf(const Descriptor* resource) {
  for (const char* name :
       {"title", "display_name", "notes", "description", "summary", "purpose", "statement"}) {
    const FieldDescriptor* field = resource->FindFieldByName(name);
    if (field != nullptr && Writable(field)) return name;
  }
  return "";
}

std::vector<const std::vector<RequestLine>*> RequestsOf(const std::string& service) {
  if (service == kCooperation) return {&CooperationRequests()};
  return {&RegistryRequests(), &JoiningRequests(), &MeetingRequests()};
}

// Of all the parents that there are: "meetings/-".
std::string AnyParent(const FieldDescriptor* parent) {
  return absl::StrCat("parent: \"", parent->options().GetExtension(type::v1::rule).reference(0),
                      "/-\"");
}

}  // namespace

Way::Way(const MethodExpectation& expectation)
    : expectation_(expectation),
      method_(DescriptorOf(expectation.service)->FindMethodByName(expectation.method)) {
  if (method_ == nullptr) {
    Must(absl::NotFoundError("the service has no such method"), expectation.method);
  }
  const std::string called = expectation.variant.empty()
                                 ? expectation.method
                                 : absl::StrCat(expectation.method, "/", expectation.variant);
  text_ = Default();
  for (const auto* lines : RequestsOf(expectation.service)) {
    for (const RequestLine& line : *lines) {
      if (line.method != called) continue;
      text_ = line.text;
      may_be_invalid_ = line.may_be_invalid;
    }
  }
  names_its_own_ = absl::StrContains(text_, "name: \"%record%\"");
}

std::string Way::Default() {
  const Descriptor* request = method_->input_type();
  const FieldDescriptor* parent = request->FindFieldByName("parent");
  if (!expectation_.lists.empty() && parent != nullptr) return AnyParent(parent);
  if (expectation_.collection.empty()) return "";
  for (int i = 0; i < request->field_count(); ++i) {
    const FieldDescriptor* field = request->field(i);
    const bool mask = request->FindFieldByName("update_mask") != nullptr;
    if (field->name() == "name") return "name: \"%record%\"";
    if (field->name() == "names") return "names: \"%record%\"";
    if (mask && field->message_type() == method_->output_type()) {
      const std::string text = TextOf(field->message_type());
      return absl::StrCat(field->name(), " { name: \"%record%\" ", text,
                          ": \"Another\" } update_mask { paths: \"", text, "\" }");
    }
  }
  return "";
}

std::string Way::Text() const {
  return absl::StrCat(expectation_.service, " ", expectation_.method,
                      expectation_.variant.empty() ? "" : "/", expectation_.variant);
}

std::unique_ptr<Message> Way::Request(const Who& who, const std::string& record) const {
  auto request = New(method_->input_type());
  const std::string text =
      absl::StrReplaceAll(text_, {{"%record%", record},
                                  {"%actor%", who.actor.empty() ? "states/NOR" : who.actor},
                                  {"%state%", "states/NOR"}});
  if (!google::protobuf::TextFormat::ParseFromString(text, request.get())) {
    ADD_FAILURE() << Text() << " cannot be called with " << text;
  }
  return request;
}

bool SetValidateOnly(Message* request, bool value) {
  const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("validate_only");
  if (field == nullptr) return false;
  request->GetReflection()->SetBool(request, field, value);
  return true;
}

Outcome Send(World* world, const Who& who, const std::string& service,
             const MethodDescriptor& method, const Message& request) {
  const rpc::Client& client = world->As(service, who);
  const std::string name = absl::StrCat(method.service()->full_name(), "/", method.name());
  Outcome outcome;
  auto answer = New(method.output_type());
  if (!method.server_streaming()) {
    outcome.status = client.CallRaw(name, request, answer.get());
    outcome.answers.push_back(std::move(answer));
    return outcome;
  }
  const bool endless = method.name() == "Watch";
  outcome.status = client.StreamRaw(name, request, answer.get(), [&] {
    outcome.answers.emplace_back(answer->New());
    outcome.answers.back()->CopyFrom(*answer);
    return !endless;
  });
  return outcome;
}

std::string Looks(const absl::Status& status, const std::string& name) {
  std::string looks = absl::StrCat(absl::StatusCodeToString(status.code()), ": ",
                                   absl::string_view(status.message()));
  // A status gives its details in any order.
  std::set<std::string> details;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    details.insert(absl::StrCat(type, "=", std::string(payload)));
  });
  absl::StrAppend(&looks, "\n", absl::StrJoin(details, "\n"));
  return name.empty() ? looks : absl::StrReplaceAll(looks, {{name, "%name%"}});
}

}  // namespace clearway::permission
