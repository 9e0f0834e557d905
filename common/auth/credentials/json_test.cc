#include "common/auth/credentials/json.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

TEST(JsonTest, ReadsMembersByTheirKind) {
  auto object = ParseJsonObject(R"({"iss": "a\u00e9", "exp": 1.5, "aud": ["x"], "none": null})");
  ASSERT_TRUE(object.ok());
  ASSERT_NE(StringMember(*object, "iss"), nullptr);
  EXPECT_EQ(*StringMember(*object, "iss"), "a\xc3\xa9");
  EXPECT_EQ(NumberMember(*object, "exp"), 1.5);
  EXPECT_EQ(StringMember(*object, "exp"), nullptr);
  EXPECT_EQ(NumberMember(*object, "iss"), absl::nullopt);
  EXPECT_TRUE(HasMember(*object, "none"));
  EXPECT_FALSE(HasMember(*object, "nobody"));
}

TEST(JsonTest, RefusesTwoMembersOfOneName) {
  EXPECT_FALSE(ParseJsonObject(R"({"alg": "none", "alg": "EdDSA"})").ok());
  EXPECT_FALSE(ParseJsonObject(R"({"alg": "none", "\u0061lg": "EdDSA"})").ok());
  EXPECT_FALSE(ParseJsonObject(R"({"a": {"b": 1, "b": 2}})").ok());
  EXPECT_FALSE(ParseJsonObject(R"({"a": [{"b": 1, "b": 2}]})").ok());
}

TEST(JsonTest, RefusesWhatIsNoObject) {
  for (const std::string text :
       {"", " ", "[]", "1", "\"x\"", "null", "{", "}", "{} {}", "{\"a\"}", "{\"a\": 01}",
        "{\"a\": nan}", "{\"a\": \"\xff\"}", "{\"a\": \"\xed\xa0\x80\"}", "{\"a\": 1e999}"}) {
    EXPECT_FALSE(ParseJsonObject(text).ok()) << text;
  }
  EXPECT_FALSE(ParseJsonObject(std::string("{\"a\": 1}\0", 9)).ok());
  EXPECT_FALSE(ParseJsonObject("{\"a\": " + std::string(100000, '[')).ok());
  EXPECT_FALSE(ParseJsonObject(std::string(200000, '{')).ok());
}

TEST(JsonTest, RandomBytesNeverCrash) {
  std::mt19937 random(11);
  const std::string letters = "{}[]\":,\\u0a1e.-+ntf \xc3\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t size = random() % 60; size > 0; --size) text += letters[random() % letters.size()];
    (void)ParseJsonObject(text);
    (void)ParseJsonObject("{\"a\":" + text + "}");
  }
}

}  // namespace
}  // namespace clearway::auth
