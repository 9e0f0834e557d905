#include "services/cooperation/requests.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/resource/behavior.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/registry.h"
#include "services/cooperation/request_rules.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;

constexpr absl::string_view kField = "assistance_request";

void Refresh(const rpc::Call& call, AssistanceRequest* request) {
  request->set_state(StateOf(*request, TodayOf(call)));
}

absl::Status CheckNotReferenced(const store::Reader& at, const std::string& name) {
  ASSIGN_OR_RETURN(const auto names,
                   Contributions().Lookup(resource::AsSystem(at), kByRequest, name, 1));
  if (names.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool seen, Contributions().Exists(at, names[0]));
  return rpc::FailedPrecondition(type::v1::ERROR_REASON_STILL_REFERENCED, name,
                                 absl::StrCat("is served by ", seen ? names[0] : "a contribution"));
}

}  // namespace

absl::Status CheckRequestRecord(const rpc::Call& call, const store::Reader& at,
                                const AssistanceRequest& request, rpc::Violations* bad) {
  CheckRequest(request, call.Today(), kField, bad);
  auto field = [](absl::string_view name) { return absl::StrCat(kField, ".", name); };
  RETURN_IF_ERROR(CheckParty(at, request.recipient(), field("recipient"), bad));
  RETURN_IF_ERROR(CheckParty(at, request.submitter(), field("submitter"), bad));
  RETURN_IF_ERROR(
      CheckParties(at, request.implementing_partners(), field("implementing_partners"), bad));
  return CheckParties(at, request.audience().members(), field("audience.members"), bad);
}

absl::StatusOr<AssistanceRequest> CreateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::CreateAssistanceRequestRequest& request) {
  rpc::Violations bad;
  RETURN_IF_ERROR(CheckRequestRecord(call, txn, request.assistance_request(), &bad));
  RETURN_IF_ERROR(bad.ToStatus());
  AssistanceRequest record = request.assistance_request();
  resource::ClearOutputOnly(&record);
  record.set_state(AssistanceRequest::STATE_DRAFT);
  record.set_creator(call.actor);
  SetProgress(NeedSums(), &record);
  return Requests().Create(call, txn, std::move(record), request.assistance_request_id());
}

absl::StatusOr<AssistanceRequest> GetAssistanceRequest(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::GetAssistanceRequestRequest& request) {
  ASSIGN_OR_RETURN(AssistanceRequest record, Requests().Get(at, request.name()));
  Refresh(call, &record);
  return record;
}

absl::StatusOr<v1::ListAssistanceRequestsResponse> ListAssistanceRequests(
    const rpc::Call& call, const store::Snapshot& at,
    const v1::ListAssistanceRequestsRequest& request) {
  return Requests().List<v1::ListAssistanceRequestsResponse>(
      at, request, nullptr, [&](AssistanceRequest* record) { Refresh(call, record); });
}

absl::StatusOr<AssistanceRequest> UpdateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::UpdateAssistanceRequestRequest& request) {
  auto check = [&](const AssistanceRequest& stored, AssistanceRequest* after) -> absl::Status {
    AssistanceRequest before = stored;
    Refresh(call, &before);
    RETURN_IF_ERROR(CheckAction(before, RequestAction::kUpdate));
    rpc::Violations bad;
    RETURN_IF_ERROR(CheckRequestRecord(call, txn, *after, &bad));
    CheckRequestChange(before, *after, kField, &bad);
    RETURN_IF_ERROR(bad.ToStatus());
    if (!WasPublished(before)) {
      // What the State approved and the secretariat checked is no longer what it says.
      after->set_state(AssistanceRequest::STATE_DRAFT);
      after->clear_submit_time();
      after->clear_authenticate_time();
      after->clear_authentication_note();
    }
    SetProgress(SumsOf(before), after);
    Refresh(call, after);
    return absl::OkStatus();
  };
  resource::UpdateOptions update;
  update.mask = request.update_mask();
  return Requests().Update(call, txn, request.assistance_request(), update, check);
}

absl::StatusOr<AssistanceRequest> DeleteAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::DeleteAssistanceRequestRequest& request) {
  auto record = Requests().Get(txn, request.name());
  if (record.ok()) {
    RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), record->etag()));
    RETURN_IF_ERROR(CheckAction(*record, RequestAction::kDelete));
    RETURN_IF_ERROR(CheckNotReferenced(txn, request.name()));
  }
  return Requests().Delete(call, txn, request.name(), request.etag(), request.allow_missing());
}

absl::StatusOr<AssistanceRequest> UndeleteAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::UndeleteAssistanceRequestRequest& request) {
  return Requests().Undelete(call, txn, request.name(), request.etag());
}

absl::StatusOr<AssistanceRequest> ChangeRequest(
    const rpc::Call& call, store::Txn& txn, absl::string_view name, absl::string_view etag,
    RequestAction action, absl::string_view verb,
    const std::function<absl::Status(AssistanceRequest*)>& change) {
  ASSIGN_OR_RETURN(AssistanceRequest record, Requests().Get(txn, name));
  RETURN_IF_ERROR(CheckEtag(name, etag, record.etag()));
  Refresh(call, &record);
  RETURN_IF_ERROR(CheckAction(record, action));
  RETURN_IF_ERROR(change(&record));
  Refresh(call, &record);
  return Requests().Write(call, txn, std::move(record), verb);
}

absl::StatusOr<AssistanceRequest> SubmitAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::SubmitAssistanceRequestRequest& request) {
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kSubmit, "submit",
                       [&](AssistanceRequest* record) {
                         record->set_state(AssistanceRequest::STATE_SUBMITTED);
                         *record->mutable_submit_time() = TimeOf(call);
                         return absl::OkStatus();
                       });
}

absl::StatusOr<AssistanceRequest> AuthenticateAssistanceRequest(
    const rpc::Call& call, store::Txn& txn,
    const v1::AuthenticateAssistanceRequestRequest& request) {
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kAuthenticate,
                       "authenticate", [&](AssistanceRequest* record) {
                         record->set_state(AssistanceRequest::STATE_AUTHENTICATED);
                         *record->mutable_authenticate_time() = TimeOf(call);
                         record->set_authentication_note(request.note());
                         return absl::OkStatus();
                       });
}

absl::StatusOr<AssistanceRequest> PublishAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::PublishAssistanceRequestRequest& request) {
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kPublish,
                       "publish", [&](AssistanceRequest* record) {
                         record->set_state(AssistanceRequest::STATE_PUBLISHED);
                         *record->mutable_publish_time() = TimeOf(call);
                         return absl::OkStatus();
                       });
}

absl::StatusOr<AssistanceRequest> WithdrawAssistanceRequest(
    const rpc::Call& call, store::Txn& txn, const v1::WithdrawAssistanceRequestRequest& request) {
  return ChangeRequest(call, txn, request.name(), request.etag(), RequestAction::kWithdraw,
                       "withdraw", [&](AssistanceRequest* record) {
                         record->set_state(AssistanceRequest::STATE_WITHDRAWN);
                         *record->mutable_withdraw_time() = TimeOf(call);
                         record->set_withdrawal_reason(request.reason());
                         return absl::OkStatus();
                       });
}

}  // namespace clearway::cooperation
