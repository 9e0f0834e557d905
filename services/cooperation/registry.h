// The service's own copy of universalization's registry: States, areas and actors, kept by
// following its feed, so that this service works on while that one is down.
//
//   RETURN_IF_ERROR(RegistryReady(at));
//   ASSIGN_OR_RETURN(auto party, FindParty(at, "states/LAO"));
//   if (party.has_value() && IsStateParty(*party, as_of)) …
//
// Stored under "p/registry/{name}": the record's bytes, as the feed brought them (a State with its
// treaty actions, from which its status on any day is computed here). The follower stores its
// position in the same transaction, so the copy is never half a change. "p/registry/complete",
// which is no record's name, is there once everything is; it says of which collections.
#ifndef CLEARWAY_SERVICES_COOPERATION_REGISTRY_H_
#define CLEARWAY_SERVICES_COOPERATION_REGISTRY_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/type/v1/watch.pb.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/area.pb.h"
#include "clearway/universalization/v1/membership.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/auth/registry/registry_directory.h"
#include "common/rpc/errors.h"
#include "common/rpc/follower.h"
#include "common/store/store.h"
#include "google/protobuf/repeated_field.h"
#include "google/type/date.pb.h"

namespace clearway::cooperation {

// The follower's name in the store.
inline constexpr absl::string_view kRegistryFollower = "registry";

// Who may need, give or carry out: exactly one of the three is set.
struct Party {
  std::string name;  // "states/LAO"
  std::string display_name;
  std::string region;     // M49: "Asia"; empty for actors
  std::string subregion;  // M49: "South-eastern Asia"; empty but for States
  absl::optional<universalization::v1::State> state;
  absl::optional<universalization::v1::Area> area;
  absl::optional<universalization::v1::Actor> actor;
};

// The Convention is in force for it on that day. False for what is no State.
bool IsStateParty(const Party& party, const google::type::Date& day);
// On the list of least developed countries on that day. False for what is no State.
bool IsLeastDeveloped(const Party& party, const google::type::Date& day);

// The State whose institution or donor agency it is, and which it counts as: "states/NOR"; empty
// for others.
std::string ActsFor(const Party& party);
// A provider that the secretariat has vetted.
bool IsVetted(const Party& party);

// OK once the copy is complete and not empty; else UNAVAILABLE (REGISTRY_NOT_READY).
absl::Status RegistryReady(const store::Reader& at);

// nullopt for a name that the registry does not know. DATA_LOSS when the copy cannot be read.
absl::StatusOr<absl::optional<Party>> FindParty(const store::Reader& at, absl::string_view name);

// Every party, in the order of names, until `fn` returns false.
absl::Status ForEachParty(const store::Reader& at, const std::function<bool(const Party&)>& fn);

// Adds a violation when `name` is not empty and unknown: UNKNOWN_STATE for a State,
// UNKNOWN_REFERENCE for an area or actor. Not OK when the copy cannot be read, and
// REGISTRY_NOT_READY for a name that is not there before the copy is complete: callers need not ask
// first, and a known name costs one read.
absl::Status CheckParty(const store::Reader& at, absl::string_view name, absl::string_view field,
                        rpc::Violations* bad);
absl::Status CheckParties(const store::Reader& at,
                          const google::protobuf::RepeatedPtrField<std::string>& names,
                          absl::string_view field, rpc::Violations* bad);

// Puts one change of the feed into the copy.
absl::Status ApplyRegistryChange(store::Txn& txn, const type::v1::ResourceChange& change);

// Where the copy stands, for who may act for whom: memberships are kept in it too, and nobody is
// told that they have none before all are there. The store must watch kRegistryPrefix.
inline constexpr absl::string_view kRegistryPrefix = "p/registry/";
auth::RegistrySource RegistryCopy();

// Follows the registry at `address` until destroyed, known there by `credentials`. `report` as in
// rpc::FollowerOptions.
absl::StatusOr<std::unique_ptr<rpc::Follower>> FollowRegistry(
    absl::string_view address, const rpc::ClientCredentials& credentials, store::Store* store,
    std::function<void(const absl::Status&)> report = nullptr);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_REGISTRY_H_
