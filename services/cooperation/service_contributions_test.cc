// From a match by hand to its delivery, through a real server: sums, states, rates, and what others
// gave.
#include <string>
#include <vector>

#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "services/cooperation/quantity.h"
#include "services/cooperation/service_testing.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using v1::AssistanceRequest;
using v1::Contribution;
using v1::Offer;
using v1::Proposal;

v1::Quantity Money(const char* currency, int64_t units, int64_t cents = 0) {
  return MakeQuantity({true, currency}, Parts(units) * kPartsOfMoney + Parts(cents) * 10000000);
}

class ContributionsTest : public CooperationTest {
 protected:
  absl::StatusOr<Contribution> Commit(const std::string& name) {
    v1::CommitContributionRequest commit;
    commit.set_name(name);
    commit.set_reference("grant agreement QZA-12/0763");
    return Call<Contribution>("CommitContribution", commit);
  }
  absl::StatusOr<Contribution> Deliver(const std::string& name, int year,
                                       const v1::Quantity& quantity) {
    v1::RecordDeliveryRequest deliver;
    deliver.set_name(name);
    deliver.mutable_delivery()->set_year(year);
    *deliver.mutable_delivery()->mutable_date() = MakeDate(2012, 6, 1);
    *deliver.mutable_delivery()->mutable_quantity() = quantity;
    return Call<Contribution>("RecordDelivery", deliver);
  }
  absl::StatusOr<Contribution> Cancel(const std::string& name) {
    v1::CancelContributionRequest cancel;
    cancel.set_name(name);
    cancel.set_reason("the programme was closed");
    return Call<Contribution>("CancelContribution", cancel);
  }
  // 1 EUR = 1.5 USD from the start of 2012.
  void SetRate(const char* rate, int day) {
    v1::SetExchangeRatesRequest set;
    auto* record = set.add_exchange_rates();
    record->set_currency_code("EUR");
    record->set_quote_currency_code("USD");
    record->set_rate(rate);
    *record->mutable_date() = MakeDate(2012, 1, day);
    ASSERT_TRUE(Call<v1::SetExchangeRatesResponse>("SetExchangeRates", set).ok());
  }
  Offer EuroOffer() {
    Offer offer = ExampleOffer();
    for (auto* quantity :
         {offer.mutable_total(), offer.mutable_cap_per_recipient_year(),
          offer.mutable_years(0)->mutable_quantity(), offer.mutable_years(1)->mutable_quantity()}) {
      quantity->mutable_money()->set_currency_code("EUR");
    }
    return offer;
  }
};

TEST_F(ContributionsTest, APledgeIsCommittedAndDelivered) {
  AssistanceRequest asked = ExampleRequest();
  asked.mutable_needs()->RemoveLast();
  asked.mutable_needs(0)->mutable_years()->RemoveLast();  // 1000 USD in 2012
  const AssistanceRequest request = Published(asked);
  const Offer offer = Open(ExampleOffer());
  const auto pledge = Pledge(request, offer, "funding", 2012, Money("USD", 1000));
  ASSERT_TRUE(pledge.ok()) << pledge.status();
  EXPECT_EQ(pledge->state(), Contribution::STATE_PLEDGED);
  EXPECT_EQ(pledge->provider(), "states/NOR");
  EXPECT_THAT(pledge->recipients(), ElementsAre("states/LAO"));
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_PUBLISHED);
  EXPECT_EQ(GetRequest(request.name()).progress(0).pledged().money().units(), 1000);
  EXPECT_EQ(GetRequest(request.name()).progress(0).remaining().money().units(), 0);
  EXPECT_EQ(GetOffer(offer.name()).progress(0).remaining().money().units(), 2000);

  const auto committed = Commit(pledge->name());
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(committed->state(), Contribution::STATE_COMMITTED);
  EXPECT_EQ(committed->commitment_reference(), "grant agreement QZA-12/0763");
  EXPECT_EQ(committed->exchange_rate(), "");
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_COMMITTED);
  EXPECT_EQ(rpc::ReasonOf(Commit(pledge->name()).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);

  const auto part = Deliver(pledge->name(), 2012, Money("USD", 400));
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->state(), Contribution::STATE_DELIVERING);
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_PARTIALLY_FULFILLED);
  EXPECT_THAT(rpc::ViolatedFields(Deliver(pledge->name(), 2012, Money("USD", 601)).status()),
              ElementsAre("delivery.quantity"));
  const auto all = Deliver(pledge->name(), 2012, Money("USD", 600));
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->state(), Contribution::STATE_DELIVERED);
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_FULFILLED);
  EXPECT_EQ(rpc::ReasonOf(Cancel(pledge->name()).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
  ExpectBooksAreRight();
}

TEST_F(ContributionsTest, ACancelledContributionFreesWhatWasNotDelivered) {
  const AssistanceRequest request = Published(ExampleRequest());
  Offer small = ExampleOffer();
  small.mutable_total()->mutable_money()->set_units(900);
  const Offer offer = Open(small);
  const auto pledge = Pledge(request, offer, "funding", 2012, Money("USD", 900));
  ASSERT_TRUE(pledge.ok()) << pledge.status();
  EXPECT_EQ(GetOffer(offer.name()).state(), Offer::STATE_EXHAUSTED);
  ASSERT_TRUE(Commit(pledge->name()).ok());
  EXPECT_EQ(GetRequest(request.name()).state(), AssistanceRequest::STATE_PARTIALLY_COMMITTED);
  ASSERT_TRUE(Deliver(pledge->name(), 2012, Money("USD", 300)).ok());
  const auto cancelled = Cancel(pledge->name());
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->state(), Contribution::STATE_CANCELLED);
  EXPECT_EQ(GetOffer(offer.name()).state(), Offer::STATE_OPEN);
  EXPECT_EQ(GetOffer(offer.name()).progress(0).remaining().money().units(), 600);
  EXPECT_EQ(GetRequest(request.name()).progress(0).committed().money().units(), 300);
  ExpectBooksAreRight();
}

