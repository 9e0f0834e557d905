#include "common/rpc/authorize_rule.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clearway/type/v1/access.pb.h"
#include "common/calendar/date.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace clearway::rpc {
namespace {

using auth::Condition;
using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using Scope = Condition::Scope;

absl::Status Lacks(const Descriptor* type, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(type->full_name(), " has no ", what));
}

// A field that must be there and be of a type.
template <typename Fits>
absl::StatusOr<const FieldDescriptor*> Find(const Descriptor* type, absl::string_view name,
                                            absl::string_view what, Fits fits) {
  const FieldDescriptor* field = type->FindFieldByName(std::string(name));
  if (field != nullptr && fits(field)) return field;
  return Lacks(type, absl::StrCat(what, " ", name));
}

absl::StatusOr<const FieldDescriptor*> FindNames(const Descriptor* type, absl::string_view name) {
  return Find(type, name, "string", [](const FieldDescriptor* field) {
    return field->type() == FieldDescriptor::TYPE_STRING;
  });
}

bool IsDay(const FieldDescriptor* field) {
  return field->message_type() == google::type::Date::descriptor();
}

bool IsMoment(const FieldDescriptor* field) {
  return !field->is_repeated() &&
         (IsDay(field) || field->message_type() == google::protobuf::Timestamp::descriptor());
}

// Whether one of the caller's names stands in the field.
bool Holds(const auth::Caller& caller, const Message& message, const FieldDescriptor* field) {
  const Reflection* reflection = message.GetReflection();
  std::string scratch;
  if (!field->is_repeated()) {
    return caller.Owns(reflection->GetStringReference(message, field, &scratch));
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (caller.Owns(reflection->GetRepeatedStringReference(message, field, i, &scratch))) {
      return true;
    }
  }
  return false;
}

std::string Names(const auth::Caller& caller) {
  if (caller.names.empty()) return "one of your own, and you act for no actor";
  return absl::StrJoin(caller.names, " or ");
}

absl::Status NotYours(absl::string_view name, absl::string_view words) {
  return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_NOT_YOURS,
                   absl::StrCat(name, " is not yours: ", words), {{"resource", std::string(name)}});
}

// The text of a Date or Timestamp that has passed by the time of the call; empty when it has not,
// or is not set.
std::string Passed(const Call& call, const Message& resource, const FieldDescriptor* field) {
  if (!resource.GetReflection()->HasField(resource, field)) return "";
  const Message& moment = resource.GetReflection()->GetMessage(resource, field);
  if (!IsDay(field)) {
    const auto& time = static_cast<const google::protobuf::Timestamp&>(moment);
    const absl::Time at = absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
    return call.time > at ? absl::FormatTime(absl::RFC3339_sec, at, absl::UTCTimeZone()) : "";
  }
  const auto& date = static_cast<const google::type::Date&>(moment);
  if (!calendar::IsDay(date)) return "";
  return calendar::ToCivil(call.Today()) > calendar::ToCivil(date) ? calendar::ToString(date) : "";
}

}  // namespace

absl::StatusOr<AuthorizeRule> AuthorizeRule::Make(const MethodDescriptor& method,
                                                  const Condition& condition, const Target* target,
                                                  bool reads_what_it_names) {
  AuthorizeRule rule;
  rule.condition_ = condition;
  rule.target_ = target;
  const Descriptor* request = method.input_type();
  if (!condition.as.empty()) {
    ASSIGN_OR_RETURN(rule.as_, FindNames(request, condition.as));
  }
  if (!condition.with.empty()) {
    ASSIGN_OR_RETURN(rule.with_,
                     Find(request, condition.with, "bool", [](const FieldDescriptor* field) {
                       return !field->is_repeated() && field->type() == FieldDescriptor::TYPE_BOOL;
                     }));
  }
  rule.asks_request_ = rule.as_ != nullptr || rule.with_ != nullptr;
  const bool must_be_seen = condition.scope == Scope::kVisible && !reads_what_it_names;
  rule.asks_resource_ = condition.scope == Scope::kOwn || condition.scope == Scope::kParty ||
                        condition.scope == Scope::kSide || !condition.unless.empty() ||
                        !condition.before.empty() ||
                        condition.publication != Condition::Publication::kWhatever ||
                        (must_be_seen && target != nullptr);
  if (!rule.asks_resource_) return rule;
  if (target == nullptr) {
    return absl::FailedPreconditionError(
        "no field of the request names the resource that this is asked of");
  }
  RETURN_IF_ERROR(rule.BindFields(method));
  if (!condition.unless.empty()) {
    ASSIGN_OR_RETURN(rule.unless_, FindNames(target->type(), condition.unless));
  }
  if (condition.scope == Scope::kSide) RETURN_IF_ERROR(rule.BindSides(method));
  if (condition.publication != Condition::Publication::kWhatever) {
    RETURN_IF_ERROR(rule.BindPublication());
  }
  if (!condition.before.empty()) {
    ASSIGN_OR_RETURN(rule.before_,
                     Find(target->type(), condition.before, "date or time", IsMoment));
  }
  return rule;
}

absl::Status AuthorizeRule::BindFields(const MethodDescriptor&) {
  if (condition_.scope != Scope::kOwn && condition_.scope != Scope::kParty) {
    return absl::OkStatus();
  }
  const auto& access = target_->type()->options().GetExtension(type::v1::access);
  std::vector<std::string> names = condition_.fields;
  if (names.empty()) names.assign(access.owner_fields().begin(), access.owner_fields().end());
  if (condition_.scope == Scope::kParty) {
    names.insert(names.end(), access.party_fields().begin(), access.party_fields().end());
  }
  if (names.empty()) return Lacks(target_->type(), "owner_fields in its option access");
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(names_.emplace_back(), FindNames(target_->type(), name));
  }
  return absl::OkStatus();
}

