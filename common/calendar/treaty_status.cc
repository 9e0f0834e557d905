#include "common/calendar/treaty_status.h"

#include <algorithm>

#include "common/calendar/date.h"
#include "common/calendar/kindred.h"

namespace clearway::calendar {
namespace {

constexpr int kMonthsToForce = 6;   // Article 17
constexpr int kMonthsOfNotice = 6;  // Article 20, paragraph 3

absl::CivilDay EndOfNotice(const TreatyAction& withdrawal) {
  return AddMonths(ToCivil(withdrawal.date()), kMonthsOfNotice);
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

Facts FactsOn(const State& state, absl::CivilDay day, absl::CivilDay known_by) {
  Facts facts;
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!Counts(action, day, known_by)) continue;
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
  if (withdrawal.armed_conflict_ongoing()) {
    if (day < six_months) return six_months;
    return absl::nullopt;
  }
  if (!IsDay(withdrawal.armed_conflict_end_date())) return six_months;
  absl::CivilDay conflict_end = ToCivil(withdrawal.armed_conflict_end_date());
  if (conflict_end <= six_months || day < six_months) return six_months;
  if (day < conflict_end) return absl::nullopt;
  return conflict_end;
}

}  // namespace

absl::CivilDay Adopted() { return absl::CivilDay(2008, 5, 30); }
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
    if (action.armed_conflict_ongoing()) return absl::nullopt;
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

bool Counts(const TreatyAction& action, absl::CivilDay day, absl::CivilDay known_by) {
  if (!IsDay(action.date()) || ToCivil(action.date()) > day) return false;
  if (IsSuperseded(action) && ToCivil(action.superseded_date()) <= known_by) return false;
  return !IsDay(action.known_date()) || ToCivil(action.known_date()) <= known_by;
}

bool IsSuperseded(const TreatyAction& action) { return IsDay(action.superseded_date()); }

const std::string& NameOn(const State& state, absl::CivilDay day) {
  const universalization::v1::FormerName* name = nullptr;
  for (const auto& former : state.former_names()) {
    if (!IsDay(former.until_date()) || ToCivil(former.until_date()) <= day) continue;
    if (name == nullptr || ToCivil(former.until_date()) < ToCivil(name->until_date())) {
      name = &former;
    }
  }
  return name == nullptr ? state.display_name() : name->display_name();
}

Standing StandingOn(const State& state, absl::CivilDay day, absl::CivilDay known_by) {
  Standing at;
  if (!Existed(state, day)) return at;
  const Facts facts = FactsOn(state, day, known_by);
  if (facts.instrument == nullptr) {
    at.status =
        facts.signature != nullptr ? StatusAt::STATUS_SIGNATORY : StatusAt::STATUS_NOT_PARTY;
    return at;
  }
  bool in_force = false;
  if (known_by >= ThirtiethDeposit()) {
    at.entry_into_force = EffectiveDay(state, *facts.instrument);
    in_force = *at.entry_into_force <= day;
  }
  bool withdrawn = false;
  if (facts.withdrawal != nullptr) {
    at.withdrawal_effect = EffectKnownOn(*facts.withdrawal, known_by);
    withdrawn = at.withdrawal_effect.has_value() && *at.withdrawal_effect <= day;
  }
  at.party_by_deposit = !withdrawn;
  at.applies_provisionally = facts.provisional != nullptr && !in_force && !withdrawn;
  at.status = withdrawn  ? StatusAt::STATUS_WITHDRAWN
              : in_force ? StatusAt::STATUS_STATE_PARTY
                         : StatusAt::STATUS_RATIFIED_NOT_IN_FORCE;
  return at;
}

StatusAt ComputeStatus(const State& state, const Date& as_of) {
  StatusAt at;
  *at.mutable_as_of_date() = as_of;
  if (!IsDay(as_of) || !Existed(state, ToCivil(as_of))) return at;
  const absl::CivilDay day = ToCivil(as_of);
  at.set_display_name(NameOn(state, day));
  at.set_least_developed(IsLeastDeveloped(state, day));
  AddKindred(state, day, &at);

  const Standing standing = StandingOn(state, day, day);
  at.set_status(standing.status);
  at.set_party_by_deposit(standing.party_by_deposit);
  at.set_applies_provisionally(standing.applies_provisionally);
  if (standing.entry_into_force.has_value()) {
    *at.mutable_entry_into_force_date() = FromCivil(*standing.entry_into_force);
  }
  if (standing.withdrawal_effect.has_value()) {
    *at.mutable_withdrawal_effective_date() = FromCivil(*standing.withdrawal_effect);
  }
  return at;
}

}  // namespace clearway::calendar
