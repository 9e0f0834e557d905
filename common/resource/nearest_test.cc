#include "common/resource/nearest.h"

#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

TEST(NearestTest, FindsWhatWasMeant) {
  std::vector<std::string> fields = {"title", "total", "create_time", "area_of_work", "id"};
  EXPECT_EQ(Nearest("titel", fields), "title");
  EXPECT_EQ(Nearest("createTime", fields), "create_time");
  EXPECT_EQ(Nearest("AREA_OF_WORK", fields), "area_of_work");
  EXPECT_EQ(Nearest("created_time", fields), "create_time");
  EXPECT_EQ(DidYouMean("totl", fields), "; did you mean \"total\"?");
}

TEST(NearestTest, FarWordsHaveNone) {
  EXPECT_EQ(Nearest("budget", {"title", "id"}), "");
  EXPECT_EQ(Nearest("zz", {"id"}), "");
  EXPECT_EQ(Nearest("", {"id", "a"}), "");
  EXPECT_EQ(Nearest(std::string(65, 'a'), {std::string(64, 'a')}), "");
  EXPECT_EQ(DidYouMean("budget", {}), "");
}

}  // namespace
}  // namespace clearway::resource
