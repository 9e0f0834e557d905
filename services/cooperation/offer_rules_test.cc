#include "services/cooperation/offer_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Offer;

absl::Status Check(const Offer& offer) {
  rpc::Violations bad;
  CheckOffer(offer, MakeDate(2012, 6, 1), "o", &bad);
  return bad.ToStatus();
}

std::vector<std::string> Fields(const Offer& offer) { return rpc::ViolatedFields(Check(offer)); }

TEST(OfferRulesTest, AcceptsTheExample) { EXPECT_THAT(Fields(ExampleOffer()), IsEmpty()); }

TEST(OfferRulesTest, AllAmountsAreInTheTotalsCurrency) {
  Offer offer = ExampleOffer();
  offer.mutable_years(1)->mutable_quantity()->mutable_money()->set_currency_code("EUR");
  offer.mutable_cap_per_recipient_year()->mutable_money()->set_currency_code("EUR");
  offer.mutable_smallest_contribution()->mutable_money()->set_currency_code("NOK");
  offer.mutable_smallest_contribution()->mutable_money()->set_units(1);
  EXPECT_THAT(Fields(offer), ElementsAre("o.years[1].quantity", "o.cap_per_recipient_year",
                                         "o.smallest_contribution"));
  EXPECT_EQ(rpc::ReasonOf(Check(offer)), type::v1::ERROR_REASON_CURRENCY_MISMATCH);
}

TEST(OfferRulesTest, MoneyIsFunding) {
  Offer offer = ExampleOffer();
  offer.set_kind(v1::RESOURCE_KIND_TRAINING);
  EXPECT_THAT(Fields(offer), ElementsAre("o.total", "o.years[0].quantity", "o.years[1].quantity",
                                         "o.cap_per_recipient_year"));
}

TEST(OfferRulesTest, TheValidityDoesNotEndBeforeItBegins) {
  Offer offer = ExampleOffer();
  *offer.mutable_valid_until() = MakeDate(2011, 12, 31);
  EXPECT_THAT(Fields(offer), ElementsAre("o.valid_until", "o.years[0].year", "o.years[1].year"));
  EXPECT_EQ(rpc::ReasonOf(Check(offer)), type::v1::ERROR_REASON_PERIOD_INVERTED);
  offer = ExampleOffer();
  offer.clear_valid_from();
  *offer.mutable_known_date() = MakeDate(2014, 1, 1);
  EXPECT_THAT(Fields(offer), ElementsAre("o.valid_until", "o.known_date"));
}

TEST(OfferRulesTest, YearsLieWithinTheValidity) {
  Offer offer = ExampleOffer();
  offer.mutable_years(0)->set_year(2011);
  offer.mutable_years(1)->set_year(2014);
  EXPECT_THAT(Fields(offer), ElementsAre("o.years[0].year", "o.years[1].year"));
  offer.mutable_years(0)->set_year(2013);
  offer.mutable_years(1)->set_year(2013);
  EXPECT_THAT(Fields(offer), ElementsAre("o.years[1].year"));
}

TEST(OfferRulesTest, TheSmallestContributionIsWithinTheTotal) {
  Offer offer = ExampleOffer();
  *offer.mutable_smallest_contribution() = offer.total();
  EXPECT_THAT(Fields(offer), IsEmpty());
  offer.mutable_smallest_contribution()->mutable_money()->set_nanos(10000000);
  EXPECT_THAT(Fields(offer), ElementsAre("o.smallest_contribution"));
}

TEST(OfferRulesTest, AnEarmarkDoesNotContradictItself) {
  Offer offer = ExampleOffer();
  offer.mutable_earmark()->add_recipients("states/LAO");
  offer.mutable_earmark()->add_excluded_recipients("states/LBN");
  offer.mutable_earmark()->add_excluded_recipients("states/LAO");
  offer.mutable_earmark()->add_regions("Asia");
  offer.mutable_earmark()->add_excluded_regions("Asia");
  EXPECT_THAT(Fields(offer),
              ElementsAre("o.earmark.excluded_recipients[1]", "o.earmark.excluded_regions[0]"));
}

TEST(OfferRulesTest, CeilingsShrinkToWhatIsUsed) {
  Offer before = ExampleOffer();
  before.mutable_publish_time()->set_seconds(1);
  const Sums used{Parts(500) * kPartsOfMoney, Parts(500) * kPartsOfMoney, 0};
  SetProgress(OfferSums{{{"", 0}, used}, {{"", 2012}, used}, {{"states/LAO", 2012}, used}},
              &before);
  Offer after = before;
  auto fields = [&] {
    rpc::Violations bad;
    CheckOfferChange(before, after, "o", &bad);
    return rpc::ViolatedFields(bad.ToStatus());
  };
  after.mutable_total()->mutable_money()->set_units(1000);
  after.mutable_years(0)->mutable_quantity()->mutable_money()->set_units(1000);
  after.mutable_cap_per_recipient_year()->mutable_money()->set_units(1000);
  EXPECT_THAT(fields(), IsEmpty());
  after.mutable_total()->mutable_money()->set_units(999);
  after.mutable_years(0)->mutable_quantity()->mutable_money()->set_units(999);
  after.mutable_cap_per_recipient_year()->mutable_money()->set_units(999);
  EXPECT_THAT(fields(), ElementsAre("o.total", "o.years[0].quantity", "o.cap_per_recipient_year"));
  after = before;
  after.mutable_years(0)->set_year(2014);
  EXPECT_THAT(fields(), ElementsAre("o.years"));
  after.clear_years();
  after.clear_cap_per_recipient_year();
  EXPECT_THAT(fields(), IsEmpty());
  after.mutable_total()->mutable_money()->set_currency_code("NOK");
  EXPECT_THAT(fields(), ElementsAre("o.total"));
}

}  // namespace
}  // namespace clearway::cooperation
