#include "common/rpc/authorize.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

using auth::Condition;
using auth::Permissions;
using google::protobuf::Descriptor;

uint32_t Bits(auth::Role role) { return auth::Roles{role}.bits(); }

absl::Status InLine(const Permissions::Line& line, absl::string_view where,
                    const absl::Status& status) {
  return absl::FailedPreconditionError(absl::StrCat("the permission table's line ", line.number,
                                                    " (", line.method, ")", where, ": ",
                                                    status.message()));
}

bool ReadsWhatItNames(const Method& method) { return method.kind != Method::Kind::kWrite; }

// Of several refusals the one that tells most; a record that is not there goes before all, so that
// nothing is said of one that the caller does not see.
int Weight(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kPermissionDenied:
      return ReasonOf(status) == type::v1::ERROR_REASON_NOT_YOURS ? 1 : 2;
    case absl::StatusCode::kFailedPrecondition:
      return 3;
    default:
      return 4;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Gate>> Gate::Make(const Method& method,
                                                       const Permissions::Line& line) {
  std::unique_ptr<Gate> gate(new Gate);
  gate->method_ = line.method;
  gate->everybody_ = method.kind == Method::Kind::kWhoAmI;
  gate->resource_ = line.resource;
  const Descriptor* request = method.descriptor->input_type();
  const FieldDescriptor* mask = request->FindFieldByName("update_mask");
  gate->updates_ = mask != nullptr && mask->message_type() != nullptr;
  const FieldDescriptor* missing = request->FindFieldByName("allow_missing");
  if (missing != nullptr && missing->type() == FieldDescriptor::TYPE_BOOL) {
    gate->allow_missing_ = missing;
  }
  for (size_t i = 0; i < line.conditions.size(); ++i) {
    const auth::Role role = auth::AllRoles()[i];
    const absl::Status added = gate->Add(method, line.conditions[i], role);
    if (!added.ok()) {
      return InLine(
          line, absl::StrCat(", ", auth::RoleName(role), ", \"", line.conditions[i].Text(), "\""),
          added);
    }
  }
  return std::unique_ptr<const Gate>(std::move(gate));
}

absl::Status Gate::Add(const Method& method, const Condition& condition, auth::Role role) {
  if (condition.scope == Condition::Scope::kNever) return absl::OkStatus();
  may_.Add(role);
  const Target* target = nullptr;
  for (const auto& [of, known] : targets_) {
    if (of == condition.of) target = known.get();
  }
  if (target == nullptr && (resource_ != "-" || !condition.of.empty())) {
    ASSIGN_OR_RETURN(auto found, condition.of.empty()
                                     ? Target::Of(*method.descriptor, resource_)
                                     : Target::Named(*method.descriptor, condition.of));
    target = found.get();
    if (target != nullptr) targets_.emplace_back(condition.of, std::move(found));
  }
  ASSIGN_OR_RETURN(AuthorizeRule rule, AuthorizeRule::Make(*method.descriptor, condition, target,
                                                           ReadsWhatItNames(method)));
  if (rule.free()) free_ |= Bits(role);
  if (rule.asks_records()) records_ |= Bits(role);
  rules_.push_back({Bits(role), std::move(rule)});
  return absl::OkStatus();
}

absl::Status Gate::CheckRole(const auth::Caller& caller) const {
  if (caller.unrestricted || everybody_ || may_.Intersects(caller.roles)) {
    return absl::OkStatus();
  }
  const std::string may = auth::RoleNames(may_);
  const std::string have = auth::RoleNames(caller.roles);
  return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
                   absl::StrCat(method_, " is for these roles: ", may, "; yours",
                                caller.actor.empty() ? "" : " for ", caller.actor, ": ", have),
                   {{"roles", may}, {"your_roles", have}});
}

bool Gate::AsksRecords(const auth::Caller& caller) const {
  return !Free(caller) && (caller.roles.bits() & records_) != 0;
}

