#include "common/rpc/errors.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::rpc {
namespace {

constexpr absl::string_view kReasonPrefix = "ERROR_REASON_";

std::string UrlOf(const google::protobuf::Message& detail) {
  return absl::StrCat("type.googleapis.com/", detail.GetDescriptor()->full_name());
}

// Bytes of the UTF-8 character that the text begins with; 0 when it begins with none (RFC 3629).
size_t CharacterLength(absl::string_view text) {
  auto at = [&](size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  unsigned first = at(0);
  if (first < 0x80) return 1;
  size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  if ((first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) > 0x9f) ||
      (first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) > 0x8f)) {
    return 0;
  }
  return length;
}

absl::Status AboutResource(absl::StatusCode code, ErrorReason reason, absl::string_view name,
                           absl::string_view what) {
  std::string message = absl::StrCat(Quote(name), " ", what);
  google::rpc::ResourceInfo info;
  info.set_resource_type(std::string(name.substr(0, name.find('/'))));
  info.set_resource_name(std::string(name));
  info.set_description(message);
  return WithDetail(MakeError(code, reason, message, {{"name", std::string(name)}}), info);
}

}  // namespace

std::string Quote(absl::string_view text, size_t max_bytes) {
  bool cut = text.size() > max_bytes;
  if (cut) {
    // Never in the middle of a character: messages are valid UTF-8.
    while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xC0) == 0x80) {
      --max_bytes;
    }
    text = text.substr(0, max_bytes);
  }
  std::string out = "\"";
  for (size_t i = 0; i < text.size();) {
    unsigned char byte = static_cast<unsigned char>(text[i]);
    size_t length = CharacterLength(text.substr(i));
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&out, "\\x%02x", byte);
      ++i;
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      absl::StrAppend(&out, text.substr(i, length));
      i += length;
    }
  }
  absl::StrAppend(&out, cut ? "…\"" : "\"");
  return out;
}

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       const Metadata& metadata) {
  google::rpc::ErrorInfo info;
  absl::string_view name = type::v1::ErrorReason_Name(reason);
  info.set_reason(std::string(absl::StripPrefix(name, kReasonPrefix)));
  info.set_domain("clearway");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  return WithDetail(absl::Status(code, message), info);
}

absl::Status WithDetail(absl::Status status, const google::protobuf::Message& detail) {
  if (status.ok()) return status;
  // Maps in their keys' order: equal errors are equal to the byte.
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    detail.SerializeToCodedStream(&coded);
  }
  status.SetPayload(UrlOf(detail), absl::Cord(std::move(bytes)));
  return status;
}

void Violations::Add(absl::string_view field, absl::string_view description, ErrorReason reason) {
  list_.push_back({std::string(field), std::string(description), reason});
}

absl::Status Violations::ToStatus() const {
  if (list_.empty()) return absl::OkStatus();
  google::rpc::BadRequest bad_request;
  for (const Item& item : list_) {
    google::rpc::BadRequest::FieldViolation violation;
    violation.set_field(item.field);
    violation.set_description(item.description);
    if (bad_request.field_violations_size() > 0 &&
        (bad_request.field_violations_size() == kMaxListed ||
         bad_request.ByteSizeLong() + violation.ByteSizeLong() > kMaxListedBytes)) {
      break;
    }
    *bad_request.add_field_violations() = std::move(violation);
  }
  const Item& first = list_.front();
  std::string message = absl::StrCat(first.field, " ", first.description);
  if (list_.size() > 1) {
    absl::StrAppend(&message, " (and ", list_.size() - 1, " more violation",
                    list_.size() == 2 ? "" : "s", ")");
  }
  return WithDetail(MakeError(absl::StatusCode::kInvalidArgument, first.reason, message,
                              {{"field", first.field}}),
                    bad_request);
}

absl::Status InvalidField(absl::string_view field, absl::string_view description,
                          ErrorReason reason) {
  Violations violations;
  violations.Add(field, description, reason);
  return violations.ToStatus();
}

absl::Status NotFound(absl::string_view name) {
  return AboutResource(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND, name,
                       "does not exist");
}

absl::Status AlreadyExists(absl::string_view name) {
  return AboutResource(absl::StatusCode::kAlreadyExists,
                       type::v1::ERROR_REASON_RESOURCE_ALREADY_EXISTS, name,
                       "exists already; choose another id");
}

absl::Status FailedPrecondition(ErrorReason reason, absl::string_view subject,
                                absl::string_view description) {
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  absl::string_view name = type::v1::ErrorReason_Name(reason);
  violation->set_type(std::string(absl::StripPrefix(name, kReasonPrefix)));
  violation->set_subject(std::string(subject));
  violation->set_description(std::string(description));
  return WithDetail(
      MakeError(absl::StatusCode::kFailedPrecondition, reason,
                absl::StrCat(subject, " ", description), {{"subject", std::string(subject)}}),
      failure);
}

absl::Status EtagMismatch(absl::string_view name, absl::string_view given,
                          absl::string_view current) {
  return MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH,
                   absl::StrCat(name, " has changed: its etag is ", Quote(current), ", not ",
                                Quote(given), "; read it again, then retry"),
                   {{"name", std::string(name)}, {"etag", std::string(current)}});
}

absl::Status RetryLater(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                        absl::Duration retry_delay) {
  google::rpc::RetryInfo info;
  absl::Duration rest = retry_delay;
  info.mutable_retry_delay()->set_seconds(absl::IDivDuration(rest, absl::Seconds(1), &rest));
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return WithDetail(MakeError(code, reason, message), info);
}

bool FindDetail(const absl::Status& status, google::protobuf::Message* detail) {
  absl::optional<absl::Cord> payload = status.GetPayload(UrlOf(*detail));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  google::rpc::RetryInfo info;
  if (!FindDetail(status, &info)) return absl::ZeroDuration();
  return absl::Seconds(info.retry_delay().seconds()) +
         absl::Nanoseconds(info.retry_delay().nanos());
}

ErrorReason ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  ErrorReason reason = type::v1::ERROR_REASON_UNSPECIFIED;
  if (FindDetail(status, &info) && info.domain() == "clearway") {
    type::v1::ErrorReason_Parse(absl::StrCat(kReasonPrefix, info.reason()), &reason);
  }
  return reason;
}

std::vector<std::string> ViolatedFields(const absl::Status& status) {
  google::rpc::BadRequest bad_request;
  std::vector<std::string> fields;
  if (FindDetail(status, &bad_request)) {
    for (const auto& violation : bad_request.field_violations()) {
      fields.push_back(violation.field());
    }
  }
  return fields;
}

}  // namespace clearway::rpc
