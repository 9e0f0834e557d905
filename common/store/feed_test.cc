#include "common/store/feed.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

std::string Value(const ChangeView& change) {
  return FeedValueHead(change) + std::string(change.key) + std::string(change.value);
}

// The example of docs/formats/store.md; these bytes are on disks.
TEST(FeedTest, EntriesLookLikeThis) {
  const ChangeView put{3, 0, Change::Kind::kPut, "e/1", "x"};
  EXPECT_EQ(FeedKey(3, 0), std::string("\0\0\0\0\0\0\0\3\0\0\0\0", 12));
  EXPECT_EQ(Value(put), std::string("\0\3e/1x", 6));
  const ChangeView del{0x0102030405060708, 0x090a0b0c, Change::Kind::kDelete, "k", ""};
  EXPECT_EQ(FeedKey(del.revision, del.index), "\1\2\3\4\5\6\7\10\11\12\13\14");
  EXPECT_EQ(Value(del), "\1\1k");
}

TEST(FeedTest, ReadsWhatItWrote) {
  for (const size_t key_bytes : {size_t{1}, size_t{127}, size_t{128}, kMaxKeyBytes}) {
    const std::string key(key_bytes, 'k');
    for (const std::string& value : {std::string(), std::string("v"), std::string("\0\xff", 2)}) {
      const ChangeView change{12, 34, Change::Kind::kPut, key, value};
      const std::string stored_key = FeedKey(12, 34);
      const std::string stored = Value(change);
      auto parsed = ParseFeedEntry(stored_key, stored);
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      EXPECT_EQ(parsed->revision, 12);
      EXPECT_EQ(parsed->index, 34);
      EXPECT_EQ(parsed->kind, Change::Kind::kPut);
      EXPECT_EQ(parsed->key, key);
      EXPECT_EQ(parsed->value, value);
    }
  }
}

TEST(FeedTest, RefusesWhatItDidNotWrite) {
  const std::string key = FeedKey(1, 0);
  const auto code = [](const std::string& stored_key, const std::string& value) {
    return ParseFeedEntry(stored_key, value).status().code();
  };
  EXPECT_EQ(code(key, std::string("\0\1k", 3)), absl::StatusCode::kOk);
  EXPECT_EQ(code(key, ""), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(key, "\2\1k"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(key, std::string("\0\2k", 3)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(key, std::string("\0\xff", 2)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(key, std::string("\0\xff\xff\xff\xff\xff\1k", 8)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(key.substr(1), std::string("\0\1k", 3)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(FeedKey(0, 0), std::string("\0\1k", 3)), absl::StatusCode::kDataLoss);
}

TEST(FeedTest, KeepsTheWatchedWritesInKeyOrder) {
  Overlay writes;
  writes["x/1"] = Write{"no", false};
  writes["e/2"] = Write{"two", false};
  writes["e/1"] = Write{{}, true};
  std::vector<ChangeView> changes;
  AppendChanges(writes, 7, PrefixSet({"e/"}), &changes);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].key, "e/1");
  EXPECT_EQ(changes[0].kind, Change::Kind::kDelete);
  EXPECT_EQ(changes[0].index, 0);
  EXPECT_EQ(changes[1].key, "e/2");
  EXPECT_EQ(changes[1].value, "two");
  EXPECT_EQ(changes[1].index, 1);
  EXPECT_EQ(changes[1].revision, 7);
}

TEST(PrefixSetTest, CoversWhatBeginsWithOneOfThem) {
  const PrefixSet set({"e/", "e/sub/", "r", "\xff"});
  EXPECT_THAT(set.prefixes(), testing::ElementsAre("e/", "r", "\xff"));
  for (const char* covered : {"e/", "e/1", "e/sub/1", "r", "r/1", "\xff\xff"}) {
    EXPECT_TRUE(set.Covers(covered)) << covered;
  }
  for (const char* not_covered : {"", "e", "e.", "f/1", "q"}) {
    EXPECT_FALSE(set.Covers(not_covered)) << not_covered;
  }
  EXPECT_TRUE(PrefixSet({""}).Covers(""));
  EXPECT_TRUE(PrefixSet({""}).Covers("anything"));
  EXPECT_FALSE(PrefixSet().Covers(""));
}

TEST(PrefixSetTest, ComparesSets) {
  EXPECT_TRUE(PrefixSet({"a", "b"}).Covers(PrefixSet({"a/x", "b"})));
  EXPECT_FALSE(PrefixSet({"a/x", "b"}).Covers(PrefixSet({"a", "b"})));
  EXPECT_TRUE(PrefixSet({"a"}).Covers(PrefixSet()));
  EXPECT_FALSE(PrefixSet().Covers(PrefixSet({""})));
}

}  // namespace
}  // namespace clearway::store
