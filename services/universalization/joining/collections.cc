#include "services/universalization/joining/collections.h"

#include <string>
#include <vector>

#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

using resource::Collection;
using resource::Message;

std::vector<std::string> ObstaclesOfSteps(const Message& message) {
  std::vector<std::string> names;
  for (const auto& step : static_cast<const v1::Roadmap&>(message).steps()) {
    if (!step.obstacle().empty()) names.push_back(step.obstacle());
  }
  return names;
}

}  // namespace

const Collection<v1::Obstacle>& Obstacles() {
  static const auto* const kObstacles = new Collection<v1::Obstacle>(
      {.collection = "obstacles",
       .indexes = {{kStateIndex, nullptr, "state"}, {kByActorNamed, ActorsNamedIn}}});
  return *kObstacles;
}

const Collection<v1::Engagement>& Engagements() {
  static const auto* const kEngagements =
      new Collection<v1::Engagement>({.collection = "engagements",
                                      .indexes = {{kStateIndex, nullptr, "state"},
                                                  {"engaged_by", nullptr, "engaged_by"},
                                                  {kObstacleIndex, nullptr, "obstacles"},
                                                  {kByActorNamed, ActorsNamedIn}}});
  return *kEngagements;
}

const Collection<v1::Pledge>& Pledges() {
  static const auto* const kPledges = new Collection<v1::Pledge>(
      {.collection = "pledges",
       .indexes = {{kStateIndex, nullptr, "state"}, {kByActorNamed, ActorsNamedIn}}});
  return *kPledges;
}

const Collection<v1::Roadmap>& Roadmaps() {
  static const auto* const kRoadmaps =
      new Collection<v1::Roadmap>({.collection = "roadmaps",
                                   .indexes = {{kStateIndex, nullptr, "state"},
                                               {kObstacleIndex, ObstaclesOfSteps},
                                               {kByActorNamed, ActorsNamedIn}}});
  return *kRoadmaps;
}

}  // namespace clearway::universalization
