#include "common/rpc/flags.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

absl::StatusOr<std::map<std::string, std::string>> Parse(std::vector<std::string> arguments) {
  return ParseFlags(arguments, {"data", "listen"}, {"help"});
}

TEST(FlagsTest, BothForms) {
  auto values = Parse({"--data=a=b", "--listen", "127.0.0.1:1", "--help"});
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_THAT(*values, UnorderedElementsAre(Pair("data", "a=b"), Pair("listen", "127.0.0.1:1"),
                                            Pair("help", "true")));
  EXPECT_THAT(*Parse({"--data="}), UnorderedElementsAre(Pair("data", "")));
}

TEST(FlagsTest, MistakesSaySo) {
  EXPECT_THAT(std::string(Parse({"--dta=x"}).status().message()), HasSubstr("there are --data"));
  EXPECT_THAT(std::string(Parse({"--data"}).status().message()), HasSubstr("needs a value"));
  EXPECT_THAT(std::string(Parse({"--data=a", "--data=b"}).status().message()), HasSubstr("twice"));
  EXPECT_THAT(std::string(Parse({"--help=yes"}).status().message()), HasSubstr("no value"));
  EXPECT_THAT(std::string(Parse({"x"}).status().message()), HasSubstr("no flag"));
  EXPECT_FALSE(Parse({"--"}).ok());
}

}  // namespace
}  // namespace clearway::rpc