absl::Status AuthorizeRule::BindSides(const MethodDescriptor& method) {
  ASSIGN_OR_RETURN(side_, Find(method.input_type(), "side", "enum", [](const FieldDescriptor* f) {
                     return !f->is_repeated() && f->type() == FieldDescriptor::TYPE_ENUM;
                   }));
  for (int i = 0; i < side_->enum_type()->value_count(); ++i) {
    const auto* value = side_->enum_type()->value(i);
    const std::string field = absl::AsciiStrToLower(absl::StripPrefix(value->name(), "SIDE_"));
    const bool wanted = condition_.fields.empty() || condition_.fields[0] == field;
    if (value->number() == 0 || !wanted) continue;
    ASSIGN_OR_RETURN(side_names_[value->number()], FindNames(target_->type(), field));
  }
  if (side_names_.empty()) return Lacks(method.input_type(), "such side");
  return absl::OkStatus();
}

absl::Status AuthorizeRule::BindPublication() {
  const auto& access = target_->type()->options().GetExtension(type::v1::access);
  if (!access.publish_field().empty()) {
    publish_ = target_->type()->FindFieldByName(access.publish_field());
    if (publish_ != nullptr && publish_->has_presence()) return absl::OkStatus();
    return Lacks(target_->type(), "publish_field as its option access names it");
  }
  state_ = target_->type()->FindFieldByName(access.state_field());
  if (state_ == nullptr || state_->type() != FieldDescriptor::TYPE_ENUM) {
    return Lacks(target_->type(), "state_field in its option access");
  }
  for (const auto* states : {&access.draft_states(), &access.unpublished_states()}) {
    for (const std::string& name : *states) {
      const auto* value = state_->enum_type()->FindValueByName(name);
      if (value == nullptr) return Lacks(target_->type(), absl::StrCat("state ", name));
      unpublished_.insert(value->number());
    }
  }
  return absl::OkStatus();
}

bool AuthorizeRule::Published(const Message& resource) const {
  const Reflection* reflection = resource.GetReflection();
  if (publish_ != nullptr) return reflection->HasField(resource, publish_);
  return unpublished_.count(reflection->GetEnumValue(resource, state_)) == 0;
}

absl::Status AuthorizeRule::CheckRequest(const Call& call, const Message& request) const {
  const Reflection* reflection = request.GetReflection();
  if (with_ != nullptr && !reflection->GetBool(request, with_)) {
    return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
                     absl::StrCat("your role may do this only with ", with_->name()));
  }
  if (as_ != nullptr) {
    std::string scratch;
    const std::string& as = reflection->GetStringReference(request, as_, &scratch);
    if (!as.empty() && !call.caller->Owns(as)) {
      return NotYours(Quote(as),
                      absl::StrCat(as_->name(), " must be ", Names(*call.caller), ", or left out"));
    }
  }
  return absl::OkStatus();
}

absl::Status AuthorizeRule::CheckOwnership(const Call& call, const Message& request,
                                           const Message& resource, absl::string_view name) const {
  if (unless_ != nullptr && Holds(*call.caller, resource, unless_)) {
    return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
                     absl::StrCat("your role may do this only where the ", unless_->name(), " of ",
                                  name, " is not ", Names(*call.caller)));
  }
  if (condition_.scope == Scope::kSide) {
    const int side = request.GetReflection()->GetEnumValue(request, side_);
    const auto it = side_names_.find(side);
    if (it == side_names_.end()) {
      std::vector<std::string> sides;
      for (const auto& [number, field] : side_names_) {
        sides.push_back(side_->enum_type()->FindValueByNumber(number)->name());
      }
      return NotYours(name, absl::StrCat("your role decides for ", absl::StrJoin(sides, " or ")));
    }
    if (Holds(*call.caller, resource, it->second)) return absl::OkStatus();
    return NotYours(name,
                    absl::StrCat("its ", it->second->name(), " must be ", Names(*call.caller)));
  }
  if (names_.empty()) return absl::OkStatus();
  for (const FieldDescriptor* field : names_) {
    if (Holds(*call.caller, resource, field)) return absl::OkStatus();
  }
  const std::string fields = absl::StrJoin(
      names_, " or ",
      [](std::string* out, const FieldDescriptor* field) { absl::StrAppend(out, field->name()); });
  return NotYours(name, absl::StrCat("its ", fields, " must be ", Names(*call.caller)));
}

absl::Status AuthorizeRule::CheckResource(const Call& call, const Message& request,
                                          const Message& resource, absl::string_view name) const {
  RETURN_IF_ERROR(CheckOwnership(call, request, resource, name));
  if (condition_.publication != Condition::Publication::kWhatever) {
    const bool wanted = condition_.publication == Condition::Publication::kPublished;
    if (Published(resource) != wanted) {
      return MakeError(
          absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
          absl::StrCat(name, wanted ? " is not published yet" : " is published",
                       ", and your role may do this only ", wanted ? "after" : "before", " that"));
    }
  }
  if (before_ != nullptr) {
    const std::string passed = Passed(call, resource, before_);
    if (!passed.empty()) {
      return FailedPrecondition(type::v1::ERROR_REASON_DEADLINE_OVER, name,
                                absl::StrCat("could be done until its ", before_->name(), ", ",
                                             passed, ", which has passed"));
    }
  }
  return absl::OkStatus();
}

}  // namespace clearway::rpc
