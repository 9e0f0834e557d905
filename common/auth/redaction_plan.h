// What is taken out of a message of one type for whom: its protected fields and those of all that
// can be within it, found once. Private to common/auth.
#ifndef CLEARWAY_COMMON_AUTH_REDACTION_PLAN_H_
#define CLEARWAY_COMMON_AUTH_REDACTION_PLAN_H_

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/type/v1/access.pb.h"
#include "common/auth/access_rule.h"
#include "common/auth/caller.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace clearway::auth {

class RedactionPlan {
 public:
  static absl::StatusOr<std::unique_ptr<const RedactionPlan>> Make(const Descriptor* type);

  // Nothing is ever taken out.
  bool empty() const { return root_ == nullptr; }
  // As Visibility::RedactKnown and Visibility::Protects.
  bool Redact(const Caller& caller, Message* message) const;
  bool Protects(const std::vector<const FieldDescriptor*>& path) const;

 private:
  // A protected field.
  struct Rule {
    const FieldDescriptor* field = nullptr;
    type::v1::FieldAudience seen_by = type::v1::FIELD_AUDIENCE_UNSPECIFIED;
    const FieldDescriptor* private_if = nullptr;  // of the resource; null: always
    const FieldDescriptor* concerns = nullptr;    // of the elements
    // SIDE: the message's field `side`, and the resource's field that says who is on which side.
    const FieldDescriptor* side = nullptr;
    std::map<int, const FieldDescriptor*> sides;
  };
  // A message type within one kind of resource (or within none).
  struct Node {
    const AccessRule* access = nullptr;  // of a resource
    std::vector<Rule> rules;
    std::vector<std::pair<const FieldDescriptor*, Node*>> children;
    bool active = false;  // it, or something within it, has rules
  };
  // The resource that a message is part of. Rules stand only where there is one (Make).
  struct Resource {
    const AccessRule* access = nullptr;
    const Message* record = nullptr;
    bool owned = false;
  };
  using Key = std::pair<const Descriptor*, const Descriptor*>;  // type; the resource's type or null

  RedactionPlan() = default;
  absl::StatusOr<Node*> Compile(const Descriptor* type, const Descriptor* resource);
  absl::StatusOr<Rule> CompileRule(const FieldDescriptor* field, const Descriptor* resource) const;
  void KeepActive();

  static bool Redact(const Node& node, const Caller& caller, Resource resource, Message* message);
  static bool Apply(const Rule& rule, const Caller& caller, const Resource& resource,
                    Message* message);
  static bool KeepConcerned(const Rule& rule, const Caller& caller, Message* message);

  std::map<Key, std::unique_ptr<Node>> nodes_;
  std::map<const Descriptor*, std::unique_ptr<const AccessRule>> access_;
  const Node* root_ = nullptr;  // null: nothing is protected
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_REDACTION_PLAN_H_
