#include "clients/loader/registry_rows.h"

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/calendar/date.h"
#include "common/status_macros.h"

namespace clearway::loader {
namespace {

using google::type::Date;
using universalization::v1::Actor;
using universalization::v1::Area;
using universalization::v1::State;
using universalization::v1::TreatyAction;

// Sets the field when the cell has something.
absl::Status ReadDay(const CsvRow& row, absl::string_view column, Date* (*field)(TreatyAction*),
                     TreatyAction* action) {
  if (row.Get(column).empty()) return absl::OkStatus();
  auto day = calendar::ParseDay(row.Get(column));
  if (!day.ok()) return row.Error(absl::StrCat(column, ": ", day.status().message()));
  *field(action) = *day;
  return absl::OkStatus();
}

absl::StatusOr<bool> ReadFlag(const CsvRow& row, absl::string_view column) {
  absl::string_view text = row.Get(column);
  if (text == "0") return false;
  if (text == "1") return true;
  return row.Error(absl::StrCat(column, " must be 0 or 1"));
}

absl::Status RequireCell(const CsvRow& row, absl::string_view column) {
  return row.Get(column).empty() ? row.Error(absl::StrCat(column, " is empty")) : absl::OkStatus();
}

template <typename Strings>
void Put(std::vector<std::string> values, Strings* field) {
  for (std::string& value : values) *field->Add() = std::move(value);
}

// ISO 8601 intervals: "../2011-01-01", "2012-12-18/..", "../..".
absl::Status ReadPeriods(const CsvRow& row, State* state) {
  for (const std::string& text : row.List("least_developed_periods")) {
    auto* period = state->add_least_developed_periods();
    const size_t slash = text.find('/');
    if (slash == std::string::npos) {
      return row.Error(absl::StrCat("least_developed_periods: ", text, " is no interval"));
    }
    const std::string start = text.substr(0, slash), end = text.substr(slash + 1);
    for (const auto& [side, field] : {std::make_pair(&start, true), std::make_pair(&end, false)}) {
      if (*side == "..") continue;
      auto day = calendar::ParseDay(*side);
      if (!day.ok()) {
        return row.Error(absl::StrCat("least_developed_periods: ", day.status().message()));
      }
      *(field ? period->mutable_start_date() : period->mutable_end_date()) = *day;
    }
  }
  return absl::OkStatus();
}

// Cells of "2018-04-19=Swaziland": calls `take` with each day and what it says.
absl::Status ReadDated(const CsvRow& row, absl::string_view column,
                       const std::function<void(const Date&, const std::string&)>& take) {
  for (const std::string& text : row.List(column)) {
    const size_t equals = text.find('=');
    const auto day = calendar::ParseDay(absl::string_view(text).substr(0, equals));
    if (equals == std::string::npos || !day.ok()) {
      return row.Error(absl::StrCat(column, ": ", text, " must be written 2018-04-19=text"));
    }
    take(*day, text.substr(equals + 1));
  }
  return absl::OkStatus();
}

// Reads each row of a table; a row that cannot be read becomes a finding.
template <typename Record>
absl::Status ReadTable(const std::string& path, absl::StatusOr<Record> (*read)(const CsvRow&),
                       std::initializer_list<absl::string_view> columns,
                       const std::function<void(const CsvRow&, Record)>& take, RegistryRows* rows) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::ReadFile(path));
  RETURN_IF_ERROR(table.Require(columns));
  for (const CsvRow& row : table.rows()) {
    absl::StatusOr<Record> record = read(row);
    if (record.ok()) {
      take(row, *std::move(record));
    } else {
      rows->findings.emplace_back(record.status().message());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<State> StateFromRow(const CsvRow& row) {
  State state;
  RETURN_IF_ERROR(RequireCell(row, "id"));
  RETURN_IF_ERROR(RequireCell(row, "display_name"));
  state.set_name(absl::StrCat("states/", row.Get("id")));
  state.set_display_name(std::string(row.Get("display_name")));
  Put(row.List("aliases"), state.mutable_aliases());
  state.set_iso2(std::string(row.Get("iso2")));
  state.set_m49(std::string(row.Get("m49")));
  state.set_region(std::string(row.Get("region")));
  state.set_subregion(std::string(row.Get("subregion")));
  state.set_un_regional_group(std::string(row.Get("un_regional_group")));
  state.set_un_membership(std::string(row.Get("un_membership")));
  ASSIGN_OR_RETURN(bool island, ReadFlag(row, "small_island_developing"));
  state.set_small_island_developing(island);
  ASSIGN_OR_RETURN(bool landlocked, ReadFlag(row, "landlocked_developing"));
  state.set_landlocked_developing(landlocked);
  RETURN_IF_ERROR(ReadPeriods(row, &state));
  RETURN_IF_ERROR(
      ReadDated(row, "former_names", [&state](const Date& day, const std::string& name) {
        auto* former = state.add_former_names();
        former->set_display_name(name);
        *former->mutable_until_date() = day;
        former->set_source("general knowledge, unverified");
      }));
  if (!row.Get("existed_from").empty()) {
    auto day = calendar::ParseDay(row.Get("existed_from"));
    if (!day.ok()) return row.Error(absl::StrCat("existed_from: ", day.status().message()));
    *state.mutable_existed_from() = *day;
  }
  Put(row.List("sources"), state.mutable_sources());
  state.set_notes(std::string(row.Get("notes")));
  return state;
}

absl::StatusOr<TreatyAction> TreatyActionFromRow(const CsvRow& row) {
  TreatyAction action;
  RETURN_IF_ERROR(RequireCell(row, "state"));
  RETURN_IF_ERROR(RequireCell(row, "date"));
  TreatyAction::Kind kind;
  if (!TreatyAction::Kind_Parse(absl::StrCat("KIND_", row.Get("kind")), &kind)) {
    return row.Error(absl::StrCat("kind: there is no treaty action ", row.Get("kind")));
  }
  action.set_kind(kind);
  RETURN_IF_ERROR(ReadDay(
      row, "date", [](TreatyAction* a) { return a->mutable_date(); }, &action));
  RETURN_IF_ERROR(ReadDay(
      row, "known_date", [](TreatyAction* a) { return a->mutable_known_date(); }, &action));
  RETURN_IF_ERROR(ReadDay(
      row, "armed_conflict_end_date",
      [](TreatyAction* a) { return a->mutable_armed_conflict_end_date(); }, &action));
  RETURN_IF_ERROR(
      ReadDated(row, "other_accounts", [&action](const Date& day, const std::string& source) {
        auto* account = action.add_other_accounts();
        *account->mutable_date() = day;
        account->set_source(source);
      }));
  action.set_source(std::string(row.Get("source")));
  action.set_note(std::string(row.Get("note")));
  return action;
}

absl::StatusOr<Area> AreaFromRow(const CsvRow& row) {
  Area area;
  RETURN_IF_ERROR(RequireCell(row, "id"));
  RETURN_IF_ERROR(RequireCell(row, "display_name"));
  area.set_name(absl::StrCat("areas/", row.Get("id")));
  area.set_display_name(std::string(row.Get("display_name")));
  Put(row.List("aliases"), area.mutable_aliases());
  area.set_m49(std::string(row.Get("m49")));
  area.set_region(std::string(row.Get("region")));
  area.set_notes(std::string(row.Get("notes")));
  return area;
}

absl::StatusOr<Actor> ActorFromRow(const CsvRow& row) {
  Actor actor;
  RETURN_IF_ERROR(RequireCell(row, "id"));
  RETURN_IF_ERROR(RequireCell(row, "display_name"));
  actor.set_name(absl::StrCat("actors/", row.Get("id")));
  actor.set_display_name(std::string(row.Get("display_name")));
  Put(row.List("aliases"), actor.mutable_aliases());
  Actor::Kind kind;
  if (!Actor::Kind_Parse(absl::StrCat("KIND_", row.Get("kind")), &kind)) {
    return row.Error(absl::StrCat("kind: there is no kind of actor ", row.Get("kind")));
  }
  actor.set_kind(kind);
  if (!row.Get("state").empty()) actor.set_state(absl::StrCat("states/", row.Get("state")));
  for (const std::string& text : row.List("identifiers")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return row.Error(absl::StrCat("identifiers: ", text, " must be written scheme=value"));
    }
    auto* identifier = actor.add_identifiers();
    identifier->set_scheme(text.substr(0, equals));
    identifier->set_value(text.substr(equals + 1));
  }
  actor.set_notes(std::string(row.Get("notes")));
  return actor;
}

absl::StatusOr<RegistryRows> ReadRegistry(const std::string& folder) {
  RegistryRows rows;
  std::map<std::string, size_t, std::less<>> index;  // of a State in rows.states
  RETURN_IF_ERROR(ReadTable<State>(
      absl::StrCat(folder, "/states.csv"), StateFromRow, {"id", "display_name"},
      [&](const CsvRow& row, State state) {
        if (index.emplace(row.Get("id"), rows.states.size()).second) {
          rows.states.push_back(std::move(state));
        } else {
          rows.findings.emplace_back(row.Error("a State with this id stands above").message());
        }
      },
      &rows));
  RETURN_IF_ERROR(ReadTable<TreatyAction>(
      absl::StrCat(folder, "/treaty_actions.csv"), TreatyActionFromRow, {"state", "kind", "date"},
      [&](const CsvRow& row, TreatyAction action) {
        auto found = index.find(row.Get("state"));
        if (found != index.end()) {
          *rows.states[found->second].add_treaty_actions() = std::move(action);
        } else {
          rows.findings.emplace_back(row.Error("the State is not in states.csv").message());
        }
      },
      &rows));
  RETURN_IF_ERROR(ReadTable<Area>(
      absl::StrCat(folder, "/areas.csv"), AreaFromRow, {"id", "display_name"},
      [&](const CsvRow&, Area area) { rows.areas.push_back(std::move(area)); }, &rows));
  RETURN_IF_ERROR(ReadTable<Actor>(
      absl::StrCat(folder, "/actors.csv"), ActorFromRow, {"id", "display_name", "kind"},
      [&](const CsvRow&, Actor actor) { rows.actors.push_back(std::move(actor)); }, &rows));
  return rows;
}

}  // namespace clearway::loader
