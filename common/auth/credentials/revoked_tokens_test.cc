#include "common/auth/credentials/revoked_tokens.h"

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/digest.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

TokenMarks Token() {
  TokenMarks token;
  token.issuer = "https://login.example";
  token.token_id = "t1";
  token.digest = Sha256("header.claims");
  token.identity = "https://login.example#alice";
  token.issued = absl::FromUnixSeconds(1000);
  return token;
}

bool Revokes(const std::string& entry, const TokenMarks& token = Token()) {
  RevokedTokens revoked;
  absl::Status status = revoked.Set(absl::StrCat("{\"revoked\":[", entry, "]}"));
  EXPECT_TRUE(status.ok()) << status;
  return revoked.Contains(token);
}

TEST(RevokedTokensTest, ByTheIssuersId) {
  EXPECT_TRUE(Revokes(R"({"issuer":"https://login.example","tokenId":"t1","reason":"lost"})"));
  EXPECT_FALSE(Revokes(R"({"issuer":"https://other.example","tokenId":"t1"})"));
  EXPECT_FALSE(Revokes(R"({"issuer":"https://login.example","tokenId":"t2"})"));
  TokenMarks nameless = Token();
  nameless.token_id = "";
  EXPECT_FALSE(Revokes(R"({"issuer":"https://login.example","tokenId":"t1"})", nameless));
}

TEST(RevokedTokensTest, ByItsDigest) {
  const std::string digest = absl::BytesToHexString(Sha256("header.claims"));
  EXPECT_TRUE(Revokes(absl::StrCat(R"({"sha256":")", digest, "\"}")));
  EXPECT_TRUE(Revokes(absl::StrCat(R"({"sha256":")", absl::AsciiStrToUpper(digest), "\"}")));
  EXPECT_FALSE(Revokes(absl::StrCat(R"({"sha256":")", std::string(64, '0'), "\"}")));
}

TEST(RevokedTokensTest, AllOfSomebodysBeforeAnInstant) {
  const std::string entry =
      R"({"identity":"https://login.example#alice","issuedBefore":"1970-01-01T00:16:41Z"})";
  EXPECT_TRUE(Revokes(entry));
  TokenMarks token = Token();
  token.issued = absl::FromUnixSeconds(1001);
  EXPECT_FALSE(Revokes(entry, token));
  token.issued = absl::InfinitePast();
  EXPECT_TRUE(Revokes(entry, token));
  token = Token();
  token.identity = "https://login.example#bob";
  EXPECT_FALSE(Revokes(entry, token));
  // Of two instants the later counts.
  EXPECT_TRUE(Revokes(absl::StrCat(
      entry,
      R"(,{"identity":"https://login.example#alice","issuedBefore":"1970-01-01T00:00:00Z"})")));
}

TEST(RevokedTokensTest, NothingIsRevokedByNothing) {
  EXPECT_FALSE(RevokedTokens().Contains(Token()));
  EXPECT_FALSE(Revokes(""));
}

TEST(RevokedTokensTest, ABrokenFileLeavesTheOldOneAndSaysWhichEntry) {
  RevokedTokens revoked;
  ASSERT_TRUE(
      revoked.Set(R"({"revoked":[{"issuer":"https://login.example","tokenId":"t1"}]})").ok());
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"revoked":[{}]})", "revoked[0] must have one of tokenId, sha256 and identity"},
      {R"({"revoked":[{"tokenId":"a","issuer":"b"},{"tokenId":"a","issuer":"b","sha256":"c"}]})",
       "revoked[1] must have one of tokenId, sha256 and identity"},
      {R"({"revoked":[{"tokenId":"a"}]})", "revoked[0] must have tokenId and issuer together"},
      {R"({"revoked":[{"sha256":"12"}]})",
       "revoked[0] must have a sha256 of 64 hexadecimal digits"},
      {R"({"revoked":[{"identity":"a"}]})",
       "revoked[0] must have identity and issuedBefore together"},
  };
  for (const auto& [json, why] : wrong) EXPECT_EQ(revoked.Set(json).message(), why);
  for (const char* json : {"", "{", "[]", R"({"revoked":[{"jti":"a"}]})", R"({"revoke":[]})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(revoked.Set(json))) << json;
  }
  EXPECT_TRUE(revoked.Contains(Token()));
}

TEST(RevokedTokensTest, IsReadAsItIsWritten) {
  config::v1::RevokedTokens list;
  auto* entry = list.add_revoked();
  entry->set_token_id("t\"1");
  entry->set_issuer("https://login.example");
  entry->mutable_expire_time()->set_seconds(7);
  auto again = ParseRevokedTokens(FormatRevokedTokens(list));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->ShortDebugString(), list.ShortDebugString());
}

}  // namespace
}  // namespace clearway::auth
