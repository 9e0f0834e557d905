#include "common/auth/redaction_plan.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using google::protobuf::Reflection;

constexpr char kOption[] = "(field_access)";

bool IsProtected(const FieldDescriptor* field) {
  return field->options().HasExtension(type::v1::field_access);
}

// The singular field of a type, when it is of that kind; else null.
const FieldDescriptor* FindOf(const Descriptor* type, const std::string& name,
                              FieldDescriptor::CppType kind) {
  const FieldDescriptor* field = type->FindFieldByName(name);
  return field != nullptr && !field->is_repeated() && field->cpp_type() == kind ? field : nullptr;
}

// "SIDE_PROVIDER" → "provider".
std::string PartyOfSide(const std::string& value) {
  return absl::AsciiStrToLower(absl::StripPrefix(value, "SIDE_"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<const RedactionPlan>> RedactionPlan::Make(const Descriptor* type) {
  auto plan = std::unique_ptr<RedactionPlan>(new RedactionPlan);
  ASSIGN_OR_RETURN(const Node* root, plan->Compile(type, nullptr));
  plan->KeepActive();
  if (root->active) {
    plan->root_ = root;
  } else {
    plan->nodes_.clear();
  }
  return plan;
}

absl::StatusOr<RedactionPlan::Node*> RedactionPlan::Compile(const Descriptor* type,
                                                            const Descriptor* resource) {
  const bool is_resource = type->options().HasExtension(type::v1::access);
  if (is_resource) resource = type;
  const auto [place, added] = nodes_.try_emplace(Key(type, resource));
  if (!added) return place->second.get();
  place->second = std::make_unique<Node>();
  Node* node = place->second.get();
  if (is_resource) {
    auto& access = access_[type];
    ASSIGN_OR_RETURN(access, AccessRule::Make(type));
    node->access = access.get();
  }
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (IsProtected(field)) {
      ASSIGN_OR_RETURN(node->rules.emplace_back(), CompileRule(field, resource));
    }
    if (field->message_type() == nullptr) continue;
    ASSIGN_OR_RETURN(Node * child, Compile(field->message_type(), resource));
    node->children.emplace_back(field, child);
  }
  node->active = !node->rules.empty();
  return node;
}

absl::StatusOr<RedactionPlan::Rule> RedactionPlan::CompileRule(const FieldDescriptor* field,
                                                               const Descriptor* resource) const {
  const auto bad = [&](absl::string_view what) {
    return BadOption(field->containing_type(), absl::StrCat(kOption, " of ", field->name()), what);
  };
  const type::v1::FieldAccess& option = field->options().GetExtension(type::v1::field_access);
  if (resource == nullptr) return bad("protects a field outside of a resource with (access)");
  const auto& read = access_.at(resource)->fields();
  if (field->name() == "name" || std::find(read.begin(), read.end(), field) != read.end()) {
    return bad("hides what (access) reads, or the name");
  }
  Rule rule;
  rule.field = field;
  rule.seen_by = option.seen_by();
  if (!option.private_if().empty()) {
    rule.private_if = FindOf(resource, option.private_if(), FieldDescriptor::CPPTYPE_BOOL);
    if (rule.private_if == nullptr || IsProtected(rule.private_if)) {
      return bad(absl::StrCat("has private_if ", option.private_if(), ", which is no bool of ",
                              resource->full_name(), " that everybody sees"));
    }
  }
  if (option.concerns().empty() == (rule.seen_by == type::v1::FIELD_AUDIENCE_CONCERNED)) {
    return bad("must name `concerns` with CONCERNED, and only with it");
  }
  switch (rule.seen_by) {
    case type::v1::FIELD_AUDIENCE_OWNERS:
    case type::v1::FIELD_AUDIENCE_OWNERS_AND_SECRETARIAT:
      return rule;
    case type::v1::FIELD_AUDIENCE_SIDE_AND_SECRETARIAT: {
      rule.side = FindOf(field->containing_type(), "side", FieldDescriptor::CPPTYPE_ENUM);
      if (rule.side == nullptr) return bad("needs an enum field `side` in its message");
      const auto* values = rule.side->enum_type();
      for (int i = 0; i < values->value_count(); ++i) {
        const auto* value = values->value(i);
        if (value->number() == 0) continue;
        const FieldDescriptor* party =
            FindOf(resource, PartyOfSide(value->name()), FieldDescriptor::CPPTYPE_STRING);
        if (party == nullptr) {
          return bad(absl::StrCat("has the side ", value->name(), ", for which ",
                                  resource->full_name(), " has no string field ",
                                  PartyOfSide(value->name())));
        }
        rule.sides[value->number()] = party;
      }
      return rule;
    }
    case type::v1::FIELD_AUDIENCE_CONCERNED: {
      const bool list =
          field->is_repeated() && !field->is_map() && field->message_type() != nullptr;
      rule.concerns =
          list ? FindOf(field->message_type(), option.concerns(), FieldDescriptor::CPPTYPE_STRING)
               : nullptr;
      if (rule.concerns == nullptr) {
        return bad("needs a list of messages with the string field that `concerns` names");
      }
      return rule;
    }
    default:
      return bad("says for nobody in particular who sees it (seen_by)");
  }
}

// A node is active when a child is, also in circles; children that are not are left out.
void RedactionPlan::KeepActive() {
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& [key, node] : nodes_) {
      if (node->active) continue;
      node->active = std::any_of(node->children.begin(), node->children.end(),
                                 [](const auto& child) { return child.second->active; });
      changed = changed || node->active;
    }
  }
  for (auto& [key, node] : nodes_) {
    auto& children = node->children;
    children.erase(std::remove_if(children.begin(), children.end(),
                                  [](const auto& child) { return !child.second->active; }),
                   children.end());
  }
}

