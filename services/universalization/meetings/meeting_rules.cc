#include "services/universalization/meetings/meeting_rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/calendar/date.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/universalization/handling.h"
#include "services/universalization/meetings/collections.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Meeting;

bool Allows(MeetingAction action, Meeting::Kind kind, Meeting::State state) {
  switch (action) {
    case MeetingAction::kUpdate:
      return state != Meeting::STATE_CANCELLED;
    case MeetingAction::kConvene:
      return state == Meeting::STATE_PLANNED;
    case MeetingAction::kOpen:
      return state == Meeting::STATE_CONVENED ||
             (state == Meeting::STATE_PLANNED && !MustBeConvened(kind));
    case MeetingAction::kClose:
      return state == Meeting::STATE_OPEN;
    case MeetingAction::kCancel:
      return state == Meeting::STATE_PLANNED || state == Meeting::STATE_CONVENED;
    case MeetingAction::kDelete:
      return state == Meeting::STATE_PLANNED || state == Meeting::STATE_CANCELLED;
  }
  return false;
}

std::string Name(Meeting::State state) {
  return std::string(absl::StripPrefix(Meeting::State_Name(state), "STATE_"));
}

void CheckCurrency(const google::type::Money& amount, const std::string& field,
                   std::string* currency, rpc::Violations* bad) {
  if (amount.currency_code().empty()) return;
  if (currency->empty()) *currency = amount.currency_code();
  if (amount.currency_code() == *currency) return;
  bad->Add(field,
           absl::StrCat("is in ", amount.currency_code(),
                        "; all costs of a meeting are in one "
                        "currency, here ",
                        *currency),
           type::v1::ERROR_REASON_CURRENCY_MISMATCH);
}

}  // namespace

bool MustBeConvened(Meeting::Kind kind) {
  return kind == Meeting::KIND_MEETING_OF_STATES_PARTIES ||
         kind == Meeting::KIND_REVIEW_CONFERENCE || kind == Meeting::KIND_AMENDMENT_CONFERENCE;
}

absl::Status CheckAction(const Meeting& meeting, MeetingAction action) {
  if (Allows(action, meeting.kind(), meeting.state())) return absl::OkStatus();
  std::string allowed;
  for (int number = 1; number < Meeting::State_ARRAYSIZE; ++number) {
    const auto state = static_cast<Meeting::State>(number);
    if (!Allows(action, meeting.kind(), state)) continue;
    absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(state));
  }
  const bool unconvened =
      action == MeetingAction::kOpen && meeting.state() == Meeting::STATE_PLANNED;
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, meeting.name(),
      absl::StrCat("is ", Name(meeting.state()), "; this needs one of: ", allowed,
                   unconvened ? " (Articles 11 to 13: the Secretary-General convenes it)" : ""));
}

void CheckMeeting(const Meeting& meeting, const Date& today, absl::string_view field,
                  rpc::Violations* bad) {
  const auto path = [&](absl::string_view name) { return absl::StrCat(field, ".", name); };
  CheckOrder(meeting.planned_start_date(), meeting.planned_end_date(), path("planned_end_date"),
             "planned_start_date", bad);
  for (int i = 0; i < meeting.convening_steps_size(); ++i) {
    const std::string step = path(absl::StrCat("convening_steps[", i, "].date"));
    CheckNotAhead(meeting.convening_steps(i).date(), today, step, bad);
    if (i > 0) {
      CheckOrder(meeting.convening_steps(i - 1).date(), meeting.convening_steps(i).date(), step,
                 "that of the step before", bad);
    }
  }
  std::set<std::string> numbers;
  for (int i = 0; i < meeting.agenda_size(); ++i) {
    const std::string& number = meeting.agenda(i).number();
    if (number.empty() || numbers.insert(number).second) continue;
    bad->Add(path(absl::StrCat("agenda[", i, "].number")),
             absl::StrCat(rpc::Quote(number), " stands in the agenda twice"));
  }
  std::string currency;
  for (int i = 0; i < meeting.costs_size(); ++i) {
    const std::string item = path(absl::StrCat("costs[", i, "]"));
    CheckCurrency(meeting.costs(i).estimated(), absl::StrCat(item, ".estimated"), &currency, bad);
    CheckCurrency(meeting.costs(i).actual(), absl::StrCat(item, ".actual"), &currency, bad);
  }
  for (int i = 0; i < meeting.voluntary_funding_size(); ++i) {
    const auto& funding = meeting.voluntary_funding(i);
    const std::string item = path(absl::StrCat("voluntary_funding[", i, "]"));
    CheckNotAhead(funding.received_date(), today, absl::StrCat(item, ".received_date"), bad);
    CheckOrder(funding.pledged_date(), funding.received_date(),
               absl::StrCat(item, ".received_date"), "pledged_date", bad);
  }
  if (!meeting.prepares().empty() && meeting.prepares() == meeting.name()) {
    bad->Add(path("prepares"), "is the meeting itself; name the meeting that it prepares");
  }
}

absl::Status CheckOrdinal(const store::Reader& at, const Meeting& meeting, absl::string_view field,
                          rpc::Violations* bad) {
  if (meeting.ordinal() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto names,
                   Meetings().Lookup(at, kByKind, Meeting::Kind_Name(meeting.kind())));
  for (const std::string& name : names) {
    if (name == meeting.name()) continue;
    ASSIGN_OR_RETURN(const Meeting other, Meetings().Get(at, name));
    if (other.ordinal() != meeting.ordinal()) continue;
    bad->Add(absl::StrCat(field, ".ordinal"),
             absl::StrCat(meeting.ordinal(), " is the number of ", name));
  }
  return absl::OkStatus();
}

absl::optional<Date> FirstDay(const Meeting& meeting) {
  if (IsDay(meeting.held_start_date())) return meeting.held_start_date();
  if (IsDay(meeting.planned_start_date())) return meeting.planned_start_date();
  return absl::nullopt;
}

absl::optional<Date> LastDay(const Meeting& meeting) {
  if (IsDay(meeting.held_end_date())) return meeting.held_end_date();
  const absl::optional<Date> first = FirstDay(meeting);
  if (!IsDay(meeting.planned_end_date())) return first;
  if (first.has_value() && ToCivil(meeting.planned_end_date()) < ToCivil(*first)) return first;
  return meeting.planned_end_date();
}

}  // namespace clearway::universalization
