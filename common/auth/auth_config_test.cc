#include "common/auth/auth_config.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

constexpr char kGood[] = R"(
  trust_domain: "clearway.example"
  authority_file: "ca.pem"
  revoked_certificates_files: "crl.pem"
  token_issuers { issuer: "https://login.example" audiences: "clearway" }
  token_issuers { issuer: "development" audiences: "clearway" jwks_file: "jwks.json" }
  bootstrap_identities { identity: "spiffe://clearway.example/actors/isu/desk" actor: "actors/isu"
                         roles: ROLE_SECRETARIAT }
  bootstrap_identities { identity: "development#alice" actor: "states/LAO" roles: ROLE_OPERATOR }
)";

absl::Status Check(absl::string_view text) {
  config::v1::AuthConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), &config)) << text;
  return CheckAuthConfig(config);
}
// What is wrong once `more` is added to a good one.
std::string With(absl::string_view more) {
  return std::string(Check(absl::StrCat(kGood, more)).message());
}

TEST(AuthConfigTest, TakesAGoodOne) {
  EXPECT_TRUE(Check(kGood).ok()) << Check(kGood);
  EXPECT_TRUE(Check("trust_domain: 'clearway.example'").ok());
}

TEST(AuthConfigTest, SaysEveryMistakeAtOnce) {
  EXPECT_EQ(Check(R"(revoked_certificates_files: "crl.pem" leeway { seconds: 301 })").message(),
            "auth.trust_domain must be 1 to 255 lower-case letters, digits, \".\", \"-\" or \"_\": "
            "clearway.example\n"
            "auth.authority_file must be set where there are revoked_certificates_files\n"
            "auth.leeway must be between 0 and 5m, not 5m1s");
}

TEST(AuthConfigTest, ChecksIssuers) {
  EXPECT_EQ(With("token_issuers { issuer: 'a#b' audiences: 'x' jwks_file: 'f' }"),
            "auth.token_issuers[2].issuer must be the \"iss\" of the tokens: 1 to 255 printable "
            "letters without \"#\"");
  EXPECT_EQ(With("token_issuers { issuer: 'login' audiences: 'x' }"),
            "auth.token_issuers[2].issuer must be a URL: https://login.example");
  EXPECT_EQ(With("token_issuers { issuer: 'http://login.example' audiences: 'x' }"),
            "auth.token_issuers[2].issuer must begin with https:// (http:// on loopback alone)");
  EXPECT_EQ(With("token_issuers { issuer: 'http://127.0.0.1:8080' audiences: 'x' }"), "");
  EXPECT_EQ(
      With("token_issuers { issuer: 'x' jwks_file: 'f' }"),
      "auth.token_issuers[2].audiences must have what the tokens' \"aud\" says: \"clearway\"");
  EXPECT_EQ(With("token_issuers { issuer: 'development' audiences: 'x' jwks_file: 'f' }"),
            "auth.token_issuers[2].issuer must not stand twice");
  EXPECT_EQ(With("token_issuers { issuer: 'x' audiences: 'x' jwks_file: 'f' "
                 "refresh_period { seconds: 60 } }"),
            "auth.token_issuers[2].jwks_file must not stand beside provider_authority_file or "
            "refresh_period, which are for OpenID providers");
  EXPECT_EQ(With("token_issuers { issuer: 'https://x' audiences: 'x' "
                 "refresh_period { seconds: 1 } max_lifetime { seconds: -1 } }"),
            "auth.token_issuers[2].refresh_period must be between 1m and 24h, not 1s\n"
            "auth.token_issuers[2].max_lifetime must be between 1m and 8784h, not -1s");
}

TEST(AuthConfigTest, ChecksBootstrapIdentities) {
  const std::string roles = "roles: ROLE_OPERATOR";
  const auto with = [&](absl::string_view members) {
    return With(absl::StrCat("bootstrap_identities {", members, "}"));
  };
  EXPECT_EQ(with("identity: 'development#b' actor: 'isu' roles: ROLE_OPERATOR"),
            "auth.bootstrap_identities[2].actor must be \"actors/{actor}\" or \"states/{ISO3}\"");
  EXPECT_EQ(with("identity: 'other#b' actor: 'actors/isu' roles: ROLE_OPERATOR"),
            "auth.bootstrap_identities[2].identity must be a certificate's URI (spiffe://…), or "
            "\"{iss}#{sub}\" of one of auth.token_issuers");
  EXPECT_EQ(with("identity: 'spiffe://clearway.example/actors/undp' actor: 'actors/isu' "
                 "roles: ROLE_OPERATOR"),
            "auth.bootstrap_identities[2].actor must be the one that the identity names, "
            "actors/undp");
  EXPECT_EQ(with("identity: 'spiffe://clearway.example/services/cooperation' actor: 'actors/isu' "
                 "roles: ROLE_OPERATOR"),
            "auth.bootstrap_identities[2].identity must not be a service, which acts for no actor");
  EXPECT_EQ(with("identity: 'spiffe://other/actors/isu' actor: 'actors/isu' roles: ROLE_OPERATOR"),
            "auth.bootstrap_identities[2].identity cannot be used: the URI does not begin with "
            "spiffe://clearway.example/");
  for (const char* bad : {"", "roles: ROLE_SERVICE", "roles: ROLE_UNSPECIFIED", "roles: 77"}) {
    EXPECT_EQ(with(absl::StrCat("identity: 'development#b' actor: 'actors/isu' ", bad)),
              "auth.bootstrap_identities[2].roles must have at least one role, and never "
              "ROLE_SERVICE");
  }
  EXPECT_EQ(with("identity: 'development#b' actor: 'actors/isu' roles: ROLE_OPERATOR state: 'LAO'"),
            "auth.bootstrap_identities[2].state must be \"states/{ISO3}\"");
}

}  // namespace
}  // namespace clearway::auth
