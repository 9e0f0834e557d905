// The option `(access)` of one message type, with its fields found. Private to common/auth.
#ifndef CLEARWAY_COMMON_AUTH_ACCESS_RULE_H_
#define CLEARWAY_COMMON_AUTH_ACCESS_RULE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/type/v1/access.pb.h"
#include "clearway/type/v1/audience.pb.h"
#include "common/auth/caller.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::auth {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether one of the caller's names stands in the field, a string or a list of strings.
bool Names(const Caller& caller, const Message& message, const FieldDescriptor* field);

// FAILED_PRECONDITION "clearway.v1.Offer: (access).owner_fields names …".
absl::Status BadOption(const Descriptor* type, absl::string_view option, absl::string_view what);

class AccessRule {
 public:
  // REQUIRES: the type has the option.
  static absl::StatusOr<std::unique_ptr<const AccessRule>> Make(const Descriptor* type);

  bool Sees(const Caller& caller, const Message& record) const;
  bool Owns(const Caller& caller, const Message& record) const;
  bool IsParty(const Caller& caller, const Message& record) const;
  bool HasRole(const Caller& caller) const { return caller.roles.Intersects(roles_); }

  // Every field that the rules read, each once. None of them may be hidden from anybody.
  const std::vector<const FieldDescriptor*>& fields() const { return fields_; }

 private:
  AccessRule() = default;
  enum class Stage { kDraft, kUnpublished, kPublished };
  Stage StageOf(const Message& record) const;
  bool InAudience(const Caller& caller, const Message& record) const;

  std::vector<const FieldDescriptor*> owners_, parties_;
  const FieldDescriptor* creator_ = nullptr;
  const FieldDescriptor* audience_ = nullptr;
  type::v1::Audience::Kind default_audience_ = type::v1::Audience::KIND_UNSPECIFIED;
  const FieldDescriptor* state_ = nullptr;
  std::vector<int> draft_states_, unpublished_states_;
  const FieldDescriptor* public_ = nullptr;
  const FieldDescriptor* published_ = nullptr;
  const FieldDescriptor* audience_from_ = nullptr;
  Roles roles_;
  std::vector<const FieldDescriptor*> fields_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_ACCESS_RULE_H_
