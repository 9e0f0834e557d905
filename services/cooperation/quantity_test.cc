#include "services/cooperation/quantity.h"

#include "gtest/gtest.h"

namespace clearway::cooperation {
namespace {

const Commodity kUsd{true, "USD"};
const Commodity kMonths{false, "MON"};

TEST(QuantityTest, PartsAndQuantityAreTheSameThing) {
  for (const Parts parts : {Parts(0), Parts(10000000), Parts(kPartsOfMoney) * kMaxUnits}) {
    EXPECT_EQ(PartsOf(MakeQuantity(kUsd, parts)), parts);
    EXPECT_EQ(CommodityOf(MakeQuantity(kUsd, parts)), kUsd);
  }
  EXPECT_EQ(PartsOf(MakeQuantity(kMonths, 12)), 12);
  EXPECT_EQ(CommodityOf(MakeQuantity(kMonths, 12)), kMonths);
  EXPECT_EQ(PartsOf(v1::Quantity()), 0);
  EXPECT_EQ(CommodityOf(v1::Quantity()), Commodity());
}

TEST(QuantityTest, TextShowsDecimalsOnlyWhereThereAreSome) {
  EXPECT_EQ(ToText(MakeQuantity(kUsd, Parts(1250000) * kPartsOfMoney)), "1250000 USD");
  EXPECT_EQ(ToText(MakeQuantity(kUsd, Parts(500000000))), "0.50 USD");
  EXPECT_EQ(ToText(MakeQuantity({true, "KWD"}, Parts(1005000000))), "1.005 KWD");
  EXPECT_EQ(ToText(MakeQuantity(kUsd, Parts(-500000000))), "-0.50 USD");
  EXPECT_EQ(ToText(MakeQuantity(kMonths, 12)), "12 MON");
}

TEST(QuantityTest, MoneyIsFundingAndCountsAreTheRest) {
  const v1::Quantity money = MakeQuantity(kUsd, 1), count = MakeQuantity(kMonths, 1);
  EXPECT_TRUE(FitsKind(money, v1::RESOURCE_KIND_FUNDING));
  EXPECT_FALSE(FitsKind(count, v1::RESOURCE_KIND_FUNDING));
  EXPECT_TRUE(FitsKind(count, v1::RESOURCE_KIND_PERSONNEL));
  EXPECT_FALSE(FitsKind(money, v1::RESOURCE_KIND_PERSONNEL));
  EXPECT_FALSE(FitsKind(v1::Quantity(), v1::RESOURCE_KIND_FUNDING));
}

TEST(QuantityTest, LessThanAUnitOfMoneyCountsAsSpent) {
  EXPECT_TRUE(IsSpent(kUsd, kPartsOfMoney - 1));
  EXPECT_FALSE(IsSpent(kUsd, kPartsOfMoney));
  EXPECT_TRUE(IsSpent(kMonths, 0));
  EXPECT_FALSE(IsSpent(kMonths, 1));
}

}  // namespace
}  // namespace clearway::cooperation
