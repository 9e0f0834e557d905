#include "services/universalization/states.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"
#include "services/universalization/names.h"
#include "services/universalization/treaty_history.h"

namespace clearway::universalization {
namespace {

using calendar::IsDay;
using calendar::ToCivil;
using google::type::Date;
using v1::State;
using v1::TreatyAction;

void PutStatus(const Date& as_of, State* state) {
  *state->mutable_status() = calendar::ComputeStatus(*state, as_of);
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
    if (calendar::IsSuperseded(action) || !action.accepted_findings().empty()) continue;
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

// Each name once, in the order in which they ended; their own rules are as for other names.
absl::Status CheckFormerNames(const store::Reader& at, const State& state, absl::string_view self,
                              rpc::Violations* bad) {
  absl::CivilDay last = absl::CivilDay::min();
  for (int i = 0; i < state.former_names_size(); ++i) {
    const auto& former = state.former_names(i);
    const std::string path = absl::StrCat("state.former_names[", i, "]");
    RETURN_IF_ERROR(CheckNames(States(), at, self, path, former.display_name(), {}, bad));
    if (!IsDay(former.until_date())) continue;
    if (ToCivil(former.until_date()) <= last) {
      bad->Add(absl::StrCat(path, ".until_date"),
               "must be after that of the name before: the oldest name comes first");
    }
    last = ToCivil(former.until_date());
  }
  return absl::OkStatus();
}

absl::Status CheckState(const store::Reader& at, const State& state, absl::string_view self) {
  rpc::Violations bad;
  RETURN_IF_ERROR(
      CheckNames(States(), at, self, "state", state.display_name(), state.aliases(), &bad));
  RETURN_IF_ERROR(CheckFormerNames(at, state, self, &bad));
  CheckLeastDevelopedPeriods(state, &bad);
  CheckExistedFrom(state, &bad);
  return bad.ToStatus();
}

// A State as a client creates it: its treaty actions are recorded one by one.
State Fresh(State state) {
  state.clear_treaty_actions();
  state.clear_kindred_actions();
  state.clear_status();
  return state;
}

}  // namespace

absl::StatusOr<State> GetState(const rpc::Call& call, const store::Snapshot& at,
                               const v1::GetStateRequest& request) {
  ASSIGN_OR_RETURN(State state, States().Get(at, request.name()));
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  PutStatus(as_of, &state);
  return state;
}

absl::StatusOr<v1::BatchGetStatesResponse> BatchGetStates(
    const rpc::Call& call, const store::Snapshot& at, const v1::BatchGetStatesRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
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
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
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
    PutEffectiveDates(after);
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(
      State updated,
      States().Update(call, txn, request.state(),
                      {.mask = request.update_mask(), .etag = request.state().etag()}, check));
  PutStatus(call.Today(), &updated);
  return updated;
}

}  // namespace clearway::universalization
