#include "clients/cli/field_text.h"

#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/universalization/v1/officer.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using cooperation::v1::Offer;
using ::testing::HasSubstr;

const google::protobuf::FieldDescriptor* Field(const char* name) {
  return Offer::descriptor()->FindFieldByName(name);
}

TEST(FieldTextTest, SetsWhatPeopleType) {
  Offer offer;
  ASSERT_TRUE(SetField(&offer, Field("valid_until"), "2016-12-31").ok());
  ASSERT_TRUE(SetField(&offer, Field("total"), "usd 20,000,000.50").ok());
  ASSERT_TRUE(SetField(&offer, Field("kind"), "technical-advice").ok());
  ASSERT_TRUE(SetField(&offer, Field("areas_of_work"), "clearance").ok());
  ASSERT_TRUE(SetField(&offer, Field("areas_of_work"), "AREA_OF_WORK_VICTIM_ASSISTANCE").ok());
  EXPECT_EQ(TextAt(offer, "valid_until"), "2016-12-31");
  EXPECT_EQ(TextAt(offer, "total"), "USD 20,000,000.50");
  EXPECT_EQ(TextAt(offer, "total", /*plain=*/true), "USD 20000000.50");
  EXPECT_EQ(TextAt(offer, "kind"), "TECHNICAL_ADVICE");
  EXPECT_EQ(TextAt(offer, "areas_of_work"), "CLEARANCE, VICTIM_ASSISTANCE");
}

TEST(FieldTextTest, CountsHaveUnits) {
  Offer offer;
  ASSERT_TRUE(SetField(&offer, Field("total"), "12 mon").ok());
  EXPECT_EQ(offer.total().count().units(), 12);
  EXPECT_EQ(TextAt(offer, "total"), "12 MON");
}

TEST(FieldTextTest, NegativeFractionsKeepTheirSign) {
  Offer offer;
  ASSERT_TRUE(SetField(&offer, Field("total"), "EUR -0.25").ok());
  EXPECT_EQ(offer.total().money().nanos(), -250000000);
  EXPECT_EQ(TextAt(offer, "total"), "EUR -0.25");
}

TEST(FieldTextTest, SaysWhatWouldBeRight) {
  Offer offer;
  EXPECT_THAT(std::string(SetField(&offer, Field("valid_until"), "yesterday").message()),
              HasSubstr("2010-11-12"));
  EXPECT_THAT(std::string(SetField(&offer, Field("total"), "lots").message()),
              HasSubstr("USD 2730000"));
  EXPECT_THAT(std::string(SetField(&offer, Field("total"), "USD 1.2.3").message()),
              HasSubstr("amount"));
  EXPECT_THAT(std::string(SetField(&offer, Field("kind"), "gold").message()),
              HasSubstr("funding|personnel"));
  EXPECT_THAT(std::string(SetField(&offer, Field("earmark"), "{\"regionz\": []}").message()),
              HasSubstr("regionz"));
}

TEST(FieldTextTest, BareIdsGetTheirCollection) {
  cooperation::v1::GetOfferRequest request;
  const auto* name = request.GetDescriptor()->FindFieldByName("name");
  ASSERT_TRUE(SetField(&request, name, "norway").ok());
  EXPECT_EQ(request.name(), "offers/norway");
  ASSERT_TRUE(SetField(&request, name, "offers/sweden").ok());
  EXPECT_EQ(request.name(), "offers/sweden");
}

TEST(FieldTextTest, WhatIsWithinAnotherIsNamedWhole) {
  universalization::v1::GetOfficerRequest request;
  const auto* name = request.GetDescriptor()->FindFieldByName("name");
  ASSERT_TRUE(SetField(&request, name, "meetings/1msp/officers/president").ok());
  EXPECT_EQ(request.name(), "meetings/1msp/officers/president");
  ASSERT_TRUE(SetField(&request, name, "president").ok());
  EXPECT_EQ(request.name(), "president");  // which the service refuses, saying the form
  EXPECT_EQ(Placeholder(name), "meetings/ID/officers/ID");
}

TEST(FieldTextTest, PathsReachIntoRepeatedMessages) {
  Offer offer;
  offer.add_years()->set_year(2012);
  offer.add_years()->set_year(2013);
  EXPECT_EQ(TextAt(offer, "years.year"), "2012, 2013");
  EXPECT_EQ(TextAt(offer, "no_such.field"), "");
  EXPECT_EQ(FieldAt(Offer::descriptor(), "years.yeer"), nullptr);
}

}  // namespace
}  // namespace clearway::cli
