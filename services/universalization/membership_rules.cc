#include "services/universalization/membership_rules.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/auth/registry/role_rules.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"

namespace clearway::universalization {
namespace {

using auth::Roles;
using v1::Membership;

constexpr absl::string_view kSpiffe = "spiffe://";

bool Printable(absl::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

// Of a certificate "spiffe://{trust domain}/{actor}[/…]", of a token "{iss}#{sub}".
void CheckIdentity(const Membership& membership, rpc::Violations* bad) {
  absl::string_view identity = membership.identity();
  if (identity.empty()) return;  // its field rule says so
  constexpr absl::string_view kField = "membership.identity";
  if (!Printable(identity)) {
    bad->Add(kField, "must be printable ASCII characters without spaces");
  } else if (absl::ConsumePrefix(&identity, kSpiffe)) {
    const std::vector<absl::string_view> path = absl::StrSplit(identity, '/');
    if (path.size() >= 2 && path[1] == "services") {
      bad->Add(kField, "is a service's, which needs no membership");
    } else if (path.size() < 3 || absl::StrCat(path[1], "/", path[2]) != membership.actor()) {
      bad->Add(kField, absl::StrCat("is a certificate's, and must name the actor: \"", kSpiffe,
                                    "{trust domain}/", membership.actor(), "\""));
    }
  } else {
    const size_t hash = identity.find('#');
    if (hash == absl::string_view::npos || hash == 0 || hash + 1 == identity.size()) {
      bad->Add(kField,
               "must be a token's \"{iss}#{sub}\", e.g. \"https://login.example#8d1e5f\", or a "
               "certificate's URI, e.g. \"spiffe://clearway.example/actors/undp\"");
    }
  }
}

// The roles that somebody may have for the actor; not OK only when the registry cannot be read.
absl::Status FindAllowed(const store::Reader& at, const std::string& name, Roles* allowed,
                         rpc::Violations* bad) {
  constexpr absl::string_view kField = "membership.actor";
  if (absl::StartsWith(name, "actors/")) {
    const auto actor = Actors().Get(at, name);
    if (actor.ok()) {
      *allowed = auth::RolesFor(*actor);
      if (allowed->empty()) bad->Add(kField, "is a grouping, or no longer active");
      return absl::OkStatus();
    }
    if (!absl::IsNotFound(actor.status())) return actor.status();
  } else {
    const bool state = absl::StartsWith(name, "states/");
    const resource::CollectionBase& records =
        state ? static_cast<const resource::CollectionBase&>(States()) : Areas();
    ASSIGN_OR_RETURN(const bool known, records.Exists(at, name));
    if (known) {
      *allowed = state ? auth::RolesForState() : auth::RolesForArea();
      return absl::OkStatus();
    }
  }
  bad->Add(kField, absl::StrCat(rpc::Quote(name), " is not in the registry"),
           absl::StartsWith(name, "states/") ? type::v1::ERROR_REASON_UNKNOWN_STATE
                                             : type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  return absl::OkStatus();
}

// That roles stand in `caller`'s gift.
absl::Status CheckGift(Roles wanted, Roles gift, absl::string_view verb, absl::string_view actor) {
  Roles beyond;
  for (auth::Role role : auth::AllRoles()) {
    if (wanted.Has(role) && !gift.Has(role)) beyond.Add(role);
  }
  if (beyond.empty()) return absl::OkStatus();
  const std::string roles = auth::RoleNames(beyond);
  std::string words = absl::StrCat("you may not ", verb, " ", roles, " for ", actor,
                                   "; what you may: ", auth::RoleNames(gift));
  if (beyond.Has(type::v1::ROLE_VICTIM_DATA_STEWARD)) {
    absl::StrAppend(&words,
                    "; a victim data steward is appointed by a state approver of the State "
                    "or area itself");
  }
  return rpc::MakeError(absl::StatusCode::kPermissionDenied,
                        type::v1::ERROR_REASON_PERMISSION_DENIED, words, {{"roles", roles}});
}

}  // namespace

absl::Status CheckMembership(const store::Reader& at, const Membership& membership,
                             rpc::Violations* bad) {
  CheckIdentity(membership, bad);
  if (calendar::IsDay(membership.valid_from()) && calendar::IsDay(membership.valid_until()) &&
      calendar::ToCivil(membership.valid_until()) < calendar::ToCivil(membership.valid_from())) {
    bad->Add("membership.valid_until", "must not be before valid_from",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  // Only the form of what is no name is wrong: its field rule says so.
  if (!States().IdOf(membership.actor()).ok() && !Areas().IdOf(membership.actor()).ok() &&
      !Actors().IdOf(membership.actor()).ok()) {
    return absl::OkStatus();
  }
  Roles allowed;
  RETURN_IF_ERROR(FindAllowed(at, membership.actor(), &allowed, bad));
  if (allowed.empty()) return absl::OkStatus();
  for (int i = 0; i < membership.roles_size(); ++i) {
    const int number = membership.roles(i);
    const auto role = static_cast<auth::Role>(number);
    const std::string field = absl::StrCat("membership.roles[", i, "]");
    if (!type::v1::Role_IsValid(number) || role == type::v1::ROLE_UNSPECIFIED) continue;
    if (role == type::v1::ROLE_SERVICE) {
      bad->Add(field, "is given by a service's certificate alone");
    } else if (!allowed.Has(role)) {
      bad->Add(field, absl::StrCat(auth::RoleName(role), " is no role for ", membership.actor(),
                                   "; there are: ", auth::RoleNames(allowed)));
    }
  }
  return absl::OkStatus();
}

Roles RolesOf(const Membership& membership) {
  Roles roles;
  for (int role : membership.roles()) {
    if (type::v1::Role_IsValid(role)) roles.Add(static_cast<auth::Role>(role));
  }
  return roles;
}

absl::Status CheckGiving(const auth::Caller& caller, const Membership& membership, Roles given,
                         Roles taken) {
  const Roles gift = auth::MayGive(caller, membership.actor());
  RETURN_IF_ERROR(CheckGift(given, gift, "give", membership.actor()));
  RETURN_IF_ERROR(CheckGift(taken, gift, "take", membership.actor()));
  if (caller.unrestricted || given.empty() || membership.identity() != caller.identity) {
    return absl::OkStatus();
  }
  return rpc::MakeError(absl::StatusCode::kPermissionDenied,
                        type::v1::ERROR_REASON_PERMISSION_DENIED,
                        "nobody gives roles to themselves; ask another who may");
}

}  // namespace clearway::universalization
