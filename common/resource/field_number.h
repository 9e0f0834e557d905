// Values that have an order, as exact 128-bit numbers: what filters compare and lists sort by.
#ifndef CLEARWAY_COMMON_RESOURCE_FIELD_NUMBER_H_
#define CLEARWAY_COMMON_RESOURCE_FIELD_NUMBER_H_

#include "absl/numeric/int128.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

// What a field's value is to filters and order.
enum class ValueKind {
  kNumber,     // any integer type: itself
  kBool,       // 0 or 1
  kEnum,       // its number
  kTimestamp,  // nanoseconds since 1970
  kDuration,   // nanoseconds
  kDate,       // year * 10000 + month * 100 + day; parts that are left out are 0
  kMoney,      // billionths of a unit, whatever the currency
  kFloating,   // no exact number: FieldDouble
  kString,     // no number
  kOther,      // bytes and other messages: neither
};

ValueKind ValueKindOf(const google::protobuf::FieldDescriptor* field);

// The number of a value. `index`: the element of a list, -1 for a singular field.
// REQUIRES: the kind is one of the first seven.
absl::int128 FieldNumber(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor* field, ValueKind kind,
                         int index = -1);

// REQUIRES: the kind is kFloating.
double FieldDouble(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor* field, int index = -1);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FIELD_NUMBER_H_
