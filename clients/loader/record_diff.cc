#include "clients/loader/record_diff.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/fingerprint.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.h"

namespace clearway::loader {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsServerSide(const FieldDescriptor* field) {
  if (field->name() == "etag") return true;
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return true;
    }
  }
  return false;
}

// The message with this one field alone.
std::unique_ptr<Message> Only(const FieldDescriptor* kept, const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i) != kept) copy->GetReflection()->ClearField(copy.get(), type->field(i));
  }
  return copy;
}

}  // namespace

void KeepClientPart(Message* record) {
  const auto* type = record->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (IsServerSide(type->field(i))) {
      record->GetReflection()->ClearField(record, type->field(i));
    }
  }
}

bool Same(const Message& a, const Message& b) {
  return resource::DeterministicBytes(a) == resource::DeterministicBytes(b);
}

std::string Differences(const Message& a, const Message& b) {
  std::string names;
  const auto* type = a.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (Same(*Only(field, a), *Only(field, b))) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", field->name());
  }
  return names;
}

}  // namespace clearway::loader
