// Field values as a person types and reads them: the command line's words for protobuf fields.
//
//   date      2010-11-12            money     "USD 2730000" or "USD 2,730,000.50"
//   enum      draft, DRAFT          quantity  "USD 2730000" or "3 C62" (a UN/ECE unit)
//   name      norway (where only "offers/norway" can be meant)
//   message   JSON, or @FILE with JSON in it
#ifndef CLEARWAY_CLIENTS_CLI_FIELD_TEXT_H_
#define CLEARWAY_CLIENTS_CLI_FIELD_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::cli {

// Sets `field` of `message` from `text`; adds an element when the field is repeated.
// INVALID_ARGUMENT saying what was wrong and what would be right.
absl::Status SetField(google::protobuf::Message* message,
                      const google::protobuf::FieldDescriptor* field, absl::string_view text);

// What to type for a field, for --help: "DATE", "USD 100|3 C62", "draft|open|…".
std::string Placeholder(const google::protobuf::FieldDescriptor* field);

// The value at a dotted path ("status.entry_into_force_date") as text; repeated values are joined
// with ", ". Empty when something on the way is unset. Money has thousands separators unless
// `plain` (for CSV).
std::string TextAt(const google::protobuf::Message& message, absl::string_view path,
                   bool plain = false);

// "needs[1]" style descriptor lookup: null when the path names no field.
const google::protobuf::FieldDescriptor* FieldAt(const google::protobuf::Descriptor* type,
                                                 absl::string_view path);

// Reads JSON (or, when `text` begins with '@', the JSON in that file) into `message`.
absl::Status FromJson(absl::string_view text, google::protobuf::Message* message);

// The name of an enum value without the prefix that repeats the enum's name: "DRAFT".
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor* value);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_FIELD_TEXT_H_
