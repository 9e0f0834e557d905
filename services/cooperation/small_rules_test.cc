// Rules of policies, exchange rates and contributions made elsewhere.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cooperation/contribution_rules.h"
#include "services/cooperation/policy_rules.h"
#include "services/cooperation/rate_rules.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Fields(const v1::MatchPolicy& policy) {
  rpc::Violations bad;
  CheckPolicy(policy, "p", &bad);
  return rpc::ViolatedFields(bad.ToStatus());
}

TEST(PolicyRulesTest, TheDefaultPolicyHoldsItsOwnRules) {
  EXPECT_THAT(Fields(DefaultPolicy()), IsEmpty());
}

TEST(PolicyRulesTest, WeightsAddUpToAHundred) {
  v1::MatchPolicy policy = DefaultPolicy();
  policy.mutable_weights()->set_access(policy.weights().access() + 1);
  EXPECT_THAT(Fields(policy), ElementsAre("p.weights"));
  policy.clear_weights();
  EXPECT_THAT(Fields(policy), ElementsAre("p.weights"));
}

TEST(PolicyRulesTest, BonusesDoNotRise) {
  v1::MatchPolicy policy = DefaultPolicy();
  policy.mutable_bands()->set_full_bonus(policy.bands().half_bonus());
  EXPECT_THAT(Fields(policy), IsEmpty());
  policy.mutable_bands()->set_quarter_bonus(policy.bands().floor_bonus() + 1);
  policy.mutable_bands()->set_half_bonus(policy.bands().quarter_bonus() + 1);
  policy.mutable_bands()->set_full_bonus(policy.bands().half_bonus() + 1);
  EXPECT_THAT(Fields(policy),
              ElementsAre("p.bands.quarter_bonus", "p.bands.half_bonus", "p.bands.full_bonus"));
}

v1::ExchangeRate Rate() {
  return Parse<v1::ExchangeRate>(R"pb(
    currency_code: "EUR"
    quote_currency_code: "USD"
    rate: "1.1194"
    date { year: 2019 month: 12 day: 31 }
  )pb");
}

TEST(RateRulesTest, ReadsAllFaultsOfAllRates) {
  google::protobuf::RepeatedPtrField<v1::ExchangeRate> rates;
  *rates.Add() = Rate();
  *rates.Add() = Rate();
  rates[1].set_rate("1.2");
  *rates.Add() = Rate();
  rates[2].set_quote_currency_code("EUR");
  rates[2].set_rate("0.0");
  rates[2].mutable_date()->set_day(32);
  rpc::Violations bad;
  CheckRates(rates, "x", &bad);
  EXPECT_THAT(rpc::ViolatedFields(bad.ToStatus()),
              ElementsAre("x[1]", "x[2].quote_currency_code", "x[2].date", "x[2].rate"));
  EXPECT_EQ(RateId(Rate()), "eur-usd-2019-12-31");
}

v1::Contribution Flow() {
  return Parse<v1::Contribution>(R"pb(
    provider: "states/NOR"
    recipients: "states/LAO"
    kind: RESOURCE_KIND_FUNDING
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

std::vector<std::string> Fields(const v1::Contribution& contribution) {
  rpc::Violations bad;
  CheckContribution(contribution, "c", &bad);
  return rpc::ViolatedFields(bad.ToStatus());
}

TEST(ContributionRulesTest, TranchesAddUpToTheTotal) {
  v1::Contribution flow = Flow();
  EXPECT_THAT(Fields(flow), IsEmpty());
  flow.mutable_total()->mutable_money()->set_units(301);
  EXPECT_THAT(Fields(flow), ElementsAre("c.tranches"));
  flow.clear_tranches();
  EXPECT_THAT(Fields(flow), IsEmpty());
}

TEST(ContributionRulesTest, ThePeriodHoldsTheTranches) {
  v1::Contribution flow = Flow();
  FillContribution(&flow);
  EXPECT_EQ(flow.start_year(), 2012);
  EXPECT_EQ(flow.end_year(), 2013);
  flow.set_start_year(2013);
  flow.set_end_year(2012);
  EXPECT_THAT(Fields(flow), ElementsAre("c.tranches[0].year", "c.tranches[1].year", "c.end_year"));
}

TEST(ContributionRulesTest, NobodyGivesToHimself) {
  v1::Contribution flow = Flow();
  flow.add_recipients("states/NOR");
  EXPECT_THAT(Fields(flow), ElementsAre("c.recipients[1]"));
}

TEST(ContributionRulesTest, MoneyPassedOnWasReceived) {
  v1::Contribution parent = Flow(), child = Flow();
  auto fields = [&] {
    rpc::Violations bad;
    CheckParent(child, parent, "c", &bad);
    return rpc::ViolatedFields(bad.ToStatus());
  };
  child.set_provider("actors/undp");
  EXPECT_THAT(fields(), ElementsAre("c.parent"));
  parent.add_recipients("actors/undp");
  EXPECT_THAT(fields(), IsEmpty());
  parent.mutable_recipients()->RemoveLast();
  parent.set_implementer("actors/undp");
  EXPECT_THAT(fields(), IsEmpty());
}

}  // namespace
}  // namespace clearway::cooperation
