// Memberships: which identity acts for which actor, in which roles. Whether the caller may touch
// the membership at all is the permission table's; which roles there are for an actor and who gives
// them is common/auth/registry/role_rules.h.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIPS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIPS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/empty.pb.h"

namespace clearway::universalization {

// ALREADY_EXISTS, naming the other, when the identity has a membership of the actor.
absl::StatusOr<v1::Membership> CreateMembership(const rpc::Call& call, store::Txn& txn,
                                                const v1::CreateMembershipRequest& request);
absl::StatusOr<v1::Membership> GetMembership(const rpc::Call& call, const store::Snapshot& at,
                                             const v1::GetMembershipRequest& request);
absl::StatusOr<v1::ListMembershipsResponse> ListMemberships(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListMembershipsRequest& request);
absl::StatusOr<v1::Membership> UpdateMembership(const rpc::Call& call, store::Txn& txn,
                                                const v1::UpdateMembershipRequest& request);
absl::StatusOr<v1::Membership> DeactivateMembership(const rpc::Call& call, store::Txn& txn,
                                                    const v1::DeactivateMembershipRequest& request);
absl::StatusOr<v1::Membership> ReactivateMembership(const rpc::Call& call, store::Txn& txn,
                                                    const v1::ReactivateMembershipRequest& request);
absl::StatusOr<google::protobuf::Empty> DeleteMembership(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteMembershipRequest& request);

// What CreateMembership finds wrong in a request beyond its field rules (Service::Check).
absl::Status CheckCreateMembership(const rpc::Call& call, const store::Reader& at,
                                   const v1::CreateMembershipRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEMBERSHIPS_H_
