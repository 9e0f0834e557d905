// Whether one value keeps its field's rule. Each function returns "" or what is wrong and what
// would be right, in words that follow the field's path: "has 45 characters; at most 40 are
// allowed".
#ifndef CLEARWAY_COMMON_RESOURCE_VALUE_RULES_H_
#define CLEARWAY_COMMON_RESOURCE_VALUE_RULES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "clearway/type/v1/error_reason.pb.h"
#include "common/resource/message_rules.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace clearway::resource {

struct Wrong {
  std::string text;
  type::v1::ErrorReason reason = type::v1::ERROR_REASON_FIELD_INVALID;

  bool ok() const { return text.empty(); }
};

Wrong CheckString(const FieldRules& rules, absl::string_view value);
Wrong CheckBytes(const FieldRules& rules, absl::string_view value);
// For every integer type: `value` as the greatest type, and whether it is below zero.
Wrong CheckInteger(const FieldRules& rules, uint64_t magnitude, bool negative);
Wrong CheckFloating(const FieldRules& rules, double value);
Wrong CheckEnum(const FieldRules& rules, int number);
Wrong CheckMoney(const FieldRules& rules, const google::type::Money& value);
Wrong CheckDate(const FieldRules& rules, const google::type::Date& value);
Wrong CheckTimestamp(const google::protobuf::Timestamp& value);
Wrong CheckDuration(const google::protobuf::Duration& value);
// Of the elements of a repeated field, or the entries of a map.
Wrong CheckCount(const FieldRules& rules, int count);

// "is required", with an example where there is one.
Wrong Missing(const FieldRules& rules);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_VALUE_RULES_H_
