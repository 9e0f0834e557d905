// SummarizeCooperation over all records of one revision (summary_sums.h says what counts).
#ifndef CLEARWAY_SERVICES_COOPERATION_SUMMARY_H_
#define CLEARWAY_SERVICES_COOPERATION_SUMMARY_H_

#include "absl/status/status.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Sends its one answer. Reads every record: work for a thread of its own.
absl::Status SummarizeCooperation(const rpc::Call& call, const store::Snapshot& at,
                                  const v1::SummarizeCooperationRequest& request,
                                  rpc::Sink<v1::SummarizeCooperationResponse>& sink);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_SUMMARY_H_
