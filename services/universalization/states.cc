#include "services/universalization/states.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_rules.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"
#include "services/universalization/names.h"

namespace clearway::universalization {
namespace {

using calendar::FromCivil;
using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::State;
using v1::TreatyAction;

void PutStatus(const Date& as_of, State* state) {
  *state->mutable_status() = calendar::ComputeStatus(*state, as_of);
}

void PutEffectiveDate(const State& state, TreatyAction* action) {
  absl::optional<absl::CivilDay> day = calendar::EffectiveDay(state, *action);
  action->clear_effective_date();
  if (day.has_value()) *action->mutable_effective_date() = FromCivil(*day);
}

// Periods end after they begin, and follow one another in time.
void CheckLeastDevelopedPeriods(const State& state, rpc::Violations* bad) {
  absl::CivilDay free_from = absl::CivilDay::min();
  for (int i = 0; i < state.least_developed_periods_size(); ++i) {
    const auto& period = state.least_developed_periods(i);
    const std::string path = absl::StrCat("state.least_developed_periods[", i, "]");
    absl::CivilDay start =
        IsDay(period.start_date()) ? ToCivil(period.start_date()) : absl::CivilDay::min();
    absl::CivilDay end =
        IsDay(period.end_date()) ? ToCivil(period.end_date()) : absl::CivilDay::max();
    if (end <= start) {
      bad->Add(absl::StrCat(path, ".end_date"), "must be after start_date",
               type::v1::ERROR_REASON_PERIOD_INVERTED);
    } else if (i > 0 && start < free_from) {
      bad->Add(absl::StrCat(path, ".start_date"),
               "must not be before the end of the period before");
    }
    free_from = end;
  }
}

// What the State has done under the Convention stands: its first day must not come after it.
void CheckExistedFrom(const State& state, rpc::Violations* bad) {
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!calendar::Existed(state, ToCivil(action.date()))) {
      bad->Add("state.existed_from", absl::StrCat("must not be after a treaty action that is "
                                                  "recorded, of ",
                                                  calendar::ToString(action.date())));
      return;
    }
    if (action.kind() == TreatyAction::KIND_SUCCESSION && !state.has_existed_from()) {
      bad->Add("state.existed_from", "must be set: a succession is recorded",
               type::v1::ERROR_REASON_FIELD_REQUIRED);
      return;
    }
  }
}

absl::Status CheckState(const store::Reader& at, const State& state, absl::string_view self) {
  rpc::Violations bad;
  RETURN_IF_ERROR(
      CheckNames(States(), at, self, "state", state.display_name(), state.aliases(), &bad));
  CheckLeastDevelopedPeriods(state, &bad);
  CheckExistedFrom(state, &bad);
  return bad.ToStatus();
}

// A State as a client creates it: its treaty actions are recorded one by one.
State Fresh(State state) {
  state.clear_treaty_actions();
  state.clear_status();
  return state;
}

// Keeps the actions in the order of their dates; what happened on one day, in the order recorded.
void InsertByDate(TreatyAction action, State* state) {
  auto* actions = state->mutable_treaty_actions();
  const absl::CivilDay day = ToCivil(action.date());
  *actions->Add() = std::move(action);
  for (int i = actions->size() - 1; i > 0 && ToCivil(actions->Get(i - 1).date()) > day; --i) {
    actions->SwapElements(i - 1, i);
  }
}

}  // namespace

absl::StatusOr<State> GetState(const rpc::Call& call, const store::Snapshot& at,
                               const v1::GetStateRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(at, request.name()));
  PutStatus(AsOf(call, request), &state);
  return state;
}

absl::StatusOr<v1::BatchGetStatesResponse> BatchGetStates(
    const rpc::Call& call, const store::Snapshot& at, const v1::BatchGetStatesRequest& request) {
  const Date as_of = AsOf(call, request);
  v1::BatchGetStatesResponse response;
  for (const std::string& name : request.names()) {
    ASSIGN_OR_RETURN(State state, States().Get(at, name));
    PutStatus(as_of, &state);
    *response.add_states() = std::move(state);
  }
  return response;
}

absl::StatusOr<v1::ListStatesResponse> ListStates(const rpc::Call& call, const store::Snapshot& at,
                                                  const v1::ListStatesRequest& request) {
  const Date as_of = AsOf(call, request);
  return States().List<v1::ListStatesResponse>(at, request, nullptr,
                                               [&as_of](State* state) { PutStatus(as_of, state); });
}

absl::Status CheckCreateState(const rpc::Call&, const store::Reader& at,
                              const v1::CreateStateRequest& request) {
  return CheckState(at, Fresh(request.state()), States().NameOf(request.state_id()));
}

absl::StatusOr<State> CreateState(const rpc::Call& call, store::Txn& txn,
                                  const v1::CreateStateRequest& request) {
  RETURN_IF_ERROR(CheckCreateState(call, txn, request));
  ASSIGN_OR_RETURN(State created, States().Create(call, txn, Fresh(request.state()),
                                                  request.state_id(), /*keep_output_only=*/false));
  PutStatus(call.Today(), &created);
  return created;
}

absl::StatusOr<State> UpdateState(const rpc::Call& call, store::Txn& txn,
                                  const v1::UpdateStateRequest& request) {
  auto check = [&txn](const State& before, State* after) -> absl::Status {
    RETURN_IF_ERROR(CheckState(txn, *after, before.name()));
    // A succession takes effect on the State's first day, which may have been corrected.
    for (TreatyAction& action : *after->mutable_treaty_actions()) PutEffectiveDate(*after, &action);
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(
      State updated,
      States().Update(call, txn, request.state(),
                      {.mask = request.update_mask(), .etag = request.state().etag()}, check));
  PutStatus(call.Today(), &updated);
  return updated;
}

absl::Status CheckRecordTreatyAction(const rpc::Call& call, const store::Reader&,
                                     const v1::RecordTreatyActionRequest& request) {
  const TreatyAction& action = request.action();
  rpc::Violations bad;
  calendar::FindFieldViolations(action, &bad);
  const Date today = call.Today();
  for (const auto& [field, date] :
       {std::make_pair("action.date", &action.date()),
        std::make_pair("action.known_date", &action.known_date()),
        std::make_pair("action.armed_conflict_end_date", &action.armed_conflict_end_date())}) {
    if (IsDay(*date) && ToCivil(*date) > ToCivil(today)) {
      bad.Add(field, absl::StrCat("must not be after today, ", calendar::ToString(today)),
              type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
  }
  return bad.ToStatus();
}

absl::StatusOr<State> RecordTreatyAction(const rpc::Call& call, store::Txn& txn,
                                         const v1::RecordTreatyActionRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(txn, request.name()));
  if (!request.etag().empty() && request.etag() != state.etag()) {
    return rpc::EtagMismatch(state.name(), request.etag(), state.etag());
  }
  RETURN_IF_ERROR(CheckRecordTreatyAction(call, txn, request));
  TreatyAction action = request.action();
  RETURN_IF_ERROR(calendar::CheckTreatyAction(state, action));
  PutEffectiveDate(state, &action);
  InsertByDate(std::move(action), &state);
  ASSIGN_OR_RETURN(State recorded,
                   States().Write(call, txn, std::move(state), "recordTreatyAction"));
  PutStatus(call.Today(), &recorded);
  return recorded;
}

}  // namespace clearway::universalization
