// The registry's collections: States, areas and actors, with their indexes.
//
// Index "name" of each leads from a folded name (names.h) to the records that bear it: a State's or
// area's display_name and aliases, an actor's display_name alone (organisations share
// abbreviations).
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_

#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/area.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/resource/collection.h"

namespace clearway::universalization {

inline constexpr char kNameIndex[] = "name";

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::State>& States();  // ids: ISO 3166-1 alpha-3, upper case
const resource::Collection<v1::Area>& Areas();
const resource::Collection<v1::Actor>& Actors();

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_COLLECTIONS_H_
