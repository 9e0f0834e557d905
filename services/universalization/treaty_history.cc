#include "services/universalization/treaty_history.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/handling.h"

namespace clearway::universalization {
namespace {

using calendar::FromCivil;
using calendar::HistoryFinding;
using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::State;
using v1::TreatyAction;
using Acceptances = google::protobuf::RepeatedPtrField<v1::FindingAcceptance>;

// Keeps the actions in the order of their dates; what happened on one day, in the order recorded.
// Returns where it now stands.
int InsertByDate(TreatyAction action, State* state) {
  auto* actions = state->mutable_treaty_actions();
  const absl::CivilDay day = ToCivil(action.date());
  *actions->Add() = std::move(action);
  int i = actions->size() - 1;
  for (; i > 0 && ToCivil(actions->Get(i - 1).date()) > day; --i) actions->SwapElements(i - 1, i);
  return i;
}

std::string ShortKind(TreatyAction::Kind kind) {
  return std::string(absl::StripPrefix(TreatyAction::Kind_Name(kind), "KIND_"));
}

// Notes each finding that is accepted with its action. FAILED_PRECONDITION with those that are not;
// INVALID_ARGUMENT for an acceptance of what is not broken.
absl::Status AcceptFindings(const rpc::Call& call, const std::vector<HistoryFinding>& findings,
                            const Acceptances& acceptances, State* state) {
  rpc::Violations bad;
  std::set<std::string> broken, accepted;
  for (const HistoryFinding& found : findings) broken.insert(found.finding.article);
  for (int i = 0; i < acceptances.size(); ++i) {
    const std::string field = absl::StrCat("accepted_findings[", i, "].article");
    const std::string& article = acceptances[i].article();
    if (broken.count(article) == 0) {
      bad.Add(field, absl::StrCat(rpc::Quote(article), " is no rule that is broken here; there is ",
                                  broken.empty() ? "none" : absl::StrJoin(broken, ", ")));
    } else if (!accepted.insert(article).second) {
      bad.Add(field, absl::StrCat(rpc::Quote(article), " stands twice"));
    }
  }
  RETURN_IF_ERROR(bad.ToStatus());
  std::vector<calendar::TreatyFinding> refused;
  for (const HistoryFinding& found : findings) {
    if (accepted.count(found.finding.article) == 0) {
      refused.push_back(found.finding);
      continue;
    }
    for (const v1::FindingAcceptance& acceptance : acceptances) {
      if (acceptance.article() != found.finding.article) continue;
      v1::AcceptedFinding* note =
          state->mutable_treaty_actions(found.action)->add_accepted_findings();
      note->set_article(found.finding.article);
      note->set_description(found.finding.description);
      note->set_note(acceptance.note());
      note->set_acceptor(call.actor);
      *note->mutable_accept_time() = TimeOf(call);
    }
  }
  return refused.empty() ? absl::OkStatus() : calendar::TreatyRuleViolated(*state, refused);
}

// The action of that kind and date that counts.
absl::StatusOr<int> FindAction(const State& state, TreatyAction::Kind kind, const Date& date) {
  std::vector<std::string> there;
  for (int i = 0; i < state.treaty_actions_size(); ++i) {
    const TreatyAction& action = state.treaty_actions(i);
    if (calendar::IsSuperseded(action)) continue;
    if (action.kind() == kind && ToCivil(action.date()) == ToCivil(date)) return i;
    there.push_back(
        absl::StrCat(ShortKind(action.kind()), " of ", calendar::ToString(action.date())));
  }
  return rpc::MakeError(
      absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
      absl::StrCat(state.name(), " has no ", ShortKind(kind), " of ", calendar::ToString(date),
                   " that counts; it has ", there.empty() ? "none" : absl::StrJoin(there, ", ")),
      {{"name", state.name()}});
}

void CheckDates(const rpc::Call& call, const TreatyAction& action, rpc::Violations* bad) {
  calendar::FindFieldViolations(action, bad);
  CheckNotAhead(call, action.date(), "action.date", bad);
  CheckNotAhead(call, action.known_date(), "action.known_date", bad);
  CheckNotAhead(call, action.armed_conflict_end_date(), "action.armed_conflict_end_date", bad);
  for (int i = 0; i < action.other_accounts_size(); ++i) {
    CheckNotAhead(call, action.other_accounts(i).date(),
                  absl::StrCat("action.other_accounts[", i, "].date"), bad);
  }
}

absl::StatusOr<State> WriteState(const rpc::Call& call, store::Txn& txn, State state,
                                 absl::string_view verb) {
  PutEffectiveDates(&state);
  ASSIGN_OR_RETURN(State written, States().Write(call, txn, std::move(state), verb));
  *written.mutable_status() = calendar::ComputeStatus(written, call.Today());
  return written;
}

}  // namespace

void PutEffectiveDates(State* state) {
  for (TreatyAction& action : *state->mutable_treaty_actions()) {
    const absl::optional<absl::CivilDay> day = calendar::EffectiveDay(*state, action);
    action.clear_effective_date();
    if (day.has_value()) *action.mutable_effective_date() = FromCivil(*day);
  }
}

absl::Status CheckRecordTreatyAction(const rpc::Call& call, const store::Reader&,
                                     const v1::RecordTreatyActionRequest& request) {
  rpc::Violations bad;
  CheckDates(call, request.action(), &bad);
  return bad.ToStatus();
}

absl::StatusOr<State> RecordTreatyAction(const rpc::Call& call, store::Txn& txn,
                                         const v1::RecordTreatyActionRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(state, request.etag()));
  RETURN_IF_ERROR(CheckRecordTreatyAction(call, txn, request));
  TreatyAction action = request.action();
  resource::ClearOutputOnly(&action);
  const auto findings = calendar::FindTreatyViolations(state, action);
  const int place = InsertByDate(std::move(action), &state);
  std::vector<HistoryFinding> found;
  for (const auto& finding : findings) found.push_back({place, finding});
  RETURN_IF_ERROR(AcceptFindings(call, found, request.accepted_findings(), &state));
  return WriteState(call, txn, std::move(state), "recordTreatyAction");
}

