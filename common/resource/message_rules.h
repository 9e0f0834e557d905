// What a message type's proto declares about its fields, compiled once for the validator.
#ifndef CLEARWAY_COMMON_RESOURCE_MESSAGE_RULES_H_
#define CLEARWAY_COMMON_RESOURCE_MESSAGE_RULES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/type/v1/rules.pb.h"
#include "google/protobuf/descriptor.h"
#include "re2/re2.h"

namespace clearway::resource {

class MessageRules;

// The rule of one field, or of the values of a map.
struct FieldRules {
  // What the value is: well-known types have checks of their own.
  enum class Kind {
    kString,
    kBytes,
    kInteger,
    kFloating,
    kBool,
    kEnum,
    kMoney,
    kDate,
    kTimestamp,
    kDuration,
    kFieldMask,
    kMessage,  // checked by `message`
    kOpaque,   // google.protobuf.Any: not looked into
  };

  const google::protobuf::FieldDescriptor* field = nullptr;
  // The field that holds the value: `field` itself, or a map entry's value.
  const google::protobuf::FieldDescriptor* value = nullptr;
  Kind kind = Kind::kString;
  bool required = false;
  bool output_only = false;
  type::v1::FieldRule rule;
  int64_t max_length = 10000;
  int64_t max_items = 1000;
  std::unique_ptr<re2::RE2> pattern;
  const MessageRules* message = nullptr;  // with kMessage
};

class MessageRules {
 public:
  // FAILED_PRECONDITION when a rule makes no sense: see Validator::For. Compiles every type that
  // can be reached. Made once per type, never destroyed. Thread-safe.
  static absl::StatusOr<const MessageRules*> For(const google::protobuf::Descriptor* type);

  // By the field's index in its message.
  const FieldRules& field(int index) const { return fields_[static_cast<size_t>(index)]; }
  const std::vector<const FieldRules*>& required() const { return required_; }
  // Those that a caller may fill in, by number: all but OUTPUT_ONLY ones.
  const std::vector<const FieldRules*>& filled_in() const { return filled_in_; }
  const google::protobuf::Descriptor* type() const { return type_; }

  // In an Update request: its google.protobuf.FieldMask and the resource that it masks; else null.
  const google::protobuf::FieldDescriptor* update_mask() const { return update_mask_; }
  const google::protobuf::FieldDescriptor* masked() const { return masked_; }

 private:
  friend class RulesRegistry;
  const google::protobuf::Descriptor* type_ = nullptr;
  std::vector<FieldRules> fields_;
  std::vector<const FieldRules*> required_, filled_in_;
  const google::protobuf::FieldDescriptor* update_mask_ = nullptr;
  const google::protobuf::FieldDescriptor* masked_ = nullptr;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_MESSAGE_RULES_H_
