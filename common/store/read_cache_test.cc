#include "common/store/read_cache.h"

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

// What is on disk, and how often it was asked.
class Disk : public Reader {
 public:
  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override {
    ++asked;
    if (!failure.ok()) return failure;
    const auto found = values.find(std::string(key));
    if (found == values.end()) return absl::optional<std::string>();
    return absl::optional<std::string>(found->second);
  }
  std::unique_ptr<Cursor> Scan(absl::string_view, absl::string_view, bool) const override {
    return nullptr;
  }
  Revision revision() const override { return 7; }

  std::map<std::string, std::string> values;
  absl::Status failure;
  mutable int asked = 0;
};

class ReadCacheTest : public ::testing::Test {
 protected:
  // The value; "-" for none.
  std::string Get(absl::string_view key) {
    auto value = CachedReader(disk_, &cache_).Get(key);
    if (!value.ok()) return std::string(value.status().message());
    return value->value_or("-");
  }

  Disk disk_;
  ReadCache cache_;
};

TEST_F(ReadCacheTest, AsksOnceForWhatIsThere) {
  disk_.values = {{"a", "1"}};
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(disk_.asked, 1);
}

TEST_F(ReadCacheTest, AsksAgainForWhatIsNotThereAndAfterAFailure) {
  EXPECT_EQ(Get("a"), "-");
  disk_.failure = absl::DataLossError("damaged");
  EXPECT_EQ(Get("a"), "damaged");
  disk_.failure = absl::OkStatus();
  disk_.values = {{"a", "1"}};
  EXPECT_EQ(Get("a"), "1");
  EXPECT_EQ(disk_.asked, 3);
}

TEST_F(ReadCacheTest, FollowsWhatIsWritten) {
  disk_.values = {{"changed", "1"}, {"gone", "1"}, {"grown", "1"}};
  for (const auto& [key, value] : disk_.values) EXPECT_EQ(Get(key), value);
  const std::string large(ReadCache::kValueBytes + 1, 'x');
  disk_.values = {{"changed", "2"}, {"grown", large}, {"new", "1"}};
  cache_.Follow(
      {{"changed", {"2"}}, {"gone", {"farewell", true}}, {"grown", {large}}, {"new", {"1"}}});
  EXPECT_EQ(Get("changed"), "2");
  EXPECT_EQ(disk_.asked, 3);
  EXPECT_EQ(Get("gone"), "-");
  EXPECT_EQ(Get("grown"), large);
  EXPECT_EQ(Get("new"), "1");
  EXPECT_EQ(disk_.asked, 6);
}

TEST_F(ReadCacheTest, ForgetsWhatIsNotUsed) {
  for (size_t i = 0; i < 3 * ReadCache::kValues; ++i) disk_.values[absl::StrCat(i)] = "1";
  for (size_t i = 0; i < 3 * ReadCache::kValues; ++i) {
    EXPECT_EQ(Get(absl::StrCat(i)), "1");
    EXPECT_EQ(Get("0"), "1");
  }
  const int asked = disk_.asked;
  EXPECT_EQ(Get("0"), "1");
  EXPECT_EQ(disk_.asked, asked);
  EXPECT_EQ(Get("1"), "1");
  EXPECT_EQ(disk_.asked, asked + 1);
}

}  // namespace
}  // namespace clearway::store
