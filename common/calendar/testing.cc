#include "common/calendar/testing.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"

namespace clearway::calendar {

using universalization::v1::State;
using universalization::v1::TreatyAction;

google::type::Date Day(absl::string_view text) {
  auto day = ParseDay(text);
  if (!day.ok()) {
    std::fprintf(stderr, "%s\n", day.status().ToString().c_str());
    std::abort();
  }
  return *day;
}

TreatyAction Action(const Fact& fact) {
  TreatyAction action;
  TreatyAction::Kind kind;
  if (!TreatyAction::Kind_Parse(absl::StrCat("KIND_", fact.kind), &kind)) {
    std::fprintf(stderr, "no kind of treaty action: %s\n", fact.kind.c_str());
    std::abort();
  }
  action.set_kind(kind);
  *action.mutable_date() = Day(fact.date);
  if (!fact.known.empty()) *action.mutable_known_date() = Day(fact.known);
  if (!fact.conflict_end.empty()) {
    *action.mutable_armed_conflict_end_date() = Day(fact.conflict_end);
  }
  return action;
}

State Joining(absl::string_view iso3, const std::vector<Fact>& facts) {
  State state;
  state.set_name(absl::StrCat("states/", iso3));
  for (const Fact& fact : facts) *state.add_treaty_actions() = Action(fact);
  return state;
}

}  // namespace clearway::calendar
