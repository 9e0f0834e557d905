#include "services/cooperation/request_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cooperation/progress.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::AssistanceRequest;

std::vector<std::string> Fields(const AssistanceRequest& request) {
  rpc::Violations bad;
  CheckRequest(request, MakeDate(2012, 6, 1), "r", &bad);
  return rpc::ViolatedFields(bad.ToStatus());
}

type::v1::ErrorReason Reason(const AssistanceRequest& request) {
  rpc::Violations bad;
  CheckRequest(request, MakeDate(2012, 6, 1), "r", &bad);
  return rpc::ReasonOf(bad.ToStatus());
}

TEST(RequestRulesTest, AcceptsTheExample) { EXPECT_THAT(Fields(ExampleRequest()), IsEmpty()); }

TEST(RequestRulesTest, EachNeedIdOnce) {
  AssistanceRequest request = ExampleRequest();
  request.mutable_needs(1)->set_need_id("funding");
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[1].need_id"));
}

TEST(RequestRulesTest, EachYearOnceInOneCurrencyFittingTheKind) {
  AssistanceRequest request = ExampleRequest();
  request.mutable_needs(0)->mutable_years(1)->set_year(2012);
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[0].years[1].year"));
  request = ExampleRequest();
  request.mutable_needs(0)
      ->mutable_years(1)
      ->mutable_quantity()
      ->mutable_money()
      ->set_currency_code("EUR");
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[0].years[1].quantity"));
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_CURRENCY_MISMATCH);
  request = ExampleRequest();
  request.mutable_needs(0)->set_kind(v1::RESOURCE_KIND_EQUIPMENT);
  EXPECT_THAT(Fields(request),
              ElementsAre("r.needs[0].years[0].quantity", "r.needs[0].years[1].quantity"));
}

TEST(RequestRulesTest, AmountsAreAboveZeroAndBounded) {
  AssistanceRequest request = ExampleRequest();
  auto* money = request.mutable_needs(0)->mutable_years(0)->mutable_quantity()->mutable_money();
  money->set_units(kMaxUnits);
  EXPECT_THAT(Fields(request), IsEmpty());
  money->set_nanos(10000000);
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[0].years[0].quantity"));
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  money->set_units(std::numeric_limits<int64_t>::max());
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  money->set_units(std::numeric_limits<int64_t>::min());
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  money->Clear();
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[0].years[0].quantity"));
}

TEST(RequestRulesTest, AnAgencySubmitsWithTheStatesEndorsement) {
  AssistanceRequest request = ExampleRequest();
  request.set_submitter("states/LAO");
  EXPECT_THAT(Fields(request), IsEmpty());
  request.set_submitter("states/NOR");
  EXPECT_THAT(Fields(request), ElementsAre("r.submitter"));
  request.set_submitter("actors/undp");
  EXPECT_THAT(Fields(request), ElementsAre("r.endorsement"));
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_FIELD_REQUIRED);
  request.set_endorsement("Note 12/2011");
  EXPECT_THAT(Fields(request), IsEmpty());
}

TEST(RequestRulesTest, DoesNotExpireBeforeItBecameKnown) {
  AssistanceRequest request = ExampleRequest();
  *request.mutable_known_date() = MakeDate(2012, 6, 1);
  *request.mutable_expire_date() = MakeDate(2012, 5, 31);
  EXPECT_THAT(Fields(request), ElementsAre("r.expire_date"));
  EXPECT_EQ(Reason(request), type::v1::ERROR_REASON_PERIOD_INVERTED);
  *request.mutable_expire_date() = MakeDate(2012, 6, 1);
  EXPECT_THAT(Fields(request), IsEmpty());
  *request.mutable_known_date() = MakeDate(2012, 6, 2);
  EXPECT_THAT(Fields(request), ElementsAre("r.known_date", "r.expire_date"));
}

TEST(RequestRulesTest, NamesItsAudienceOrNobody) {
  AssistanceRequest request = ExampleRequest();
  request.mutable_audience()->set_kind(type::v1::Audience::KIND_NAMED);
  EXPECT_THAT(Fields(request), ElementsAre("r.audience.members"));
  request.mutable_audience()->add_members("states/NOR");
  EXPECT_THAT(Fields(request), IsEmpty());
  request.mutable_audience()->set_kind(type::v1::Audience::KIND_EVERYONE);
  EXPECT_THAT(Fields(request), ElementsAre("r.audience.members"));
}

TEST(RequestRulesTest, TellsAllViolationsAtOnce) {
  AssistanceRequest request = ExampleRequest();
  request.mutable_needs(1)->set_need_id("funding");
  request.mutable_needs(0)->mutable_years(0)->mutable_quantity()->mutable_money()->set_units(-1);
  request.set_submitter("states/NOR");
  request.add_accepted_channels(v1::CHANNEL_UNSPECIFIED);
  EXPECT_THAT(Fields(request), ElementsAre("r.needs[0].years[0].quantity", "r.needs[1].need_id",
                                           "r.submitter", "r.accepted_channels[0]"));
}

class RequestChangeTest : public testing::Test {
 protected:
  RequestChangeTest() : before_(ExampleRequest()) {
    before_.mutable_publish_time()->set_seconds(1);
    SetProgress(
        NeedSums{{{"funding", 2012}, {Parts(300) * kPartsOfMoney, Parts(400) * kPartsOfMoney, 0}}},
        &before_);
    after_ = before_;
  }
  std::vector<std::string> Fields() {
    rpc::Violations bad;
    CheckRequestChange(before_, after_, "r", &bad);
    return rpc::ViolatedFields(bad.ToStatus());
  }
  AssistanceRequest before_, after_;
};

TEST_F(RequestChangeTest, NeedsGrowAndShrinkToWhatIsUsed) {
  auto* money = after_.mutable_needs(0)->mutable_years(0)->mutable_quantity()->mutable_money();
  money->set_units(5000);
  EXPECT_THAT(Fields(), IsEmpty());
  money->set_units(700);
  EXPECT_THAT(Fields(), IsEmpty());
  money->set_units(699);
  EXPECT_THAT(Fields(), ElementsAre("r.needs[0].years[0].quantity"));
}

TEST_F(RequestChangeTest, UnusedLinesAndYearsMayGo) {
  after_.mutable_needs()->RemoveLast();
  after_.mutable_needs(0)->mutable_years()->RemoveLast();
  EXPECT_THAT(Fields(), IsEmpty());
  after_.mutable_needs(0)->mutable_years(0)->set_year(2014);
  EXPECT_THAT(Fields(), ElementsAre("r.needs[0].years"));
  after_.mutable_needs()->Clear();
  EXPECT_THAT(Fields(), ElementsAre("r.needs"));
}

TEST_F(RequestChangeTest, WhatItIsAboutIsFixed) {
  after_.set_area_of_work(type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE);
  *after_.mutable_known_date() = MakeDate(2011, 1, 1);
  after_.mutable_needs(1)->set_kind(v1::RESOURCE_KIND_SERVICE);
  for (auto& year : *after_.mutable_needs(0)->mutable_years()) {
    year.mutable_quantity()->mutable_money()->set_currency_code("EUR");
  }
  EXPECT_THAT(Fields(),
              ElementsAre("r.area_of_work", "r.known_date", "r.needs[0].years", "r.needs[1].kind"));
  before_.clear_publish_time();
  EXPECT_THAT(Fields(), IsEmpty());
}

}  // namespace
}  // namespace clearway::cooperation
