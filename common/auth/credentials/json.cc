#include "common/auth/credentials/json.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::auth {

using google::protobuf::Struct;
using google::protobuf::Value;

absl::StatusOr<Struct> ParseJsonObject(absl::string_view text) {
  Struct object;
  const auto status =
      google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &object);
  // The parser's own message quotes what it read, which may be a secret.
  if (!status.ok()) {
    return absl::InvalidArgumentError("is no JSON object, or names a member twice");
  }
  return object;
}

const std::string* StringMember(const Struct& object, const std::string& name) {
  auto it = object.fields().find(name);
  if (it == object.fields().end() || it->second.kind_case() != Value::kStringValue) return nullptr;
  return &it->second.string_value();
}

absl::optional<double> NumberMember(const Struct& object, const std::string& name) {
  auto it = object.fields().find(name);
  if (it == object.fields().end() || it->second.kind_case() != Value::kNumberValue) {
    return absl::nullopt;
  }
  return it->second.number_value();
}

bool HasMember(const Struct& object, const std::string& name) {
  return object.fields().count(name) > 0;
}

}  // namespace clearway::auth
