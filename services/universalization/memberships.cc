#include "services/universalization/memberships.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/membership_rules.h"

namespace clearway::universalization {
namespace {

using auth::Roles;
using v1::Membership;

Roles Minus(Roles from, Roles these) {
  Roles left;
  for (auth::Role role : auth::AllRoles()) {
    if (from.Has(role) && !these.Has(role)) left.Add(role);
  }
  return left;
}

// One membership of an identity and an actor, whoever sees it.
absl::Status CheckUnique(const store::Reader& at, const Membership& membership) {
  const resource::AsSystem all(at);
  ASSIGN_OR_RETURN(const auto names,
                   Memberships().Lookup(all, kMemberIndex, MemberKey(membership), 1));
  return names.empty() ? absl::OkStatus() : rpc::AlreadyExists(names[0]);
}

absl::Status CheckEtag(const Membership& membership, const std::string& etag) {
  if (etag.empty() || etag == membership.etag()) return absl::OkStatus();
  return rpc::EtagMismatch(membership.name(), etag, membership.etag());
}

absl::Status CheckStatus(const Membership& membership, Membership::Status wanted) {
  if (membership.status() == wanted) return absl::OkStatus();
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, membership.name(),
      wanted == Membership::STATUS_ACTIVE ? "is INACTIVE already" : "is ACTIVE already");
}

}  // namespace

absl::Status CheckCreateMembership(const rpc::Call&, const store::Reader& at,
                                   const v1::CreateMembershipRequest& request) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckMembership(at, request.membership(), &bad));
  return bad.ToStatus();
}

absl::StatusOr<Membership> CreateMembership(const rpc::Call& call, store::Txn& txn,
                                            const v1::CreateMembershipRequest& request) {
  RETURN_IF_ERROR(CheckCreateMembership(call, txn, request));
  Membership membership = request.membership();
  RETURN_IF_ERROR(CheckGiving(*call.caller, membership, RolesOf(membership), {}));
  RETURN_IF_ERROR(CheckUnique(txn, membership));
  membership.set_status(Membership::STATUS_ACTIVE);
  membership.clear_deactivation_reason();
  return Memberships().Create(call, txn, std::move(membership), request.membership_id());
}

absl::StatusOr<Membership> GetMembership(const rpc::Call&, const store::Snapshot& at,
                                         const v1::GetMembershipRequest& request) {
  return Memberships().Get(at, request.name());
}

absl::StatusOr<v1::ListMembershipsResponse> ListMemberships(
    const rpc::Call&, const store::Snapshot& at, const v1::ListMembershipsRequest& request) {
  return Memberships().List<v1::ListMembershipsResponse>(at, request);
}

absl::StatusOr<Membership> UpdateMembership(const rpc::Call& call, store::Txn& txn,
                                            const v1::UpdateMembershipRequest& request) {
  auto check = [&](const Membership& before, Membership* after) -> absl::Status {
    rpc::Violations bad;
    RETURN_IF_ERROR(CheckMembership(txn, *after, &bad));
    RETURN_IF_ERROR(bad.ToStatus());
    const Roles had = RolesOf(before), has = RolesOf(*after);
    // New days bring back and take away every role.
    const bool same_days =
        before.valid_from().SerializeAsString() == after->valid_from().SerializeAsString() &&
        before.valid_until().SerializeAsString() == after->valid_until().SerializeAsString();
    return CheckGiving(*call.caller, *after, same_days ? Minus(has, had) : has,
                       same_days ? Minus(had, has) : had);
  };
  return Memberships().Update(call, txn, request.membership(),
                              {.mask = request.update_mask(), .etag = request.membership().etag()},
                              check);
}

absl::StatusOr<Membership> DeactivateMembership(const rpc::Call& call, store::Txn& txn,
                                                const v1::DeactivateMembershipRequest& request) {
  ASSIGN_OR_RETURN(Membership membership, Memberships().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(membership, request.etag()));
  RETURN_IF_ERROR(CheckStatus(membership, Membership::STATUS_ACTIVE));
  RETURN_IF_ERROR(CheckGiving(*call.caller, membership, {}, RolesOf(membership)));
  membership.set_status(Membership::STATUS_INACTIVE);
  membership.set_deactivation_reason(request.reason());
  return Memberships().Write(call, txn, std::move(membership), "deactivate");
}

absl::StatusOr<Membership> ReactivateMembership(const rpc::Call& call, store::Txn& txn,
                                                const v1::ReactivateMembershipRequest& request) {
  ASSIGN_OR_RETURN(Membership membership, Memberships().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(membership, request.etag()));
  RETURN_IF_ERROR(CheckStatus(membership, Membership::STATUS_INACTIVE));
  // What the actor may have, or who may give it, can have changed meanwhile.
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckMembership(txn, membership, &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  RETURN_IF_ERROR(CheckGiving(*call.caller, membership, RolesOf(membership), {}));
  membership.set_status(Membership::STATUS_ACTIVE);
  membership.clear_deactivation_reason();
  return Memberships().Write(call, txn, std::move(membership), "reactivate");
}

absl::StatusOr<google::protobuf::Empty> DeleteMembership(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteMembershipRequest& request) {
  ASSIGN_OR_RETURN(const Membership membership, Memberships().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckGiving(*call.caller, membership, {}, RolesOf(membership)));
  RETURN_IF_ERROR(Memberships().Delete(call, txn, request.name(), request.etag()).status());
  return google::protobuf::Empty();
}

}  // namespace clearway::universalization
