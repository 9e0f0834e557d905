#include "common/auth/credentials/signing_key.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/json.h"
#include "common/auth/credentials/jws.h"
#include "common/auth/credentials/key_set.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

class SigningKeyTest : public testing::TestWithParam<Algorithm> {};

TEST_P(SigningKeyTest, WhatItSignsItsPublishedHalfVerifies) {
  const EvpKeyPtr key = NewSigningKey(GetParam());
  ASSERT_NE(key, nullptr);
  auto jwk = PublicJwk(*key, "");
  ASSERT_TRUE(jwk.ok()) << jwk.status();
  EXPECT_FALSE(absl::StrContains(*jwk, "\"d\""));
  auto published = VerificationKey::FromJwk(*ParseJsonObject(*jwk));
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ((*published)->algorithm(), GetParam());
  EXPECT_EQ((*published)->key_id().size(), 43u);

  // ECDSA's two numbers are now and then shorter than 32 bytes: many signatures, so that some are.
  for (int i = 0; i < (GetParam() == Algorithm::kRs256 ? 4 : 600); ++i) {
    const std::string claims = absl::StrCat("{\"n\":", i, "}");
    auto token = SignToken(*key, R"({"alg":"?"})", claims);
    ASSERT_TRUE(token.ok()) << token.status();
    auto jws = ParseJws(*token);
    ASSERT_TRUE(jws.ok()) << jws.status();
    EXPECT_EQ(jws->payload, claims);
    ASSERT_TRUE((*published)->Verify(jws->signing_input, jws->signature)) << i;
  }
}

TEST_P(SigningKeyTest, IsReadBackFromItsPem) {
  const EvpKeyPtr key = NewSigningKey(GetParam());
  const std::string pem = PrivateKeyPem(*key);
  auto again = ParsePrivateKey(pem);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(EVP_PKEY_eq(key.get(), again->get()), 1);
  auto jwk = PublicJwk(**again, "mine");
  ASSERT_TRUE(jwk.ok());
  auto set = KeySet::Parse(absl::StrCat("{\"keys\":[", *jwk, "]}"));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_NE((*set)->Find("mine"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Algorithms, SigningKeyTest,
                         testing::Values(Algorithm::kEdDsa, Algorithm::kEs256, Algorithm::kRs256),
                         [](const auto& info) { return std::string(AlgorithmName(info.param)); });

TEST(SigningKeyPemTest, SaysNothingOfWhatIsNoKey) {
  auto key = ParsePrivateKey("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
  EXPECT_TRUE(absl::IsInvalidArgument(key.status()));
  EXPECT_EQ(key.status().message(), "is no private key in PEM, or is encrypted");
}

}  // namespace
}  // namespace clearway::auth
