// Proposals as people decide on them: accept, decline, and make one by hand.
#ifndef CLEARWAY_SERVICES_COOPERATION_PROPOSALS_H_
#define CLEARWAY_SERVICES_COOPERATION_PROPOSALS_H_

#include "absl/status/statusor.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "services/cooperation/deps.h"

namespace clearway::cooperation {

absl::StatusOr<v1::Proposal> GetProposal(const rpc::Call& call, const store::Snapshot& at,
                                         const v1::GetProposalRequest& request);
absl::StatusOr<v1::ListProposalsResponse> ListProposals(const rpc::Call& call,
                                                        const store::Snapshot& at,
                                                        const v1::ListProposalsRequest& request);
// Both books must take the proposed quantity already when the first side accepts; it is set aside
// when the second does.
absl::StatusOr<v1::AcceptProposalResponse> AcceptProposal(const rpc::Call& call, store::Txn& txn,
                                                          const v1::AcceptProposalRequest& request);
absl::StatusOr<v1::Proposal> DeclineProposal(const rpc::Call& call, store::Txn& txn,
                                             const v1::DeclineProposalRequest& request);
// `judge` says whether the pair is feasible, and what it scores.
absl::StatusOr<v1::Proposal> ProposeMatch(const PairJudge& judge, const rpc::Call& call,
                                          store::Txn& txn, const v1::ProposeMatchRequest& request);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_PROPOSALS_H_
