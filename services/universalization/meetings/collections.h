// The collections of meetings and what is within them.
//
//   ASSIGN_OR_RETURN(auto there, Participations().Lookup(at, kByParty, PartyKey(meeting, party)));
//
// Each has the index kByActorNamed (reference_fields.h).
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COLLECTIONS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COLLECTIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clearway/universalization/v1/assessment_scale.pb.h"
#include "clearway/universalization/v1/decision.pb.h"
#include "clearway/universalization/v1/mandate.pb.h"
#include "clearway/universalization/v1/meeting.pb.h"
#include "clearway/universalization/v1/meeting_document.pb.h"
#include "clearway/universalization/v1/meeting_message.pb.h"
#include "clearway/universalization/v1/officer.pb.h"
#include "clearway/universalization/v1/participation.pb.h"
#include "clearway/universalization/v1/sponsorship.pb.h"
#include "common/resource/collection.h"

namespace clearway::universalization {

// Names of indexes beside.
inline constexpr char kByKind[] = "kind";          // meetings
inline constexpr char kByParty[] = "party";        // participations: PartyKey
inline constexpr char kBySymbol[] = "symbol";      // documents: SymbolKey
inline constexpr char kByDocument[] = "document";  // decisions: each document
inline constexpr char kByDecision[] = "decision";  // mandates

// The meeting that a record is within: "meetings/1msp" of "meetings/1msp/officers/president".
std::string MeetingOf(absl::string_view name);
// A meeting and who took part in it.
std::string PartyKey(absl::string_view meeting, absl::string_view party);
// A meeting and a document's symbol.
std::string SymbolKey(absl::string_view meeting, absl::string_view symbol);

// Made on first use, never destroyed; thread-safe.
const resource::Collection<v1::Meeting>& Meetings();
const resource::Collection<v1::Officer>& Officers();
const resource::Collection<v1::Participation>& Participations();
const resource::Collection<v1::Sponsorship>& Sponsorships();
const resource::Collection<v1::MeetingMessage>& Messages();
const resource::Collection<v1::MeetingDocument>& Documents();
const resource::Collection<v1::Decision>& Decisions();
const resource::Collection<v1::Mandate>& Mandates();
const resource::Collection<v1::AssessmentScale>& Scales();

// Those within a meeting.
std::vector<const resource::CollectionBase*> CollectionsOfMeetings();

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_COLLECTIONS_H_
