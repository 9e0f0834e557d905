#include "common/auth/registry/roster.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/calendar/testing.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using calendar::Day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::ROLE_DONOR_OFFICER;
using type::v1::ROLE_OBSERVER;
using type::v1::ROLE_SECRETARIAT;
using type::v1::ROLE_SERVICE;
using type::v1::ROLE_STATE_APPROVER;
using universalization::v1::Actor;
using universalization::v1::Membership;
using universalization::v1::State;

constexpr char kAnna[] = "https://login.example#anna";

absl::Time At(absl::string_view day, int hour = 9) {
  return absl::FromCivil(absl::CivilHour(calendar::ToCivil(Day(day))), absl::UTCTimeZone()) +
         absl::Hours(hour);
}

Membership Member(const std::string& id, const std::string& actor, std::vector<Role> roles,
                  const std::string& identity = kAnna) {
  Membership membership;
  membership.set_name(absl::StrCat("memberships/", id));
  membership.set_identity(identity);
  membership.set_actor(actor);
  for (Role role : roles) membership.add_roles(role);
  membership.set_status(Membership::STATUS_ACTIVE);
  return membership;
}

Actor AnActor(const std::string& name, Actor::Kind kind, const std::string& state = "") {
  Actor actor;
  actor.set_name(name);
  actor.set_kind(kind);
  actor.set_state(state);
  return actor;
}

template <typename Record>
RegistryChange There(const Record& record) {
  return {record.name(), record.SerializeAsString()};
}

class RosterTest : public ::testing::Test {
 protected:
  RosterTest() {
    State norway = calendar::Joining("NOR", {{"RATIFICATION", "2008-12-03"}});
    State laos = calendar::Joining("LAO", {{"RATIFICATION", "2009-03-18"}});
    EXPECT_TRUE(
        roster_
            .Replace({There(norway),
                      There(laos),
                      {"areas/kosovo", ""},
                      There(AnActor("actors/undp", Actor::KIND_UNITED_NATIONS)),
                      There(AnActor("actors/norad", Actor::KIND_DONOR_AGENCY, "states/NOR")),
                      There(AnActor("actors/npa", Actor::KIND_NGO, "states/NOR"))})
            .ok());
    roster_.SetReady(true);
  }

  std::vector<Standing> Find(absl::string_view day = "2012-11-12",
                             const std::string& identity = kAnna) {
    auto found = roster_.Find(identity, At(day));
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(std::vector<Standing>());
  }

  void Put(const Membership& membership) { ASSERT_TRUE(roster_.Apply({There(membership)}).ok()); }

  Roster roster_;
};

TEST_F(RosterTest, WhoIsNotAMemberMayActForNobody) { EXPECT_THAT(Find(), IsEmpty()); }

TEST_F(RosterTest, AMemberOfAnOrganisationActsForItAlone) {
  Put(Member("a", "actors/undp", {ROLE_DONOR_OFFICER, ROLE_SECRETARIAT}));
  ASSERT_EQ(Find().size(), 1u);
  const Standing standing = Find()[0];
  EXPECT_EQ(standing.membership, "memberships/a");
  EXPECT_EQ(standing.actor, "actors/undp");
  EXPECT_THAT(standing.names, ElementsAre("actors/undp"));
  EXPECT_EQ(standing.roles, Roles({ROLE_DONOR_OFFICER, ROLE_SECRETARIAT}));
  EXPECT_FALSE(standing.vetted);
  EXPECT_FALSE(standing.state_party);
  EXPECT_THAT(Find("2012-11-12", "https://login.example#ann"), IsEmpty());
}

TEST_F(RosterTest, ADonorAgencyActsForItsStateAnOrganisationBasedThereDoesNot) {
  Put(Member("a", "actors/norad", {ROLE_DONOR_OFFICER}));
  Put(Member("b", "actors/npa", {ROLE_DONOR_OFFICER}));
  const std::vector<Standing> found = Find();
  ASSERT_EQ(found.size(), 2u);  // by actor
  EXPECT_THAT(found[0].names, ElementsAre("actors/norad", "states/NOR"));
  EXPECT_TRUE(found[0].state_party);
  EXPECT_THAT(found[1].names, ElementsAre("actors/npa"));
  EXPECT_FALSE(found[1].state_party);
}

