// Where the steps of a roadmap stand: plain rules over messages. A step's status follows from its
// dates as of a day: DROPPED, else DONE, else STARTED, else PLANNED.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAP_STEPS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAP_STEPS_H_

#include "absl/time/civil_time.h"
#include "clearway/universalization/v1/roadmap.pb.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {

v1::RoadmapStep::Status StepStatusOn(const v1::RoadmapStep& step, absl::CivilDay day);

// Sets each step's status, and the roadmap's steps_done, steps_total and next_step_id.
void PutSteps(absl::CivilDay as_of, v1::Roadmap* roadmap);

// Takes all of that out, for storing.
void ClearSteps(v1::Roadmap* roadmap);

// Each id once; begun, done and dropped not ahead of `today` and in that order; a dropped step says
// why and is not done.
void CheckSteps(const v1::Roadmap& roadmap, absl::CivilDay today, rpc::Violations* bad);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_JOINING_ROADMAP_STEPS_H_
