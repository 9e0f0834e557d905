#include "common/calendar/treaty_rules.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "google/rpc/error_details.pb.h"

namespace clearway::calendar {
namespace {

constexpr char kSignature[] = "Article 15";
constexpr char kInstruments[] = "Article 16";
constexpr char kBySignatories[] = "Article 16, paragraph 1";
constexpr char kAccession[] = "Article 16, paragraph 2";
constexpr char kProvisional[] = "Article 18";
constexpr char kWithdrawal[] = "Article 20, paragraph 2";
constexpr char kConflict[] = "Article 20, paragraph 3";
// What else a second action of one kind may be.
constexpr char kOtherSource[] =
    " (what another source says of it is kept beside it by RecordTreatyAccount, what was recorded "
    "wrongly is put right by CorrectTreatyAction)";

std::string Text(absl::CivilDay day) { return ToString(FromCivil(day)); }

// Judges one action against the others of its State.
class Judge {
 public:
  Judge(const State& state, const TreatyAction& action)
      : state_(state), action_(action), day_(ToCivil(action.date())) {}

  std::vector<TreatyFinding> Run() {
    CheckTime();
    switch (action_.kind()) {
      case TreatyAction::KIND_SIGNATURE:
        CheckSignature();
        break;
      case TreatyAction::KIND_RATIFICATION:
      case TreatyAction::KIND_ACCEPTANCE:
      case TreatyAction::KIND_APPROVAL:
        CheckBySignatory();
        CheckOnlyInstrument();
        break;
      case TreatyAction::KIND_ACCESSION:
        CheckAccession();
        CheckOnlyInstrument();
        break;
      case TreatyAction::KIND_SUCCESSION:
        CheckSuccession();
        CheckOnlyInstrument();
        break;
      case TreatyAction::KIND_PROVISIONAL_APPLICATION:
        CheckProvisional();
        break;
      case TreatyAction::KIND_WITHDRAWAL:
        CheckWithdrawal();
        break;
      default:
        break;
    }
    return std::move(findings_);
  }

 private:
  void Find(absl::string_view article, absl::string_view description,
            absl::string_view field = "action.date") {
    findings_.push_back({std::string(article), std::string(description), std::string(field)});
  }

  // The latest action on or before `until` for which `wanted` holds; null when there is none.
  template <typename Predicate>
  const TreatyAction* Latest(absl::CivilDay until, Predicate wanted) const {
    const TreatyAction* latest = nullptr;
    for (const TreatyAction& other : state_.treaty_actions()) {
      if (!IsDay(other.date()) || ToCivil(other.date()) > until || !wanted(other)) continue;
      if (IsSuperseded(other)) continue;
      if (latest == nullptr || ToCivil(latest->date()) <= ToCivil(other.date())) latest = &other;
    }
    return latest;
  }
  const TreatyAction* LatestOf(TreatyAction::Kind kind, absl::CivilDay until) const {
    return Latest(until, [kind](const TreatyAction& other) { return other.kind() == kind; });
  }
  const TreatyAction* LatestInstrument(absl::CivilDay until) const {
    return Latest(until, [](const TreatyAction& other) { return IsInstrument(other.kind()); });
  }
  // The withdrawal that ends the membership begun by `instrument`; null when there is none.
  const TreatyAction* WithdrawalAfter(const TreatyAction& instrument) const {
    const TreatyAction* withdrawal = LatestOf(TreatyAction::KIND_WITHDRAWAL, absl::CivilDay::max());
    if (withdrawal == nullptr) return nullptr;
    return ToCivil(withdrawal->date()) >= ToCivil(instrument.date()) ? withdrawal : nullptr;
  }
  // A withdrawal has taken effect by the action's day.
  bool HasWithdrawn() const {
    const TreatyAction* withdrawal = LatestOf(TreatyAction::KIND_WITHDRAWAL, day_);
    if (withdrawal == nullptr) return false;
    const absl::optional<absl::CivilDay> effect = EffectiveDay(state_, *withdrawal);
    return effect.has_value() && *effect <= day_;
  }
  // The same, and the State has not joined again since, not even after the action's day.
  bool IsOutside() const {
    if (!HasWithdrawn()) return false;
    const TreatyAction* withdrawal = LatestOf(TreatyAction::KIND_WITHDRAWAL, day_);
    const TreatyAction* instrument = LatestInstrument(absl::CivilDay::max());
    return instrument == nullptr || ToCivil(instrument->date()) <= ToCivil(withdrawal->date());
  }

  void CheckTime() {
    if (!Existed(state_, day_)) {
      Find(kInstruments,
           absl::StrCat("on ", Text(day_), " the State did not exist yet: it did from ",
                        ToString(state_.existed_from())));
    }
    if (day_ < OpenedForSignature()) {
      Find(kSignature, absl::StrCat("the Convention was opened on ", Text(OpenedForSignature()),
                                    ", after ", Text(day_)));
    }
  }

