// Recording what a State did under a kindred instrument, and registering the handlers of this
// folder.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/kindred.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"
#include "common/resource/behavior.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/collections.h"
#include "services/universalization/handling.h"
#include "services/universalization/trends/trends.h"

namespace clearway::universalization {
namespace {

using calendar::ToCivil;
using v1::KindredAction;
using v1::State;

// By instrument, then by date; what happened on one day, in the order recorded.
void Insert(KindredAction action, State* state) {
  auto* actions = state->mutable_kindred_actions();
  *actions->Add() = std::move(action);
  const auto before = [](const KindredAction& a, const KindredAction& b) {
    if (a.instrument() != b.instrument()) return a.instrument() < b.instrument();
    return ToCivil(a.date()) < ToCivil(b.date());
  };
  for (int i = actions->size() - 1; i > 0 && before(actions->Get(i), actions->Get(i - 1)); --i) {
    actions->SwapElements(i - 1, i);
  }
}

absl::Status CheckRecordKindredAction(const rpc::Call& call, const store::Reader&,
                                      const v1::RecordKindredActionRequest& request) {
  const KindredAction& action = request.action();
  rpc::Violations bad;
  CheckNotAhead(call, action.date(), "action.date", &bad);
  CheckNotAhead(call, action.known_date(), "action.known_date", &bad);
  CheckOrder(action.date(), action.known_date(), "action.known_date", "action.date", &bad);
  if (action.has_postponed_effect_date() && action.kind() != KindredAction::KIND_WITHDRAWAL) {
    bad.Add("action.postponed_effect_date", "must be left out: only a withdrawal has a notice");
  }
  return bad.ToStatus();
}

}  // namespace

absl::StatusOr<State> RecordKindredAction(const rpc::Call& call, store::Txn& txn,
                                          const v1::RecordKindredActionRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(state, request.etag()));
  RETURN_IF_ERROR(CheckRecordKindredAction(call, txn, request));
  KindredAction action = request.action();
  resource::ClearOutputOnly(&action);
  std::vector<calendar::TreatyFinding> findings;
  for (std::string& found : calendar::FindKindredViolations(state, action)) {
    findings.push_back({calendar::KindredName(action.instrument()), std::move(found)});
  }
  if (!findings.empty()) return calendar::TreatyRuleViolated(state, findings);
  const absl::optional<absl::CivilDay> effect = calendar::KindredEffect(action);
  if (effect.has_value()) *action.mutable_effective_date() = calendar::FromCivil(*effect);
  Insert(std::move(action), &state);
  ASSIGN_OR_RETURN(State written,
                   States().Write(call, txn, std::move(state), "recordKindredAction"));
  *written.mutable_status() = calendar::ComputeStatus(written, call.Today());
  return written;
}

void RegisterTrends(rpc::Service* service) {
  service->Read<v1::SummarizeTrendsRequest, v1::SummarizeTrendsResponse>("SummarizeTrends",
                                                                         SummarizeTrends);
  service->Read<v1::SummarizeTimeToDepositRequest, v1::SummarizeTimeToDepositResponse>(
      "SummarizeTimeToDeposit", SummarizeTimeToDeposit);
  service->Read<v1::SummarizeKindredRequest, v1::SummarizeKindredResponse>("SummarizeKindred",
                                                                           SummarizeKindred);
  service->Write<v1::RecordKindredActionRequest, State>("RecordKindredAction", RecordKindredAction);
  service->Check<v1::RecordKindredActionRequest>("RecordKindredAction", CheckRecordKindredAction);
}

}  // namespace clearway::universalization
