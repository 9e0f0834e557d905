#include "common/resource/field_path.h"

#include <string>

#include "common/resource/testing/project.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Project;

absl::StatusOr<FieldPath> Resolve(absl::string_view text, bool through_repeated = false) {
  auto segments = SplitPath(text);
  if (!segments.ok()) return segments.status();
  return ResolvePath(Project::descriptor(), *segments, through_repeated);
}

TEST(FieldPathTest, Splits) {
  EXPECT_THAT(*SplitPath("a"), ElementsAre("a"));
  EXPECT_THAT(*SplitPath("a.b.c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*SplitPath("labels.`a.b`"), ElementsAre("labels", "a.b"));
  EXPECT_THAT(*SplitPath("labels.``"), ElementsAre("labels", ""));
  for (const char* bad : {"", ".", "a.", ".a", "a..b", "a.`b"}) {
    EXPECT_FALSE(SplitPath(bad).ok()) << bad;
  }
}

TEST(FieldPathTest, ResolvesAndPrints) {
  for (const char* path : {"title", "total.units", "labels", "labels.x", "labels.`a.b`",
                           "places.north.district", "place.within.within.district", "years"}) {
    auto resolved = Resolve(path);
    ASSERT_TRUE(resolved.ok()) << path << resolved.status();
    EXPECT_EQ(PathText(*resolved), path);
  }
  EXPECT_FALSE(Resolve("years.quantity").ok());
  EXPECT_TRUE(Resolve("years.quantity", true).ok());
}

TEST(FieldPathTest, SaysWhatIsWrong) {
  EXPECT_THAT(std::string(Resolve("titel").status().message()),
              HasSubstr("\"titel\", which is no field of Project; did you mean \"title\"?"));
  EXPECT_THAT(std::string(Resolve("total.unit").status().message()),
              HasSubstr("no field of total; did you mean \"units\"?"));
  EXPECT_THAT(std::string(Resolve("title.x").status().message()),
              HasSubstr("within title, which has no fields"));
  EXPECT_THAT(std::string(Resolve("labels.x.y").status().message()),
              HasSubstr("within labels.x, which has no fields"));
  EXPECT_THAT(std::string(Resolve("years.year").status().message()), HasSubstr("is a list"));
  std::string deep = "place";
  for (int i = 0; i < 40; ++i) deep += ".within";
  EXPECT_FALSE(Resolve(deep).ok());
}

}  // namespace
}  // namespace clearway::resource
