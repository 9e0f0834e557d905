#include "services/universalization/meetings/participation_rules.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/meeting_rules.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Participation;
using v1::StatusAt;

// What it is to have been each kind, in words that follow "was".
std::string Words(Participation::Kind kind) {
  switch (kind) {
    case Participation::KIND_STATE_PARTY:
      return "a State Party (Article 17)";
    case Participation::KIND_RATIFIED_NOT_IN_FORCE:
      return "a State that had deposited its instrument, which was not in force yet (Article 17)";
    case Participation::KIND_SIGNATORY:
      return "a signatory that had not deposited an instrument (Articles 15 and 16)";
    case Participation::KIND_OBSERVER_STATE:
      return "neither a signatory nor a party";
    default:
      return "no State yet";
  }
}

// The days between first and last, both included, on which the State's status may change.
std::vector<Date> DaysToLookAt(const v1::State& state, const Date& first, const Date& last) {
  std::vector<Date> days = {first};
  const auto add = [&](const Date& day) {
    if (IsDay(day) && ToCivil(day) > ToCivil(first) && ToCivil(day) < ToCivil(last)) {
      days.push_back(day);
    }
  };
  for (const auto& action : state.treaty_actions()) {
    add(action.date());
    add(action.known_date());
    add(action.effective_date());
  }
  add(state.existed_from());
  days.push_back(last);
  return days;
}

}  // namespace

Participation::Kind KindOf(StatusAt::Status status) {
  switch (status) {
    case StatusAt::STATUS_STATE_PARTY:
      return Participation::KIND_STATE_PARTY;
    case StatusAt::STATUS_RATIFIED_NOT_IN_FORCE:
      return Participation::KIND_RATIFIED_NOT_IN_FORCE;
    case StatusAt::STATUS_SIGNATORY:
      return Participation::KIND_SIGNATORY;
    case StatusAt::STATUS_NOT_PARTY:
    case StatusAt::STATUS_WITHDRAWN:
      return Participation::KIND_OBSERVER_STATE;
    default:
      return Participation::KIND_UNSPECIFIED;
  }
}

absl::optional<Participation::Finding> CompareKind(const v1::Meeting& meeting,
                                                   const v1::State& state,
                                                   Participation::Kind kind) {
  const absl::optional<Date> first = FirstDay(meeting), last = LastDay(meeting);
  if (!first.has_value() || !last.has_value()) return absl::nullopt;
  const std::vector<Date> days = DaysToLookAt(state, *first, *last);
  Participation::Kind expected = Participation::KIND_UNSPECIFIED;
  for (const Date& day : days) {
    expected = KindOf(calendar::ComputeStatus(state, day).status());
    if (expected == kind) return absl::nullopt;
  }
  Participation::Finding finding;
  finding.set_expected(expected);
  const std::string from = calendar::ToString(*first), to = calendar::ToString(*last);
  finding.set_description(absl::StrCat(state.display_name(), " was ", Words(expected),
                                       from == to ? " on " : " from ", from,
                                       from == to ? "" : " to ", from == to ? "" : to));
  return finding;
}

void CheckParticipation(const Participation& participation, absl::string_view field,
                        rpc::Violations* bad) {
  const auto path = [&](absl::string_view name) { return absl::StrCat(field, ".", name); };
  const bool organisation = participation.kind() == Participation::KIND_OBSERVER_ORGANISATION;
  if (absl::StartsWith(participation.party(), "states/") && organisation) {
    bad->Add(path("kind"), "is for organisations, and the party is a State");
  }
  if (absl::StartsWith(participation.party(), "actors/") && !organisation &&
      participation.kind() != Participation::KIND_UNSPECIFIED) {
    bad->Add(path("kind"), "must be KIND_OBSERVER_ORGANISATION: the party is no State");
  }
  const auto& delegation = participation.delegation();
  if (delegation.members() == 0) return;
  const int64_t by_gender =
      int64_t{delegation.women()} + delegation.men() + delegation.other_or_not_said();
  if (by_gender > delegation.members()) {
    bad->Add(path("delegation.members"),
             absl::StrCat("is ", delegation.members(), ", but ", by_gender,
                          " are counted by gender; it counts everybody"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  for (const auto& [name, count] : {std::make_pair("delegation.survivors", delegation.survivors()),
                                    std::make_pair("delegation.disabled_persons_representatives",
                                                   delegation.disabled_persons_representatives()),
                                    std::make_pair("delegation.experts", delegation.experts())}) {
    if (count <= delegation.members()) continue;
    bad->Add(path(name),
             absl::StrCat("is ", count, ", more than the delegation's ", delegation.members(),
                          " members"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

absl::Status CheckUnique(const store::Reader& at, const Participation& participation) {
  ASSIGN_OR_RETURN(
      const auto names,
      Participations().Lookup(resource::AsSystem(at), kByParty,
                              PartyKey(MeetingOf(participation.name()), participation.party()), 2));
  for (const std::string& name : names) {
    if (name != participation.name()) return rpc::AlreadyExists(name);
  }
  return absl::OkStatus();
}

}  // namespace clearway::universalization
