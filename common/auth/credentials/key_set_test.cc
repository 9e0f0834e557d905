#include "common/auth/credentials/key_set.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

constexpr char kX[] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";  // RFC 8037

std::string Ed25519(absl::string_view key_id) {
  return absl::StrCat(R"({"kty":"OKP","crv":"Ed25519","kid":")", key_id, R"(","x":")", kX, "\"}");
}

std::string Refusal(absl::string_view text) {
  auto set = KeySet::Parse(text);
  EXPECT_TRUE(absl::IsInvalidArgument(set.status())) << text;
  return std::string(set.status().message());
}

TEST(KeySetTest, FindsKeysByTheirIdAndLeavesOutOthers) {
  auto set = KeySet::Parse(absl::StrCat(
      R"({"keys":[)", Ed25519("a"), ",", Ed25519("b"),
      R"(,{"kty":"oct","kid":"c","k":"AAAA"},{"kty":"RSA","use":"enc","kid":"a"}],"more":1})"));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ((*set)->size(), 2u);
  ASSERT_NE((*set)->Find("b"), nullptr);
  EXPECT_EQ((*set)->Find("b")->key_id(), "b");
  EXPECT_EQ((*set)->Find("c"), nullptr);
  EXPECT_EQ((*set)->Find(""), nullptr);
}

TEST(KeySetTest, TellsTheSameKeyFromAnotherOfItsId) {
  auto before = KeySet::Parse(absl::StrCat(R"({"keys":[)", Ed25519("a"), "]}"));
  auto same = KeySet::Parse(absl::StrCat(R"({"keys":[)", Ed25519("b"), ",", Ed25519("a"), "]}"));
  auto other = KeySet::Parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a",)"
                             R"("x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"}]})");
  ASSERT_TRUE(before.ok() && same.ok() && other.ok());
  const VerificationKey& key = *(*before)->Find("a");
  EXPECT_TRUE((*same)->Has(key));
  EXPECT_FALSE((*other)->Has(key));
}

TEST(KeySetTest, AnIssuerMayHaveNoKeys) {
  auto set = KeySet::Parse(R"({"keys":[]})");
  ASSERT_TRUE(set.ok());
  EXPECT_EQ((*set)->size(), 0u);
}

TEST(KeySetTest, SaysWhatIsWrong) {
  EXPECT_EQ(Refusal("keys"), "the key set is no JSON object, or names a member twice");
  EXPECT_EQ(Refusal("{}"), "the key set has no list \"keys\"");
  EXPECT_EQ(Refusal(R"({"keys":{}})"), "the key set has no list \"keys\"");
  EXPECT_EQ(Refusal(R"({"keys":[7]})"), "keys[0] is no object");
  EXPECT_EQ(Refusal(absl::StrCat(R"({"keys":[)", Ed25519("a"), ",", Ed25519("a"), "]}")),
            "keys[1] has the kid of another");
  EXPECT_EQ(Refusal(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"AA"}]})"),
            "keys[0] x must be 32 bytes in base64url");
  std::string many;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&many, i == 0 ? "" : ",", "{}");
  EXPECT_EQ(Refusal(absl::StrCat(R"({"keys":[)", many, "]}")),
            "the key set has more than 100 keys");
  EXPECT_EQ(Refusal(std::string(KeySet::kMaxBytes + 1, ' ')),
            "the key set has more than 262144 bytes");
}

}  // namespace
}  // namespace clearway::auth
