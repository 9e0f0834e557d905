// Actors: organisations, and institutions of States.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_ACTORS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_ACTORS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// No two actors share a display_name (aliases may be shared: abbreviations are). The State that an
// actor names must be in the registry (UNKNOWN_STATE).
absl::StatusOr<v1::Actor> CreateActor(const rpc::Call& call, store::Txn& txn,
                                      const v1::CreateActorRequest& request);
absl::StatusOr<v1::Actor> GetActor(const rpc::Call& call, const store::Snapshot& at,
                                   const v1::GetActorRequest& request);
absl::StatusOr<v1::ListActorsResponse> ListActors(const rpc::Call& call, const store::Snapshot& at,
                                                  const v1::ListActorsRequest& request);
absl::StatusOr<v1::Actor> UpdateActor(const rpc::Call& call, store::Txn& txn,
                                      const v1::UpdateActorRequest& request);

// The actor must be active. FAILED_PRECONDITION where not, and where there is nothing to take back.
absl::StatusOr<v1::Actor> VetActor(const rpc::Call& call, store::Txn& txn,
                                   const v1::VetActorRequest& request);
absl::StatusOr<v1::Actor> UnvetActor(const rpc::Call& call, store::Txn& txn,
                                     const v1::UnvetActorRequest& request);

// What CreateActor finds wrong in a request beyond its field rules (Service::Check).
absl::Status CheckCreateActor(const rpc::Call& call, const store::Reader& at,
                              const v1::CreateActorRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_ACTORS_H_
