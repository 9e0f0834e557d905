// The registry's collections: States, areas, actors and memberships, with their indexes.
//
// Index "name" of each leads from a folded name (names.h) to the records that bear it: a State's or
// area's display_name and aliases, a State's former names, an actor's display_name alone
// (organisations share abbreviations). Index "member" leads from an identity and an actor
// (MemberKey) to their membership. Index "similar-1" leads from parts of an actor's names
// (partners/similarity.h) to it, unless it was merged into another.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_

#include <string>

#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/area.pb.h"
#include "clearway/universalization/v1/membership.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/resource/collection.h"

namespace clearway::universalization {

inline constexpr char kNameIndex[] = "name";
inline constexpr char kMemberIndex[] = "member";
inline constexpr char kSimilarIndex[] = "similar-1";  // of keys made otherwise: another number

std::string MemberKey(const v1::Membership& membership);

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::State>& States();  // ids: ISO 3166-1 alpha-3, upper case
const resource::Collection<v1::Area>& Areas();
const resource::Collection<v1::Actor>& Actors();
const resource::Collection<v1::Membership>& Memberships();

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_
