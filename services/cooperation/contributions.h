// Contributions after the match: commitment, deliveries, cancellation; and those made elsewhere.
#ifndef CLEARWAY_SERVICES_COOPERATION_CONTRIBUTIONS_H_
#define CLEARWAY_SERVICES_COOPERATION_CONTRIBUTIONS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/errors.h"
#include "common/rpc/service.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// Deliveries of one contribution, so that a record stays within the store's bounds.
inline constexpr int kMaxDeliveries = 1000;

absl::StatusOr<v1::Contribution> GetContribution(const rpc::Call& call, const store::Snapshot& at,
                                                 const v1::GetContributionRequest& request);
absl::StatusOr<v1::ListContributionsResponse> ListContributions(
    const rpc::Call& call, const store::Snapshot& at, const v1::ListContributionsRequest& request);
// Fixes the exchange rate of `rate_date`. What the contribution is then worth to the need counts up
// to what the need still asks for. FAILED_PRECONDITION (REQUEST_CLOSED) when the request is
// withdrawn: a pledge to one that has merely expired may still be kept.
absl::StatusOr<v1::Contribution> CommitContribution(const rpc::Call& call, store::Txn& txn,
                                                    const v1::CommitContributionRequest& request);
absl::StatusOr<v1::Contribution> RecordDelivery(const rpc::Call& call, store::Txn& txn,
                                                const v1::RecordDeliveryRequest& request);
absl::StatusOr<v1::Contribution> CancelContribution(const rpc::Call& call, store::Txn& txn,
                                                    const v1::CancelContributionRequest& request);
absl::StatusOr<v1::Contribution> RecordExternalContribution(
    const rpc::Call& call, store::Txn& txn, const v1::RecordExternalContributionRequest& request);
// Every violation of a contribution made elsewhere and of what it names.
absl::Status CheckContributionRecord(const store::Reader& at, const v1::Contribution& contribution,
                                     rpc::Violations* bad);

// Streams them page by page, all of one revision.
absl::Status ExportContributions(const rpc::Call& call, const store::Snapshot& at,
                                 const v1::ExportContributionsRequest& request,
                                 rpc::Sink<v1::ExportContributionsResponse>& sink);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_CONTRIBUTIONS_H_
