// Rows of data/states.csv, treaty_actions.csv, areas.csv and actors.csv as the registry's messages
// (data/README.md describes the files).
#ifndef CLEARWAY_CLIENTS_LOADER_REGISTRY_ROWS_H_
#define CLEARWAY_CLIENTS_LOADER_REGISTRY_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/area.pb.h"
#include "clearway/universalization/v1/state.pb.h"
#include "clients/loader/csv.h"

namespace clearway::loader {

struct RegistryRows {
  // With their names, and States with their treaty actions in the order of the file.
  std::vector<universalization::v1::State> states;
  std::vector<universalization::v1::Area> areas;
  std::vector<universalization::v1::Actor> actors;
  // One line for each row that could not be read, with file, line and reason.
  std::vector<std::string> findings;
};

// Reads the four files of a folder. An error only when a file cannot be read as a table or lacks
// columns: a row that makes no sense becomes a finding.
absl::StatusOr<RegistryRows> ReadRegistry(const std::string& folder);

// One row each. INVALID_ARGUMENT with file, line and reason.
absl::StatusOr<universalization::v1::State> StateFromRow(const CsvRow& row);
absl::StatusOr<universalization::v1::TreatyAction> TreatyActionFromRow(const CsvRow& row);
absl::StatusOr<universalization::v1::Area> AreaFromRow(const CsvRow& row);
absl::StatusOr<universalization::v1::Actor> ActorFromRow(const CsvRow& row);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_REGISTRY_ROWS_H_