  void CheckSignature() {
    if (day_ >= ConventionInForce()) {
      Find(kSignature, absl::StrCat("signature was possible until entry into force on ",
                                    Text(ConventionInForce()), "; since then a State accedes"));
    }
    const auto* signature = LatestOf(TreatyAction::KIND_SIGNATURE, absl::CivilDay::max());
    if (signature != nullptr) {
      Find(kSignature,
           absl::StrCat("the State signed on ", ToString(signature->date()), kOtherSource));
    }
    const TreatyAction* instrument = LatestInstrument(absl::CivilDay::max());
    if (instrument != nullptr && signature == nullptr) {
      Find(kAccession, absl::StrCat("the State deposited an instrument that needs no signature on ",
                                    ToString(instrument->date())));
    }
  }

  void CheckBySignatory() {
    const auto* signature = LatestOf(TreatyAction::KIND_SIGNATURE, absl::CivilDay::max());
    if (signature == nullptr) {
      Find(kBySignatories,
           "only a signatory ratifies, accepts or approves, and no signature is recorded; a State "
           "that has not signed accedes",
           "action.kind");
    } else if (ToCivil(signature->date()) > day_) {
      Find(kBySignatories, absl::StrCat("the State signed on ", ToString(signature->date()),
                                        ", after ", Text(day_)));
    }
    if (HasWithdrawn()) {
      Find(kInstruments, "a State that has withdrawn joins again by accession", "action.kind");
    }
  }

  void CheckAccession() {
    const auto* signature = LatestOf(TreatyAction::KIND_SIGNATURE, absl::CivilDay::max());
    if (signature != nullptr && !HasWithdrawn()) {
      Find(kAccession,
           absl::StrCat("accession is for a State that has not signed, and this one did "
                        "on ",
                        ToString(signature->date()), "; it ratifies"),
           "action.kind");
    }
  }

  void CheckSuccession() {
    if (!IsDay(state_.existed_from())) {
      Find(kInstruments,
           "succession is a new State's: existed_from, its first day, is not recorded");
    }
    if (LatestOf(TreatyAction::KIND_SIGNATURE, absl::CivilDay::max()) != nullptr) {
      Find(kInstruments, "the State has signed by itself; it ratifies");
    }
  }

  void CheckOnlyInstrument() {
    const TreatyAction* instrument = LatestInstrument(absl::CivilDay::max());
    if (instrument == nullptr) return;
    // A successor takes its predecessor's place: it has not joined by itself before.
    if (IsOutside() && action_.kind() != TreatyAction::KIND_SUCCESSION) return;
    Find(kInstruments, absl::StrCat("the State deposited its instrument on ",
                                    ToString(instrument->date()), kOtherSource));
  }

  void CheckProvisional() {
    const TreatyAction* instrument = LatestInstrument(day_);
    if (instrument == nullptr || ToCivil(instrument->date()) != day_ ||
        instrument->kind() == TreatyAction::KIND_SUCCESSION) {
      Find(kProvisional,
           absl::StrCat("provisional application is declared at the time of ratification, "
                        "acceptance, approval or accession, and none of ",
                        Text(day_), " is recorded"));
    }
    const auto* before = LatestOf(TreatyAction::KIND_PROVISIONAL_APPLICATION, day_);
    if (before != nullptr && ToCivil(before->date()) == day_) {
      Find(kProvisional, absl::StrCat("the declaration of ", Text(day_), " is recorded"));
    }
  }

  void CheckWithdrawal() {
    const TreatyAction* instrument = LatestInstrument(day_);
    if (instrument == nullptr) {
      Find(kWithdrawal, absl::StrCat("only a State Party withdraws, and no instrument of ",
                                     Text(day_), " or before is recorded"));
    } else {
      absl::CivilDay force = *EffectiveDay(state_, *instrument);
      if (force > day_) {
        Find(kWithdrawal, absl::StrCat("the Convention enters into force for the State on ",
                                       Text(force), ", after ", Text(day_)));
      }
      const TreatyAction* withdrawal = WithdrawalAfter(*instrument);
      if (withdrawal != nullptr) {
        Find(kWithdrawal, absl::StrCat("a withdrawal received on ", ToString(withdrawal->date()),
                                       " is recorded"));
      }
    }
    if (!IsDay(action_.armed_conflict_end_date())) return;
    TreatyAction without_conflict = action_;
    without_conflict.clear_armed_conflict_end_date();
    absl::CivilDay six_months = *EffectiveDay(state_, without_conflict);
    if (ToCivil(action_.armed_conflict_end_date()) <= six_months) {
      Find(kConflict,
           absl::StrCat("a conflict delays a withdrawal only when it lasts beyond the six "
                        "months that end on ",
                        Text(six_months)),
           "action.armed_conflict_end_date");
    }
  }

