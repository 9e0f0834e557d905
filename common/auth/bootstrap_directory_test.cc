#include "common/auth/bootstrap_directory.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

class FakeRegistry : public Directory {
 public:
  absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                             absl::Time) const override {
    if (!ready) return absl::UnavailableError("not yet");
    if (identity != "issuer#alice") return std::vector<Standing>();
    Standing standing;
    standing.membership = "memberships/m1";
    standing.actor = "actors/undp";
    standing.names = {"actors/undp"};
    standing.roles = {type::v1::ROLE_IMPLEMENTER};
    standing.vetted = true;
    return std::vector<Standing>{standing};
  }
  int64_t Generation(absl::Time) const override { return 7; }
  bool ready = true;
};

config::v1::AuthConfig Config() {
  config::v1::AuthConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(bootstrap_identities { identity: "issuer#alice" actor: "actors/undp"
                                roles: [ROLE_OPERATOR] state: "states/LAO" }
         bootstrap_identities { identity: "issuer#alice" actor: "actors/isu"
                                roles: [ROLE_SECRETARIAT, ROLE_OPERATOR] })",
      &config));
  return config;
}

TEST(BootstrapDirectoryTest, JoinsTheConfigurationWithTheRegistry) {
  FakeRegistry registry;
  BootstrapDirectory directory(Config(), &registry);
  auto found = directory.Find("issuer#alice", absl::UnixEpoch());
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].actor, "actors/isu");
  EXPECT_EQ((*found)[0].membership, "");
  EXPECT_EQ(RoleNames((*found)[0].roles), "secretariat, operator");
  EXPECT_EQ((*found)[1].actor, "actors/undp");
  EXPECT_EQ((*found)[1].membership, "memberships/m1");
  EXPECT_EQ(RoleNames((*found)[1].roles), "implementer, operator");
  EXPECT_EQ((*found)[1].names, (std::vector<std::string>{"actors/undp", "states/LAO"}));
  EXPECT_TRUE((*found)[1].vetted);
  EXPECT_EQ(directory.Generation(absl::UnixEpoch()), 7);
}

TEST(BootstrapDirectoryTest, TheFirstStepsNeedNoRegistry) {
  FakeRegistry registry;
  registry.ready = false;
  for (const Directory* inner :
       {static_cast<const Directory*>(&registry), static_cast<const Directory*>(nullptr)}) {
    BootstrapDirectory directory(Config(), inner);
    auto found = directory.Find("issuer#alice", absl::UnixEpoch());
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ(RoleNames((*found)[1].roles), "operator");
  }
  EXPECT_TRUE(absl::IsUnavailable(
      BootstrapDirectory(Config(), &registry).Find("issuer#bob", absl::UnixEpoch()).status()));
  EXPECT_TRUE(BootstrapDirectory(Config(), nullptr).Find("issuer#bob", absl::UnixEpoch())->empty());
}

}  // namespace
}  // namespace clearway::auth
