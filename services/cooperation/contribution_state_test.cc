#include "services/cooperation/contribution_state.h"

#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using v1::Contribution;
using v1::Delivery;

Contribution Committed() {
  return Parse<Contribution>(R"pb(
    name: "contributions/a"
    state: STATE_COMMITTED
    total { money { currency_code: "NOK" units: 300 } }
    tranches {
      year: 2012
      quantity { money { currency_code: "NOK" units: 100 } }
    }
    tranches {
      year: 2013
      quantity { money { currency_code: "NOK" units: 200 } }
    }
  )pb");
}

Delivery Of(int year, const char* currency, int64_t units) {
  Delivery delivery;
  delivery.set_year(year);
  *delivery.mutable_quantity() = MakeQuantity({true, currency}, Parts(units) * kPartsOfMoney);
  return delivery;
}

TEST(ContributionStateTest, DeliveriesMoveItToDelivered) {
  Contribution contribution = Committed();
  ASSERT_TRUE(AddDelivery(Of(2012, "NOK", 100), "delivery", &contribution).ok());
  EXPECT_EQ(contribution.state(), Contribution::STATE_DELIVERING);
  EXPECT_EQ(contribution.delivered().money().units(), 100);
  ASSERT_TRUE(AddDelivery(Of(2013, "NOK", 200), "delivery", &contribution).ok());
  EXPECT_EQ(contribution.state(), Contribution::STATE_DELIVERED);
  EXPECT_EQ(contribution.delivered().money().units(), 300);
  EXPECT_EQ(DeliveredIn(contribution, 2013), Parts(200) * kPartsOfMoney);
}

TEST(ContributionStateTest, ADeliveryBeyondItsTrancheIsRefusedAndChangesNothing) {
  Contribution contribution = Committed();
  const std::string before = contribution.SerializeAsString();
  const auto more = AddDelivery(Of(2012, "NOK", 101), "delivery", &contribution);
  EXPECT_THAT(rpc::ViolatedFields(more), ElementsAre("delivery.quantity"));
  EXPECT_EQ(rpc::ReasonOf(more), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  const auto nothing = AddDelivery(Of(2012, "NOK", 0), "delivery", &contribution);
  EXPECT_THAT(rpc::ViolatedFields(nothing), ElementsAre("delivery.quantity"));
  const auto both = AddDelivery(Of(2014, "USD", 1), "delivery", &contribution);
  EXPECT_THAT(rpc::ViolatedFields(both), ElementsAre("delivery.year", "delivery.quantity"));
  EXPECT_EQ(contribution.SerializeAsString(), before);
}

TEST(ContributionStateTest, WithoutTranchesTheTotalAndThePeriodBind) {
  Contribution contribution = Committed();
  contribution.clear_tranches();
  contribution.set_start_year(2011);
  contribution.set_end_year(2013);
  EXPECT_THAT(rpc::ViolatedFields(AddDelivery(Of(2014, "NOK", 1), "d", &contribution)),
              ElementsAre("d.year"));
  EXPECT_THAT(rpc::ViolatedFields(AddDelivery(Of(2011, "NOK", 301), "d", &contribution)),
              ElementsAre("d.quantity"));
  EXPECT_TRUE(AddDelivery(Of(2011, "NOK", 300), "d", &contribution).ok());
  EXPECT_EQ(contribution.state(), Contribution::STATE_DELIVERED);
}

TEST(ContributionStateTest, EachActionNeedsItsStates) {
  const unsigned pledged = 1 << Contribution::STATE_PLEDGED,
                 committed = 1 << Contribution::STATE_COMMITTED,
                 delivering = 1 << Contribution::STATE_DELIVERING;
  const std::pair<ContributionAction, unsigned> rows[] = {
      {ContributionAction::kCommit, pledged},
      {ContributionAction::kDeliver, committed | delivering},
      {ContributionAction::kCancel, pledged | committed | delivering},
  };
  for (const auto& [action, allowed] : rows) {
    for (int state = 1; state < Contribution::State_ARRAYSIZE; ++state) {
      Contribution contribution;
      contribution.set_name("contributions/a");
      contribution.set_state(static_cast<Contribution::State>(state));
      const auto status = CheckAction(contribution, action);
      EXPECT_EQ(status.ok(), (allowed >> state & 1) != 0) << state << " " << status;
      if (!status.ok()) {
        EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_STATE_NOT_ALLOWED);
      }
    }
  }
}

}  // namespace
}  // namespace clearway::cooperation
