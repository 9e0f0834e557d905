#include "services/cooperation/proposal_state.h"

#include "common/rpc/errors.h"
#include "gtest/gtest.h"

namespace clearway::cooperation {
namespace {

using v1::Proposal;

Proposal In(Proposal::State state) {
  Proposal proposal;
  proposal.set_name("proposals/a");
  proposal.set_state(state);
  return proposal;
}

Proposal::Decision By(Proposal::Side side, bool accepted) {
  Proposal::Decision decision;
  decision.set_side(side);
  decision.set_accepted(accepted);
  decision.set_reason("because");
  return decision;
}

// From each state, each side's acceptance and refusal: the next state, or none where it is refused.
TEST(ProposalStateTest, EveryDecisionInEveryState) {
  using P = Proposal;
  constexpr auto kNone = P::STATE_UNSPECIFIED;
  struct Row {
    P::State from, provider_accepts, recipient_accepts, provider_declines, recipient_declines;
  };
  const Row rows[] = {
      {P::STATE_PROPOSED, P::STATE_ACCEPTED_BY_PROVIDER, P::STATE_ACCEPTED_BY_RECIPIENT,
       P::STATE_DECLINED, P::STATE_DECLINED},
      {P::STATE_ACCEPTED_BY_PROVIDER, kNone, P::STATE_ACCEPTED, P::STATE_DECLINED,
       P::STATE_DECLINED},
      {P::STATE_ACCEPTED_BY_RECIPIENT, P::STATE_ACCEPTED, kNone, P::STATE_DECLINED,
       P::STATE_DECLINED},
      {P::STATE_ACCEPTED, kNone, kNone, kNone, kNone},
      {P::STATE_DECLINED, kNone, kNone, kNone, kNone},
  };
  for (const Row& row : rows) {
    const std::pair<P::Decision, P::State> decisions[] = {
        {By(P::SIDE_PROVIDER, true), row.provider_accepts},
        {By(P::SIDE_RECIPIENT, true), row.recipient_accepts},
        {By(P::SIDE_PROVIDER, false), row.provider_declines},
        {By(P::SIDE_RECIPIENT, false), row.recipient_declines},
    };
    for (const auto& [decision, to] : decisions) {
      P proposal = In(row.from);
      const auto status = Decide(decision, &proposal);
      if (to == kNone) {
        EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
        EXPECT_EQ(proposal.SerializeAsString(), In(row.from).SerializeAsString());
        continue;
      }
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_EQ(proposal.state(), to);
      ASSERT_EQ(proposal.decisions_size(), 1);
      EXPECT_EQ(proposal.decisions(0).reason(), "because");
    }
  }
}

}  // namespace
}  // namespace clearway::cooperation
