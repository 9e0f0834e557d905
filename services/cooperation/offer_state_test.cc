#include "services/cooperation/offer_state.h"

#include "common/rpc/errors.h"
#include "gtest/gtest.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::Offer;

const absl::CivilDay kBefore(2012, 6, 1);

Offer With(OfferSums sums) {
  Offer offer = ExampleOffer();
  offer.set_state(Offer::STATE_OPEN);
  for (auto& [key, value] : sums) value.pledged *= kPartsOfMoney;
  SetProgress(sums, &offer);
  return offer;
}

TEST(OfferStateTest, IsExhaustedWhenTheTotalOrEveryYearIsUsed) {
  EXPECT_EQ(StateOf(With({}), kBefore), Offer::STATE_OPEN);
  EXPECT_EQ(StateOf(With({{{"", 0}, {2999}}}), kBefore), Offer::STATE_OPEN);
  EXPECT_EQ(StateOf(With({{{"", 0}, {3000}}}), kBefore), Offer::STATE_EXHAUSTED);
  EXPECT_EQ(StateOf(With({{{"", 2012}, {2000}}}), kBefore), Offer::STATE_OPEN);
  EXPECT_EQ(StateOf(With({{{"", 2012}, {2000}}, {{"", 2013}, {2000}}}), kBefore),
            Offer::STATE_EXHAUSTED);
}

TEST(OfferStateTest, OpensAgainWhenSomethingIsFreed) {
  Offer offer = With({{{"", 0}, {3000}}});
  offer.set_state(Offer::STATE_EXHAUSTED);
  SetProgress(OfferSums(), &offer);
  EXPECT_EQ(StateOf(offer, kBefore), Offer::STATE_OPEN);
}

TEST(OfferStateTest, ExpiresAfterItsValidity) {
  EXPECT_EQ(StateOf(With({}), absl::CivilDay(2013, 12, 31)), Offer::STATE_OPEN);
  EXPECT_EQ(StateOf(With({}), absl::CivilDay(2014, 1, 1)), Offer::STATE_EXPIRED);
  EXPECT_EQ(StateOf(With({{{"", 0}, {3000}}}), absl::CivilDay(2014, 1, 1)), Offer::STATE_EXPIRED);
}

TEST(OfferStateTest, DraftsAndRetractedOnesStayWhatTheyAre) {
  Offer offer = With({});
  for (const auto state : {Offer::STATE_DRAFT, Offer::STATE_RETRACTED}) {
    offer.set_state(state);
    EXPECT_EQ(StateOf(offer, absl::CivilDay(2014, 1, 1)), state);
  }
}

TEST(OfferStateTest, EachActionNeedsItsStates) {
  const unsigned draft = 1 << Offer::STATE_DRAFT, open = 1 << Offer::STATE_OPEN,
                 exhausted = 1 << Offer::STATE_EXHAUSTED, retracted = 1 << Offer::STATE_RETRACTED,
                 expired = 1 << Offer::STATE_EXPIRED;
  const std::pair<OfferAction, unsigned> rows[] = {
      {OfferAction::kUpdate, draft | open | exhausted | expired},
      {OfferAction::kPublish, draft},
      {OfferAction::kRetract, open | exhausted},
      {OfferAction::kDelete, draft | retracted},
  };
  for (const auto& [action, allowed] : rows) {
    for (int state = 1; state < Offer::State_ARRAYSIZE; ++state) {
      Offer offer;
      offer.set_name("offers/a");
      offer.set_state(static_cast<Offer::State>(state));
      const auto status = CheckAction(offer, action);
      EXPECT_EQ(status.ok(), (allowed >> state & 1) != 0) << state << " " << status;
      if (!status.ok()) {
        EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
      }
    }
  }
}

}  // namespace
}  // namespace clearway::cooperation
