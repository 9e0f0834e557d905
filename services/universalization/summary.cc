#include "services/universalization/summary.h"

#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"

namespace clearway::universalization {

using google::type::Date;
using v1::StatusAt;
using v1::SummarizeStatusResponse;

void CountState(const v1::State& state, const Date& as_of, SummarizeStatusResponse* summary) {
  const absl::CivilDay day = calendar::ToCivil(as_of);
  const calendar::Standing at = calendar::StandingOn(state, day, day);
  const bool least_developed = calendar::IsLeastDeveloped(state, day);
  switch (at.status) {
    case StatusAt::STATUS_NOT_PARTY:
      summary->set_not_party(summary->not_party() + 1);
      break;
    case StatusAt::STATUS_SIGNATORY:
      summary->set_signatories(summary->signatories() + 1);
      break;
    case StatusAt::STATUS_RATIFIED_NOT_IN_FORCE:
      summary->set_ratified_not_in_force(summary->ratified_not_in_force() + 1);
      break;
    case StatusAt::STATUS_STATE_PARTY:
      summary->set_states_parties_in_force(summary->states_parties_in_force() + 1);
      if (least_developed) {
        summary->set_least_developed_parties(summary->least_developed_parties() + 1);
      }
      break;
    case StatusAt::STATUS_WITHDRAWN:
      summary->set_withdrawn(summary->withdrawn() + 1);
      break;
    default:  // did not exist on that day
      return;
  }
  summary->set_states(summary->states() + 1);
  if (at.party_by_deposit) {
    summary->set_states_parties_by_deposit(summary->states_parties_by_deposit() + 1);
    if (least_developed) {
      summary->set_least_developed_parties_by_deposit(
          summary->least_developed_parties_by_deposit() + 1);
    }
  }
}

absl::StatusOr<SummarizeStatusResponse> SummarizeStatus(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::SummarizeStatusRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  SummarizeStatusResponse summary;
  *summary.mutable_as_of_date() = as_of;
  RETURN_IF_ERROR(States().ForEach(at, [&](const v1::State& state) {
    CountState(state, as_of, &summary);
    return true;
  }));
  return summary;
}

}  // namespace clearway::universalization
