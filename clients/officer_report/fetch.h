// Runs a matching and fetches what a report about it needs.
#ifndef CLEARWAY_CLIENTS_OFFICER_REPORT_FETCH_H_
#define CLEARWAY_CLIENTS_OFFICER_REPORT_FETCH_H_

#include <functional>

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clients/officer_report/findings.h"
#include "common/rpc/client.h"

namespace clearway::officer_report {

using MatchingProgressFn = std::function<void(const cooperation::v1::MatchingProgress&)>;

// Runs the matching (the run is stored) and fetches its proposals and the records that it is about.
// `registry` is universalization: when it cannot be reached, resource names stand for names.
absl::StatusOr<Findings> RunAndFetch(const rpc::Client& cooperation, const rpc::Client& registry,
                                     const cooperation::v1::RunMatchingRequest& request,
                                     const MatchingProgressFn& progress);

// All contributions recorded from elsewhere.
absl::StatusOr<std::vector<cooperation::v1::Contribution>> FetchRecorded(
    const rpc::Client& cooperation);

}  // namespace clearway::officer_report

#endif  // CLEARWAY_CLIENTS_OFFICER_REPORT_FETCH_H_
