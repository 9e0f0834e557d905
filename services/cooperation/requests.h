// Requests for assistance as clients write and read them: create, get, list, update, delete,
// undelete, and the methods that move them to publication or withdrawal. The rules are in
// request_rules.h and request_state.h.
//
// A stored state may be behind the day: every answer has the state as of the call (an EXPIRED
// request is so from the first moment of the day after its last); the sweep (sweep.h) writes it.
// A filter by state in List sees the state as of the call too, but for requests that the sweep has
// not reached: those are left out of "state = EXPIRED" for that minute.
#ifndef CLEARWAY_SERVICES_COOPERATION_REQUESTS_H_
#define CLEARWAY_SERVICES_COOPERATION_REQUESTS_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/store/store.h"
#include "services/cooperation/request_state.h"

namespace clearway::cooperation {

// Every violation of the record itself and of the parties that it names.
absl::Status CheckRequestRecord(const rpc::Call& call, const store::Reader& at,
                                const v1::AssistanceRequest& request, rpc::Violations* bad);

absl::StatusOr<v1::AssistanceRequest> CreateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::CreateAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> GetAssistanceRequest(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::GetAssistanceRequestRequest& request);
absl::StatusOr<v1::ListAssistanceRequestsResponse> ListAssistanceRequests(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::ListAssistanceRequestsRequest& request);
absl::StatusOr<v1::AssistanceRequest> UpdateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::UpdateAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> DeleteAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> UndeleteAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::UndeleteAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> SubmitAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::SubmitAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> AuthenticateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn,
    const v1::AuthenticateAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> PublishAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::PublishAssistanceRequestRequest& request);
absl::StatusOr<v1::AssistanceRequest> WithdrawAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::WithdrawAssistanceRequestRequest& request);

// Reads the request, checks etag and action, lets `change` change it, and writes it with the state
// that its sums then give it. `verb` is the action's name in the feed: "publish".
absl::StatusOr<v1::AssistanceRequest> ChangeRequest(
    const rpc::Call& call, store::Txn& txn, absl::string_view name, absl::string_view etag,
    RequestAction action, absl::string_view verb,
    const std::function<absl::Status(v1::AssistanceRequest*)>& change);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_REQUESTS_H_
