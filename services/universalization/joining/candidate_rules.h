// What stands for and against a State's joining soon, from the records about it: plain rules over
// messages. A list to work with, no score: each reason names its record, and nothing is weighed
// against anything else.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATE_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATE_RULES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/candidate.pb.h"
#include "clearway/universalization/v1/engagement.pb.h"
#include "clearway/universalization/v1/obstacle.pb.h"
#include "clearway/universalization/v1/pledge.pb.h"
#include "clearway/universalization/v1/roadmap.pb.h"
#include "clearway/universalization/v1/state.pb.h"

namespace clearway::universalization {

// How many of a region are in, by both ways of counting.
struct RegionCount {
  int states = 0, by_deposit = 0, in_force = 0;
};

// The records about one State that the caller sees, in the order of their names.
struct RecordsOfState {
  std::vector<v1::Obstacle> obstacles;
  std::vector<v1::Engagement> engagements;
  std::vector<v1::Pledge> pledges;
  std::vector<v1::Roadmap> roadmaps;
};

// nullopt for a State that is a party by deposit on that day, or did not exist. What had not
// happened or was not known by then counts for nothing.
absl::optional<v1::Candidate> MakeCandidate(const v1::State& state, const RegionCount& region,
                                            const RecordsOfState& records, absl::CivilDay as_of);

// Of all States that existed on that day, by M49 region.
std::map<std::string, RegionCount> CountRegions(const std::vector<v1::State>& states,
                                                absl::CivilDay as_of);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_CANDIDATE_RULES_H_
