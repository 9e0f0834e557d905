#include "common/auth/credentials/identity_uri.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

absl::StatusOr<UriIdentity> Parse(absl::string_view uri) {
  return ParseIdentityUri(uri, "clearway.example");
}

TEST(IdentityUriTest, NamesActorsStatesAndServices) {
  EXPECT_EQ(Parse("spiffe://clearway.example/actors/undp")->actor, "actors/undp");
  EXPECT_EQ(Parse("spiffe://clearway.example/actors/undp/vientiane/desk_1")->actor, "actors/undp");
  EXPECT_EQ(Parse("spiffe://clearway.example/states/LAO/nra")->actor, "states/LAO");
  auto service = Parse("spiffe://clearway.example/services/cooperation");
  ASSERT_TRUE(service.ok());
  EXPECT_EQ(service->service, "cooperation");
  EXPECT_EQ(service->actor, "");
}

TEST(IdentityUriTest, RefusesEverythingElse) {
  for (const std::string uri : {
           "",
           "spiffe://",
           "spiffe://clearway.example",
           "spiffe://clearway.example/",
           "spiffe://clearway.example/actors",
           "spiffe://clearway.example/actors/",
           "spiffe://clearway.example/actors/undp/",
           "spiffe://clearway.example/actors//undp",
           "spiffe://clearway.example//actors/undp",
           "spiffe://clearway.example/actors/UNDP",
           "spiffe://clearway.example/actors/un%64p",
           "spiffe://clearway.example/actors/undp/..",
           "spiffe://clearway.example/actors/../services/cooperation",
           "spiffe://clearway.example/actors/undp?x",
           "spiffe://clearway.example/actors/undp#x",
           "spiffe://clearway.example/states/lao",
           "spiffe://clearway.example/states/LAOS",
           "spiffe://clearway.example/services/cooperation/1",
           "spiffe://clearway.example/services/",
           "spiffe://clearway.example/others/x",
           "spiffe://clearway.example:443/actors/undp",
           "spiffe://other.example/actors/undp",
           "spiffe://clearway.example.evil/actors/undp",
           "SPIFFE://clearway.example/actors/undp",
           "https://clearway.example/actors/undp",
           "spiffe://u@clearway.example/actors/undp",
           " spiffe://clearway.example/actors/undp",
           "spiffe://clearway.example/actors/\xc3\xa9",
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(Parse(uri).status())) << uri;
  }
  EXPECT_FALSE(Parse(std::string("spiffe://clearway.example/actors/undp\0", 38)).ok());
  EXPECT_FALSE(Parse("spiffe://clearway.example/actors/undp/" + std::string(2048, 'a')).ok());
}

TEST(IdentityUriTest, ChecksTrustDomainsAndNames) {
  EXPECT_TRUE(CheckTrustDomain("clearway.example").ok());
  for (const char* bad : {"", "Clearway", "a/b", "a:1", "a b"}) {
    EXPECT_FALSE(CheckTrustDomain(bad).ok()) << bad;
  }
  EXPECT_TRUE(CheckActorName("actors/a").ok());
  EXPECT_TRUE(CheckActorName("actors/undp-2").ok());
  EXPECT_TRUE(CheckActorName("states/LAO").ok());
  for (const char* bad : {"", "undp", "actors/", "actors/-a", "actors/a-", "actors/2", "areas/x",
                          "states/LA", "actors/a/b", "actors/states/LAO"}) {
    EXPECT_FALSE(CheckActorName(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace clearway::auth
