#include "services/universalization/joining/pledge_outcome.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using calendar::IsDay;
using calendar::ToCivil;
using v1::Pledge;
using v1::State;
using v1::TreatyAction;

bool Keeps(TreatyAction::Kind did, Pledge::Kind pledged) {
  if (calendar::IsInstrument(did)) return true;
  return did == TreatyAction::KIND_SIGNATURE && pledged == Pledge::KIND_SIGN;
}

// The first action from `from` on that keeps the pledge; null when there is none.
const TreatyAction* FirstThatKeeps(const State& state, Pledge::Kind kind, CivilDay from,
                                   CivilDay as_of) {
  const TreatyAction* first = nullptr;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!calendar::Counts(action, as_of, as_of) || !Keeps(action.kind(), kind)) continue;
    if (ToCivil(action.date()) < from) continue;
    if (first == nullptr || ToCivil(action.date()) < ToCivil(first->date())) first = &action;
  }
  return first;
}

}  // namespace

absl::optional<CivilDay> LastDayOf(const google::type::Date& date) {
  if (date.year() == 0) return absl::nullopt;
  if (date.month() == 0) return CivilDay(date.year(), 12, 31);
  if (date.day() == 0) return CivilDay(absl::CivilMonth(date.year(), date.month()) + 1) - 1;
  return ToCivil(date);
}

void PutOutcome(const State& state, CivilDay as_of, Pledge* pledge) {
  pledge->clear_outcome();
  pledge->clear_outcome_date();
  pledge->clear_fulfilled_by();
  if (!IsDay(pledge->pledge_date())) return;
  const CivilDay made = ToCivil(pledge->pledge_date());
  const CivilDay known = IsDay(pledge->known_date()) ? ToCivil(pledge->known_date()) : made;
  if (std::max(made, known) > as_of) return;
  const TreatyAction* done = FirstThatKeeps(state, pledge->kind(), made, as_of);
  const bool taken_back =
      IsDay(pledge->withdraw_date()) && ToCivil(pledge->withdraw_date()) <= as_of;
  if (taken_back && (done == nullptr || ToCivil(done->date()) > ToCivil(pledge->withdraw_date()))) {
    pledge->set_outcome(Pledge::OUTCOME_WITHDRAWN);
    *pledge->mutable_outcome_date() = pledge->withdraw_date();
    return;
  }
  if (done == nullptr) {
    pledge->set_outcome(Pledge::OUTCOME_OPEN);
    return;
  }
  const absl::optional<CivilDay> target = LastDayOf(pledge->target_date());
  const bool late = target.has_value() && ToCivil(done->date()) > *target;
  pledge->set_outcome(late ? Pledge::OUTCOME_LATE : Pledge::OUTCOME_KEPT);
  *pledge->mutable_outcome_date() = done->date();
  pledge->set_fulfilled_by(done->kind());
}

void CheckPledge(const State& state, const Pledge& pledge, CivilDay today, rpc::Violations* bad) {
  if (!IsDay(pledge.pledge_date())) return;
  const CivilDay made = ToCivil(pledge.pledge_date());
  // The day before: what was done on the day of the pledge kept it at once.
  const calendar::Standing before = calendar::StandingOn(state, made - 1, std::max(today, made));
  using Status = v1::StatusAt;
  if (before.status == Status::STATUS_RATIFIED_NOT_IN_FORCE ||
      before.status == Status::STATUS_STATE_PARTY) {
    bad->Add("pledge.kind", "is done already: the State had deposited its instrument before");
    return;
  }
  if (pledge.kind() == Pledge::KIND_SIGN) {
    if (made >= calendar::ConventionInForce()) {
      bad->Add("pledge.kind",
               "cannot be KIND_SIGN: signature was possible until entry into force on 2010-08-01 "
               "(Article 15); since then a State accedes");
    } else if (before.status == Status::STATUS_SIGNATORY) {
      bad->Add("pledge.kind", "is done already: the State had signed before");
    }
  }
  const bool may_sign = made < calendar::ConventionInForce();
  if (pledge.kind() == Pledge::KIND_RATIFY && !may_sign &&
      before.status != Status::STATUS_SIGNATORY) {
    bad->Add(
        "pledge.kind",
        "cannot be KIND_RATIFY: only a signatory ratifies (Article 16, paragraph 1); this State "
        "accedes");
  }
  if (pledge.kind() == Pledge::KIND_ACCEDE && before.status == Status::STATUS_SIGNATORY) {
    bad->Add("pledge.kind",
             "cannot be KIND_ACCEDE: accession is for a State that has not signed (Article 16, "
             "paragraph 2); this one ratifies");
  }
}

}  // namespace clearway::universalization
