// One validator for every request: checks a message against what its proto declares
// (google.api.field_behavior and clearway.type.v1.rule) and reports every violation at once.
//
//   ASSIGN_OR_RETURN(auto validator, Validator::For(CreateOfferRequest::descriptor()));  // at
//   start RETURN_IF_ERROR(validator->Validate(request));                                       //
//   per call
//
// Always checked, rule or none:
//   google.type.Money   known ISO 4217 currency; units and nanos of one sign, nanos within
//                       ±999,999,999 and no finer than the currency's minor unit; not negative
//                       unless rule.signed
//   google.type.Date    a real day of the years 1900 to 2200 (parts zero if rule.partial_date)
//   Timestamp           years 1 to 9999, nanos 0 to 999,999,999
//   enums               a number that the contract knows
//   strings             at most 10,000 characters; repeated fields and maps at most 1,000 elements
//                       (unless the rule says otherwise)
//   request_id          a UUID; page_size not negative
// An unset field breaks no rule; REQUIRED asks for it (for an enum: not UNSPECIFIED; for a repeated
// field or map: at least one element; for a proto3 scalar: not its zero value).
// OUTPUT_ONLY fields are ignored, whatever is in them. In a request with an `update_mask`, only
// the resource's fields within the mask are checked (with an empty mask, those that are set; "*":
// all).
//
// Cost: linear in the message; RE2 only; stops after kMaxViolations violations. Messages nested
// deeper than kMaxDepth are refused. Thread-safe.
#ifndef CLEARWAY_COMMON_RESOURCE_VALIDATE_H_
#define CLEARWAY_COMMON_RESOURCE_VALIDATE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

class MessageRules;

class Validator {
 public:
  static constexpr int kMaxDepth = 32;
  static constexpr int kMaxViolations = 100;

  // The validator of a message type, with everything compiled; made once per type and then shared.
  // FAILED_PRECONDITION when the proto itself is wrong: a pattern that is no RE2 expression, a rule
  // that does not fit its field's type. Services ask for all theirs at start.
  static absl::StatusOr<const Validator*> For(const google::protobuf::Descriptor* type);

  // OK, or INVALID_ARGUMENT with all violations (common/rpc/errors.h).
  absl::Status Validate(const google::protobuf::Message& message) const;

 private:
  explicit Validator(const MessageRules* rules) : rules_(rules) {}
  const MessageRules* rules_;
};

// For(message's type), then Validate.
absl::Status Validate(const google::protobuf::Message& message);

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_VALIDATE_H_