  const State& state_;
  const TreatyAction& action_;
  const absl::CivilDay day_;
  std::vector<TreatyFinding> findings_;
};

}  // namespace

std::vector<TreatyFinding> FindTreatyViolations(const State& state, const TreatyAction& action) {
  return Judge(state, action).Run();
}

void FindFieldViolations(const TreatyAction& action, rpc::Violations* bad) {
  if (action.kind() == TreatyAction::KIND_UNSPECIFIED ||
      !TreatyAction::Kind_IsValid(action.kind())) {
    bad->Add("action.kind", "must be one of the kinds of treaty action, e.g. KIND_RATIFICATION");
  }
  if (!IsDay(action.date())) bad->Add("action.date", "must be a whole day, e.g. 2010-11-12");
  if (action.has_known_date()) {
    if (!IsDay(action.known_date())) {
      bad->Add("action.known_date", "must be a whole day, e.g. 2010-11-12");
    } else if (IsDay(action.date()) && ToCivil(action.known_date()) < ToCivil(action.date())) {
      bad->Add("action.known_date",
               absl::StrCat("must not be before the action itself, ", ToString(action.date())));
    }
  }
  if (action.armed_conflict_ongoing()) {
    if (action.kind() != TreatyAction::KIND_WITHDRAWAL) {
      bad->Add("action.armed_conflict_ongoing",
               "must be left out: only a withdrawal waits for a conflict's end (Article 20)");
    } else if (action.has_armed_conflict_end_date()) {
      bad->Add("action.armed_conflict_ongoing",
               "must be left out where the conflict's end is given");
    }
  }
  if (action.has_armed_conflict_end_date()) {
    if (!IsDay(action.armed_conflict_end_date())) {
      bad->Add("action.armed_conflict_end_date", "must be a whole day, e.g. 2010-11-12");
    } else if (action.kind() != TreatyAction::KIND_WITHDRAWAL) {
      bad->Add("action.armed_conflict_end_date",
               "must be left out: only a withdrawal waits for a conflict's end (Article 20)");
    }
  }
}

absl::Status CheckTreatyAction(const State& state, const TreatyAction& action) {
  rpc::Violations bad;
  FindFieldViolations(action, &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  std::vector<TreatyFinding> findings = FindTreatyViolations(state, action);
  if (findings.empty()) return absl::OkStatus();
  return TreatyRuleViolated(state, findings);
}

namespace {

// The order of what happens on one day.
int RankOf(TreatyAction::Kind kind) {
  if (kind == TreatyAction::KIND_SIGNATURE) return 0;
  if (IsInstrument(kind)) return 1;
  return kind == TreatyAction::KIND_PROVISIONAL_APPLICATION ? 2 : 3;
}

bool IsAccepted(const TreatyAction& action, const std::string& article) {
  for (const auto& accepted : action.accepted_findings()) {
    if (accepted.article() == article) return true;
  }
  return false;
}

}  // namespace

std::vector<HistoryFinding> FindHistoryViolations(const State& state) {
  std::vector<int> order;
  for (int i = 0; i < state.treaty_actions_size(); ++i) {
    const TreatyAction& action = state.treaty_actions(i);
    if (!IsSuperseded(action) && IsDay(action.date())) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&state](int a, int b) {
    const TreatyAction &first = state.treaty_actions(a), &second = state.treaty_actions(b);
    const absl::CivilDay day = ToCivil(first.date()), other = ToCivil(second.date());
    return day != other ? day < other : RankOf(first.kind()) < RankOf(second.kind());
  });
  State so_far = state;
  so_far.clear_treaty_actions();
  std::vector<HistoryFinding> found;
  for (const int i : order) {
    const TreatyAction& action = state.treaty_actions(i);
    for (TreatyFinding& finding : FindTreatyViolations(so_far, action)) {
      if (!IsAccepted(action, finding.article)) found.push_back({i, std::move(finding)});
    }
    *so_far.add_treaty_actions() = action;
  }
  return found;
}

absl::Status TreatyRuleViolated(const State& state, const std::vector<TreatyFinding>& findings) {
  google::rpc::PreconditionFailure failure;
  for (const TreatyFinding& finding : findings) {
    auto* violation = failure.add_violations();
    violation->set_type("TREATY_RULE_VIOLATED");
    violation->set_subject(state.name());
    violation->set_description(absl::StrCat(finding.article, ": ", finding.description));
  }
  std::string more =
      findings.size() > 1 ? absl::StrCat(" (and ", findings.size() - 1, " more)") : "";
  return rpc::WithDetail(
      rpc::MakeError(
          absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_TREATY_RULE_VIOLATED,
          absl::StrCat(state.name(), ": ", failure.violations(0).description(), more),
          {{"name", state.name()}, {"article", findings[0].article}, {"field", findings[0].field}}),
      failure);
}

}  // namespace clearway::calendar
