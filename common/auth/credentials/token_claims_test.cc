#include "common/auth/credentials/token_claims.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/digest.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

constexpr char kClaims[] = R"({"iss":"i","sub":"s","aud":"a","exp":1000.5})";

std::string Refusal(const std::string& payload) {
  auto claims = ParseTokenClaims(payload);
  EXPECT_TRUE(absl::IsInvalidArgument(claims.status())) << payload;
  return std::string(claims.status().message());
}
// kClaims with one thing said otherwise.
std::string With(const std::string& old, const std::string& text) {
  return absl::StrReplaceAll(kClaims, {{old, text}});
}

TEST(TokenClaimsTest, ReadsThem) {
  const std::string thumbprint = Sha256("certificate");
  auto claims = ParseTokenClaims(
      absl::StrCat(R"({"iss":"i","sub":"s","jti":"j","aud":["a","b"],"exp":1000,"nbf":1,"iat":2,)",
                   R"("cnf":{"x5t#S256":")", Base64UrlEncode(thumbprint), R"("},"more":[{}]})"));
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->issuer, "i");
  EXPECT_EQ(claims->subject, "s");
  EXPECT_EQ(claims->token_id, "j");
  EXPECT_EQ(claims->audiences, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(claims->expires, absl::FromUnixSeconds(1000));
  EXPECT_EQ(claims->not_before, absl::FromUnixSeconds(1));
  EXPECT_EQ(claims->issued, absl::FromUnixSeconds(2));
  EXPECT_EQ(claims->certificate_thumbprint, thumbprint);
}

TEST(TokenClaimsTest, SomeMayBeAbsent) {
  auto claims = ParseTokenClaims(kClaims);
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->expires, absl::FromUnixMillis(1000500));
  EXPECT_EQ(claims->not_before, absl::InfinitePast());
  EXPECT_EQ(claims->issued, absl::InfinitePast());
  EXPECT_EQ(claims->token_id, "");
  EXPECT_EQ(claims->certificate_thumbprint, "");
}

TEST(TokenClaimsTest, SaysWhichOneIsWrong) {
  for (const char* member : {R"("iss":"i",)", R"("sub":"s",)", R"("aud":"a",)"}) {
    Refusal(With(member, ""));
  }
  Refusal(With(R"(,"exp":1000.5)", ""));
  for (const char* subject : {R"("")", "7", "null", R"("a\nb")", R"("a\u0000b")"}) {
    EXPECT_EQ(Refusal(With(R"("s")", subject)),
              "the token has no sub, or one that is no plain text of 255 bytes");
  }
  Refusal(With(R"("s")", absl::StrCat("\"", std::string(256, 's'), "\"")));
  for (const char* expires : {"\"1000\"", "null", "-1", "1e15", "true", "[1000]"}) {
    EXPECT_EQ(Refusal(With("1000.5", expires)),
              "the token has no exp, or one that is no time in seconds");
  }
  for (const char* audience : {"[]", "[1]", "{}", "7", R"(["a",null])"}) {
    Refusal(With(R"("a")", audience));
  }
  Refusal(With(R"("sub":"s")", R"("sub":"s","sub":"t")"));
  Refusal(With(R"("sub":"s")", R"("sub":"s","nbf":"soon")"));
  Refusal(With(R"("sub":"s")", R"("sub":"s","iat":{})"));
  Refusal(With(R"("sub":"s")", R"("sub":"s","jti":1)"));
  Refusal("");
  Refusal("[]");
}

TEST(TokenClaimsTest, ABoundTokenIsNeverTakenForABearers) {
  const std::string thumbprint = Base64UrlEncode(Sha256("certificate"));
  for (const std::string& confirmation :
       {std::string("{}"), std::string("[]"), std::string("null"), std::string(R"({"jkt":"x"})"),
        std::string(R"({"x5t#S256":"AAAA"})"), std::string(R"({"x5t#S256":7})"),
        absl::StrCat(R"({"x5t#S256":")", thumbprint, R"(","jkt":"x"})")}) {
    Refusal(With(R"("sub":"s")", absl::StrCat(R"("sub":"s","cnf":)", confirmation)));
  }
}

}  // namespace
}  // namespace clearway::auth
