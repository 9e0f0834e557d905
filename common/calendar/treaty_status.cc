#include "common/calendar/treaty_status.h"

#include <algorithm>

#include "common/calendar/date.h"

namespace clearway::calendar {
namespace {

constexpr int kMonthsToForce = 6;   // Article 17
constexpr int kMonthsOfNotice = 6;  // Article 20, paragraph 3

absl::CivilDay EndOfNotice(const TreatyAction& withdrawal) {
  return AddMonths(ToCivil(withdrawal.date()), kMonthsOfNotice);
}

bool HappenedAndKnown(const TreatyAction& action, absl::CivilDay day) {
  if (!IsDay(action.date()) || ToCivil(action.date()) > day) return false;
  return !IsDay(action.known_date()) || ToCivil(action.known_date()) <= day;
}

// What counts on one day: the latest of each kind, later facts superseding earlier ones, so that a
// State may join again after it withdrew.
struct Facts {
  const TreatyAction* signature = nullptr;
  const TreatyAction* instrument = nullptr;
  const TreatyAction* provisional = nullptr;
  const TreatyAction* withdrawal = nullptr;
};

void KeepLatest(const TreatyAction& action, const TreatyAction** latest) {
  if (*latest == nullptr || ToCivil((*latest)->date()) <= ToCivil(action.date())) *latest = &action;
}

Facts FactsOn(const State& state, absl::CivilDay day) {
  Facts facts;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!HappenedAndKnown(action, day)) continue;
    if (action.kind() == TreatyAction::KIND_SIGNATURE) KeepLatest(action, &facts.signature);
    if (IsInstrument(action.kind())) KeepLatest(action, &facts.instrument);
    if (action.kind() == TreatyAction::KIND_PROVISIONAL_APPLICATION) {
      KeepLatest(action, &facts.provisional);
    }
    if (action.kind() == TreatyAction::KIND_WITHDRAWAL) KeepLatest(action, &facts.withdrawal);
  }
  auto before_instrument = [&facts](const TreatyAction* action) {
    return action != nullptr && (facts.instrument == nullptr ||
                                 ToCivil(action->date()) < ToCivil(facts.instrument->date()));
  };
  if (before_instrument(facts.withdrawal)) facts.withdrawal = nullptr;
  if (before_instrument(facts.provisional)) facts.provisional = nullptr;
  return facts;
}

// The end of a withdrawal's notice as it stood on `day`: while a conflict that outlasts the six
// months goes on, nobody knows the day.
absl::optional<absl::CivilDay> EffectKnownOn(const TreatyAction& withdrawal, absl::CivilDay day) {
  absl::CivilDay six_months = EndOfNotice(withdrawal);
  if (!IsDay(withdrawal.armed_conflict_end_date())) return six_months;
  absl::CivilDay conflict_end = ToCivil(withdrawal.armed_conflict_end_date());
  if (conflict_end <= six_months || day < six_months) return six_months;
  if (day < conflict_end) return absl::nullopt;
  return conflict_end;
}

}  // namespace

absl::CivilDay OpenedForSignature() { return absl::CivilDay(2008, 12, 3); }
absl::CivilDay ThirtiethDeposit() { return absl::CivilDay(2010, 2, 16); }
absl::CivilDay ConventionInForce() { return absl::CivilDay(2010, 8, 1); }

bool IsInstrument(TreatyAction::Kind kind) {
  switch (kind) {
    case TreatyAction::KIND_RATIFICATION:
    case TreatyAction::KIND_ACCEPTANCE:
    case TreatyAction::KIND_APPROVAL:
    case TreatyAction::KIND_ACCESSION:
    case TreatyAction::KIND_SUCCESSION:
      return true;
    default:
      return false;
  }
}

absl::CivilDay EntryIntoForce(absl::CivilDay deposit) {
  absl::CivilDay by_rule(absl::CivilMonth(deposit) + kMonthsToForce);
  return std::max(by_rule, ConventionInForce());
}

absl::optional<absl::CivilDay> EffectiveDay(const State& state, const TreatyAction& action) {
  if (!IsDay(action.date())) return absl::nullopt;
  if (action.kind() == TreatyAction::KIND_SUCCESSION && IsDay(state.existed_from())) {
    return std::max(ToCivil(state.existed_from()), ConventionInForce());
  }
  if (IsInstrument(action.kind())) return EntryIntoForce(ToCivil(action.date()));
  if (action.kind() == TreatyAction::KIND_WITHDRAWAL) {
    absl::CivilDay effect = EndOfNotice(action);
    if (IsDay(action.armed_conflict_end_date())) {
      effect = std::max(effect, ToCivil(action.armed_conflict_end_date()));
    }
    return effect;
  }
  return absl::nullopt;
}

bool Existed(const State& state, absl::CivilDay day) {
  return !IsDay(state.existed_from()) || ToCivil(state.existed_from()) <= day;
}

bool IsLeastDeveloped(const State& state, absl::CivilDay day) {
  for (const auto& period : state.least_developed_periods()) {
    bool begun = !IsDay(period.start_date()) || ToCivil(period.start_date()) <= day;
    bool ended = IsDay(period.end_date()) && ToCivil(period.end_date()) <= day;
    if (begun && !ended) return true;
  }
  return false;
}

StatusAt ComputeStatus(const State& state, const Date& as_of) {
  StatusAt at;
  *at.mutable_as_of_date() = as_of;
  if (!IsDay(as_of) || !Existed(state, ToCivil(as_of))) return at;
  const absl::CivilDay day = ToCivil(as_of);
  at.set_least_developed(IsLeastDeveloped(state, day));

  const Facts facts = FactsOn(state, day);
  if (facts.instrument == nullptr) {
    at.set_status(facts.signature != nullptr ? StatusAt::STATUS_SIGNATORY
                                             : StatusAt::STATUS_NOT_PARTY);
    return at;
  }
  bool in_force = false;
  if (day >= ThirtiethDeposit()) {
    absl::CivilDay force = *EffectiveDay(state, *facts.instrument);
    *at.mutable_entry_into_force_date() = FromCivil(force);
    in_force = force <= day;
  }
  bool withdrawn = false;
  if (facts.withdrawal != nullptr) {
    absl::optional<absl::CivilDay> effect = EffectKnownOn(*facts.withdrawal, day);
    if (effect.has_value()) *at.mutable_withdrawal_effective_date() = FromCivil(*effect);
    withdrawn = effect.has_value() && *effect <= day;
  }
  at.set_party_by_deposit(!withdrawn);
  at.set_applies_provisionally(facts.provisional != nullptr && !in_force && !withdrawn);
  at.set_status(withdrawn  ? StatusAt::STATUS_WITHDRAWN
                : in_force ? StatusAt::STATUS_STATE_PARTY
                           : StatusAt::STATUS_RATIFIED_NOT_IN_FORCE);
  return at;
}

}  // namespace clearway::calendar
