// Loads meetings and what is within them into a universalization service through its public RPCs,
// as any client would; after the registry (registry.h), whose States and actors they name.
//
// May be run again at any time, as registry.h says. A meeting is brought to the state that its row
// says by convening, opening and closing it, a mandate by completing it; what is in another state
// or has other days is somebody's work, reported and left.
#ifndef CLEARWAY_CLIENTS_LOADER_MEETINGS_H_
#define CLEARWAY_CLIENTS_LOADER_MEETINGS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/loader/meeting_rows.h"
#include "clients/loader/registry.h"
#include "common/rpc/client.h"

namespace clearway::loader {

struct MeetingReport {
  // By kind ("meetings", "officers"), in the order of loading; each row counts once.
  std::vector<std::pair<std::string, LoadCounts>> counts;
  // Changes of state that were made: convenings, openings, closings, completions.
  int changes_of_state = 0;
  int refused_changes = 0;  // of state
  // One line for each row that could not be read, that differs or was refused.
  std::vector<std::string> findings;

  // Rows and changes of state.
  int refused() const;
};

// An error when the service cannot be used at all; a refused row is a finding.
absl::StatusOr<MeetingReport> LoadMeetings(const rpc::Client& client, const MeetingRows& rows,
                                           const LoadOptions& options = {});

std::string FormatReport(const MeetingReport& report);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_MEETINGS_H_
