#include "services/universalization/partners/summary.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/status_macros.h"
#include "services/universalization/as_of.h"
#include "services/universalization/partners/collections.h"
#include "services/universalization/partners/partner_rules.h"
#include "services/universalization/references.h"

namespace clearway::universalization {

using v1::Activity;
using v1::SummarizeActivitiesResponse;

absl::StatusOr<SummarizeActivitiesResponse> SummarizeActivities(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::SummarizeActivitiesRequest& request) {
  struct Cell {
    std::set<std::string> actors;
    int activities = 0;
  };
  ASSIGN_OR_RETURN(const google::type::Date as_of, AsOf(call, request));
  std::map<std::pair<std::string, int>, Cell> cells;
  // A name that was merged away stands for the actor that it was merged into.
  ASSIGN_OR_RETURN(const std::string wanted, StandsFor(at, request.actor()));
  absl::Status failed;
  RETURN_IF_ERROR(Activities().ForEach(at, [&](const Activity& activity) {
    if (StatusBetween(activity.start_date(), activity.end_date(), activity.known_date(), as_of) !=
        v1::Partnership::STATUS_ONGOING) {
      return true;
    }
    const auto actor = StandsFor(at, activity.actor());
    failed = actor.status();
    if (!failed.ok()) return false;
    if (!wanted.empty() && *actor != wanted) return true;
    for (const std::string& place : activity.places()) {
      if (!request.place().empty() && place != request.place()) continue;
      for (const int theme : activity.themes()) {
        if (request.theme() != v1::THEME_UNSPECIFIED && theme != request.theme()) continue;
        Cell& cell = cells[{place, theme}];
        cell.actors.insert(*actor);
        ++cell.activities;
      }
    }
    return true;
  }));
  RETURN_IF_ERROR(failed);
  SummarizeActivitiesResponse response;
  *response.mutable_as_of_date() = as_of;
  for (const auto& [key, cell] : cells) {
    auto* row = response.add_rows();
    row->set_place(key.first);
    row->set_theme(static_cast<v1::Theme>(key.second));
    for (const std::string& actor : cell.actors) row->add_actors(actor);
    row->set_activities(cell.activities);
  }
  return response;
}

}  // namespace clearway::universalization
