#include "common/auth/caller.h"

#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using type::v1::ROLE_DONOR_OFFICER;
using type::v1::ROLE_IMPLEMENTER;
using type::v1::ROLE_SERVICE;

TEST(RolesTest, EveryRoleHasANameThatLeadsBackToIt) {
  EXPECT_EQ(AllRoles().size(), 11u);
  for (Role role : AllRoles()) EXPECT_EQ(ParseRole(RoleName(role)), role) << RoleName(role);
  EXPECT_EQ(RoleName(ROLE_DONOR_OFFICER), "donor officer");
  EXPECT_EQ(ParseRole("emperor"), type::v1::ROLE_UNSPECIFIED);
  EXPECT_EQ(ParseRole(""), type::v1::ROLE_UNSPECIFIED);
}

TEST(RolesTest, ASetHasWhatWasAdded) {
  Roles roles{ROLE_DONOR_OFFICER, ROLE_IMPLEMENTER};
  EXPECT_TRUE(roles.Has(ROLE_IMPLEMENTER));
  EXPECT_FALSE(roles.Has(ROLE_SERVICE));
  EXPECT_TRUE(roles.Intersects({ROLE_SERVICE, ROLE_DONOR_OFFICER}));
  EXPECT_FALSE(roles.Intersects({ROLE_SERVICE}));
  EXPECT_EQ(RoleNames(roles), "donor officer, implementer");
  EXPECT_EQ(RoleNames({}), "none");
}

TEST(CallerTest, OwnsItsNamesAndNothingElse) {
  Caller caller;
  caller.names = {"actors/lao-nra", "states/LAO"};
  EXPECT_TRUE(caller.Owns("states/LAO"));
  EXPECT_FALSE(caller.Owns("states/NOR"));
  EXPECT_FALSE(caller.Owns(""));
}

}  // namespace
}  // namespace clearway::auth
