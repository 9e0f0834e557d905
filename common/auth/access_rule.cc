#include "common/auth/access_rule.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using google::protobuf::Reflection;
using type::v1::Audience;

bool IsText(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}
bool IsOneText(const FieldDescriptor* field) { return IsText(field) && !field->is_repeated(); }
bool IsAudience(const FieldDescriptor* field) {
  return !field->is_repeated() && field->message_type() == Audience::descriptor();
}
bool IsEnum(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
}
bool IsBool(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
}
bool IsMessage(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// Finds the fields that an option names.
class Finder {
 public:
  explicit Finder(const Descriptor* type) : type_(type) {}

  // Null for an empty name.
  absl::StatusOr<const FieldDescriptor*> Find(absl::string_view option, const std::string& name,
                                              bool (*fits)(const FieldDescriptor*),
                                              absl::string_view wanted) {
    if (name.empty()) return nullptr;
    const FieldDescriptor* field = type_->FindFieldByName(name);
    if (field == nullptr || !fits(field)) {
      return BadOption(type_, option,
                       absl::StrCat("names ", name, ", which is no field of the type ", wanted));
    }
    if (std::find(found_.begin(), found_.end(), field) == found_.end()) found_.push_back(field);
    return field;
  }

  absl::StatusOr<std::vector<const FieldDescriptor*>> FindTexts(
      absl::string_view option, const google::protobuf::RepeatedPtrField<std::string>& names) {
    std::vector<const FieldDescriptor*> fields;
    for (const std::string& name : names) {
      if (name.empty()) return BadOption(type_, option, "has an empty name");
      ASSIGN_OR_RETURN(fields.emplace_back(), Find(option, name, IsText, "string"));
    }
    return fields;
  }

  absl::StatusOr<std::vector<int>> FindValues(
      absl::string_view option, const FieldDescriptor* state,
      const google::protobuf::RepeatedPtrField<std::string>& names) {
    std::vector<int> values;
    for (const std::string& name : names) {
      const auto* value = state == nullptr ? nullptr : state->enum_type()->FindValueByName(name);
      if (value == nullptr) {
        return BadOption(type_, option,
                         absl::StrCat("has ", name, ", which is no value of its state_field"));
      }
      values.push_back(value->number());
    }
    return values;
  }

  std::vector<const FieldDescriptor*> Take() { return std::move(found_); }

 private:
  const Descriptor* type_;
  std::vector<const FieldDescriptor*> found_;
};

bool Contains(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

absl::Status BadOption(const Descriptor* type, absl::string_view option, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(type->full_name(), ": ", option, " ", what));
}

bool Names(const Caller& caller, const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  std::string scratch;
  if (!field->is_repeated()) {
    return caller.Owns(reflection->GetStringReference(message, field, &scratch));
  }
  const int size = reflection->FieldSize(message, field);
  for (int i = 0; i < size; ++i) {
    if (caller.Owns(reflection->GetRepeatedStringReference(message, field, i, &scratch))) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<std::unique_ptr<const AccessRule>> AccessRule::Make(const Descriptor* type) {
  const type::v1::Access& access = type->options().GetExtension(type::v1::access);
  auto rule = std::unique_ptr<AccessRule>(new AccessRule);
  Finder fields(type);
  ASSIGN_OR_RETURN(rule->owners_, fields.FindTexts("(access).owner_fields", access.owner_fields()));
  if (rule->owners_.empty()) {
    return BadOption(type, "(access).owner_fields", "is empty; somebody must own the resource");
  }
  ASSIGN_OR_RETURN(rule->parties_,
                   fields.FindTexts("(access).party_fields", access.party_fields()));
  ASSIGN_OR_RETURN(rule->audience_, fields.Find("(access).audience_field", access.audience_field(),
                                                IsAudience, "clearway.type.v1.Audience"));
  rule->default_audience_ = access.default_audience();
  if ((rule->audience_ == nullptr) != (rule->default_audience_ == Audience::KIND_UNSPECIFIED)) {
    return BadOption(type, "(access).default_audience",
                     "must be set where there is an audience_field, and only there");
  }
  ASSIGN_OR_RETURN(rule->state_,
                   fields.Find("(access).state_field", access.state_field(), IsEnum, "enum"));
  ASSIGN_OR_RETURN(rule->draft_states_,
                   fields.FindValues("(access).draft_states", rule->state_, access.draft_states()));
  ASSIGN_OR_RETURN(
      rule->unpublished_states_,
      fields.FindValues("(access).unpublished_states", rule->state_, access.unpublished_states()));
  ASSIGN_OR_RETURN(rule->public_,
                   fields.Find("(access).public_field", access.public_field(), IsBool, "bool"));
  ASSIGN_OR_RETURN(rule->published_, fields.Find("(access).publish_field", access.publish_field(),
                                                 IsMessage, "google.protobuf.Timestamp"));
  ASSIGN_OR_RETURN(rule->audience_from_,
                   fields.Find("(access).audience_from_field", access.audience_from_field(),
                               IsMessage, "google.protobuf.Timestamp"));
  if (rule->audience_from_ != nullptr && rule->audience_ == nullptr) {
    return BadOption(type, "(access).audience_from_field", "needs an audience_field");
  }
  ASSIGN_OR_RETURN(rule->creator_, fields.Find("(access).creator_field", access.creator_field(),
                                               IsOneText, "string, not a list"));
  for (int role : access.roles()) rule->roles_.Add(static_cast<Role>(role));
  if (access.roles().empty()) {
    rule->roles_ = {type::v1::ROLE_SECRETARIAT, type::v1::ROLE_COORDINATOR};
  }
  rule->fields_ = fields.Take();
  return rule;
}

bool AccessRule::Owns(const Caller& caller, const Message& record) const {
  return std::any_of(owners_.begin(), owners_.end(),
                     [&](const auto* field) { return Names(caller, record, field); });
}

bool AccessRule::IsParty(const Caller& caller, const Message& record) const {
  return std::any_of(parties_.begin(), parties_.end(),
                     [&](const auto* field) { return Names(caller, record, field); });
}

bool AccessRule::InAudience(const Caller& caller, const Message& record) const {
  if (audience_ == nullptr) return false;
  const Reflection* reflection = record.GetReflection();
  if (audience_from_ != nullptr && !reflection->HasField(record, audience_from_)) return false;
  const auto& audience = static_cast<const Audience&>(reflection->GetMessage(record, audience_));
  const Audience::Kind kind =
      audience.kind() == Audience::KIND_UNSPECIFIED ? default_audience_ : audience.kind();
  switch (kind) {
    case Audience::KIND_EVERYONE:
      return true;
    case Audience::KIND_VETTED_PROVIDERS:
      return caller.vetted || caller.state_party;
    case Audience::KIND_STATES_PARTIES:
      return caller.state_party;
    case Audience::KIND_NAMED:
      return std::any_of(audience.members().begin(), audience.members().end(),
                         [&](const std::string& member) { return caller.Owns(member); });
    default:
      return false;  // of a newer release: nobody rather than everybody
  }
}

AccessRule::Stage AccessRule::StageOf(const Message& record) const {
  const Reflection* reflection = record.GetReflection();
  if (state_ != nullptr) {
    const int state = reflection->GetEnumValue(record, state_);
    // A state of a newer release may be anything: as a draft.
    if (state_->enum_type()->FindValueByNumber(state) == nullptr) return Stage::kDraft;
    if (Contains(draft_states_, state)) return Stage::kDraft;
    if (Contains(unpublished_states_, state)) return Stage::kUnpublished;
  }
  const bool published = published_ == nullptr || reflection->HasField(record, published_);
  return published ? Stage::kPublished : Stage::kDraft;
}

bool AccessRule::Sees(const Caller& caller, const Message& record) const {
  if (caller.unrestricted || caller.roles.Has(type::v1::ROLE_SERVICE)) return true;
  if (Owns(caller, record)) return true;
  const Stage stage = StageOf(record);
  if (stage != Stage::kPublished) {
    if (creator_ != nullptr && Names(caller, record, creator_)) return true;
    return stage == Stage::kUnpublished && caller.roles.Has(type::v1::ROLE_SECRETARIAT);
  }
  if (IsParty(caller, record) || HasRole(caller)) return true;
  if (public_ != nullptr && record.GetReflection()->GetBool(record, public_)) return true;
  return InAudience(caller, record);
}

}  // namespace clearway::auth
