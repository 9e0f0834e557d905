#include "services/cooperation/ceilings.h"

#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/offer_state.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::Offer;

Offer PrivateOffer() {
  Offer offer = ExampleOffer();
  offer.set_ceilings_private(true);
  offer.set_state(Offer::STATE_OPEN);
  OfferSums sums;
  sums[{"", 0}].pledged = sums[{"", 2012}].pledged = Parts(500) * kPartsOfMoney;
  sums[{"states/LAO", 2012}].pledged = Parts(500) * kPartsOfMoney;
  SetProgress(sums, &offer);
  return offer;
}

auth::Caller CallerOf(const std::string& name) {
  auth::Caller caller;
  caller.names = {name};
  return caller;
}

TEST(CeilingsTest, ArePrivateOnlyWhereTheOfferSaysSo) {
  const auth::Caller provider = CallerOf("states/NOR"), other = CallerOf("states/LAO");
  const auth::Caller anybody = auth::Caller::Unrestricted("actors/anybody");
  EXPECT_TRUE(SeesCeilings(&other, ExampleOffer()));
  EXPECT_FALSE(SeesCeilings(&other, PrivateOffer()));
  EXPECT_TRUE(SeesCeilings(&provider, PrivateOffer()));
  EXPECT_TRUE(SeesCeilings(&anybody, PrivateOffer()));
  EXPECT_TRUE(SeesCeilings(nullptr, PrivateOffer()));
}

TEST(CeilingsTest, WithoutThemOffersThatDifferInAmountsAloneAreEqual) {
  Offer one = PrivateOffer(), other = PrivateOffer();
  other.mutable_total()->mutable_money()->set_units(77);
  other.mutable_years()->RemoveLast();
  other.mutable_cap_per_recipient_year()->mutable_money()->set_units(5);
  SetProgress(OfferSums(), &other);
  EXPECT_EQ(WithoutCeilings(one).DebugString(), WithoutCeilings(other).DebugString());
  one = WithoutCeilings(one);
  EXPECT_EQ(one.total().money().currency_code(), "USD");
  EXPECT_EQ(LeftOf(one, "states/LAO", 2012), Parts(kMaxUnits) * kPartsOfMoney);
  EXPECT_EQ(StateOf(one, absl::CivilDay(2012, 6, 1)), Offer::STATE_OPEN);
}

TEST(CeilingsTest, ThatAnOfferIsExhaustedEverybodySees) {
  Offer offer = PrivateOffer();
  offer.set_state(Offer::STATE_EXHAUSTED);
  offer = WithoutCeilings(offer);
  EXPECT_EQ(LeftOf(offer, "states/LAO", 2012), Parts(0));
  EXPECT_EQ(StateOf(offer, absl::CivilDay(2012, 6, 1)), Offer::STATE_EXHAUSTED);
}

TEST(CeilingsTest, AStateIsNotReckonedFromAmountsThatAreNotShown) {
  Offer offer = PrivateOffer();
  offer.clear_total();
  offer.clear_years();
  offer.clear_progress();
  EXPECT_EQ(StateOf(offer, absl::CivilDay(2012, 6, 1)), Offer::STATE_OPEN);
  EXPECT_EQ(StateOf(offer, absl::CivilDay(2014, 1, 1)), Offer::STATE_EXPIRED);
}

TEST(CeilingsTest, WhatTheLedgerSaysIsToldWithoutAmounts) {
  const auto exhausted = rpc::FailedPrecondition(type::v1::ERROR_REASON_OFFER_EXHAUSTED, "offers/a",
                                                 "has only 12.50 USD left");
  const absl::Status told = WithoutAmounts(exhausted, PrivateOffer());
  EXPECT_EQ(rpc::ReasonOf(told), type::v1::ERROR_REASON_OFFER_EXHAUSTED);
  EXPECT_EQ(told.ToString().find("12.50"), std::string::npos) << told;
  const auto other =
      rpc::FailedPrecondition(type::v1::ERROR_REASON_NEED_EXCEEDED, "a/b", "asks for only 3 more");
  EXPECT_EQ(WithoutAmounts(other, PrivateOffer()), other);
  EXPECT_TRUE(WithoutAmounts(absl::OkStatus(), PrivateOffer()).ok());
}

}  // namespace
}  // namespace clearway::cooperation
