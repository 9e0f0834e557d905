// What must be so of what stands within a meeting, and of scales of assessments. Field rules and
// references have been checked elsewhere.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_RECORD_RULES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_RECORD_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/assessment_scale.pb.h"
#include "clearway/universalization/v1/decision.pb.h"
#include "clearway/universalization/v1/mandate.pb.h"
#include "clearway/universalization/v1/meeting.pb.h"
#include "clearway/universalization/v1/meeting_document.pb.h"
#include "clearway/universalization/v1/officer.pb.h"
#include "clearway/universalization/v1/sponsorship.pb.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "google/type/date.pb.h"

namespace clearway::universalization {

// A term that is not turned round; a theme for those who have one.
void CheckOfficer(const v1::Officer& officer, absl::string_view field, rpc::Violations* bad);
// In office on that day: one without dates is not known to be.
bool InOffice(const v1::Officer& officer, const google::type::Date& day);

// Two different ones; survivors among the delegates.
void CheckSponsorship(const v1::Sponsorship& sponsorship, absl::string_view field,
                      rpc::Violations* bad);

// On one of the meeting's days, as far as they are known; with the meeting's own documents.
void CheckDecision(const v1::Decision& decision, const v1::Meeting& meeting,
                   absl::string_view field, rpc::Violations* bad);

// Of a decision of the same meeting; due by a day or by a meeting, not both; somebody's to do.
void CheckMandate(const v1::Mandate& mandate, absl::string_view field, rpc::Violations* bad);

// Years in order, each State once, at most the whole.
void CheckScale(const v1::AssessmentScale& scale, absl::string_view field, rpc::Violations* bad);

// ALREADY_EXISTS, naming the other, when the meeting has a document with the symbol.
absl::Status CheckUnique(const store::Reader& at, const v1::MeetingDocument& document);

enum class SponsorshipAction {
  kUpdate,    // OFFERED, CONFIRMED
  kConfirm,   // OFFERED
  kComplete,  // CONFIRMED
  kCancel,    // OFFERED, CONFIRMED
  kDelete,    // OFFERED, CANCELLED
};
// OK, or FAILED_PRECONDITION (STATE_NOT_ALLOWED).
absl::Status CheckAction(const v1::Sponsorship& sponsorship, SponsorshipAction action);

// Where a mandate stands on a day, when it was given on `given` and is due by `due` (either may be
// no day): what was done, or taken back, by then and known by then counts.
v1::Mandate::Status StatusOf(const v1::Mandate& mandate, const google::type::Date& given,
                             const google::type::Date& due, const google::type::Date& as_of);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_RECORD_RULES_H_
