// Asking, a year after publication, whether the need was met.
#ifndef CLEARWAY_SERVICES_COOPERATION_FOLLOW_UPS_H_
#define CLEARWAY_SERVICES_COOPERATION_FOLLOW_UPS_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Due is a request a year after it became known (known_date), else after its publication here.
absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::ListFollowUpsRequest& request);
// Any time after publication; a later answer takes the place of the earlier one.
absl::StatusOr<v1::AssistanceRequest> AnswerFollowUp(const rpc::Call& call, store::Txn& txn,
                                                     const v1::AnswerFollowUpRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_FOLLOW_UPS_H_
