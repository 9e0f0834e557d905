#include "services/cooperation/contributions.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/contribution_state.h"
#include "services/cooperation/posting.h"
#include "services/cooperation/quantity_rules.h"

namespace clearway::cooperation {

using v1::Contribution;

absl::StatusOr<Contribution> GetContribution(const rpc::Call&, const store::Snapshot& at,
                                             const v1::GetContributionRequest& request) {
  return Contributions().Get(at, request.name());
}

absl::StatusOr<v1::ListContributionsResponse> ListContributions(
    const rpc::Call&, const store::Snapshot& at, const v1::ListContributionsRequest& request) {
  return Contributions().List<v1::ListContributionsResponse>(at, request);
}

absl::StatusOr<Contribution> RecordDelivery(const rpc::Call& call, store::Txn& txn,
                                            const v1::RecordDeliveryRequest& request) {
  ASSIGN_OR_RETURN(const Contribution before, Contributions().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), before.etag()));
  RETURN_IF_ERROR(CheckAction(before, ContributionAction::kDeliver));
  if (before.deliveries_size() >= kMaxDeliveries) {
    return rpc::FailedPrecondition(type::v1::ERROR_REASON_STATE_NOT_ALLOWED, before.name(),
                                   absl::StrCat("has ", kMaxDeliveries, " deliveries already"));
  }
  rpc::Violations bad;
  CheckKnown(request.delivery().date(), call.Today(), "delivery.date", &bad);
  RETURN_IF_ERROR(bad.ToStatus());
  v1::Delivery delivery = request.delivery();
  *delivery.mutable_record_time() = TimeOf(call);
  Contribution after = before;
  RETURN_IF_ERROR(AddDelivery(delivery, "delivery", &after));
  return PostAndWrite(call, txn, &before, std::move(after), "deliver");
}

absl::StatusOr<Contribution> CancelContribution(const rpc::Call& call, store::Txn& txn,
                                                const v1::CancelContributionRequest& request) {
  ASSIGN_OR_RETURN(const Contribution before, Contributions().Get(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), before.etag()));
  RETURN_IF_ERROR(CheckAction(before, ContributionAction::kCancel));
  Contribution after = before;
  after.set_state(Contribution::STATE_CANCELLED);
  *after.mutable_cancel_time() = TimeOf(call);
  after.set_cancellation_reason(request.reason());
  return PostAndWrite(call, txn, &before, std::move(after), "cancel");
}

absl::Status ExportContributions(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::ExportContributionsRequest& request,
                                 rpc::Sink<v1::ExportContributionsResponse>& sink) {
  v1::ListContributionsRequest page;
  page.set_filter(request.filter());
  page.set_page_size(100);
  do {
    if (call.Cancelled()) return absl::CancelledError("the call was cancelled");
    ASSIGN_OR_RETURN(auto listed, Contributions().List<v1::ListContributionsResponse>(at, page));
    page.set_page_token(listed.next_page_token());
    v1::ExportContributionsResponse response;
    response.mutable_contributions()->Swap(listed.mutable_contributions());
    if (response.contributions_size() > 0) RETURN_IF_ERROR(sink.Send(response));
  } while (!page.page_token().empty());
  return absl::OkStatus();
}

}  // namespace clearway::cooperation