absl::Status Gate::CheckRequest(const Call& call, const Message& request) const {
  if (everybody_ || Free(*call.caller)) return absl::OkStatus();
  return Check(call, nullptr, request, Step::kRequest);
}

absl::Status Gate::CheckRecords(const Call& call, const store::Reader& at,
                                const Message& request) const {
  if (!AsksRecords(*call.caller)) return absl::OkStatus();
  return Check(call, &at, request, Step::kRecords);
}

absl::Status Gate::CheckUpdated(const Call& call, const store::Reader& at,
                                const Message& request) const {
  if (!updates_ || !AsksRecords(*call.caller)) return absl::OkStatus();
  // Also a record that the update has taken from the caller's eyes.
  const resource::AsSystem all(at);
  return Check(call, &all, request, Step::kUpdated);
}

// OK when one rule of the caller's roles holds.
absl::Status Gate::Check(const Call& call, const store::Reader* at, const Message& request,
                         Step step) const {
  absl::Status refused;
  for (const Ruled& ruled : rules_) {
    if ((ruled.roles & call.caller->roles.bits()) == 0) continue;
    absl::Status status = CheckRule(ruled.rule, call, at, request, step);
    if (status.ok()) return status;
    if (refused.ok() || Weight(status) > Weight(refused)) refused = std::move(status);
  }
  // Without a role CheckRole has refused already.
  return refused.ok() ? CheckRole(*call.caller) : refused;
}

absl::Status Gate::CheckRule(const AuthorizeRule& rule, const Call& call, const store::Reader* at,
                             const Message& request, Step step) const {
  RETURN_IF_ERROR(rule.CheckRequest(call, request));
  if (!rule.asks_resource()) return absl::OkStatus();
  const Target& target = *rule.target();
  if (at == nullptr && !target.in_request()) return absl::OkStatus();  // decided later
  bool asked = false;
  RETURN_IF_ERROR(target.ForEach(request, [&](const Target::Mention& mention) -> absl::Status {
    asked = true;
    if (mention.here != nullptr) {
      return rule.CheckResource(call, request, *mention.here, mention.field);
    }
    auto record = target.Read(*at, mention);
    if (absl::IsNotFound(record.status()) && MayBeMissing(request)) return absl::OkStatus();
    RETURN_IF_ERROR(record.status());
    return step == Step::kUpdated ? rule.CheckOwnership(call, request, **record, mention.name)
                                  : rule.CheckResource(call, request, **record, mention.name);
  }));
  if (asked) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_NOT_YOURS,
                   absl::StrCat("nothing in the request is yours to ", method_));
}

// Then the handler, which does not see it either, says what it says of what is not there.
bool Gate::MayBeMissing(const Message& request) const {
  return allow_missing_ != nullptr && request.GetReflection()->GetBool(request, allow_missing_);
}

absl::StatusOr<std::map<std::string, std::unique_ptr<const Gate>>> GatesOf(const Service& service) {
  const std::string name = Permissions::ServiceName(service.descriptor()->file()->package());
  const Permissions& table = service.permissions();
  std::map<std::string, std::unique_ptr<const Gate>> gates;
  std::vector<std::string> missing;
  for (const auto& [method_name, method] : service.methods()) {
    const Permissions::Line* line = table.Find(name, method_name);
    if (line == nullptr) {
      missing.push_back(method_name);
      continue;
    }
    ASSIGN_OR_RETURN(gates[method_name], Gate::Make(method, *line));
  }
  if (!missing.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "nobody may call ", absl::StrJoin(missing, ", "), " of ", service.descriptor()->full_name(),
        ": the permission table has no line for it (service ", name, ")"));
  }
  for (const Permissions::Line& line : table.lines()) {
    if (line.service != name || service.Find(line.method) != nullptr) continue;
    return InLine(line, "",
                  absl::FailedPreconditionError(
                      absl::StrCat(service.descriptor()->full_name(), " has no such method")));
  }
  return gates;
}

}  // namespace clearway::rpc
