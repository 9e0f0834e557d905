// As what a State takes part in a meeting follows from its dates; what is recorded is compared with
// it. Everything but CheckUnique is pure.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PARTICIPATION_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PARTICIPATION_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/meeting.pb.h"
#include "clearway/universalization/v1/participation.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"

namespace clearway::universalization {

// What a State with that status takes part as; KIND_UNSPECIFIED for a State that did not exist.
v1::Participation::Kind KindOf(v1::StatusAt::Status status);

// What is at odds: the State had `kind` on none of the meeting's days, from the first to the last.
// nullopt when it had, when the meeting has no days yet, or for what is no State.
absl::optional<v1::Participation::Finding> CompareKind(const v1::Meeting& meeting,
                                                       const v1::State& state,
                                                       v1::Participation::Kind kind);

// Adds what is wrong with it by itself: a kind that its party cannot have, a delegation whose
// numbers do not add up.
void CheckParticipation(const v1::Participation& participation, absl::string_view field,
                        rpc::Violations* bad);

// ALREADY_EXISTS, naming the other, when its party takes part in the meeting already.
absl::Status CheckUnique(const store::Reader& at, const v1::Participation& participation);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PARTICIPATION_RULES_H_
