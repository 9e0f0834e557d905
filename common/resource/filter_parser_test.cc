#include "common/resource/filter_parser.h"

#include <random>
#include <string>

#include "absl/status/status.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using ::testing::HasSubstr;

std::string Parsed(absl::string_view filter) {
  auto node = ParseFilter(filter);
  return node.ok() ? FilterText(*node) : std::string(node.status().message());
}

TEST(FilterParserTest, Grammar) {
  EXPECT_EQ(Parsed(""), "");
  EXPECT_EQ(Parsed("  "), "");
  EXPECT_EQ(Parsed("a=b"), "a = \"b\"");
  EXPECT_EQ(Parsed("a : 'b c'"), "a : \"b c\"");
  EXPECT_EQ(Parsed("a.b.\"c d\"<=-5"), "a.\"b\".\"c d\" <= \"-5\"");
  EXPECT_EQ(Parsed("a=1 AND b=2 OR c=3"), "(a = \"1\" AND (b = \"2\" OR c = \"3\"))");
  EXPECT_EQ(Parsed("a=1 b=2 OR c=3 AND d=4"),
            "((a = \"1\" AND (b = \"2\" OR c = \"3\")) AND d = \"4\")");
  EXPECT_EQ(Parsed("(a=1 AND b=2) OR c=3"), "((a = \"1\" AND b = \"2\") OR c = \"3\")");
  EXPECT_EQ(Parsed("NOT a=1 -b=2"), "(NOT a = \"1\" AND NOT b = \"2\")");
  EXPECT_EQ(Parsed("-(a=1)"), "NOT a = \"1\"");
  EXPECT_EQ(Parsed("NOT(a=1)"), "NOT a = \"1\"");
  EXPECT_EQ(Parsed("New York OR Berlin"), "(\"New\" AND (\"York\" OR \"Berlin\"))");
  EXPECT_EQ(Parsed("a!=1 b<2 c<=3 d>4 e>=5"),
            "(a != \"1\" AND b < \"2\" AND c <= \"3\" AND d > \"4\" AND e >= \"5\")");
  EXPECT_EQ(Parsed("ANDREW=NOTHING"), "ANDREW = \"NOTHING\"");
}

TEST(FilterParserTest, ArgumentsNeedQuotesOnlyForSpaces) {
  EXPECT_EQ(Parsed("t>2012-04-21T11:30:00-04:00 n=offers/a.b"),
            "(t > \"2012-04-21T11:30:00-04:00\" AND n = \"offers/a.b\")");
  EXPECT_EQ(Parsed("(a=b)"), "a = \"b\"");
}

TEST(FilterParserTest, CompositeArguments) {
  EXPECT_EQ(Parsed("tags:(a OR -b)"), "(tags : \"a\" OR NOT tags : \"b\")");
  EXPECT_EQ(Parsed("a=(b c)"), "(a = \"b\" AND a = \"c\")");
  EXPECT_THAT(Parsed("tags:(a OR b=c)"), HasSubstr("only values"));
}

TEST(FilterParserTest, WildcardsAndEscapes) {
  auto node = ParseFilter("a = \"x*y\\*z\\\"\"");
  ASSERT_TRUE(node.ok());
  EXPECT_EQ(node->literal.text, "x*y*z\"");
  EXPECT_EQ(node->literal.stars, std::vector<size_t>{1});
  EXPECT_EQ(FilterText(*node), "a = \"x*y\\*z\\\"\"");
  EXPECT_TRUE(ParseFilter("a:*")->literal.any());
  EXPECT_FALSE(ParseFilter("a:\"\\*\"")->literal.any());
}

TEST(FilterParserTest, ErrorsSayWhereAndWhat) {
  EXPECT_THAT(Parsed("a ="), HasSubstr("at character 4: found the end; expected a value"));
  EXPECT_THAT(Parsed("a = 1 AND"), HasSubstr("at character 10"));
  EXPECT_THAT(Parsed("= 1"), HasSubstr("at character 1: found \"= 1\""));
  EXPECT_THAT(Parsed("(a = 1"), HasSubstr("at character 1: this parenthesis is never closed"));
  EXPECT_THAT(Parsed("a = 1)"), HasSubstr("at character 6"));
  EXPECT_THAT(Parsed("a = \"x"), HasSubstr("at character 5: this quote is never closed"));
  EXPECT_THAT(Parsed("a = \"\\n\""), HasSubstr("at character 6: a backslash"));
  EXPECT_THAT(Parsed("a = AND"), HasSubstr("expected a value"));
  EXPECT_THAT(Parsed("f(x)"), HasSubstr("no functions"));
  EXPECT_THAT(Parsed("a..b = 1"), HasSubstr("at character 3"));
  EXPECT_THAT(Parsed("OR a=1"), HasSubstr("at character 1"));
  EXPECT_THAT(Parsed("a=1 OR OR b=2"), HasSubstr("at character 8"));
  EXPECT_THAT(Parsed("a,b"), HasSubstr("at character 2"));
  EXPECT_THAT(Parsed("a!b"), HasSubstr("at character 2"));
  EXPECT_THAT(Parsed("()"), HasSubstr("at character 2"));
  absl::Status status = ParseFilter("a =").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_FILTER_INVALID);
  EXPECT_EQ(rpc::ViolatedFields(status), std::vector<std::string>{"filter"});
}

TEST(FilterParserTest, Bounds) {
  EXPECT_FALSE(ParseFilter(std::string(kMaxFilterBytes + 1, ' ')).ok());
  std::string deep(60, '('), flat, nots;
  deep += "a=1" + std::string(60, ')');
  EXPECT_THAT(Parsed(deep), HasSubstr("nested deeper"));
  for (int i = 0; i < kMaxFilterRestrictions; ++i) flat += "a=1 ";
  EXPECT_TRUE(ParseFilter(flat).ok());
  EXPECT_THAT(Parsed(flat + "a=1"), HasSubstr("more than 100 restrictions"));
  EXPECT_THAT(Parsed("a b c d e f g h i"), HasSubstr("more than 8 texts"));
  EXPECT_TRUE(ParseFilter("a b c d e f g h x:(a OR b OR c OR d OR e OR f OR g OR h OR i)").ok());
  for (int i = 0; i < 2000; ++i) nots += "NOT ";
  EXPECT_FALSE(ParseFilter(nots + "a=1").ok());
}

TEST(FilterParserTest, RandomTextsNeverCrashAndParsedOnesPrintStably) {
  std::mt19937 random(1);
  const std::vector<std::string> words = {"a",     "b.c", "AND", "OR", "NOT", "-",         "(",
                                          ")",     "=",   "!=",  "<",  ">=",  ":",         "*",
                                          "\"x\"", "'y'", "\\",  "\"", " ",   "\x01",      "\xff",
                                          "é",     ",",   "!",   ".",  "5",   "2012-11-12"};
  int parsed = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int n = static_cast<int>(random() % 12); n >= 0; --n) {
      text += words[random() % words.size()];
      if (random() % 2 == 0) text += ' ';
    }
    auto node = ParseFilter(text);
    if (!node.ok()) continue;
    ++parsed;
    std::string printed = FilterText(*node);
    auto again = ParseFilter(printed);
    ASSERT_TRUE(again.ok()) << text << " → " << printed << again.status();
    EXPECT_EQ(FilterText(*again), printed) << text;
  }
  EXPECT_GT(parsed, 400);
}

}  // namespace
}  // namespace clearway::resource
