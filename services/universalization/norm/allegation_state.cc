#include "services/universalization/norm/allegation_state.h"

#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "common/calendar/date.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::Allegation;
using Status = Allegation::Status;

// Bit set of states.
constexpr unsigned Set(std::initializer_list<Status> states) {
  unsigned set = 0;
  for (const Status state : states) set |= 1u << state;
  return set;
}

unsigned Needs(AllegationAction action) {
  constexpr unsigned kInReview = Set({Allegation::STATUS_SUBMITTED, Allegation::STATUS_REVIEWED});
  constexpr unsigned kDraft = Set({Allegation::STATUS_DRAFT});
  constexpr unsigned kPublic = Set({Allegation::STATUS_PUBLISHED});
  switch (action) {
    case AllegationAction::kUpdate:
      return kDraft | kInReview;
    case AllegationAction::kDelete:
    case AllegationAction::kSubmit:
      return kDraft;
    case AllegationAction::kReview:
    case AllegationAction::kRetract:
      return kInReview | kPublic;
    case AllegationAction::kPublish:
      return Set({Allegation::STATUS_REVIEWED});
    case AllegationAction::kDismiss:
      return kInReview;
    case AllegationAction::kRespond:
      return kPublic | Set({Allegation::STATUS_RETRACTED});
  }
  return 0;
}

std::string Name(int status) {
  return std::string(
      absl::StripPrefix(Allegation::Status_Name(static_cast<Status>(status)), "STATUS_"));
}

absl::Status Denied(const std::string& words) {
  return rpc::MakeError(absl::StatusCode::kPermissionDenied,
                        type::v1::ERROR_REASON_PERMISSION_DENIED, words);
}

// The first and last day that a whole or partial date means.
CivilDay First(const Date& date) {
  return CivilDay(date.year(), date.month() == 0 ? 1 : date.month(),
                  date.day() == 0 ? 1 : date.day());
}
CivilDay Last(const Date& date) {
  if (date.month() == 0) return CivilDay(date.year(), 12, 31);
  if (date.day() == 0) return CivilDay(absl::CivilMonth(date.year(), date.month()) + 1) - 1;
  return ToCivil(date);
}

void CheckDates(const Allegation& allegation, const Date& today, rpc::Violations* bad) {
  const auto ahead = [&](const Date& date, absl::string_view field) {
    if (date.year() == 0 || First(date) <= ToCivil(today)) return;
    bad->Add(field, absl::StrCat("must not be after today, ", calendar::ToString(today)),
             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  };
  ahead(allegation.start_date(), "allegation.start_date");
  ahead(allegation.end_date(), "allegation.end_date");
  ahead(allegation.known_date(), "allegation.known_date");
  if (allegation.start_date().year() == 0) return;
  if (allegation.end_date().year() != 0 &&
      Last(allegation.end_date()) < First(allegation.start_date())) {
    bad->Add("allegation.end_date", "must not be before start_date",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  if (IsDay(allegation.known_date()) &&
      ToCivil(allegation.known_date()) < First(allegation.start_date())) {
    bad->Add("allegation.known_date", "must not be before start_date",
             type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
}

}  // namespace

absl::Status CheckAllegationAction(const Allegation& allegation, AllegationAction action) {
  const unsigned needs = Needs(action);
  if ((needs & (1u << allegation.status())) != 0) {
    // What was retracted before it was public is nobody's to answer.
    if (action != AllegationAction::kRespond || allegation.published()) return absl::OkStatus();
  }
  std::string allowed;
  for (int status = 1; status < Allegation::Status_ARRAYSIZE; ++status) {
    if ((needs & (1u << status)) != 0) {
      absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", Name(status));
    }
  }
  return rpc::FailedPrecondition(
      type::v1::ERROR_REASON_STATE_NOT_ALLOWED, allegation.name(),
      absl::StrCat("is ", Name(allegation.status()), "; this needs one of: ", allowed));
}

absl::Status CheckReviewer(const auth::Caller* caller, const Allegation& allegation) {
  if (caller == nullptr) return absl::OkStatus();
  if (caller->Owns(allegation.reporter()) || caller->Owns(allegation.reported_by())) {
    return Denied("nobody reviews what they reported; ask another who may");
  }
  for (const auto* concerned : {&allegation.alleged_states(), &allegation.territories()}) {
    for (const std::string& name : *concerned) {
      if (!caller->Owns(name)) continue;
      return Denied(absl::StrCat("it concerns ", name, ", which is yours; ask another who may"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRetractor(const auth::Caller* caller, const Allegation& allegation) {
  if (caller == nullptr || !allegation.published() ||
      caller->roles.Has(type::v1::ROLE_SECRETARIAT)) {
    return absl::OkStatus();
  }
  return Denied("it is public; the secretariat alone takes it back");
}

void CheckAllegation(const Allegation& allegation, const Date& today, rpc::Violations* bad) {
  const bool of_state = allegation.perpetrator() == Allegation::PERPETRATOR_STATE;
  const bool of_other = allegation.perpetrator() == Allegation::PERPETRATOR_NON_STATE_ACTOR;
  if (of_state && allegation.alleged_states().empty()) {
    bad->Add("allegation.alleged_states", "must name the State, with PERPETRATOR_STATE",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
  if (!of_state && !allegation.alleged_states().empty()) {
    bad->Add("allegation.alleged_states", "must be left out but with PERPETRATOR_STATE");
  }
  if (of_other && allegation.non_state_actor().empty()) {
    bad->Add("allegation.non_state_actor",
             "must say who, as the sources have it, with PERPETRATOR_NON_STATE_ACTOR",
             type::v1::ERROR_REASON_FIELD_REQUIRED);
  }
  if (!of_other && !allegation.non_state_actor().empty()) {
    bad->Add("allegation.non_state_actor", "must be left out but with PERPETRATOR_NON_STATE_ACTOR");
  }
  for (int i = 0; i < allegation.conducts_size(); ++i) {
    if (allegation.conducts(i) == Allegation::CONDUCT_UNSPECIFIED) {
      bad->Add(absl::StrCat("allegation.conducts[", i, "]"), "must say what, e.g. CONDUCT_USE");
    }
  }
  CheckDates(allegation, today, bad);
}

}  // namespace clearway::universalization
