#include "services/cooperation/proposals.h"

#include <string>
#include <utility>

#include "common/status_macros.h"
#include "services/cooperation/audience.h"
#include "services/cooperation/call_util.h"
#include "services/cooperation/collections.h"
#include "services/cooperation/posting.h"
#include "services/cooperation/proposal_state.h"
#include "services/cooperation/run_visible.h"

namespace clearway::cooperation {
namespace {

using v1::Proposal;

Proposal::Decision DecisionOf(const rpc::Call& call, Proposal::Side side, bool accepted,
                              const std::string& reason) {
  Proposal::Decision decision;
  decision.set_side(side);
  decision.set_accepted(accepted);
  decision.set_actor(call.actor);
  decision.set_reason(reason);
  *decision.mutable_time() = TimeOf(call);
  return decision;
}

}  // namespace

absl::StatusOr<Proposal> GetProposal(const rpc::Call&, const store::Snapshot& at,
                                     const v1::GetProposalRequest& request) {
  return GetVisibleProposal(at, request.name());
}

absl::StatusOr<v1::ListProposalsResponse> ListProposals(const rpc::Call&, const store::Snapshot& at,
                                                        const v1::ListProposalsRequest& request) {
  return Proposals().List<v1::ListProposalsResponse>(at, request, VisibleAt(at));
}

absl::StatusOr<v1::AcceptProposalResponse> AcceptProposal(
    const rpc::Call& call, store::Txn& txn, const v1::AcceptProposalRequest& request) {
  ASSIGN_OR_RETURN(Proposal proposal, GetVisibleProposal(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), proposal.etag()));
  RETURN_IF_ERROR(Decide(DecisionOf(call, request.side(), true, request.reason()), &proposal));
  ASSIGN_OR_RETURN(Books books,
                   OpenBooks(call, txn, proposal.offer(), proposal.assistance_request()));
  RETURN_IF_ERROR(CheckTaking(books));
  v1::AcceptProposalResponse response;
  if (proposal.state() == Proposal::STATE_ACCEPTED) {
    v1::Contribution pledge = PledgeOf(call, proposal, books);
    ASSIGN_OR_RETURN(*pledge.mutable_audience(),
                     CommonAudience(txn, call.Today(), books.offer, books.request));
    ASSIGN_OR_RETURN(*response.mutable_contribution(),
                     PostAndWrite(call, txn, nullptr, std::move(pledge), "pledge"));
    proposal.set_contribution(response.contribution().name());
  } else {
    RETURN_IF_ERROR(CheckLeft(call, proposal, std::move(books)));
  }
  ASSIGN_OR_RETURN(*response.mutable_proposal(),
                   Proposals().Write(call, txn, std::move(proposal), "accept"));
  return response;
}

absl::StatusOr<Proposal> DeclineProposal(const rpc::Call& call, store::Txn& txn,
                                         const v1::DeclineProposalRequest& request) {
  ASSIGN_OR_RETURN(Proposal proposal, GetVisibleProposal(txn, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.name(), request.etag(), proposal.etag()));
  RETURN_IF_ERROR(Decide(DecisionOf(call, request.side(), false, request.reason()), &proposal));
  return Proposals().Write(call, txn, std::move(proposal), "decline");
}

}  // namespace clearway::cooperation
