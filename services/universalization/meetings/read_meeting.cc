// GenerateProceduralReport: reads a meeting's records in the order in which they are to stand.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/meeting_rules.h"
#include "services/universalization/meetings/meetings.h"
#include "services/universalization/meetings/procedural_report.h"
#include "services/universalization/reference_fields.h"

namespace clearway::universalization {
namespace {

using google::type::Date;
using v1::Meeting;

// Those of the meeting, by their places in the record's lists (those without one last), then by
// name.
template <typename T>
absl::Status ReadAll(const resource::Collection<T>& collection, const store::Reader& at,
                     const std::string& meeting, std::vector<T>* records) {
  RETURN_IF_ERROR(collection.ForEach(at, [&](const T& record) {
    if (MeetingOf(record.name()) == meeting) records->push_back(record);
    return true;
  }));
  std::stable_sort(records->begin(), records->end(), [](const T& a, const T& b) {
    const auto key = [](const T& record) {
      return std::make_pair(record.list_position() == 0, record.list_position());
    };
    return key(a) < key(b);
  });
  return absl::OkStatus();
}

// Display names of the States and actors that a record names.
template <typename T>
absl::Status ReadNames(const store::Reader& at, const std::vector<T>& records,
                       MeetingRecord* into) {
  std::vector<std::string> names;
  for (const T& record : records) {
    ForEachReference(record, "",
                     [&](const std::string&, const std::string& name) { names.push_back(name); });
  }
  for (const std::string& name : names) {
    if (into->names.count(name) > 0) continue;
    if (absl::StartsWith(name, "states/")) {
      const auto state = States().Get(at, name);
      if (state.ok()) into->names[name] = state->display_name();
    } else if (absl::StartsWith(name, "actors/")) {
      const auto actor = Actors().Get(at, name);
      if (actor.ok()) into->names[name] = actor->display_name();
    }
  }
  return absl::OkStatus();
}

absl::Status CountParties(const store::Reader& at, MeetingRecord* record) {
  const absl::optional<Date> day = LastDay(record->meeting);
  if (!day.has_value()) return absl::OkStatus();
  return States().ForEach(at, [&](const v1::State& state) {
    const v1::StatusAt status = calendar::ComputeStatus(state, *day);
    record->states_parties_in_force += status.status() == v1::StatusAt::STATUS_STATE_PARTY;
    record->states_parties_by_deposit += status.party_by_deposit();
    return true;
  });
}

}  // namespace

absl::StatusOr<v1::ProceduralReport> GenerateProceduralReport(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::GenerateProceduralReportRequest& request) {
  MeetingRecord record;
  ASSIGN_OR_RETURN(record.meeting, Meetings().Get(at, request.name()));
  const std::string& name = record.meeting.name();
  RETURN_IF_ERROR(Meetings().ForEach(at, [&](const Meeting& other) {
    if (other.prepares() == name) record.preparatory.push_back(other);
    return true;
  }));
  std::stable_sort(record.preparatory.begin(), record.preparatory.end(),
                   [](const Meeting& a, const Meeting& b) {
                     const auto day = [](const Meeting& meeting) {
                       const Date first = FirstDay(meeting).value_or(Date());
                       return std::make_tuple(first.year(), first.month(), first.day());
                     };
                     return day(a) < day(b);
                   });
  RETURN_IF_ERROR(ReadAll(Officers(), at, name, &record.officers));
  RETURN_IF_ERROR(ReadAll(Participations(), at, name, &record.participations));
  RETURN_IF_ERROR(ReadAll(Messages(), at, name, &record.messages));
  RETURN_IF_ERROR(ReadAll(Documents(), at, name, &record.documents));
  RETURN_IF_ERROR(ReadAll(Decisions(), at, name, &record.decisions));
  RETURN_IF_ERROR(Mandates().ForEach(at, [&](const v1::Mandate& mandate) {
    if (MeetingOf(mandate.name()) == name) record.mandates.push_back(mandate);
    return true;
  }));
  for (auto& participation : record.participations) {
    PrepareParticipation(at, call.Today(), &participation);
  }
  for (auto& mandate : record.mandates) PrepareMandate(at, call.Today(), &mandate);
  RETURN_IF_ERROR(ReadNames(at, std::vector<Meeting>{record.meeting}, &record));
  RETURN_IF_ERROR(ReadNames(at, record.preparatory, &record));
  RETURN_IF_ERROR(ReadNames(at, record.officers, &record));
  RETURN_IF_ERROR(ReadNames(at, record.participations, &record));
  RETURN_IF_ERROR(ReadNames(at, record.mandates, &record));
  RETURN_IF_ERROR(CountParties(at, &record));
  return MakeReport(record);
}

}  // namespace clearway::universalization