absl::Status CheckCorrectTreatyAction(const rpc::Call& call, const store::Reader&,
                                      const v1::CorrectTreatyActionRequest& request) {
  rpc::Violations bad;
  const Date known = request.has_known_date() ? request.known_date() : call.Today();
  CheckNotAhead(call, request.known_date(), "known_date", &bad);
  CheckOrder(request.date(), known, "known_date", "the date of what was wrong", &bad);
  if (request.has_action()) {
    CheckDates(call, request.action(), &bad);
    if (request.action().has_known_date()) {
      bad.Add("action.known_date", "must be left out: it is the request's known_date");
    }
    CheckOrder(request.action().date(), known, "known_date", "action.date", &bad);
  }
  return bad.ToStatus();
}

absl::StatusOr<State> CorrectTreatyAction(const rpc::Call& call, store::Txn& txn,
                                          const v1::CorrectTreatyActionRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(state, request.etag()));
  RETURN_IF_ERROR(CheckCorrectTreatyAction(call, txn, request));
  ASSIGN_OR_RETURN(const int place, FindAction(state, request.kind(), request.date()));
  TreatyAction* wrong = state.mutable_treaty_actions(place);
  const Date known = request.has_known_date() ? request.known_date() : call.Today();
  rpc::Violations bad;
  CheckOrder(wrong->known_date(), known, "known_date",
             "the day on which what was wrong became known", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  *wrong->mutable_superseded_date() = known;
  wrong->set_correction_note(request.note());
  if (request.has_action()) {
    TreatyAction right = request.action();
    resource::ClearOutputOnly(&right);
    *right.mutable_known_date() = known;
    InsertByDate(std::move(right), &state);
  }
  RETURN_IF_ERROR(AcceptFindings(call, calendar::FindHistoryViolations(state),
                                 request.accepted_findings(), &state));
  return WriteState(call, txn, std::move(state), "correctTreatyAction");
}

absl::StatusOr<State> RecordTreatyAccount(const rpc::Call& call, store::Txn& txn,
                                          const v1::RecordTreatyAccountRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(state, request.etag()));
  rpc::Violations bad;
  CheckNotAhead(call, request.account().date(), "account.date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  ASSIGN_OR_RETURN(const int place, FindAction(state, request.kind(), request.date()));
  TreatyAction* action = state.mutable_treaty_actions(place);
  for (const v1::TreatyAccount& account : action->other_accounts()) {
    if (account.source() != request.account().source() ||
        ToCivil(account.date()) != ToCivil(request.account().date())) {
      continue;
    }
    return rpc::MakeError(absl::StatusCode::kAlreadyExists,
                          type::v1::ERROR_REASON_RESOURCE_ALREADY_EXISTS,
                          absl::StrCat("the account of ", rpc::Quote(account.source()), " of ",
                                       calendar::ToString(account.date()), " is there"),
                          {{"name", state.name()}});
  }
  if (action->other_accounts_size() >= 20) {
    return rpc::InvalidField("account", "is one too many: an action keeps at most 20",
                             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  *action->add_other_accounts() = request.account();
  return WriteState(call, txn, std::move(state), "recordTreatyAccount");
}

}  // namespace clearway::universalization
