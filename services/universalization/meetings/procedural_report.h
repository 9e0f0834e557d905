// A meeting's record laid out as its procedural report.
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PROCEDURAL_REPORT_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PROCEDURAL_REPORT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

// What a report is made from; records in the order in which they are to stand.
struct MeetingRecord {
  v1::Meeting meeting;
  std::vector<v1::Meeting> preparatory;  // that prepare it, in the order of their days
  std::vector<v1::Officer> officers;
  std::vector<v1::Participation> participations;  // with their findings
  std::vector<v1::MeetingMessage> messages;
  std::vector<v1::MeetingDocument> documents;
  std::vector<v1::Decision> decisions;
  std::vector<v1::Mandate> mandates;  // of its decisions
  // Display names of States and actors that the records name.
  std::map<std::string, std::string> names;
  // On the meeting's last day.
  int states_parties_in_force = 0, states_parties_by_deposit = 0;
};

// Pure: the same record gives the same report, to the byte.
v1::ProceduralReport MakeReport(const MeetingRecord& record);

// Reads the record, and makes the report.
absl::StatusOr<v1::ProceduralReport> GenerateProceduralReport(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::GenerateProceduralReportRequest& request);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_PROCEDURAL_REPORT_H_
