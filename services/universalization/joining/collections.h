// Collections of the work with States that are not in: obstacles, engagements, pledges, roadmaps,
// with their indexes.
//
// Index "obstacle" of engagements and roadmaps leads from an obstacle to those that name it; index
// "actor-named" (reference_fields.h) from an actor to all that name it.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COLLECTIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COLLECTIONS_H_

#include "clearway/universalization/v1/engagement.pb.h"
#include "clearway/universalization/v1/obstacle.pb.h"
#include "clearway/universalization/v1/pledge.pb.h"
#include "clearway/universalization/v1/roadmap.pb.h"
#include "common/resource/collection.h"

namespace clearway::universalization {

inline constexpr char kStateIndex[] = "state";
inline constexpr char kObstacleIndex[] = "obstacle";

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::Obstacle>& Obstacles();
const resource::Collection<v1::Engagement>& Engagements();
const resource::Collection<v1::Pledge>& Pledges();
const resource::Collection<v1::Roadmap>& Roadmaps();

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_COLLECTIONS_H_
