#include "common/rpc/log.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class LogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SetLogSink([this](absl::string_view line) { lines_.emplace_back(line); });
  }
  void TearDown() override {
    SetLogSink(nullptr);
    SetLogLevel(LogLevel::kInfo);
  }
  std::vector<std::string> lines_;
};

TEST_F(LogTest, OneJsonObjectALine) {
  Log(LogLevel::kWarning, "disk", {{"path", "a\"b\\c\n"}, {"free", 12}, {"full", false}});
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_THAT(lines_[0], HasSubstr("\"level\":\"warning\",\"event\":\"disk\","
                                   "\"path\":\"a\\\"b\\\\c\\u000a\",\"free\":12,\"full\":false}"));
}

TEST_F(LogTest, LevelsBelowAreDropped) {
  Log(LogLevel::kDebug, "noise");
  SetLogLevel(LogLevel::kError);
  Log(LogLevel::kWarning, "noise");
  Log(LogLevel::kError, "signal");
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_THAT(lines_[0], HasSubstr("signal"));
}

TEST_F(LogTest, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(JsonString("caf\xC3\xA9"), "\"caf\xC3\xA9\"");
  EXPECT_EQ(JsonString("\xC3("), "\"\xEF\xBF\xBD(\"");
  EXPECT_EQ(JsonString("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonString("\xF0\x9F"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_F(LogTest, LevelNames) {
  EXPECT_EQ(ParseLogLevel("error"), LogLevel::kError);
  EXPECT_EQ(ParseLogLevel("loud"), absl::nullopt);
}

}  // namespace
}  // namespace clearway::rpc
