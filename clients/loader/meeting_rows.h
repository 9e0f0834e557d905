// Rows of data/meetings.csv and data/meeting_*.csv as messages (data/README.md describes the
// files).
#ifndef CLEARWAY_CLIENTS_LOADER_MEETING_ROWS_H_
#define CLEARWAY_CLIENTS_LOADER_MEETING_ROWS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"

namespace clearway::loader {

struct MeetingRows {
  // Whole records, with their names, and with what changes of state put into them (a meeting's
  // convocation, opening and days; a mandate's completion).
  std::vector<universalization::v1::Meeting> meetings;
  std::vector<universalization::v1::Officer> officers;
  std::vector<universalization::v1::Participation> participations;
  std::vector<universalization::v1::MeetingMessage> messages;
  std::vector<universalization::v1::MeetingDocument> documents;
  std::vector<universalization::v1::Decision> decisions;
  std::vector<universalization::v1::Mandate> mandates;
  // One line for each row that could not be read, with file, line and reason.
  std::vector<std::string> findings;
};

// Reads the files of a folder. A column is a field's path ("planned_place.city"), a cell of a list
// its parts between semicolons. An error only when a file cannot be read as a table or has a column
// that is no field: a row that makes no sense becomes a finding.
absl::StatusOr<MeetingRows> ReadMeetings(const std::string& folder);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_MEETING_ROWS_H_
