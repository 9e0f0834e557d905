// The parts of client.h that need no gRPC: what may be repeated, and errors for people.
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "google/protobuf/descriptor.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {
namespace {

// True when `name` is the verb alone or followed by a noun: GetOffer, not Getaway.
bool BeginsWithVerb(absl::string_view name, absl::string_view verb) {
  if (!absl::StartsWith(name, verb)) return false;
  return name.size() == verb.size() || (name[verb.size()] >= 'A' && name[verb.size()] <= 'Z');
}

// A violation has a line of its own, but not when it is the only one: then the message says it.
void AppendUnlessSaid(absl::string_view message, absl::string_view subject,
                      absl::string_view description, std::string* text) {
  if (message == absl::StrCat(subject, " ", description)) return;
  absl::StrAppend(text, "\n  ", subject, ": ", description);
}

}  // namespace

bool MayRepeat(absl::string_view method, const google::protobuf::Message& request) {
  const absl::string_view name = method.substr(method.rfind('/') + 1);
  for (absl::string_view verb : {"Get", "BatchGet", "List", "Search", "Summarize", "Suggest",
                                 "Explain", "Find", "Check", "WhoAmI"}) {
    if (BeginsWithVerb(name, verb)) return true;
  }
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field != nullptr && !field->is_repeated() &&
         field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING &&
         !request.GetReflection()->GetString(request, field).empty();
}

absl::Status NameAddress(absl::Status status, absl::string_view address) {
  static constexpr absl::string_view kBefore = "last error: UNKNOWN: ";
  absl::string_view why = status.message();
  const size_t at = why.find(kBefore);
  if (status.code() != absl::StatusCode::kUnavailable || at == absl::string_view::npos) {
    return status;
  }
  why.remove_prefix(at + kBefore.size());
  absl::ConsumePrefix(&why, absl::StrCat("ipv4:", address, ": "));
  return absl::UnavailableError(absl::StrCat("cannot reach ", address, ": ", why));
}

std::string FormatError(const absl::Status& status) {
  if (status.ok()) return "OK";
  std::string text = absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message());
  google::rpc::BadRequest bad_request;
  if (FindDetail(status, &bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      AppendUnlessSaid(status.message(), violation.field(), violation.description(), &text);
    }
  }
  google::rpc::PreconditionFailure failure;
  if (FindDetail(status, &failure)) {
    for (const auto& violation : failure.violations()) {
      AppendUnlessSaid(status.message(), violation.subject(), violation.description(), &text);
    }
  }
  google::rpc::RetryInfo retry;
  if (FindDetail(status, &retry)) {
    absl::StrAppend(&text, "\n  retry after ",
                    retry.retry_delay().seconds() + retry.retry_delay().nanos() * 1e-9, " s");
  }
  google::rpc::ErrorInfo info;
  if (FindDetail(status, &info)) absl::StrAppend(&text, "\n  reason: ", info.reason());
  return text;
}

}  // namespace clearway::rpc
