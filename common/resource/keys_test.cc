#include "common/resource/keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

TEST(KeysTest, NamesComeBackFromKeys) {
  EXPECT_EQ(RecordKey("offers", "x"), "r/offers/x");
  EXPECT_EQ(NameOfRecordKey("r/offers/x"), "offers/x");
  EXPECT_EQ(NameOfRecordKey("r/matchRuns.proposals/r1/p1"), "matchRuns/r1/proposals/p1");
  EXPECT_EQ(CollectionOfRecordKey("r/matchRuns.proposals/r1/p1"), "matchRuns.proposals");
  for (const char* key : {"", "r/", "r/offers", "i/offers/x", "r/a.b/x", "r/a/x/y"}) {
    EXPECT_EQ(NameOfRecordKey(key), "") << key;
  }
  for (const char* name : {"offers/x", "matchRuns/r1/proposals/p1"}) {
    EXPECT_EQ(NameOfRecordKey(RecordKeyOfName(name)), name);
  }
  for (const char* name : {"", "offers", "offers/", "/x", "offers/x/y", "offers//x/y"}) {
    EXPECT_EQ(RecordKeyOfName(name), "") << name;
  }
}

TEST(KeysTest, NumbersSort) {
  std::vector<int64_t> numbers = {0, 1, 255, 256, 1795000000000000, INT64_MAX};
  std::vector<std::string> bytes;
  for (int64_t n : numbers) {
    bytes.push_back(BigEndian(n));
    EXPECT_EQ(FromBigEndian(bytes.back()), n);
  }
  EXPECT_TRUE(std::is_sorted(bytes.begin(), bytes.end()));
  EXPECT_EQ(FromBigEndian("short"), 0);
}

TEST(KeysTest, IndexKeysSortAsTheyAreAndNoneIsAnothersPrefix) {
  std::vector<std::string> keys = {
      "", std::string("\0", 1), std::string("\0\xff", 2), std::string("a\0", 2), "a", "aa", "ab",
      "b"};
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0; i < keys.size(); ++i) {
    for (size_t j = 0; j < keys.size(); ++j) {
      std::string a = IndexPrefix("c", "n", keys[i]), b = IndexPrefix("c", "n", keys[j]);
      EXPECT_EQ(a < b, i < j) << i << " " << j;
      EXPECT_EQ(absl::StartsWith(a, b), i == j) << i << " " << j;
    }
  }
}

}  // namespace
}  // namespace clearway::resource