TEST_F(RosterTest, AStateIsAPartyFromTheDayOfItsEntryIntoForce) {
  Put(Member("a", "states/LAO", {ROLE_STATE_APPROVER}));
  EXPECT_THAT(Find()[0].names, ElementsAre("states/LAO"));
  EXPECT_FALSE(Find("2010-07-31")[0].state_party);
  EXPECT_TRUE(Find("2010-08-01")[0].state_party);
}

TEST_F(RosterTest, ActorsAreVettedForAll) {
  Put(Member("a", "actors/undp", {ROLE_DONOR_OFFICER}));
  Actor undp = AnActor("actors/undp", Actor::KIND_UNITED_NATIONS);
  undp.set_vetted(true);
  ASSERT_TRUE(roster_.Apply({There(undp)}).ok());
  EXPECT_TRUE(Find()[0].vetted);
}

TEST_F(RosterTest, AMembershipCountsWhileItIsActiveAndWithinItsDays) {
  Membership membership = Member("a", "actors/undp", {ROLE_OBSERVER});
  *membership.mutable_valid_from() = Day("2012-11-12");
  *membership.mutable_valid_until() = Day("2012-11-13");
  Put(membership);
  EXPECT_THAT(Find("2012-11-11"), IsEmpty());
  EXPECT_EQ(Find("2012-11-12").size(), 1u);
  EXPECT_EQ(Find("2012-11-13").size(), 1u);
  EXPECT_THAT(Find("2012-11-14"), IsEmpty());
  membership.set_status(Membership::STATUS_INACTIVE);
  Put(membership);
  EXPECT_THAT(Find("2012-11-12"), IsEmpty());
  membership.set_status(Membership::STATUS_ACTIVE);
  Put(membership);
  EXPECT_EQ(Find("2012-11-12").size(), 1u);
  ASSERT_TRUE(roster_.Apply({{"memberships/a", absl::nullopt}}).ok());
  EXPECT_THAT(Find("2012-11-12"), IsEmpty());
}

TEST_F(RosterTest, RolesThatTheActorCannotHaveCountForNothing) {
  Put(Member("a", "actors/npa", {ROLE_STATE_APPROVER, ROLE_SERVICE, ROLE_OBSERVER}));
  Put(Member("b", "areas/kosovo", {ROLE_STATE_APPROVER, ROLE_DONOR_OFFICER}));
  Put(Member("c", "actors/nobody", {ROLE_OBSERVER}));
  Put(Member("d", "states/NOR", {ROLE_SECRETARIAT}));
  const std::vector<Standing> found = Find();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].roles, Roles({ROLE_OBSERVER}));
  EXPECT_EQ(found[1].actor, "areas/kosovo");
  EXPECT_EQ(found[1].roles, Roles({ROLE_STATE_APPROVER}));
  // An actor that is dissolved takes its members with it.
  Actor npa = AnActor("actors/npa", Actor::KIND_NGO);
  npa.set_status(Actor::STATUS_INACTIVE);
  ASSERT_TRUE(roster_.Apply({There(npa)}).ok());
  EXPECT_EQ(Find().size(), 1u);
}

TEST_F(RosterTest, SeveralMembershipsOfOneActorAreOne) {
  Put(Member("a", "actors/undp", {ROLE_OBSERVER}));
  Put(Member("b", "actors/undp", {ROLE_DONOR_OFFICER}));
  ASSERT_EQ(Find().size(), 1u);
  EXPECT_EQ(Find()[0].roles, Roles({ROLE_OBSERVER, ROLE_DONOR_OFFICER}));
}

TEST_F(RosterTest, ItsGenerationRisesWithChangesAndDays) {
  const int64_t before = roster_.Generation(At("2012-11-12"));
  EXPECT_EQ(roster_.Generation(At("2012-11-12", 23)), before);
  EXPECT_GT(roster_.Generation(At("2012-11-13", 0)), before);
  Put(Member("a", "actors/undp", {ROLE_OBSERVER}));
  EXPECT_GT(roster_.Generation(At("2012-11-12")), before);
}

