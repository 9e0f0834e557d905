// The collections of partnerships and activities. Each has the index kByActorNamed
// (reference_fields.h).
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_COLLECTIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_COLLECTIONS_H_

#include <vector>

#include "clearway/universalization/v1/activity.pb.h"
#include "clearway/universalization/v1/partnership.pb.h"
#include "common/resource/collection.h"

namespace clearway::universalization {

// Activities by the partnership that they are part of.
inline constexpr char kByPartnership[] = "partnership";

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::Partnership>& Partnerships();
const resource::Collection<v1::Activity>& Activities();  // also by actor

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_PARTNERS_COLLECTIONS_H_
