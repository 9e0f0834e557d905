// Loads the registry (States with their treaty actions, areas, actors) into a universalization
// service through its public RPCs, as any client would.
//
//   ASSIGN_OR_RETURN(RegistryRows rows, ReadRegistry("data"));
//   ASSIGN_OR_RETURN(RegistryReport report, LoadRegistry(*client, rows));
//
// It may be run again at any time: what is there and equal is left alone, and request ids are made
// from the rows' content (request_id.h), so that a repeat after a broken connection does nothing
// twice. What is there and differs is somebody's work: it is reported and left as it is, unless
// `update` says otherwise. A treaty action is the same as a recorded one when kind and date agree.
#ifndef CLEARWAY_CLIENTS_LOADER_REGISTRY_H_
#define CLEARWAY_CLIENTS_LOADER_REGISTRY_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/loader/load_outcome.h"
#include "clients/loader/registry_rows.h"
#include "common/rpc/client.h"

namespace clearway::loader {

struct RegistryReport {
  LoadCounts states;
  LoadCounts treaty_actions;
  LoadCounts areas;
  LoadCounts actors;
  // One line for each row that could not be read, that differs or was refused.
  std::vector<std::string> findings;
};

struct LoadOptions {
  // Change records that differ to what the rows say. Treaty actions are never changed.
  bool update = false;
  // Called as the work goes on: what is being loaded ("states"), how much of it is done. May be
  // empty.
  std::function<void(absl::string_view what, size_t done, size_t total)> progress;
};

// The rows' own findings stand first in the report's. An error when the service cannot be used at
// all (unreachable, another service); a refused row is a finding.
absl::StatusOr<RegistryReport> LoadRegistry(const rpc::Client& client, const RegistryRows& rows,
                                            const LoadOptions& options = {});

// The report as text: a line for each kind, then the findings.
std::string FormatReport(const RegistryReport& report);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_REGISTRY_H_
