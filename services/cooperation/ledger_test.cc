#include "services/cooperation/ledger.h"

#include <random>
#include <vector>

#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/contribution_state.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::Contribution;
using v1::Offer;

const Commodity kUsd{true, "USD"};
const Commodity kEur{true, "EUR"};

Parts Usd(int64_t units) { return Parts(units) * kPartsOfMoney; }

Offer NewOffer() {
  Offer offer = ExampleOffer();
  offer.set_name("offers/a");
  SetProgress(OfferSums(), &offer);
  return offer;
}

AssistanceRequest NewRequest() {
  AssistanceRequest request = ExampleRequest();
  request.set_name("assistanceRequests/a");
  SetProgress(NeedSums(), &request);
  return request;
}

Contribution Pledge(int year, Parts parts, Parts need_parts, const char* recipient = "states/LAO") {
  Contribution contribution;
  contribution.add_recipients(recipient);
  contribution.set_need_id("funding");
  contribution.set_state(Contribution::STATE_PLEDGED);
  *contribution.mutable_total() = MakeQuantity(kUsd, parts);
  auto* tranche = contribution.add_tranches();
  tranche->set_year(year);
  *tranche->mutable_quantity() = MakeQuantity(kUsd, parts);
  auto* worth = contribution.add_need_tranches();
  worth->set_year(year);
  *worth->mutable_quantity() = MakeQuantity(kUsd, need_parts);
  return contribution;
}

TEST(LedgerTest, APledgeIsSetAsideOnBothSides) {
  Offer offer = NewOffer();
  AssistanceRequest request = NewRequest();
  ASSERT_TRUE(Post(nullptr, Pledge(2012, Usd(400), Usd(400)), &offer, &request).ok());
  EXPECT_EQ(SumsOf(offer)[std::make_pair(std::string(), 0)].pledged, Usd(400));
  EXPECT_EQ(SumsOf(offer)[std::make_pair(std::string(), 2012)].pledged, Usd(400));
  EXPECT_EQ(SumsOf(offer)[std::make_pair(std::string("states/LAO"), 2012)].pledged, Usd(400));
  EXPECT_EQ(LeftOf(offer, "states/LAO", 2012), Usd(1100));
  EXPECT_EQ(LeftOf(offer, "states/LBN", 2012), Usd(1500));
  EXPECT_EQ(LeftOf(request, "funding", 2012), Usd(600));
  EXPECT_EQ(LeftOf(request, "funding", 2013), Usd(2000));
  EXPECT_EQ(LeftOf(offer, "states/LAO", 2014), 0);
  EXPECT_EQ(LeftOf(request, "nothing", 2012), 0);
}

TEST(LedgerTest, EveryCeilingBinds) {
  struct Case {
    const char* what;
    Parts before;
    const char* before_recipient;
    int before_year;
    Parts now;
    int year;
    type::v1::ErrorReason reason;
  };
  const Case cases[] = {
      {"recipient-year cap", Usd(1000), "states/LAO", 2013, Usd(501), 2013,
       type::v1::ERROR_REASON_OFFER_EXHAUSTED},
      {"year", Usd(1500), "states/LBN", 2013, Usd(501), 2013,
       type::v1::ERROR_REASON_OFFER_EXHAUSTED},
      {"total", Usd(1500), "states/LBN", 2012, Usd(1501), 2013,
       type::v1::ERROR_REASON_OFFER_EXHAUSTED},
      {"need", 0, "states/LAO", 2012, Usd(1001), 2012, type::v1::ERROR_REASON_NEED_EXCEEDED},
      {"no such year", 0, "states/LAO", 2012, 1, 2014, type::v1::ERROR_REASON_OFFER_EXHAUSTED},
  };
  for (const Case& c : cases) {
    Offer offer = NewOffer();
    AssistanceRequest request = NewRequest();
    AssistanceRequest other = NewRequest();
    if (c.before > 0) {
      ASSERT_TRUE(
          Post(nullptr, Pledge(c.before_year, c.before, 0, c.before_recipient), &offer, &other)
              .ok());
    }
    const std::string was = offer.SerializeAsString();
    const auto refused = Post(nullptr, Pledge(c.year, c.now, c.now), &offer, &request);
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << c.what;
    EXPECT_EQ(rpc::ReasonOf(refused), c.reason) << c.what << refused;
    EXPECT_EQ(offer.SerializeAsString(), was) << c.what;
    if (c.now > 1) {
      EXPECT_TRUE(
          Post(nullptr, Pledge(c.year, c.now - Usd(1), c.now - Usd(1)), &offer, &request).ok())
          << c.what;
    }
  }
}

