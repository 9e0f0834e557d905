// What must be so of a meeting, and which change of state it allows when. Everything but
// CheckOrdinal is pure.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETING_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETING_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "clearway/universalization/v1/meeting.pb.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

enum class MeetingAction {
  kUpdate,   // any but CANCELLED
  kConvene,  // PLANNED
  kOpen,     // CONVENED; PLANNED too where nobody convenes it (MustBeConvened)
  kClose,    // OPEN
  kCancel,   // PLANNED, CONVENED
  kDelete,   // PLANNED, CANCELLED
};

// Convened by the Secretary-General of the United Nations: Meetings of States Parties (Article 11,
// paragraph 2), Review Conferences (Article 12), Amendment Conferences (Article 13).
bool MustBeConvened(v1::Meeting::Kind kind);

// OK, or FAILED_PRECONDITION (STATE_NOT_ALLOWED) naming the state and those that the action needs.
absl::Status CheckAction(const v1::Meeting& meeting, MeetingAction action);

// Adds what is wrong with what a client writes: periods turned round, days ahead of `today` of what
// has happened, amounts in several currencies, numbers of the agenda that stand twice.
void CheckMeeting(const v1::Meeting& meeting, const google::type::Date& today,
                  absl::string_view field, rpc::Violations* bad);

// Adds a violation when another meeting of its kind has its number.
absl::Status CheckOrdinal(const store::Reader& at, const v1::Meeting& meeting,
                          absl::string_view field, rpc::Violations* bad);

// The meeting's first and last day: as held, else as planned; nullopt without. Of one that has not
// ended yet the last is the later of the planned one and the first.
absl::optional<google::type::Date> FirstDay(const v1::Meeting& meeting);
absl::optional<google::type::Date> LastDay(const v1::Meeting& meeting);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETING_RULES_H_
