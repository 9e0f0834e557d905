#include "common/auth/condition.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Scope = Condition::Scope;

Condition Parsed(absl::string_view text) {
  auto condition = ParseCondition(text);
  EXPECT_TRUE(condition.ok()) << text << ": " << condition.status();
  return condition.value_or(Condition());
}

std::string Refused(absl::string_view text) {
  auto condition = ParseCondition(text);
  EXPECT_FALSE(condition.ok()) << text;
  return std::string(condition.status().message());
}

TEST(ConditionTest, ReadsEachScope) {
  EXPECT_EQ(Parsed("").scope, Scope::kNever);
  EXPECT_EQ(Parsed("-").scope, Scope::kNever);
  EXPECT_EQ(Parsed("any").scope, Scope::kAny);
  EXPECT_EQ(Parsed("visible").scope, Scope::kVisible);
  EXPECT_EQ(Parsed("party").scope, Scope::kParty);
  EXPECT_EQ(Parsed("own").scope, Scope::kOwn);
  EXPECT_THAT(Parsed("own").fields, IsEmpty());
  EXPECT_THAT(Parsed("own recipient+submitter").fields, ElementsAre("recipient", "submitter"));
  EXPECT_EQ(Parsed("side").scope, Scope::kSide);
  EXPECT_THAT(Parsed("side provider").fields, ElementsAre("provider"));
}

TEST(ConditionTest, ReadsWhatFollows) {
  const Condition all = Parsed(
      "own provider of offer unless recipient as asker with what_if if unpublished before "
      "valid_until");
  EXPECT_THAT(all.fields, ElementsAre("provider"));
  EXPECT_EQ(all.of, "offer");
  EXPECT_EQ(all.unless, "recipient");
  EXPECT_EQ(all.as, "asker");
  EXPECT_EQ(all.with, "what_if");
  EXPECT_EQ(all.publication, Condition::Publication::kUnpublished);
  EXPECT_EQ(all.before, "valid_until");
  EXPECT_EQ(Parsed("visible if published").publication, Condition::Publication::kPublished);
  EXPECT_EQ(Parsed("own before d").before, "d");
  EXPECT_THAT(Parsed("own before d").fields, IsEmpty());
}

TEST(ConditionTest, IsWrittenAsItIsRead) {
  for (const char* text :
       {"-", "any", "visible", "party of offer", "own", "own a+b", "side", "side provider",
        "any with what_if", "own creator unless state", "visible as asker before expire_date",
        "own provider of offer unless a as asker with what_if if unpublished before valid_until"}) {
    EXPECT_EQ(Parsed(text).Text(), text);
  }
  EXPECT_EQ(Parsed("").Text(), "-");
}

TEST(ConditionTest, RefusesEverythingElseInWords) {
  EXPECT_THAT(Refused("onw"), HasSubstr("\"onw\" is no condition; it begins with one of -, any"));
  EXPECT_THAT(Refused("Any"), HasSubstr("is no condition"));
  EXPECT_THAT(Refused(" any"), HasSubstr("is no condition"));
  EXPECT_THAT(Refused("any "), HasSubstr("cannot go on with \"\""));
  EXPECT_THAT(Refused("own  provider"), HasSubstr("has \"\" where fields"));
  EXPECT_THAT(Refused("own a+"), HasSubstr("has \"a+\" where fields"));
  EXPECT_THAT(Refused("own A"), HasSubstr("has \"A\" where fields"));
  EXPECT_THAT(Refused("side a+b"), HasSubstr("several sides"));
  EXPECT_THAT(Refused("any provider"), HasSubstr("cannot go on with \"provider\""));
  EXPECT_THAT(Refused("any before"), HasSubstr("cannot go on with \"before\""));
  EXPECT_THAT(Refused("any before a before b"), HasSubstr("each once and in this order"));
  EXPECT_THAT(Refused("any before a of b"), HasSubstr("each once and in this order"));
  EXPECT_THAT(Refused("- before a"), HasSubstr("cannot go on"));
  EXPECT_THAT(Refused("any if open"), HasSubstr("\"if unpublished\" or \"if published\""));
  EXPECT_THAT(Refused("any if "), HasSubstr("\"if unpublished\" or \"if published\""));
  EXPECT_THAT(Refused("any as a.b"), HasSubstr("must name a field after \"as\""));
}

}  // namespace
}  // namespace clearway::auth