TEST_F(RosterTest, WhoActsForWhatStaysActsForWhatWasMergedIntoIt) {
  Actor old = AnActor("actors/old", Actor::KIND_NGO);
  Actor older = AnActor("actors/older", Actor::KIND_NGO);
  old.set_status(Actor::STATUS_INACTIVE);
  old.set_merged_into("actors/undp");
  older.set_status(Actor::STATUS_INACTIVE);
  older.set_merged_into("actors/old");
  ASSERT_TRUE(roster_.Apply({There(old), There(older)}).ok());
  const std::vector<std::string> all = {"actors/old", "actors/older", "actors/undp"};
  Put(Member("a", "actors/undp", {ROLE_DONOR_OFFICER}));
  ASSERT_EQ(Find().size(), 1u);
  EXPECT_EQ(Find()[0].actor, "actors/undp");
  EXPECT_EQ(Find()[0].names, all);
  // And the other way round, under the name that the membership has.
  Put(Member("a", "actors/older", {ROLE_DONOR_OFFICER, ROLE_SECRETARIAT}));
  ASSERT_EQ(Find().size(), 1u);
  EXPECT_EQ(Find()[0].actor, "actors/older");
  EXPECT_EQ(Find()[0].names, all);
  EXPECT_EQ(Find()[0].roles, Roles({ROLE_DONOR_OFFICER, ROLE_SECRETARIAT}));
  // Once it is undone by hand, nobody acts for an actor that is not active.
  old.clear_merged_into();
  ASSERT_TRUE(roster_.Apply({There(old)}).ok());
  EXPECT_TRUE(Find().empty());
  Put(Member("a", "actors/undp", {ROLE_DONOR_OFFICER}));
  EXPECT_EQ(Find()[0].names, std::vector<std::string>({"actors/undp"}));
}

TEST_F(RosterTest, ARingOfMergesEnds) {
  Actor a = AnActor("actors/ring-a", Actor::KIND_NGO),
        b = AnActor("actors/ring-b", Actor::KIND_NGO);
  a.set_merged_into("actors/ring-b");
  b.set_merged_into("actors/ring-a");
  ASSERT_TRUE(roster_.Apply({There(a), There(b)}).ok());
  Put(Member("a", "actors/ring-a", {ROLE_OBSERVER}));
  EXPECT_EQ(Find()[0].names, std::vector<std::string>({"actors/ring-a", "actors/ring-b"}));
}

TEST_F(RosterTest, UntilItIsReadyNothingIsKnown) {
  Roster roster;
  const absl::Status early = roster.Find(kAnna, At("2012-11-12")).status();
  EXPECT_EQ(early.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rpc::ReasonOf(early), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
  const int64_t before = roster.Generation(At("2012-11-12"));
  roster.SetReady(true);
  EXPECT_GT(roster.Generation(At("2012-11-12")), before);
  EXPECT_TRUE(roster.Find(kAnna, At("2012-11-12")).ok());
}

TEST_F(RosterTest, WhatCannotBeReadChangesNothing) {
  Put(Member("a", "actors/undp", {ROLE_OBSERVER}));
  const absl::Status damaged = roster_.Apply(
      {There(Member("b", "actors/undp", {ROLE_DONOR_OFFICER})), {"actors/undp", "\xff\xff"}});
  EXPECT_EQ(damaged.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Find()[0].roles, Roles({ROLE_OBSERVER}));
  EXPECT_FALSE(roster_.Replace({{"actors/undp", "\xff\xff"}}).ok());
  EXPECT_EQ(Find().size(), 1u);
  EXPECT_TRUE(roster_.Apply({{"meetings/one", "\xff\xff"}}).ok());  // of another collection
}

// For ThreadSanitizer: who asks sees all of a change, or nothing of it.
TEST_F(RosterTest, ManyAskWhileItChanges) {
  Membership one = Member("a", "actors/undp", {ROLE_OBSERVER});
  Membership two = Member("b", "actors/npa", {ROLE_OBSERVER});
  std::thread writer([&] {
    for (int i = 0; i < 500; ++i) {
      one.clear_roles();
      one.add_roles(i % 2 == 0 ? ROLE_OBSERVER : ROLE_DONOR_OFFICER);
      two.clear_roles();
      two.add_roles(one.roles(0));
      ASSERT_TRUE(roster_.Apply({There(one), There(two)}).ok());
    }
  });
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([this] {
      int64_t last = 0;
      for (int j = 0; j < 500; ++j) {
        const int64_t generation = roster_.Generation(At("2012-11-12"));
        EXPECT_GE(generation, last);
        last = generation;
        const std::vector<Standing> found = Find();
        EXPECT_NE(found.size(), 1u);
        if (found.size() < 2) continue;
        EXPECT_EQ(found[0].roles, found[1].roles);
      }
    });
  }
  writer.join();
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace clearway::auth
