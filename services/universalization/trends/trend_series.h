// How the Convention has grown, period by period: what happened in each, and how matters stood at
// its end, as it is known by one day.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TREND_SERIES_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TREND_SERIES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clearway/universalization/v1/state.pb.h"
#include "clearway/universalization/v1/trend.pb.h"

namespace clearway::universalization {

struct Period {
  absl::CivilDay first, last;
};

// Calendar months, quarters or years, from the one that `start` is in to the one that `end` is in;
// the last ends on `end`. INVALID_ARGUMENT when `end` is before `start`, or there are more than
// 600.
absl::StatusOr<std::vector<Period>> PeriodsBetween(absl::CivilDay start, absl::CivilDay end,
                                                   v1::SummarizeTrendsRequest::Interval interval);

class TrendSeries {
 public:
  // What is known by `known_by` counts.
  TrendSeries(std::vector<Period> periods, bool by_region, absl::CivilDay known_by);

  void Add(const v1::State& state);

  // By period, then by region; the whole, without a region, before its regions. A region is there
  // in every period as soon as one State of it was added.
  std::vector<v1::TrendPoint> Points() const;

 private:
  using Row = std::vector<v1::TrendPoint>;  // by period
  void AddTo(const v1::State& state, Row* row) const;
  // Null for a day that is in no period.
  v1::TrendPoint* PointOf(absl::CivilDay day, Row* row) const;

  const std::vector<Period> periods_;
  const bool by_region_;
  const absl::CivilDay known_by_;
  std::map<std::string, Row> rows_;
};

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_TRENDS_TREND_SERIES_H_
