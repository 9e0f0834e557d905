#include "common/calendar/kindred.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"

namespace clearway::calendar {
namespace {

using universalization::v1::KindredAction;
using universalization::v1::KindredInstrument;
using universalization::v1::KindredStatus;
using universalization::v1::State;
using universalization::v1::StatusAt;

// How a State is bound by each.
struct Rules {
  KindredInstrument instrument;
  const char* name;
  absl::CivilDay adopted, in_force;
  // The last day of signature; max: it stays open.
  absl::CivilDay last_signature;
  bool by_consent;  // joined by notice of consent alone
  int months_of_notice;
  const char* joining_article;
  const char* withdrawal_article;
};

const std::vector<Rules>& AllRules() {
  static const auto* const rules = new std::vector<Rules>{
      {universalization::v1::KINDRED_INSTRUMENT_MINE_BAN_CONVENTION, "the Mine Ban Convention",
       absl::CivilDay(1997, 9, 18), absl::CivilDay(1999, 3, 1), absl::CivilDay(1999, 2, 28), false,
       6, "Article 16", "Article 20"},
      {universalization::v1::KINDRED_INSTRUMENT_CCW_PROTOCOL_V, "CCW Protocol V",
       absl::CivilDay(2003, 11, 28), absl::CivilDay(2006, 11, 12), absl::CivilDay::min(), true, 12,
       "CCW Article 4", "CCW Article 9"},
      {universalization::v1::KINDRED_INSTRUMENT_DISABILITY_CONVENTION, "the Disability Convention",
       absl::CivilDay(2006, 12, 13), absl::CivilDay(2008, 5, 3), absl::CivilDay::max(), false, 12,
       "Article 43", "Article 48"},
  };
  return *rules;
}

const Rules* RulesOf(KindredInstrument instrument) {
  for (const Rules& rules : AllRules()) {
    if (rules.instrument == instrument) return &rules;
  }
  return nullptr;
}

bool Joins(KindredAction::Kind kind) {
  return kind == KindredAction::KIND_RATIFICATION || kind == KindredAction::KIND_ACCESSION ||
         kind == KindredAction::KIND_SUCCESSION || kind == KindredAction::KIND_CONSENT_TO_BE_BOUND;
}

absl::CivilDay InForceFor(const Rules& rules, absl::CivilDay joined) {
  absl::CivilDay by_rule = joined;
  switch (rules.instrument) {
    case universalization::v1::KINDRED_INSTRUMENT_MINE_BAN_CONVENTION:
      by_rule = absl::CivilDay(absl::CivilMonth(joined) + 6);
      break;
    case universalization::v1::KINDRED_INSTRUMENT_CCW_PROTOCOL_V:
      by_rule = AddMonths(joined, 6);
      break;
    default:
      by_rule = joined + 30;
  }
  return std::max(by_rule, rules.in_force);
}

bool Counts(const KindredAction& action, KindredInstrument instrument, absl::CivilDay day) {
  if (action.instrument() != instrument || !IsDay(action.date())) return false;
  if (ToCivil(action.date()) > day) return false;
  return !IsDay(action.known_date()) || ToCivil(action.known_date()) <= day;
}

// The latest of each kind by `day`; a withdrawal before the latest joining no longer counts.
struct Facts {
  const KindredAction* signature = nullptr;
  const KindredAction* joining = nullptr;
  const KindredAction* withdrawal = nullptr;
};

Facts FactsOn(const State& state, KindredInstrument instrument, absl::CivilDay day) {
  Facts facts;
  for (const KindredAction& action : state.kindred_actions()) {
    if (!Counts(action, instrument, day)) continue;
    const KindredAction** latest = action.kind() == KindredAction::KIND_SIGNATURE ? &facts.signature
                                   : Joins(action.kind())                         ? &facts.joining
                                                          : &facts.withdrawal;
    if (*latest == nullptr || ToCivil((*latest)->date()) <= ToCivil(action.date())) {
      *latest = &action;
    }
  }
  if (facts.withdrawal != nullptr && facts.joining != nullptr &&
      ToCivil(facts.withdrawal->date()) < ToCivil(facts.joining->date())) {
    facts.withdrawal = nullptr;
  }
  return facts;
}

}  // namespace

const std::vector<KindredInstrument>& KindredInstruments() {
  static const auto* const all = [] {
    auto* instruments = new std::vector<KindredInstrument>;
    for (const Rules& rules : AllRules()) instruments->push_back(rules.instrument);
    return instruments;
  }();
  return *all;
}

std::string KindredName(KindredInstrument instrument) {
  const Rules* rules = RulesOf(instrument);
  return rules == nullptr ? "an unknown instrument" : rules->name;
}

absl::optional<absl::CivilDay> KindredEffect(const KindredAction& action) {
  const Rules* rules = RulesOf(action.instrument());
  if (rules == nullptr || !IsDay(action.date())) return absl::nullopt;
  const absl::CivilDay day = ToCivil(action.date());
  if (Joins(action.kind())) return InForceFor(*rules, day);
  if (action.kind() != KindredAction::KIND_WITHDRAWAL) return absl::nullopt;
  absl::CivilDay effect = AddMonths(day, rules->months_of_notice);
  if (IsDay(action.postponed_effect_date())) {
    effect = std::max(effect, ToCivil(action.postponed_effect_date()));
  }
  return effect;
}

KindredStatus KindredOn(const State& state, KindredInstrument instrument, absl::CivilDay day) {
  KindredStatus status;
  status.set_instrument(instrument);
  const Facts facts = FactsOn(state, instrument, day);
  if (facts.joining == nullptr) {
    if (facts.signature != nullptr) {
      status.set_standing(KindredStatus::STANDING_SIGNATORY);
      status.set_source(facts.signature->source());
    }
    return status;
  }
  const absl::CivilDay force = *KindredEffect(*facts.joining);
  *status.mutable_entry_into_force_date() = FromCivil(force);
  status.set_source(facts.joining->source());
  status.set_standing(force <= day ? KindredStatus::STANDING_PARTY
                                   : KindredStatus::STANDING_JOINED_NOT_IN_FORCE);
  if (facts.withdrawal != nullptr) {
    const absl::CivilDay effect = *KindredEffect(*facts.withdrawal);
    *status.mutable_withdrawal_effective_date() = FromCivil(effect);
    status.set_source(facts.withdrawal->source());
    if (effect <= day) status.set_standing(KindredStatus::STANDING_WITHDRAWN);
  }
  return status;
}

void AddKindred(const State& state, absl::CivilDay day, StatusAt* at) {
  if (state.kindred_actions().empty()) return;
  for (const KindredInstrument instrument : KindredInstruments()) {
    KindredStatus status = KindredOn(state, instrument, day);
    if (status.standing() != KindredStatus::STANDING_UNSPECIFIED) {
      *at->add_kindred() = std::move(status);
    }
  }
}

std::vector<std::string> FindKindredViolations(const State& state, const KindredAction& action) {
  std::vector<std::string> found;
  const Rules* rules = RulesOf(action.instrument());
  if (rules == nullptr) return {"there is no such instrument"};
  const absl::CivilDay day = ToCivil(action.date());
  const auto text = [](absl::CivilDay d) { return ToString(FromCivil(d)); };
  if (day < rules->adopted) {
    found.push_back(
        absl::StrCat(rules->name, " was adopted on ", text(rules->adopted), ", after ", text(day)));
  }
  // All of this instrument, whenever they happened.
  const Facts facts = FactsOn(state, action.instrument(), absl::CivilDay::max());
  const bool outside = facts.withdrawal != nullptr && *KindredEffect(*facts.withdrawal) <= day;
  if (action.kind() == KindredAction::KIND_SIGNATURE) {
    if (rules->by_consent) {
      found.push_back(absl::StrCat(rules->joining_article, ": ", rules->name,
                                   " has no signature; a State notifies its consent to be bound"));
    } else if (day > rules->last_signature) {
      found.push_back(
          absl::StrCat(rules->name, " was open for signature until ", text(rules->last_signature)));
    }
    if (facts.signature != nullptr) {
      found.push_back(
          absl::StrCat("a signature of ", ToString(facts.signature->date()), " is recorded"));
    }
  } else if (Joins(action.kind())) {
    const bool consent = action.kind() == KindredAction::KIND_CONSENT_TO_BE_BOUND;
    if (consent != rules->by_consent && action.kind() != KindredAction::KIND_SUCCESSION) {
      found.push_back(absl::StrCat(
          rules->joining_article, ": ", rules->name, " is joined by ",
          rules->by_consent ? "notice of consent to be bound" : "ratification or accession"));
    }
    if (action.kind() == KindredAction::KIND_RATIFICATION && !rules->by_consent &&
        (facts.signature == nullptr || ToCivil(facts.signature->date()) > day)) {
      found.push_back(absl::StrCat(rules->joining_article,
                                   ": only a signatory ratifies, and no signature of ", text(day),
                                   " or before is recorded"));
    }
    if (facts.joining != nullptr && !outside) {
      found.push_back(absl::StrCat(rules->joining_article, ": the State joined on ",
                                   ToString(facts.joining->date())));
    }
  } else if (action.kind() == KindredAction::KIND_WITHDRAWAL) {
    if (facts.joining == nullptr || *KindredEffect(*facts.joining) > day) {
      found.push_back(absl::StrCat(rules->withdrawal_article, ": only a party withdraws, and ",
                                   rules->name, " is not recorded as in force for the State on ",
                                   text(day)));
    }
    if (facts.withdrawal != nullptr) {
      found.push_back(absl::StrCat(rules->withdrawal_article, ": a withdrawal received on ",
                                   ToString(facts.withdrawal->date()), " is recorded"));
    }
  }
  return found;
}

}  // namespace clearway::calendar
