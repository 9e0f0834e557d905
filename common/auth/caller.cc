#include "common/auth/caller.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace clearway::auth {

std::string RoleName(Role role) {
  if (role == type::v1::ROLE_UNSPECIFIED) return "";
  const std::string& name = type::v1::Role_Name(role);
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, "ROLE_")), {{"_", " "}});
}

Role ParseRole(absl::string_view name) {
  for (Role role : AllRoles()) {
    if (RoleName(role) == name) return role;
  }
  return type::v1::ROLE_UNSPECIFIED;
}

const std::vector<Role>& AllRoles() {
  static const auto* const all = [] {
    auto* roles = new std::vector<Role>;
    for (int i = 1; i < type::v1::Role_ARRAYSIZE; ++i) {
      if (type::v1::Role_IsValid(i)) roles->push_back(static_cast<Role>(i));
    }
    return roles;
  }();
  return *all;
}

std::string RoleNames(Roles roles) {
  std::vector<std::string> names;
  for (Role role : AllRoles()) {
    if (roles.Has(role)) names.push_back(RoleName(role));
  }
  return names.empty() ? "none" : absl::StrJoin(names, ", ");
}

bool Caller::Owns(absl::string_view name) const {
  return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

Caller Caller::Unrestricted(absl::string_view actor) {
  Caller caller;
  caller.identity = std::string(actor);
  caller.actor = std::string(actor);
  caller.names = {caller.actor};
  caller.unrestricted = true;
  return caller;
}

}  // namespace clearway::auth
