#include "services/cooperation/summary_sums.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using v1::AssistanceRequest;
using v1::Contribution;
using v1::CooperationRow;
using v1::Offer;

// 1 June 2012, 09:00 UTC.
constexpr int64_t kJune2012 = 1338541200;
constexpr int64_t kDay = 24 * 3600;

class SummarySumsTest : public testing::Test {
 protected:
  SummarySumsTest() {
    EXPECT_TRUE(rates_
                    .Add(Parse<v1::ExchangeRate>(R"pb(
                      currency_code: "EUR"
                      quote_currency_code: "USD"
                      rate: "1.5"
                      date { year: 2012 month: 1 day: 1 }
                    )pb"))
                    .ok());
    options_.as_of = MakeDate(2012, 12, 31);
    options_.currency = "USD";
  }
  static AssistanceRequest Request() {
    AssistanceRequest request = ExampleRequest();
    request.set_name("assistanceRequests/a");
    request.mutable_publish_time()->set_seconds(kJune2012);
    return request;
  }
  static Contribution Match() {
    Contribution match = Parse<Contribution>(R"pb(
      name: "contributions/a"
      offer: "offers/a"
      recipients: "states/LAO"
      areas_of_work: AREA_OF_WORK_CLEARANCE
      kind: RESOURCE_KIND_FUNDING
      state: STATE_DELIVERING
      total { money { currency_code: "EUR" units: 200 } }
      tranches {
        year: 2012
        quantity { money { currency_code: "EUR" units: 200 } }
      }
      need_tranches {
        year: 2012
        quantity { money { currency_code: "USD" units: 290 } }
      }
      deliveries {
        year: 2012
        date { year: 2012 month: 8 day: 1 }
        quantity { money { currency_code: "EUR" units: 100 } }
      }
    )pb");
    match.mutable_pledge_time()->set_seconds(kJune2012 + kDay);
    match.mutable_commit_time()->set_seconds(kJune2012 + 30 * kDay);
    match.mutable_deliveries(0)->mutable_record_time()->set_seconds(kJune2012 + 90 * kDay);
    return match;
  }
  template <typename... Records>
  v1::SummarizeCooperationResponse Sum(const Records&... records) {
    SummarySums sums(options_, &rates_);
    (sums.Add(records), ...);
    return sums.Finish();
  }

  RateTable rates_;
  SummaryOptions options_;
};

TEST_F(SummarySumsTest, NeedsMetAndGapsByYear) {
  options_.by_year = true;
  const auto response = Sum(Request(), Match());
  ASSERT_EQ(response.rows_size(), 2);
  const CooperationRow& row = response.rows(0);
  EXPECT_EQ(row.year(), 2012);
  EXPECT_EQ(row.requests(), 1);
  EXPECT_EQ(row.matches(), 1);
  EXPECT_EQ(row.asked().money().units(), 1000);
  EXPECT_EQ(row.committed().money().units(), 300);  // 200 EUR
  EXPECT_EQ(row.delivered().money().units(), 150);
  EXPECT_EQ(row.gap().money().units(), 710);  // by what it is worth to the need
  EXPECT_EQ(response.rows(1).gap().money().units(), 2000);
}

TEST_F(SummarySumsTest, CountsWhatHadHappenedAndWasKnown) {
  struct Case {
    google::type::Date as_of;
    int requests, matches;
    int64_t committed, delivered;
  };
  for (const Case& c :
       {Case{MakeDate(2012, 5, 31), 0, 0, 0, 0}, Case{MakeDate(2012, 6, 1), 1, 0, 0, 0},
        Case{MakeDate(2012, 6, 2), 1, 1, 0, 0}, Case{MakeDate(2012, 7, 1), 1, 1, 300, 0},
        Case{MakeDate(2012, 8, 20), 1, 1, 300, 0},  // delivered, not yet recorded
        Case{MakeDate(2012, 8, 30), 1, 1, 300, 150}}) {
    options_.as_of = c.as_of;
    const auto response = Sum(Request(), Match());
    const CooperationRow row = response.rows_size() == 0 ? CooperationRow() : response.rows(0);
    EXPECT_EQ(row.requests(), c.requests) << c.as_of.ShortDebugString();
    EXPECT_EQ(row.matches(), c.matches) << c.as_of.ShortDebugString();
    EXPECT_EQ(row.committed().money().units(), c.committed) << c.as_of.ShortDebugString();
    EXPECT_EQ(row.delivered().money().units(), c.delivered) << c.as_of.ShortDebugString();
  }
}

TEST_F(SummarySumsTest, ACancelledMatchKeepsWhatWasDelivered) {
  Contribution cancelled = Match();
  cancelled.mutable_cancel_time()->set_seconds(kJune2012 + 100 * kDay);
  cancelled.set_state(Contribution::STATE_CANCELLED);
  EXPECT_EQ(Sum(cancelled).rows(0).committed().money().units(), 150);
  options_.as_of = MakeDate(2012, 7, 2);
  EXPECT_EQ(Sum(cancelled).rows(0).committed().money().units(), 300);
}

TEST_F(SummarySumsTest, OffersCountByTheirTotalOrByTheirYears) {
  Offer offer = ExampleOffer();
  offer.mutable_publish_time()->set_seconds(kJune2012);
  EXPECT_EQ(Sum(offer).rows(0).offered().money().units(), 3000);
  options_.by_year = true;
  EXPECT_EQ(Sum(offer).rows(1).offered().money().units(), 2000);
  offer.clear_years();
  const auto left = Sum(offer);
  EXPECT_EQ(left.rows_size(), 0);
  ASSERT_EQ(left.left_out_size(), 1);
  EXPECT_EQ(left.left_out(0).records(), 1);
}

TEST_F(SummarySumsTest, WhatCannotBeSplitOrConvertedIsLeftOutAndSaid) {
  Contribution flow = Parse<Contribution>(R"pb(
    name: "contributions/b"
    external: true
    recipients: "states/LAO"
    recipients: "states/LBN"
    kind: RESOURCE_KIND_FUNDING
    state: STATE_DELIVERED
    total { money { currency_code: "USD" units: 100 } }
    start_year: 2010
    end_year: 2012
  )pb");
  EXPECT_EQ(Sum(flow).rows(0).external().money().units(), 100);
  options_.by_year = true;
  EXPECT_EQ(Sum(flow).rows_size(), 0);
  EXPECT_EQ(Sum(flow).left_out_size(), 1);
  options_.by_year = false;
  options_.by_recipient = true;
  EXPECT_EQ(Sum(flow).left_out(0).examples(0), "contributions/b");
  options_.by_recipient = false;
  flow.mutable_total()->mutable_money()->set_currency_code("JPY");
  EXPECT_THAT(Sum(flow).left_out(0).reason(), testing::HasSubstr("JPY"));
  flow.set_parent("contributions/a");
  EXPECT_EQ(Sum(flow).left_out_size(), 0);
  EXPECT_EQ(Sum(flow).rows_size(), 0);
}

TEST_F(SummarySumsTest, ABoundedPeriodLeavesOtherYearsOut) {
  options_.start_year = options_.end_year = 2013;
  const auto response = Sum(Request(), Match());
  ASSERT_EQ(response.rows_size(), 1);
  EXPECT_EQ(response.rows(0).asked().money().units(), 2000);
  EXPECT_EQ(response.rows(0).matches(), 0);
}

}  // namespace
}  // namespace clearway::cooperation
