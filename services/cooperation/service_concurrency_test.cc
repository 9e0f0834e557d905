// Many clients accept overlapping proposals at once: never more of an offer than it has, never more
// to a need than it asks for.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/errors.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::Contribution;
using v1::Offer;
using v1::Proposal;

TEST_F(CooperationTest, OverlappingProposalsNeverExceedOfferOrNeed) {
  constexpr int kClients = 12, kOffers = 3, kRequests = 3;
  std::vector<std::string> proposals;
  std::vector<Offer> offers;
  std::vector<AssistanceRequest> requests;
  for (int i = 0; i < kOffers; ++i) offers.push_back(Open(ExampleOffer()));
  for (int i = 0; i < kRequests; ++i) {
    AssistanceRequest request = ExampleRequest();
    if (i == 1) request.set_recipient("states/LBN");
    requests.push_back(Published(request));
  }
  // Six for each pair: together far more than offers have and needs ask for.
  for (const auto& offer : offers) {
    for (const auto& request : requests) {
      for (int copy = 0; copy < 6; ++copy) {
        v1::ProposeMatchRequest propose;
        propose.set_assistance_request(request.name());
        propose.set_offer(offer.name());
        propose.set_need_id("funding");
        propose.set_year(2012 + copy % 2);
        *propose.mutable_quantity() =
            MakeQuantity({true, "USD"}, Parts(370 + 100 * (copy / 2)) * kPartsOfMoney);
        const auto proposal = Call<Proposal>("ProposeMatch", propose);
        ASSERT_TRUE(proposal.ok()) << proposal.status();
        ASSERT_TRUE(Accept(proposal->name(), Proposal::SIDE_PROVIDER).ok());
        proposals.push_back(proposal->name());
      }
    }
  }
  std::atomic<int> accepted{0}, refused{0}, other{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < kClients; ++c) {
    clients.emplace_back([&, c] {
      const auto client = *rpc::Client::Connect(client_->address());
      // Each client goes through all of them from another place, so that they meet.
      for (size_t i = 0; i < proposals.size(); ++i) {
        v1::AcceptProposalRequest accept;
        accept.set_name(proposals[(i * 7 + c * 5) % proposals.size()]);
        accept.set_side(Proposal::SIDE_RECIPIENT);
        const auto answer =
            client->Call<v1::AcceptProposalResponse>(FullName("AcceptProposal"), accept);
        if (!answer.ok()) {
          const auto reason = rpc::ReasonOf(answer.status());
          const bool expected = reason == type::v1::ERROR_REASON_OFFER_EXHAUSTED ||
                                reason == type::v1::ERROR_REASON_NEED_EXCEEDED ||
                                reason == type::v1::ERROR_REASON_STATE_NOT_ALLOWED;
          ++(expected ? refused : other);
          continue;
        }
        ++accepted;
        const std::string& name = answer->contribution().name();
        if (i % 3 == 0) {
          v1::CommitContributionRequest commit;
          commit.set_name(name);
          if (!client->Call<Contribution>(FullName("CommitContribution"), commit).ok()) ++other;
        } else if (i % 3 == 1) {
          v1::CancelContributionRequest cancel;
          cancel.set_name(name);
          cancel.set_reason("no longer needed");
          if (!client->Call<Contribution>(FullName("CancelContribution"), cancel).ok()) ++other;
        }
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(other, 0);
  EXPECT_GT(accepted, 5);
  EXPECT_GT(refused, 100);
  ExpectBooksAreRight();
  Restart();
  ExpectBooksAreRight();
}

}  // namespace
}  // namespace clearway::cooperation
