#include "common/resource/field_text.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace clearway::resource {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Collect(const Message& message, const FieldPath& path, size_t at,
             std::vector<std::string>* texts) {
  const FieldDescriptor* field = path[at].field;
  const Reflection* reflection = message.GetReflection();
  bool last = at + 1 == path.size();
  if (field->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (last) {
        texts->push_back(FieldText(message, field, i));
      } else {
        Collect(reflection->GetRepeatedMessage(message, field, i), path, at + 1, texts);
      }
    }
  } else if (last) {
    texts->push_back(FieldText(message, field));
  } else if (reflection->HasField(message, field)) {
    Collect(reflection->GetMessage(message, field), path, at + 1, texts);
  }
}

}  // namespace

std::string FieldText(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* reflection = message.GetReflection();
  bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(one ? reflection->GetInt32(message, field)
                              : reflection->GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(one ? reflection->GetInt64(message, field)
                              : reflection->GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(one ? reflection->GetUInt32(message, field)
                              : reflection->GetRepeatedUInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(one ? reflection->GetUInt64(message, field)
                              : reflection->GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(one ? reflection->GetDouble(message, field)
                              : reflection->GetRepeatedDouble(message, field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(one ? reflection->GetFloat(message, field)
                              : reflection->GetRepeatedFloat(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? reflection->GetBool(message, field)
                  : reflection->GetRepeatedBool(message, field, index))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      int number = one ? reflection->GetEnumValue(message, field)
                       : reflection->GetRepeatedEnumValue(message, field, index);
      const EnumValueDescriptor* value = field->enum_type()->FindValueByNumber(number);
      return value == nullptr ? absl::StrCat(number) : value->name();
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? reflection->GetString(message, field)
                 : reflection->GetRepeatedString(message, field, index);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return "";
}

std::vector<std::string> PathTexts(const Message& message, const FieldPath& path) {
  std::vector<std::string> texts;
  if (!path.empty()) Collect(message, path, 0, &texts);
  return texts;
}

}  // namespace clearway::resource
