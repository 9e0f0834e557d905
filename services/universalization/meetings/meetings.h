// Changes of state of meetings, sponsorships and mandates, and the sharing of costs: what is more
// than the standard methods (register.cc).
#ifndef CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETINGS_H_
#define CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETINGS_H_

#include "absl/status/statusor.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::universalization {

absl::StatusOr<v1::Meeting> ConveneMeeting(const rpc::Call& call, store::Txn& txn,
                                           const v1::ConveneMeetingRequest& request);
absl::StatusOr<v1::Meeting> OpenMeeting(const rpc::Call& call, store::Txn& txn,
                                        const v1::OpenMeetingRequest& request);
absl::StatusOr<v1::Meeting> CloseMeeting(const rpc::Call& call, store::Txn& txn,
                                         const v1::CloseMeetingRequest& request);
absl::StatusOr<v1::Meeting> CancelMeeting(const rpc::Call& call, store::Txn& txn,
                                          const v1::CancelMeetingRequest& request);

absl::StatusOr<v1::Sponsorship> ConfirmSponsorship(const rpc::Call& call, store::Txn& txn,
                                                   const v1::ConfirmSponsorshipRequest& request);
absl::StatusOr<v1::Sponsorship> CompleteSponsorship(const rpc::Call& call, store::Txn& txn,
                                                    const v1::CompleteSponsorshipRequest& request);
absl::StatusOr<v1::Sponsorship> CancelSponsorship(const rpc::Call& call, store::Txn& txn,
                                                  const v1::CancelSponsorshipRequest& request);

absl::StatusOr<v1::Mandate> CompleteMandate(const rpc::Call& call, store::Txn& txn,
                                            const v1::CompleteMandateRequest& request);
absl::StatusOr<v1::Mandate> WithdrawMandate(const rpc::Call& call, store::Txn& txn,
                                            const v1::WithdrawMandateRequest& request);
absl::StatusOr<v1::Mandate> ReopenMandate(const rpc::Call& call, store::Txn& txn,
                                          const v1::ReopenMandateRequest& request);

absl::StatusOr<v1::ComputeCostSharesResponse> ComputeCostShares(
    const rpc::Call& call, const store::Snapshot& at, const v1::ComputeCostSharesRequest& request);

// Sets what is computed of a record as it is read: a participation's finding, a sponsorship's
// basis, a mandate's days and status. What names a meeting or State that is gone is left out.
void PrepareParticipation(const store::Reader& at, const google::type::Date& as_of,
                          v1::Participation* participation);
void PrepareSponsorship(const store::Reader& at, const google::type::Date& as_of,
                        v1::Sponsorship* sponsorship);
void PrepareMandate(const store::Reader& at, const google::type::Date& as_of, v1::Mandate* mandate);

}  // namespace clearway::universalization

#endif  // CLEARWAY_SERVICES_UNIVERSALIZATION_MEETINGS_MEETINGS_H_