TEST_F(ContributionsTest, TheRateIsFixedAtCommitmentAndTheNeedIsNotExceeded) {
  SetRate("1.25", 1);
  const AssistanceRequest request = Published(ExampleRequest());  // 1000 USD in 2012
  const Offer offer = Open(EuroOffer());
  const auto pledge = Pledge(request, offer, "funding", 2012, Money("EUR", 400, 1));
  ASSERT_TRUE(pledge.ok()) << pledge.status();
  // 400.01 × 1.25 = 500.0125, rounded down.
  EXPECT_EQ(ToText(pledge->need_tranches(0).quantity()), "500.01 USD");
  SetRate("1.5", 2);
  v1::CommitContributionRequest commit;
  commit.set_name(pledge->name());
  *commit.mutable_rate_date() = MakeDate(2011, 12, 31);
  const auto early = Call<Contribution>("CommitContribution", commit);
  EXPECT_THAT(rpc::ViolatedFields(early.status()), ElementsAre("rate_date"));
  EXPECT_EQ(rpc::ReasonOf(early.status()), type::v1::ERROR_REASON_NO_EXCHANGE_RATE);
  *commit.mutable_rate_date() = MakeDate(2012, 6, 2);
  EXPECT_EQ(rpc::ReasonOf(Call<Contribution>("CommitContribution", commit).status()),
            type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  const auto committed = Commit(pledge->name());
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_EQ(committed->exchange_rate(), "1.5");
  EXPECT_EQ(ToText(committed->need_tranches(0).quantity()), "600.01 USD");
  EXPECT_EQ(ToText(GetOffer(offer.name()).progress(0).committed()), "400.01 EUR");
  // The rest of the need takes 399.99 USD; 300 EUR are worth 450, and count for what is left.
  EXPECT_EQ(rpc::ReasonOf(Pledge(request, offer, "funding", 2012, Money("EUR", 300)).status()),
            type::v1::ERROR_REASON_NEED_EXCEEDED);
  const auto rest = Pledge(request, offer, "funding", 2012, Money("EUR", 266));
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(ToText(rest->need_tranches(0).quantity()), "399 USD");
  SetRate("1.6", 3);
  const auto capped = Commit(rest->name());
  ASSERT_TRUE(capped.ok()) << capped.status();
  EXPECT_EQ(ToText(capped->need_tranches(0).quantity()), "399.99 USD");
  EXPECT_EQ(ToText(GetRequest(request.name()).progress(0).committed()), "1000 USD");
  ExpectBooksAreRight();
}

TEST_F(ContributionsTest, BothSidesDecide) {
  const AssistanceRequest request = Published(ExampleRequest());
  const Offer offer = Open(ExampleOffer());
  v1::ProposeMatchRequest propose;
  propose.set_assistance_request(request.name());
  propose.set_offer(offer.name());
  propose.set_need_id("funding");
  propose.set_year(2012);
  *propose.mutable_quantity() = Money("USD", 10);
  propose.set_reason("long partnership");
  const auto proposal = Call<Proposal>("ProposeMatch", propose);
  ASSERT_TRUE(proposal.ok()) << proposal.status();
  EXPECT_EQ(proposal->manual_reason(), "long partnership");
  EXPECT_GT(proposal->score(), 0);
  const auto one = Accept(proposal->name(), Proposal::SIDE_RECIPIENT);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->proposal().state(), Proposal::STATE_ACCEPTED_BY_RECIPIENT);
  EXPECT_FALSE(one->has_contribution());
  EXPECT_EQ(rpc::ReasonOf(Accept(proposal->name(), Proposal::SIDE_RECIPIENT).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
  const auto both = Accept(proposal->name(), Proposal::SIDE_PROVIDER);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->proposal().state(), Proposal::STATE_ACCEPTED);
  EXPECT_EQ(both->proposal().contribution(), both->contribution().name());
  EXPECT_EQ(both->proposal().decisions_size(), 2);
  v1::DeclineProposalRequest decline;
  decline.set_name(proposal->name());
  decline.set_side(Proposal::SIDE_PROVIDER);
  EXPECT_EQ(rpc::ReasonOf(Call<Proposal>("DeclineProposal", decline).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);

  const auto second = Call<Proposal>("ProposeMatch", propose);
  ASSERT_TRUE(second.ok()) << second.status();
  decline.set_name(second->name());
  decline.set_reason("not this year");
  const auto declined = Call<Proposal>("DeclineProposal", decline);
  ASSERT_TRUE(declined.ok()) << declined.status();
  EXPECT_EQ(declined->state(), Proposal::STATE_DECLINED);
  EXPECT_EQ(rpc::ReasonOf(Accept(second->name(), Proposal::SIDE_RECIPIENT).status()),
            type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
}

TEST_F(ContributionsTest, WhatIsInUseStaysWhenRecordsChange) {
  const AssistanceRequest request = Published(ExampleRequest());
  const Offer offer = Open(ExampleOffer());
  ASSERT_TRUE(Pledge(request, offer, "funding", 2012, Money("USD", 600)).ok());
  v1::UpdateOfferRequest update;
  *update.mutable_offer() = ExampleOffer();
  update.mutable_offer()->set_name(offer.name());
  update.mutable_offer()->mutable_total()->mutable_money()->set_units(599);
  update.mutable_update_mask()->add_paths("total");
  const auto less = Call<Offer>("UpdateOffer", update);
  EXPECT_THAT(rpc::ViolatedFields(less.status()), ElementsAre("offer.total"));
  update.mutable_offer()->mutable_total()->mutable_money()->set_units(600);
  const auto exact = Call<Offer>("UpdateOffer", update);
  ASSERT_TRUE(exact.ok()) << exact.status();
  EXPECT_EQ(exact->state(), Offer::STATE_EXHAUSTED);
  ASSERT_TRUE((ByName<Offer, v1::RetractOfferRequest>("RetractOffer", offer.name()).ok()));
  EXPECT_EQ(
      rpc::ReasonOf(ByName<Offer, v1::DeleteOfferRequest>("DeleteOffer", offer.name()).status()),
      type::v1::ERROR_REASON_STILL_REFERENCED);
  ExpectBooksAreRight();
}

TEST_F(ContributionsTest, FlowsMadeElsewhereAreRecordedSummedAndExported) {
  v1::RecordExternalContributionRequest record;
  *record.mutable_contribution() = Parse<Contribution>(R"pb(
    provider: "states/NOR"
    recipients: "actors/undp"
    kind: RESOURCE_KIND_FUNDING
    total { money { currency_code: "USD" units: 300 } }
    tranches {
      year: 2011
      quantity { money { currency_code: "USD" units: 300 } }
    }
    areas_of_work: AREA_OF_WORK_CLEARANCE
    source: "table 1, row 2"
  )pb");
  const auto parent = Call<Contribution>("RecordExternalContribution", record);
  ASSERT_TRUE(parent.ok()) << parent.status();
  EXPECT_TRUE(parent->external());
  EXPECT_EQ(parent->state(), Contribution::STATE_DELIVERED);
  EXPECT_EQ(parent->start_year(), 2011);

  auto* child = record.mutable_contribution();
  child->set_provider("actors/undp");
  child->set_recipients(0, "states/LAO");
  child->set_parent("contributions/none");
  EXPECT_EQ(rpc::ReasonOf(Call<Contribution>("RecordExternalContribution", record).status()),
            type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  child->set_parent(parent->name());
  ASSERT_TRUE(Call<Contribution>("RecordExternalContribution", record).ok());
  child->mutable_tranches(0)->mutable_quantity()->mutable_money()->set_units(299);
  EXPECT_THAT(
      rpc::ViolatedFields(Call<Contribution>("RecordExternalContribution", record).status()),
      ElementsAre("contribution.tranches"));

  v1::SummarizeCooperationRequest summarize;
  summarize.set_by_year(true);
  const auto sums = Call<v1::SummarizeCooperationResponse>("SummarizeCooperation", summarize);
  ASSERT_TRUE(sums.ok()) << sums.status();
  ASSERT_EQ(sums->rows_size(), 1);
  EXPECT_EQ(sums->rows(0).year(), 2011);
  EXPECT_EQ(sums->rows(0).external().money().units(), 300);  // once, not twice

  std::vector<std::string> providers;
  v1::ExportContributionsRequest all;
  all.set_filter("start_year = 2011");
  const auto exported = client_->Stream<v1::ExportContributionsResponse>(
      FullName("ExportContributions"), all, [&](const v1::ExportContributionsResponse& response) {
        for (const auto& contribution : response.contributions()) {
          providers.push_back(contribution.provider());
        }
        return true;
      });
  ASSERT_TRUE(exported.ok()) << exported;
  EXPECT_THAT(providers, testing::UnorderedElementsAre("states/NOR", "actors/undp"));
}

}  // namespace
}  // namespace clearway::cooperation
