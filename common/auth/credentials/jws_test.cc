#include "common/auth/credentials/jws.h"

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/base64url.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

std::string Token(absl::string_view header, absl::string_view payload = "{}",
                  absl::string_view signature = "signature") {
  return absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(payload), ".",
                      Base64UrlEncode(signature));
}

std::string Refusal(absl::string_view token) {
  auto jws = ParseJws(token);
  EXPECT_TRUE(absl::IsInvalidArgument(jws.status())) << token;
  return std::string(jws.status().message());
}

TEST(JwsTest, TakesATokenApart) {
  const std::string token = Token(R"({"alg":"EdDSA","kid":"a","typ":"JWT","x":1})", "payload");
  auto jws = ParseJws(token);
  ASSERT_TRUE(jws.ok()) << jws.status();
  EXPECT_EQ(jws->algorithm, "EdDSA");
  EXPECT_EQ(jws->key_id, "a");
  EXPECT_EQ(jws->type, "JWT");
  EXPECT_EQ(jws->payload, "payload");
  EXPECT_EQ(jws->signature, "signature");
  EXPECT_EQ(absl::StrCat(jws->signing_input, ".", Base64UrlEncode("signature")), token);
}

TEST(JwsTest, RefusesOtherForms) {
  const std::string form = "the token is not three parts between full stops";
  for (const char* token : {"", ".", "a", "a.b", "a.b.c.d", "....."}) {
    EXPECT_EQ(Refusal(token), form) << token;
  }
  const std::string base64 = "the token has a part that is no base64url";
  EXPECT_EQ(Refusal("e30=.e30.AA"), base64);
  EXPECT_EQ(Refusal("e30.e3 0.AA"), base64);
  EXPECT_EQ(Refusal("e30.e30.AB"), base64);  // unused bits that are set
  EXPECT_EQ(Refusal(std::string(kMaxTokenBytes + 1, 'A')), "the token has more than 8192 bytes");
}

TEST(JwsTest, RefusesHeadersThatCanBeReadInTwoWays) {
  const std::string json = "the token has a header that is no JSON object, or names a member twice";
  EXPECT_EQ(Refusal(Token("")), json);
  EXPECT_EQ(Refusal(Token("[]")), json);
  EXPECT_EQ(Refusal(Token(R"({"alg":"EdDSA","alg":"none"})")), json);
  EXPECT_EQ(Refusal(Token("{}")), "the token names no algorithm");
  EXPECT_EQ(Refusal(Token(R"({"alg":""})")), "the token names no algorithm");
  EXPECT_EQ(Refusal(Token(R"({"alg":["EdDSA"]})")), "the token names no algorithm");
  EXPECT_EQ(Refusal(Token(R"({"alg":"EdDSA","kid":1})")),
            "the token has a kid or typ that is no string");
  EXPECT_EQ(Refusal(Token(R"({"alg":"EdDSA","crit":["b64"],"b64":false})")),
            "the token has critical header members");
}

TEST(JwsTest, RandomAndMutatedBytesNeverCrash) {
  std::mt19937 random(3);
  const std::string token = Token(R"({"alg":"EdDSA","kid":"a"})", R"({"iss":"x"})");
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string mutated = token;
    for (size_t changes = 1 + random() % 4; changes > 0; --changes) {
      mutated[random() % mutated.size()] = static_cast<char>(random());
    }
    taken += ParseJws(mutated).ok() ? 1 : 0;
    std::string bytes(random() % 100, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    (void)ParseJws(bytes);
  }
  EXPECT_GT(taken, 0);
}

}  // namespace
}  // namespace clearway::auth
