#include "common/auth/readable.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::ROLE_DONOR_OFFICER;
using type::v1::ROLE_OBSERVER;
using type::v1::ROLE_OPERATOR;
using type::v1::ROLE_SERVICE;

const Permissions& Table() {
  static const auto* const table = new Permissions(
      *Permissions::Parse("service,method,resource,verb,observer,state drafter,state "
                          "approver,donor officer,implementer,victim data steward,reporting "
                          "officer,coordinator,secretariat,operator,service\n"
                          "a,GetOffer,offers,get,visible,,,any,,,,,,,\n"
                          "a,ListOffers,offers,list,visible,,,any,,,,,,any,\n"
                          "a,ListRates,rates,list,,,,any,,,,,,,\n"
                          "a,GetDraft,drafts,get,own provider,,,visible if published,,,,,,,\n"
                          "a,SetTown,towns,set,any,any,any,any,any,any,any,any,any,any,any\n"
                          "a,WhoAmI,-,get,any,any,any,any,any,any,any,any,any,any,any\n"
                          "b,GetState,states,get,any,,,,,,,,,,any\n",
                          "a table"));
  return *table;
}

TEST(ReadableTest, WhatARoleMayGetItMayRead) {
  const Readable readable(Table(), "a");
  EXPECT_THAT(readable.For({ROLE_OBSERVER}), ElementsAre("offers"));
  EXPECT_THAT(readable.For({ROLE_DONOR_OFFICER}), ElementsAre("offers", "rates"));
  EXPECT_TRUE(readable.May({ROLE_OBSERVER, ROLE_DONOR_OFFICER}, "rates"));
  EXPECT_FALSE(readable.May({ROLE_OBSERVER}, "rates"));
}

TEST(ReadableTest, AGetCountsForMoreThanAList) {
  EXPECT_THAT(Readable(Table(), "a").For({ROLE_OPERATOR}), IsEmpty());
}

TEST(ReadableTest, ANarrowerConditionGivesNothing) {
  const Readable readable(Table(), "a");
  EXPECT_FALSE(readable.May({ROLE_OBSERVER}, "drafts"));
  EXPECT_FALSE(readable.May({ROLE_DONOR_OFFICER}, "drafts"));
  EXPECT_FALSE(readable.Knows("drafts"));
}

TEST(ReadableTest, WhatHasNoLineOfReadingNobodyMayRead) {
  const Readable readable(Table(), "a");
  EXPECT_FALSE(readable.May({ROLE_OBSERVER}, "towns"));
  EXPECT_FALSE(readable.May({ROLE_OBSERVER}, "-"));
  EXPECT_FALSE(readable.May({ROLE_OBSERVER}, "states"));
  EXPECT_TRUE(Readable(Table(), "b").May({ROLE_SERVICE}, "states"));
}

}  // namespace
}  // namespace clearway::auth
