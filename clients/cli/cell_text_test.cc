#include "clients/cli/cell_text.h"

#include <string>

#include "clearway/cooperation/v1/offer.pb.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using universalization::v1::Actor;
using universalization::v1::RecordTreatyActionRequest;

TEST(CellTextTest, WhatIsWrittenIsReadBack) {
  Actor actor;
  actor.set_name("actors/a");
  actor.set_display_name("A; with \"quotes\", and\nlines");
  actor.add_aliases("plain");
  actor.add_aliases("with; semicolon");
  actor.add_aliases(" spaces ");
  actor.set_kind(Actor::KIND_NGO);
  actor.set_state("states/LAO");
  auto* identifier = actor.add_identifiers();
  identifier->set_scheme("IATI");
  identifier->set_value("[1; 2]");
  Actor read;
  for (const auto* field : CellFields(Actor::descriptor())) {
    const absl::Status set = SetCell(&read, field->name(), CellOf(actor, field));
    ASSERT_TRUE(set.ok()) << field->name() << ": " << set;
  }
  EXPECT_TRUE(MessageDifferencer::Equals(actor, read)) << read.DebugString();
}

TEST(CellTextTest, SeveralValuesStandBetweenSemicolons) {
  Actor actor;
  ASSERT_TRUE(SetCell(&actor, "aliases", "UNDP; PNUD ;").ok());
  ASSERT_EQ(actor.aliases_size(), 2);
  EXPECT_EQ(actor.aliases(1), "PNUD");
  EXPECT_EQ(CellOf(actor, Actor::descriptor()->FindFieldByName("aliases")), "UNDP; PNUD");
}

TEST(CellTextTest, OffersGoRound) {
  cooperation::v1::Offer offer;
  offer.set_name("offers/o");
  offer.mutable_total()->mutable_money()->set_currency_code("USD");
  offer.mutable_total()->mutable_money()->set_units(1234567);
  offer.add_areas_of_work(type::v1::AREA_OF_WORK_CLEARANCE);
  offer.add_areas_of_work(type::v1::AREA_OF_WORK_VICTIM_ASSISTANCE);
  offer.mutable_earmark()->add_recipients("states/LAO");
  offer.mutable_valid_until()->set_year(2030);
  offer.mutable_valid_until()->set_month(1);
  offer.mutable_valid_until()->set_day(2);
  cooperation::v1::Offer read;
  for (const auto* field : CellFields(offer.GetDescriptor())) {
    const absl::Status set = SetCell(&read, field->name(), CellOf(offer, field));
    ASSERT_TRUE(set.ok()) << field->name() << ": " << set;
  }
  EXPECT_TRUE(MessageDifferencer::Equals(offer, read)) << read.DebugString();
}

TEST(CellTextTest, PathsReachIntoMessages) {
  RecordTreatyActionRequest request;
  ASSERT_TRUE(SetCell(&request, "name", "lao").ok());
  ASSERT_TRUE(SetCell(&request, "action.kind", "ratification").ok());
  ASSERT_TRUE(SetCell(&request, "action.date", "2009-03-18").ok());
  EXPECT_EQ(request.name(), "states/LAO");
  EXPECT_EQ(request.action().date().day(), 18);
  EXPECT_FALSE(SetCell(&request, "action.date", "2009-02-30").ok());
}

TEST(CellTextTest, NothingIsSetByAnEmptyCell) {
  RecordTreatyActionRequest request;
  ASSERT_TRUE(SetCell(&request, "action.note", "").ok());
  EXPECT_FALSE(request.has_action());
}

TEST(CellTextTest, WhatIsNoFieldIsNamed) {
  RecordTreatyActionRequest request;
  EXPECT_THAT(std::string(SetCell(&request, "action.dat", "").message()),
              HasSubstr("TreatyAction has no field \"dat\"; did you mean \"date\"?"));
  EXPECT_THAT(std::string(SetCell(&request, "name.x", "1").message()),
              HasSubstr("has no fields of its own"));
  Actor actor;
  EXPECT_THAT(std::string(SetCell(&actor, "identifiers.scheme", "x").message()),
              HasSubstr("is a list; give it whole, as JSON"));
}

}  // namespace
}  // namespace clearway::cli
