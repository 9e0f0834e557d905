#include "clients/cli/audit_anchors.h"

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::cli {
namespace {

using ::testing::HasSubstr;

type::v1::AuditAnchor Anchor(int64_t sequence) {
  type::v1::AuditAnchor anchor;
  anchor.set_sequence(sequence);
  anchor.set_hash(std::string(31, 'h') + '\0');
  return anchor;
}

TEST(AuditAnchorsTest, ComeBackFromTheirText) {
  const auto parsed = ParseAnchor(AnchorText(Anchor(1234)));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->SerializeAsString(), Anchor(1234).SerializeAsString());
  const std::string hash(64, 'a');
  for (const std::string& text :
       {std::string(), std::string("1234"), "0:" + hash, "-1:" + hash, "x:" + hash,
        "1:" + hash + "a", "1:" + std::string(64, 'g'), "1:2:" + hash}) {
    EXPECT_EQ(ParseAnchor(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(AuditAnchorsTest, ComeBackFromTheirFile) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/anchors");
  EXPECT_TRUE(ReadAnchors(path)->empty()) << "there is none yet";
  for (const int64_t sequence : {1, 70000}) {
    const Anchors anchors = {{"cooperation", Anchor(sequence)}, {"universalization", Anchor(3)}};
    ASSERT_TRUE(WriteAnchors(path, anchors).ok());
    const auto read = ReadAnchors(path);
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ(AnchorText(read->at("cooperation")), AnchorText(Anchor(sequence)));
    EXPECT_EQ(AnchorText(read->at("universalization")), AnchorText(Anchor(3)));
  }
  EXPECT_EQ(WriteAnchors("/nowhere/anchors", {}).code(), absl::StatusCode::kInvalidArgument);
}

TEST(AuditAnchorsTest, AFileThatCannotBeReadIsNotTakenForNone) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/broken");
  const std::string line = absl::StrCat("cooperation 1 ", std::string(64, 'a'), "\n");
  for (const std::string& text : {std::string("rubbish\n"), std::string("cooperation 1\n"),
                                  std::string("cooperation 1 xyz\n"), line + line}) {
    std::ofstream(path) << "# remark\n\n" << text;
    const auto status = ReadAnchors(path).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("broken line "));
  }
}

}  // namespace
}  // namespace clearway::cli
