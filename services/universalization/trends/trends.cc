#include "services/universalization/trends/trends.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/kindred.h"
#include "common/calendar/treaty_status.h"
#include "common/resource/filter.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/collections.h"
#include "services/universalization/trends/time_to_deposit.h"
#include "services/universalization/trends/trend_series.h"

namespace clearway::universalization {
namespace {

using calendar::ToCivil;
using google::type::Date;
using v1::KindredStatus;
using v1::State;
using v1::StatusAt;

// Calls `fn` with each State that the filter lets in, its status being as of that day.
absl::Status ForEachState(const store::Snapshot& at, const std::string& text, const Date& as_of,
                          const std::function<void(const State&)>& fn) {
  ASSIGN_OR_RETURN(const resource::Filter filter,
                   resource::Filter::Make(text, State::descriptor()));
  return States().ForEach(at, [&](const State& stored) {
    if (filter.empty()) {
      fn(stored);
      return true;
    }
    State state = stored;
    *state.mutable_status() = calendar::ComputeStatus(state, as_of);
    if (filter.Matches(state)) fn(state);
    return true;
  });
}

void Count(KindredStatus::Standing standing, const calendar::Standing& here,
           v1::KindredCount* count) {
  switch (standing) {
    case KindredStatus::STANDING_PARTY:
      count->set_parties(count->parties() + 1);
      if (here.status == StatusAt::STATUS_STATE_PARTY) {
        count->set_parties_also_party_in_force(count->parties_also_party_in_force() + 1);
      }
      if (here.party_by_deposit) {
        count->set_parties_also_party_by_deposit(count->parties_also_party_by_deposit() + 1);
      } else {
        count->set_parties_not_in_convention(count->parties_not_in_convention() + 1);
      }
      break;
    case KindredStatus::STANDING_SIGNATORY:
    case KindredStatus::STANDING_JOINED_NOT_IN_FORCE:
      count->set_signatories(count->signatories() + 1);
      break;
    case KindredStatus::STANDING_WITHDRAWN:
      count->set_withdrawn(count->withdrawn() + 1);
      break;
    default:
      count->set_not_known(count->not_known() + 1);
  }
}

}  // namespace

absl::StatusOr<v1::SummarizeTrendsResponse> SummarizeTrends(
    const rpc::Call& call, const store::Snapshot& at, const v1::SummarizeTrendsRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  if (request.has_end_date() && ToCivil(request.end_date()) > ToCivil(as_of)) {
    return rpc::InvalidField("end_date",
                             "must not be after as_of: what has not happened is not known",
                             type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  }
  const absl::CivilDay start =
      request.has_start_date() ? ToCivil(request.start_date()) : calendar::OpenedForSignature();
  const absl::CivilDay end = ToCivil(request.has_end_date() ? request.end_date() : as_of);
  ASSIGN_OR_RETURN(auto periods, PeriodsBetween(start, end, request.interval()));
  TrendSeries series(std::move(periods), request.by_region(), ToCivil(as_of));
  RETURN_IF_ERROR(ForEachState(at, request.filter(), as_of,
                               [&series](const State& state) { series.Add(state); }));
  v1::SummarizeTrendsResponse response;
  *response.mutable_as_of_date() = as_of;
  for (v1::TrendPoint& point : series.Points()) *response.add_points() = std::move(point);
  return response;
}

absl::StatusOr<v1::SummarizeTimeToDepositResponse> SummarizeTimeToDeposit(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::SummarizeTimeToDepositRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  std::map<std::string, std::vector<SignatoryTime>> times = {{"", {}}};
  RETURN_IF_ERROR(ForEachState(at, request.filter(), as_of, [&](const State& state) {
    const absl::optional<SignatoryTime> time = TimeOfState(state, ToCivil(as_of));
    if (!time.has_value()) return;
    times[""].push_back(*time);
    if (request.by_region() && !state.region().empty()) times[state.region()].push_back(*time);
  }));
  v1::SummarizeTimeToDepositResponse response;
  *response.mutable_as_of_date() = as_of;
  for (const auto& [region, all] : times) *response.add_times() = SummarizeTimes(region, all);
  return response;
}

absl::StatusOr<v1::SummarizeKindredResponse> SummarizeKindred(
    const rpc::Call& call, const store::Snapshot& at, const v1::SummarizeKindredRequest& request) {
  ASSIGN_OR_RETURN(const Date as_of, AsOf(call, request));
  const absl::CivilDay day = ToCivil(as_of);
  v1::SummarizeKindredResponse response;
  *response.mutable_as_of_date() = as_of;
  for (const auto instrument : calendar::KindredInstruments()) {
    response.add_counts()->set_instrument(instrument);
  }
  RETURN_IF_ERROR(ForEachState(at, request.filter(), as_of, [&](const State& state) {
    const calendar::Standing here = calendar::StandingOn(state, day, day);
    if (here.status == StatusAt::STATUS_UNSPECIFIED) return;  // did not exist on that day
    for (v1::KindredCount& count : *response.mutable_counts()) {
      Count(calendar::KindredOn(state, count.instrument(), day).standing(), here, &count);
    }
  }));
  return response;
}

}  // namespace clearway::universalization
