#include "common/auth/registry/role_rules.h"

namespace clearway::auth {
namespace {

using universalization::v1::Actor;

void AddAll(Roles from, Roles* to) {
  for (Role role : AllRoles()) {
    if (from.Has(role)) to->Add(role);
  }
}

// What a State does as an affected one.
constexpr Role kStateRoles[] = {type::v1::ROLE_STATE_DRAFTER, type::v1::ROLE_STATE_APPROVER,
                                type::v1::ROLE_VICTIM_DATA_STEWARD,
                                type::v1::ROLE_REPORTING_OFFICER};

void AddStateRoles(Roles* to) {
  for (Role role : kStateRoles) to->Add(role);
}

}  // namespace

Roles RolesForState() {
  Roles roles = {type::v1::ROLE_OBSERVER, type::v1::ROLE_DONOR_OFFICER, type::v1::ROLE_IMPLEMENTER,
                 type::v1::ROLE_COORDINATOR};
  AddStateRoles(&roles);
  return roles;
}

Roles RolesForArea() {
  Roles roles = {type::v1::ROLE_OBSERVER};
  AddStateRoles(&roles);
  return roles;
}

Roles RolesFor(const Actor& actor) {
  if (actor.status() == Actor::STATUS_INACTIVE || actor.kind() == Actor::KIND_GROUPING) return {};
  Roles roles = {type::v1::ROLE_OBSERVER, type::v1::ROLE_DONOR_OFFICER, type::v1::ROLE_IMPLEMENTER,
                 type::v1::ROLE_OPERATOR};
  switch (actor.kind()) {
    case Actor::KIND_STATE_INSTITUTION:
      // Of no State, it speaks for none.
      if (actor.state().empty()) break;
      AddStateRoles(&roles);
      roles.Add(type::v1::ROLE_COORDINATOR);
      break;
    case Actor::KIND_UNITED_NATIONS:
    case Actor::KIND_INTERNATIONAL_ORGANISATION:
      roles.Add(type::v1::ROLE_SECRETARIAT);
      break;
    default:
      break;
  }
  return roles;
}

bool ActsForItsState(const Actor& actor) {
  return !actor.state().empty() && (actor.kind() == Actor::KIND_STATE_INSTITUTION ||
                                    actor.kind() == Actor::KIND_DONOR_AGENCY);
}

Roles MayGive(const Caller& caller, absl::string_view actor) {
  Roles roles;
  const bool unrestricted = caller.unrestricted;
  if (unrestricted || caller.roles.Has(type::v1::ROLE_SECRETARIAT) ||
      caller.roles.Has(type::v1::ROLE_OPERATOR)) {
    for (Role role : AllRoles()) {
      if (role != type::v1::ROLE_SERVICE && role != type::v1::ROLE_VICTIM_DATA_STEWARD) {
        roles.Add(role);
      }
    }
  }
  if (unrestricted || (caller.roles.Has(type::v1::ROLE_STATE_APPROVER) && caller.Owns(actor))) {
    AddAll({type::v1::ROLE_OBSERVER, type::v1::ROLE_STATE_DRAFTER,
            type::v1::ROLE_VICTIM_DATA_STEWARD, type::v1::ROLE_REPORTING_OFFICER},
           &roles);
  }
  return roles;
}

}  // namespace clearway::auth
