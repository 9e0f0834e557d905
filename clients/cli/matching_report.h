// A matching at the command line: a progress bar while it runs, then its result in words.
#ifndef CLEARWAY_CLIENTS_CLI_MATCHING_REPORT_H_
#define CLEARWAY_CLIENTS_CLI_MATCHING_REPORT_H_

#include <ostream>

#include "absl/status/status.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clients/cli/table.h"
#include "common/rpc/client.h"

namespace clearway::cli {

// Runs the matching; Ctrl-C cancels it, and then nothing is stored. `request` is a
// RunMatchingRequest. The bar goes to `err`, and only when that is a terminal.
absl::Status RunMatching(const rpc::Client& client, const google::protobuf::Message& request,
                         Format format, std::ostream& out, std::ostream& err);

// The run: each commodity with its proof, each request, each offer.
void PrintRun(const cooperation::v1::MatchRun& run, std::ostream& out);

// Why a pair fits or does not.
void PrintExplanation(const cooperation::v1::ExplainPairResponse& response, std::ostream& out);

}  // namespace clearway::cli

#endif  // CLEARWAY_CLIENTS_CLI_MATCHING_REPORT_H_
