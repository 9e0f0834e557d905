#include "services/universalization/trends/trend_series.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/calendar/date.h"
#include "common/calendar/treaty_status.h"
#include "common/rpc/errors.h"

namespace clearway::universalization {
namespace {

using absl::CivilDay;
using absl::CivilMonth;
using calendar::FromCivil;
using v1::StatusAt;
using v1::SummarizeTrendsRequest;
using v1::TreatyAction;
using v1::TrendPoint;

constexpr size_t kMaxPeriods = 600;

int MonthsIn(SummarizeTrendsRequest::Interval interval) {
  switch (interval) {
    case SummarizeTrendsRequest::INTERVAL_QUARTER:
      return 3;
    case SummarizeTrendsRequest::INTERVAL_YEAR:
      return 12;
    default:
      return 1;
  }
}

void CountStanding(const calendar::Standing& at, TrendPoint* point) {
  switch (at.status) {
    case StatusAt::STATUS_NOT_PARTY:
      point->set_not_party(point->not_party() + 1);
      break;
    case StatusAt::STATUS_SIGNATORY:
      point->set_signatories(point->signatories() + 1);
      break;
    case StatusAt::STATUS_RATIFIED_NOT_IN_FORCE:
      point->set_ratified_not_in_force(point->ratified_not_in_force() + 1);
      break;
    case StatusAt::STATUS_STATE_PARTY:
      point->set_states_parties_in_force(point->states_parties_in_force() + 1);
      break;
    case StatusAt::STATUS_WITHDRAWN:
      point->set_withdrawn(point->withdrawn() + 1);
      break;
    default:  // did not exist on that day
      return;
  }
  point->set_states(point->states() + 1);
  if (at.party_by_deposit) {
    point->set_states_parties_by_deposit(point->states_parties_by_deposit() + 1);
  }
}

}  // namespace

absl::StatusOr<std::vector<Period>> PeriodsBetween(CivilDay start, CivilDay end,
                                                   SummarizeTrendsRequest::Interval interval) {
  if (end < start) {
    return rpc::InvalidField(
        "end_date",
        absl::StrCat("must not be before the start, ", calendar::ToString(FromCivil(start))),
        type::v1::ERROR_REASON_PERIOD_INVERTED);
  }
  const int months = MonthsIn(interval);
  const int into = (start.month() - 1) % months;
  CivilMonth first = CivilMonth(start) - into;
  std::vector<Period> periods;
  for (; CivilDay(first) <= end; first += months) {
    if (periods.size() == kMaxPeriods) {
      return rpc::InvalidField(
          "end_date",
          absl::StrCat("makes more than ", kMaxPeriods, " periods; ask for fewer, or longer ones"),
          type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
    }
    periods.push_back({CivilDay(first), std::min(CivilDay(first + months) - 1, end)});
  }
  return periods;
}

TrendSeries::TrendSeries(std::vector<Period> periods, bool by_region, CivilDay known_by)
    : periods_(std::move(periods)), by_region_(by_region), known_by_(known_by) {
  rows_[""].resize(periods_.size());
}

TrendPoint* TrendSeries::PointOf(CivilDay day, Row* row) const {
  const auto period =
      std::partition_point(periods_.begin(), periods_.end(),
                           [day](const Period& candidate) { return candidate.last < day; });
  if (period == periods_.end() || day < period->first) return nullptr;
  return &(*row)[static_cast<size_t>(period - periods_.begin())];
}

void TrendSeries::AddTo(const v1::State& state, Row* row) const {
  for (size_t i = 0; i < periods_.size(); ++i) {
    CountStanding(calendar::StandingOn(state, periods_[i].last, known_by_), &(*row)[i]);
  }
  for (const TreatyAction& action : state.treaty_actions()) {
    if (!calendar::Counts(action, known_by_, known_by_)) continue;
    TrendPoint* point = PointOf(calendar::ToCivil(action.date()), row);
    const bool instrument = calendar::IsInstrument(action.kind());
    if (point != nullptr && action.kind() == TreatyAction::KIND_SIGNATURE) {
      point->set_signatures(point->signatures() + 1);
    }
    if (point != nullptr && instrument) {
      point->set_deposits(point->deposits() + 1);
      if (action.kind() == TreatyAction::KIND_ACCESSION ||
          action.kind() == TreatyAction::KIND_SUCCESSION) {
        point->set_accessions(point->accessions() + 1);
      }
    }
    // Its effect, where it had one: nothing that happened later has overtaken it.
    const absl::optional<CivilDay> effect = calendar::EffectiveDay(state, action);
    if (!effect.has_value() || *effect > known_by_) continue;
    TrendPoint* of_effect = PointOf(*effect, row);
    if (of_effect == nullptr) continue;
    const calendar::Standing then = calendar::StandingOn(state, *effect, known_by_);
    if (instrument && then.status == StatusAt::STATUS_STATE_PARTY &&
        then.entry_into_force == effect) {
      of_effect->set_entries_into_force(of_effect->entries_into_force() + 1);
    }
    if (!instrument && then.status == StatusAt::STATUS_WITHDRAWN &&
        then.withdrawal_effect == effect) {
      of_effect->set_withdrawals(of_effect->withdrawals() + 1);
    }
  }
}

void TrendSeries::Add(const v1::State& state) {
  AddTo(state, &rows_[""]);
  if (!by_region_ || state.region().empty()) return;
  Row& row = rows_[state.region()];
  row.resize(periods_.size());
  AddTo(state, &row);
}

std::vector<TrendPoint> TrendSeries::Points() const {
  std::vector<TrendPoint> points;
  for (size_t i = 0; i < periods_.size(); ++i) {
    for (const auto& [region, row] : rows_) {
      TrendPoint point = row[i];
      *point.mutable_start_date() = FromCivil(periods_[i].first);
      *point.mutable_end_date() = FromCivil(periods_[i].last);
      point.set_region(region);
      points.push_back(std::move(point));
    }
  }
  return points;
}

}  // namespace clearway::universalization