TEST(LedgerTest, ADeliveryCountsForTheNeedInProportionRoundedDown) {
  Contribution contribution = Pledge(2012, Usd(300), 0);
  contribution.mutable_need_tranches(0)->mutable_quantity()->CopyFrom(MakeQuantity(kEur, Usd(200)));
  contribution.set_state(Contribution::STATE_COMMITTED);
  v1::Delivery delivery;
  delivery.set_year(2012);
  *delivery.mutable_quantity() = MakeQuantity(kUsd, Usd(100));
  ASSERT_TRUE(AddDelivery(delivery, "delivery", &contribution).ok());
  EXPECT_EQ(CountOf(contribution)[2012].need.delivered, Parts(66660000000));
  EXPECT_EQ(CountOf(contribution)[2012].need.committed, Usd(200));
  Contribution cancelled = contribution;
  cancelled.set_state(Contribution::STATE_CANCELLED);
  EXPECT_EQ(CountOf(cancelled)[2012].need.committed, Parts(66660000000));
  EXPECT_EQ(CountOf(cancelled)[2012].offer.committed, Usd(100));
  *delivery.mutable_quantity() = MakeQuantity(kUsd, Usd(200));
  ASSERT_TRUE(AddDelivery(delivery, "delivery", &contribution).ok());
  EXPECT_EQ(contribution.state(), Contribution::STATE_DELIVERED);
  EXPECT_EQ(CountOf(contribution)[2012].need.delivered, Usd(200));
}

TEST(LedgerTest, WhatIsNotThereCannotBeTakenOut) {
  Offer offer = NewOffer();
  AssistanceRequest request = NewRequest();
  const Contribution pledge = Pledge(2012, Usd(100), Usd(100));
  Contribution cancelled = pledge;
  cancelled.set_state(Contribution::STATE_CANCELLED);
  EXPECT_EQ(Post(&pledge, cancelled, &offer, &request).code(), absl::StatusCode::kInternal);
}

// Any order of pledges, commitments, deliveries and cancellations keeps within every ceiling, and
// the sums are the contributions'.
TEST(LedgerTest, SumsAreTheContributionsWhateverHappens) {
  std::mt19937 random(3);
  auto upto = [&](int n) { return static_cast<int>(random() % n); };
  for (int round = 0; round < 30; ++round) {
    Offer offer = NewOffer();
    AssistanceRequest laos = NewRequest(), lebanon = NewRequest();
    std::vector<Contribution> all;
    int refused = 0;
    for (int step = 0; step < 120; ++step) {
      const int what = upto(6);
      if (what < 3 || all.empty()) {
        const bool to_laos = upto(2) == 0;
        const Parts parts = Usd(1 + upto(700));
        Contribution pledge = Pledge(2012 + upto(2), parts, parts / (1 + upto(3)),
                                     to_laos ? "states/LAO" : "states/LBN");
        if (Post(nullptr, pledge, &offer, to_laos ? &laos : &lebanon).ok()) {
          all.push_back(pledge);
        } else {
          ++refused;
        }
        continue;
      }
      Contribution& now = all[upto(all.size())];
      Contribution after = now;
      if (what == 3 && now.state() == Contribution::STATE_PLEDGED) {
        after.set_state(Contribution::STATE_COMMITTED);
      } else if (what == 4 && CheckAction(now, ContributionAction::kDeliver).ok()) {
        v1::Delivery delivery;
        delivery.set_year(now.tranches(0).year());
        *delivery.mutable_quantity() = MakeQuantity(kUsd, Usd(1 + upto(300)));
        if (!AddDelivery(delivery, "delivery", &after).ok()) continue;
      } else if (what == 5 && CheckAction(now, ContributionAction::kCancel).ok()) {
        after.set_state(Contribution::STATE_CANCELLED);
      } else {
        continue;
      }
      AssistanceRequest* request = now.recipients(0) == "states/LAO" ? &laos : &lebanon;
      ASSERT_TRUE(Post(&now, after, &offer, request).ok());
      now = after;
    }
    EXPECT_GT(refused, 0);
    OfferSums expected;
    for (const auto& contribution : all) {
      for (const auto& [year, count] : CountOf(contribution)) {
        expected[{"", 0}] += count.offer;
        expected[{"", year}] += count.offer;
        expected[{contribution.recipients(0), year}] += count.offer;
      }
    }
    for (auto& [key, sums] : SumsOf(offer)) {
      EXPECT_EQ(sums.pledged, expected[key].pledged);
      EXPECT_EQ(sums.committed, expected[key].committed);
      EXPECT_EQ(sums.delivered, expected[key].delivered);
      const auto ceiling = CeilingOf(offer, key.first, key.second);
      ASSERT_TRUE(ceiling.has_value());
      EXPECT_LE(sums.used(), *ceiling);
      EXPECT_LE(sums.delivered, sums.committed);
    }
    for (const AssistanceRequest* request : {&laos, &lebanon}) {
      for (const auto& [key, sums] : SumsOf(*request)) {
        EXPECT_LE(sums.used(), *AskedOf(*request, key.first, key.second));
      }
    }
  }
}

}  // namespace
}  // namespace clearway::cooperation
