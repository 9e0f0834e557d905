// Making one of two actors that are the same.
//
// The source stays readable with merged_into and is found nowhere else; its names become the
// target's aliases. Records here that name it are made to name the target, so many in one
// transaction; a record elsewhere goes on naming it, and the roster (common/auth/registry) lets
// whoever acts for the target act for it too. Memberships stay as they are: a certificate's URI
// names the actor, and the roster reads them as the target's.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_MERGE_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_MERGE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/resource/collection.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// Records that one call rewrites at most.
inline constexpr int kMergeStep = 200;

// Every collection here whose records name actors, but memberships: each has the index
// kByActorNamed. A new one must be added (merge_test.cc finds what is missing).
std::vector<const resource::CollectionBase*> CollectionsNamingActors();

absl::StatusOr<v1::MergeActorsResponse> MergeActors(const rpc::Call& call, store::Txn& txn,
                                                    const v1::MergeActorsRequest& request);

// FAILED_PRECONDITION when the actor was merged into another: it is as it was then.
absl::Status CheckNotMerged(const v1::Actor& actor);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_MERGE_H_
