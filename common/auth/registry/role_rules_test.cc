#include "common/auth/registry/role_rules.h"

#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using type::v1::ROLE_COORDINATOR;
using type::v1::ROLE_DONOR_OFFICER;
using type::v1::ROLE_IMPLEMENTER;
using type::v1::ROLE_OBSERVER;
using type::v1::ROLE_OPERATOR;
using type::v1::ROLE_REPORTING_OFFICER;
using type::v1::ROLE_SECRETARIAT;
using type::v1::ROLE_SERVICE;
using type::v1::ROLE_STATE_APPROVER;
using type::v1::ROLE_STATE_DRAFTER;
using type::v1::ROLE_VICTIM_DATA_STEWARD;
using universalization::v1::Actor;

Actor Of(Actor::Kind kind, const std::string& state = "") {
  Actor actor;
  actor.set_kind(kind);
  actor.set_state(state);
  actor.set_status(Actor::STATUS_ACTIVE);
  return actor;
}

Caller By(Roles roles, std::vector<std::string> names) {
  Caller caller;
  caller.roles = roles;
  caller.names = std::move(names);
  return caller;
}

TEST(RoleRulesTest, StateRolesAreForStatesAreasAndInstitutions) {
  for (Role role : {ROLE_STATE_DRAFTER, ROLE_STATE_APPROVER, ROLE_VICTIM_DATA_STEWARD,
                    ROLE_REPORTING_OFFICER}) {
    EXPECT_TRUE(RolesForState().Has(role));
    EXPECT_TRUE(RolesForArea().Has(role));
    EXPECT_TRUE(RolesFor(Of(Actor::KIND_STATE_INSTITUTION, "states/LAO")).Has(role));
    EXPECT_FALSE(RolesFor(Of(Actor::KIND_STATE_INSTITUTION)).Has(role));
    EXPECT_FALSE(RolesFor(Of(Actor::KIND_DONOR_AGENCY, "states/NOR")).Has(role));
    EXPECT_FALSE(RolesFor(Of(Actor::KIND_UNITED_NATIONS)).Has(role));
    EXPECT_FALSE(RolesFor(Of(Actor::KIND_NGO, "states/LAO")).Has(role));
  }
}

TEST(RoleRulesTest, OthersByTheirKind) {
  EXPECT_EQ(RolesForArea(), Roles({ROLE_OBSERVER, ROLE_STATE_DRAFTER, ROLE_STATE_APPROVER,
                                   ROLE_VICTIM_DATA_STEWARD, ROLE_REPORTING_OFFICER}));
  EXPECT_EQ(RolesFor(Of(Actor::KIND_NGO)),
            Roles({ROLE_OBSERVER, ROLE_DONOR_OFFICER, ROLE_IMPLEMENTER, ROLE_OPERATOR}));
  EXPECT_TRUE(RolesForState().Has(ROLE_COORDINATOR));
  EXPECT_FALSE(RolesForState().Has(ROLE_SECRETARIAT));
  EXPECT_FALSE(RolesForState().Has(ROLE_OPERATOR));
  EXPECT_TRUE(RolesFor(Of(Actor::KIND_STATE_INSTITUTION, "states/LAO")).Has(ROLE_COORDINATOR));
  EXPECT_TRUE(RolesFor(Of(Actor::KIND_UNITED_NATIONS)).Has(ROLE_SECRETARIAT));
  EXPECT_TRUE(RolesFor(Of(Actor::KIND_INTERNATIONAL_ORGANISATION)).Has(ROLE_SECRETARIAT));
  EXPECT_FALSE(RolesFor(Of(Actor::KIND_FUND)).Has(ROLE_SECRETARIAT));
}

TEST(RoleRulesTest, NobodyActsForAGroupingOrForWhatIsNoMore) {
  EXPECT_TRUE(RolesFor(Of(Actor::KIND_GROUPING)).empty());
  Actor gone = Of(Actor::KIND_UNITED_NATIONS);
  gone.set_status(Actor::STATUS_INACTIVE);
  EXPECT_TRUE(RolesFor(gone).empty());
}

TEST(RoleRulesTest, NobodyHasTheRoleOfAService) {
  for (int kind = 0; kind < Actor::Kind_ARRAYSIZE; ++kind) {
    EXPECT_FALSE(RolesFor(Of(static_cast<Actor::Kind>(kind), "states/LAO")).Has(ROLE_SERVICE));
  }
  EXPECT_FALSE(RolesForState().Has(ROLE_SERVICE));
  EXPECT_FALSE(RolesForArea().Has(ROLE_SERVICE));
  EXPECT_FALSE(MayGive(Caller::Unrestricted("actors/x"), "actors/undp").Has(ROLE_SERVICE));
}

TEST(RoleRulesTest, InstitutionsAndDonorAgenciesActForTheirState) {
  EXPECT_TRUE(ActsForItsState(Of(Actor::KIND_STATE_INSTITUTION, "states/LAO")));
  EXPECT_TRUE(ActsForItsState(Of(Actor::KIND_DONOR_AGENCY, "states/NOR")));
  EXPECT_FALSE(ActsForItsState(Of(Actor::KIND_DONOR_AGENCY)));
  EXPECT_FALSE(ActsForItsState(Of(Actor::KIND_NGO, "states/NOR")));  // based there
}

TEST(RoleRulesTest, OnlyTheStateItselfAppointsWhoSeesItsVictimsData) {
  for (Role role : {ROLE_SECRETARIAT, ROLE_OPERATOR}) {
    const Roles may = MayGive(By({role}, {"actors/isu"}), "states/LAO");
    for (Role given : AllRoles()) {
      EXPECT_EQ(may.Has(given), given != ROLE_SERVICE && given != ROLE_VICTIM_DATA_STEWARD);
    }
  }
  EXPECT_EQ(
      MayGive(By({ROLE_STATE_APPROVER}, {"states/LAO"}), "states/LAO"),
      Roles({ROLE_OBSERVER, ROLE_STATE_DRAFTER, ROLE_VICTIM_DATA_STEWARD, ROLE_REPORTING_OFFICER}));
  EXPECT_TRUE(MayGive(By({ROLE_STATE_APPROVER}, {"states/LAO"}), "states/KHM").empty());
  EXPECT_TRUE(
      MayGive(By({ROLE_STATE_DRAFTER, ROLE_COORDINATOR}, {"states/LAO"}), "states/LAO").empty());
}

}  // namespace
}  // namespace clearway::auth
