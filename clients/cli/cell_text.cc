#include "clients/cli/cell_text.h"

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/field_text.h"
#include "common/resource/nearest.h"
#include "common/status_macros.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsOutputOnly(const FieldDescriptor* field) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return true;
    }
  }
  return false;
}

// The message with this field alone, as JSON, and back: exact whatever the field holds.
std::string JsonOf(const Message& message, const FieldDescriptor* field) {
  const std::unique_ptr<Message> alone(message.New());
  alone->CopyFrom(message);
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* other = message.GetDescriptor()->field(i);
    if (other != field) alone->GetReflection()->ClearField(alone.get(), other);
  }
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*alone, &json, options).ok()) return "";
  // {"field":VALUE}
  const size_t begin = absl::StrCat("{\"", field->name(), "\":").size();
  return json.size() > begin ? json.substr(begin, json.size() - begin - 1) : "";
}

absl::Status SetJson(Message* message, const FieldDescriptor* field, absl::string_view text) {
  const std::unique_ptr<Message> alone(message->New());
  RETURN_IF_ERROR(FromJson(absl::StrCat("{\"", field->name(), "\":", text, "}"), alone.get()));
  message->MergeFrom(*alone);
  return absl::OkStatus();
}

std::string NoField(const Descriptor* type, const std::string& name) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::StrCat(type->name(), " has no field \"", name, "\"",
                      resource::DidYouMean(name, names));
}

}  // namespace

absl::Status SetCell(Message* message, absl::string_view path, absl::string_view text) {
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  Message* owner = message;
  const FieldDescriptor* field = nullptr;
  for (size_t i = 0; i < steps.size(); ++i) {
    field = owner->GetDescriptor()->FindFieldByName(steps[i]);
    if (field == nullptr) {
      return absl::InvalidArgumentError(NoField(owner->GetDescriptor(), steps[i]));
    }
    if (i + 1 == steps.size()) break;
    if (field->is_repeated() || field->message_type() == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(steps[i], field->is_repeated() ? " is a list; give it whole, as JSON"
                                                      : " has no fields of its own"));
    }
    if (text.empty()) {
      // Only whether there is such a field.
      const FieldDescriptor* leaf =
          FieldAt(field->message_type(), absl::StrJoin(steps.begin() + i + 1, steps.end(), "."));
      return leaf != nullptr
                 ? absl::OkStatus()
                 : absl::InvalidArgumentError(NoField(field->message_type(), steps[i + 1]));
    }
    owner = owner->GetReflection()->MutableMessage(owner, field);
  }
  if (text.empty()) return absl::OkStatus();
  if (!field->is_repeated()) return SetField(owner, field, text);
  if (absl::StartsWith(text, "[")) return SetJson(owner, field, text);
  for (absl::string_view part : absl::StrSplit(text, ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) RETURN_IF_ERROR(SetField(owner, field, part));
  }
  return absl::OkStatus();
}

std::string CellOf(const Message& message, const FieldDescriptor* field) {
  const Reflection* r = message.GetReflection();
  if (!field->is_repeated()) {
    if (field->has_presence() && !r->HasField(message, field)) return "";
    return TextAt(message, field->name(), /*plain=*/true);
  }
  if (r->FieldSize(message, field) == 0) return "";
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return JsonOf(message, field);
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return absl::StrJoin(absl::StrSplit(TextAt(message, field->name(), true), ", "), "; ");
  }
  std::vector<std::string> values;
  for (int i = 0; i < r->FieldSize(message, field); ++i) {
    values.push_back(r->GetRepeatedString(message, field, i));
    const std::string& value = values.back();
    if (value.empty() || absl::StrContains(value, ';') || absl::StartsWith(value, "[") ||
        absl::StripAsciiWhitespace(value) != value) {
      return JsonOf(message, field);
    }
  }
  return absl::StrJoin(values, "; ");
}

std::vector<const FieldDescriptor*> CellFields(const Descriptor* resource) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < resource->field_count(); ++i) {
    const FieldDescriptor* field = resource->field(i);
    if (field->name() == "name" || (!IsOutputOnly(field) && field->name() != "etag")) {
      fields.push_back(field);
    }
  }
  return fields;
}

}  // namespace clearway::cli