bool RedactionPlan::Redact(const Caller& caller, Message* message) const {
  if (root_ == nullptr || caller.unrestricted) return false;
  return Redact(*root_, caller, Resource(), message);
}

bool RedactionPlan::Redact(const Node& node, const Caller& caller, Resource resource,
                           Message* message) {
  bool changed = false;
  if (node.access != nullptr) {
    resource = {node.access, message, node.access->Owns(caller, *message)};
  }
  for (const Rule& rule : node.rules) {
    changed = Apply(rule, caller, resource, message) || changed;
  }
  const Reflection* reflection = message->GetReflection();
  for (const auto& [field, child] : node.children) {
    if (!field->is_repeated()) {
      if (!reflection->HasField(*message, field)) continue;
      changed =
          Redact(*child, caller, resource, reflection->MutableMessage(message, field)) || changed;
      continue;
    }
    const int size = reflection->FieldSize(*message, field);
    for (int i = 0; i < size; ++i) {
      changed =
          Redact(*child, caller, resource, reflection->MutableRepeatedMessage(message, field, i)) ||
          changed;
    }
  }
  return changed;
}

bool RedactionPlan::Apply(const Rule& rule, const Caller& caller, const Resource& resource,
                          Message* message) {
  if (resource.owned && rule.side == nullptr) return false;
  const Reflection* reflection = message->GetReflection();
  const bool says = rule.private_if != nullptr && resource.record != nullptr;
  const bool is_private =
      says && resource.record->GetReflection()->GetBool(*resource.record, rule.private_if);
  if (says && !is_private && rule.concerns == nullptr) return false;
  if (rule.concerns != nullptr && !is_private) {
    const bool all = resource.access != nullptr && resource.access->HasRole(caller);
    return !all && KeepConcerned(rule, caller, message);
  }
  if (caller.roles.Has(type::v1::ROLE_SECRETARIAT) &&
      (rule.side != nullptr || rule.seen_by == type::v1::FIELD_AUDIENCE_OWNERS_AND_SECRETARIAT)) {
    return false;
  }
  if (rule.side != nullptr && resource.record != nullptr) {
    const auto party = rule.sides.find(reflection->GetEnumValue(*message, rule.side));
    if (party != rule.sides.end() && Names(caller, *resource.record, party->second)) return false;
  }
  const bool there = rule.field->is_repeated() ? reflection->FieldSize(*message, rule.field) > 0
                                               : reflection->HasField(*message, rule.field);
  if (there) reflection->ClearField(message, rule.field);
  return there;
}

// In their order.
bool RedactionPlan::KeepConcerned(const Rule& rule, const Caller& caller, Message* message) {
  const Reflection* reflection = message->GetReflection();
  const int size = reflection->FieldSize(*message, rule.field);
  int kept = 0;
  std::string scratch;
  for (int i = 0; i < size; ++i) {
    const Message& element = reflection->GetRepeatedMessage(*message, rule.field, i);
    const std::string& name =
        element.GetReflection()->GetStringReference(element, rule.concerns, &scratch);
    if (!name.empty() && !caller.Owns(name)) continue;
    if (kept != i) reflection->SwapElements(message, rule.field, kept, i);
    ++kept;
  }
  for (int i = kept; i < size; ++i) reflection->RemoveLast(message, rule.field);
  return kept < size;
}

bool RedactionPlan::Protects(const std::vector<const FieldDescriptor*>& path) const {
  const Node* node = root_;
  for (const FieldDescriptor* field : path) {
    if (node == nullptr) return false;
    for (const Rule& rule : node->rules) {
      if (rule.field == field) return true;
    }
    const auto child = std::find_if(node->children.begin(), node->children.end(),
                                    [field](const auto& c) { return c.first == field; });
    node = child == node->children.end() ? nullptr : child->second;
  }
  // A message with something protected within it.
  return node != nullptr && node->active && node != root_;
}

}  // namespace clearway::auth
