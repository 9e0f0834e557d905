// Who is calling, once authenticated: an identity, the actor that it acts for, and its roles.
// No gRPC, no store: rules and handlers may ask it.
#ifndef CLEARWAY_COMMON_AUTH_CALLER_H_
#define CLEARWAY_COMMON_AUTH_CALLER_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/type/v1/role.pb.h"

namespace clearway::auth {

using type::v1::Role;

// A set of roles. A value.
class Roles {
 public:
  Roles() = default;
  Roles(std::initializer_list<Role> roles) {
    for (Role role : roles) Add(role);
  }
  void Add(Role role) { bits_ |= Bit(role); }
  bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  bool Intersects(Roles other) const { return (bits_ & other.bits_) != 0; }
  bool empty() const { return bits_ == 0; }
  uint32_t bits() const { return bits_; }
  bool operator==(const Roles& other) const { return bits_ == other.bits_; }
  bool operator!=(const Roles& other) const { return bits_ != other.bits_; }

 private:
  static uint32_t Bit(Role role) { return uint32_t{1} << static_cast<int>(role); }
  uint32_t bits_ = 0;
};

// "donor officer", as the permission table and messages say it; "" for ROLE_UNSPECIFIED.
std::string RoleName(Role role);
// The reverse; ROLE_UNSPECIFIED for others.
Role ParseRole(absl::string_view name);
// Every role but ROLE_UNSPECIFIED, in the order of their numbers.
const std::vector<Role>& AllRoles();
// "donor officer, implementer"; "none".
std::string RoleNames(Roles roles);

// What an authenticator keeps of the credentials, for Recheck; its own business.
struct Evidence;

// A value; set once and then shared. Everything that visibility and permission depend on is here,
// so that two callers with equal `actor`, `names`, `roles`, `vetted` and `state_party` see and may
// do the same.
struct Caller {
  // Who: a certificate's URI ("spiffe://clearway.example/actors/undp"), or of a token
  // "{iss}#{sub}".
  std::string identity;
  // For whom: "actors/undp", "states/LAO". Empty for services.
  std::string actor;
  // Names that are the caller's own: `actor`, and the State that it is an institution or donor
  // agency of. Sorted.
  std::vector<std::string> names;
  Roles roles;
  // The secretariat has vetted the actor as a provider.
  bool vetted = false;
  // The actor is, or is an institution of, a State for which the Convention is in force.
  bool state_party = false;
  // Which credential, for audit and logs, never the credential itself: "certificate 4f2a…" (serial
  // number), "token 8d1e…" (jti, or the first 16 hexadecimal digits of its SHA-256).
  std::string credential;
  // When the credential ends.
  absl::Time expires = absl::InfiniteFuture();
  // The process itself (sweeps, followers), or anybody on loopback where the operator has chosen
  // to run without identities: sees and may do everything.
  bool unrestricted = false;
  // Null where no credential was shown.
  std::shared_ptr<const Evidence> evidence;

  // Whether `name` ("states/LAO") is one of the caller's own.
  bool Owns(absl::string_view name) const;

  // The process itself, acting as `actor`: sees and may do everything.
  static Caller Unrestricted(absl::string_view actor);
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CALLER_H_
