#include "common/resource/field_number.h"

#include <string>

#include "absl/numeric/int128.h"

namespace clearway::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int64_t kBillion = 1000000000;

// seconds and nanos, units and nanos: two integer fields, found by their numbers.
absl::int128 Billionths(const Message& value, int whole_field, int nanos_field) {
  const auto* type = value.GetDescriptor();
  const Reflection* reflection = value.GetReflection();
  return absl::int128(reflection->GetInt64(value, type->FindFieldByNumber(whole_field))) *
             kBillion +
         reflection->GetInt32(value, type->FindFieldByNumber(nanos_field));
}

}  // namespace

ValueKind ValueKindOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return ValueKind::kNumber;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return ValueKind::kFloating;
    case FieldDescriptor::CPPTYPE_BOOL:
      return ValueKind::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return ValueKind::kEnum;
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_BYTES ? ValueKind::kOther : ValueKind::kString;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  const std::string& name = field->message_type()->full_name();
  if (name == "google.protobuf.Timestamp") return ValueKind::kTimestamp;
  if (name == "google.protobuf.Duration") return ValueKind::kDuration;
  if (name == "google.type.Date") return ValueKind::kDate;
  if (name == "google.type.Money") return ValueKind::kMoney;
  return ValueKind::kOther;
}

absl::int128 FieldNumber(const Message& message, const FieldDescriptor* field, ValueKind kind,
                         int index) {
  const Reflection* reflection = message.GetReflection();
  bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return one ? reflection->GetInt32(message, field)
                 : reflection->GetRepeatedInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_INT64:
      return one ? reflection->GetInt64(message, field)
                 : reflection->GetRepeatedInt64(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT32:
      return one ? reflection->GetUInt32(message, field)
                 : reflection->GetRepeatedUInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64:
      return one ? reflection->GetUInt64(message, field)
                 : reflection->GetRepeatedUInt64(message, field, index);
    case FieldDescriptor::CPPTYPE_BOOL:
      return one ? reflection->GetBool(message, field)
                 : reflection->GetRepeatedBool(message, field, index);
    case FieldDescriptor::CPPTYPE_ENUM:
      return one ? reflection->GetEnumValue(message, field)
                 : reflection->GetRepeatedEnumValue(message, field, index);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return 0;
  }
  const Message& value = one ? reflection->GetMessage(message, field)
                             : reflection->GetRepeatedMessage(message, field, index);
  if (kind == ValueKind::kMoney) return Billionths(value, 2, 3);
  if (kind != ValueKind::kDate) return Billionths(value, 1, 2);
  const auto* type = value.GetDescriptor();
  const Reflection* date = value.GetReflection();
  return absl::int128(date->GetInt32(value, type->FindFieldByNumber(1))) * 10000 +
         date->GetInt32(value, type->FindFieldByNumber(2)) * 100 +
         date->GetInt32(value, type->FindFieldByNumber(3));
}

double FieldDouble(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    return index < 0 ? reflection->GetDouble(message, field)
                     : reflection->GetRepeatedDouble(message, field, index);
  }
  return index < 0 ? reflection->GetFloat(message, field)
                   : reflection->GetRepeatedFloat(message, field, index);
}

}  // namespace clearway::resource
