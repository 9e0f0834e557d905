#include "services/universalization/meetings/record_rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/calendar/date.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/universalization/handling.h"
#include "services/universalization/meetings/collections.h"
#include "services/universalization/meetings/meeting_rules.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Mandate;
using v1::Officer;
using v1::Sponsorship;

std::string Path(absl::string_view field, absl::string_view name) {
  return absl::StrCat(field, ".", name);
}

bool Allows(SponsorshipAction action, Sponsorship::State state) {
  const bool offered = state == Sponsorship::STATE_OFFERED;
  const bool confirmed = state == Sponsorship::STATE_CONFIRMED;
  switch (action) {
    case SponsorshipAction::kUpdate:
    case SponsorshipAction::kCancel:
      return offered || confirmed;
    case SponsorshipAction::kConfirm:
      return offered;
    case SponsorshipAction::kComplete:
      return confirmed;
    case SponsorshipAction::kDelete:
      return offered || state == Sponsorship::STATE_CANCELLED;
  }
  return false;
}

std::string Name(Sponsorship::State state) {
  return std::string(absl::StripPrefix(Sponsorship::State_Name(state), "STATE_"));
}

// Happened by the day, and was known by then.
bool Counts(const Date& date, const Date& known, const Date& as_of) {
  if (!IsDay(date) || ToCivil(date) > ToCivil(as_of)) return false;
  return !IsDay(known) || ToCivil(known) <= ToCivil(as_of);
}

}  // namespace

void CheckOfficer(const Officer& officer, absl::string_view field, rpc::Violations* bad) {
  CheckOrder(officer.term_start_date(), officer.term_end_date(), Path(field, "term_end_date"),
             "term_start_date", bad);
  const bool themed = officer.office() == Officer::OFFICE_FRIEND_OF_THE_PRESIDENT ||
                      officer.office() == Officer::OFFICE_COORDINATOR;
  if (themed && officer.theme() == v1::THEME_UNSPECIFIED && officer.theme_as_recorded().empty()) {
    bad->Add(Path(field, "theme"), "must be given for a Friend of the President or a coordinator",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
}

bool InOffice(const Officer& officer, const Date& day) {
  const Date& start = officer.term_start_date();
  const Date& end = officer.term_end_date();
  return IsDay(start) && ToCivil(start) <= ToCivil(day) &&
         (!IsDay(end) || ToCivil(day) <= ToCivil(end));
}

void CheckSponsorship(const Sponsorship& sponsorship, absl::string_view field,
                      rpc::Violations* bad) {
  if (!sponsorship.sponsor().empty() && sponsorship.sponsor() == sponsorship.beneficiary()) {
    bad->Add(Path(field, "beneficiary"), "is the sponsor; nobody sponsors themselves");
  }
  if (sponsorship.survivors() > sponsorship.delegates()) {
    bad->Add(Path(field, "survivors"),
             absl::StrCat("is ", sponsorship.survivors(), ", more than the ",
                          sponsorship.delegates(), " delegates"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

void CheckDecision(const v1::Decision& decision, const v1::Meeting& meeting,
                   absl::string_view field, rpc::Violations* bad) {
  if (IsDay(decision.date())) {
    const auto day = ToCivil(decision.date());
    const Date& start = meeting.held_start_date();
    const Date& end = meeting.held_end_date();
    if ((IsDay(start) && day < ToCivil(start)) || (IsDay(end) && day > ToCivil(end))) {
      bad->Add(Path(field, "date"),
               absl::StrCat("is no day of the meeting, which met from ", calendar::ToString(start),
                            IsDay(end) ? " to " : " on", IsDay(end) ? calendar::ToString(end) : ""),
               type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
  }
  for (int i = 0; i < decision.documents_size(); ++i) {
    if (MeetingOf(decision.documents(i)) == meeting.name()) continue;
    bad->Add(Path(field, absl::StrCat("documents[", i, "]")),
             absl::StrCat("is of another meeting; must be one of ", meeting.name()));
  }
}

void CheckMandate(const Mandate& mandate, absl::string_view field, rpc::Violations* bad) {
  if (!mandate.decision().empty() && MeetingOf(mandate.decision()) != MeetingOf(mandate.name())) {
    bad->Add(Path(field, "decision"),
             absl::StrCat("is of another meeting; must be one of ", MeetingOf(mandate.name())));
  }
  if (mandate.has_due_date() && !mandate.due_meeting().empty()) {
    bad->Add(Path(field, "due_meeting"), "must be left out where due_date is given");
  }
  if (mandate.responsible().empty() && !mandate.all_states_parties() &&
      mandate.responsible_office() == Officer::OFFICE_UNSPECIFIED) {
    bad->Add(Path(field, "responsible"),
             "must name somebody, or responsible_office or all_states_parties must be set",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
}

void CheckScale(const v1::AssessmentScale& scale, absl::string_view field, rpc::Violations* bad) {
  if (scale.end_year() < scale.start_year()) {
    bad->Add(Path(field, "end_year"), absl::StrCat("must not be before ", scale.start_year()),
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  std::set<std::string> states;
  int64_t sum = 0;
  for (int i = 0; i < scale.rates_size(); ++i) {
    sum += scale.rates(i).millionths();
    if (scale.rates(i).state().empty() || states.insert(scale.rates(i).state()).second) continue;
    bad->Add(Path(field, absl::StrCat("rates[", i, "].state")),
             absl::StrCat(rpc::Quote(scale.rates(i).state()), " has a rate already"));
  }
  if (sum > 1000000) {
    bad->Add(Path(field, "rates"),
             absl::StrCat("add up to ", sum, " millionths, more than the whole"),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
}

absl::Status CheckUnique(const store::Reader& at, const v1::MeetingDocument& document) {
  ASSIGN_OR_RETURN(const auto names,
                   Documents().Lookup(resource::AsSystem(at), kBySymbol,
                                      SymbolKey(MeetingOf(document.name()), document.symbol()), 2));
  for (const std::string& name : names) {
    if (name != document.name()) return rpc::AlreadyExists(name);
  }
  return absl::OkStatus();
}

absl::Status CheckAction(const Sponsorship& sponsorship, SponsorshipAction action) {
  if (Allows(action, sponsorship.state())) return absl::OkStatus();
  std::string allowed;
  for (int number = 1; number < Sponsorship::State_ARRAYSIZE; ++number) {
    const auto state = static_cast<Sponsorship::State>(number);
    if (!Allows(action, state)) continue;
    absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(state));
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, sponsorship.name(),
      absl::StrCat("is ", Name(sponsorship.state()), "; this needs one of: ", allowed));
}

Mandate::Status StatusOf(const Mandate& mandate, const Date& given, const Date& due,
                         const Date& as_of) {
  if (IsDay(given) && ToCivil(given) > ToCivil(as_of)) return Mandate::STATUS_UNSPECIFIED;
  if (Counts(mandate.completion().date(), mandate.completion().known_date(), as_of)) {
    return Mandate::STATUS_DONE;
  }
  if (Counts(mandate.withdrawal().date(), Date(), as_of)) return Mandate::STATUS_WITHDRAWN;
  // What is due by a day is in time on that day.
  return IsDay(due) && ToCivil(due) < ToCivil(as_of) ? Mandate::STATUS_PAST_DATE
                                                     : Mandate::STATUS_OPEN;
}

}  // namespace clearway::universalization
