// Reads against a model: random transactions on the store and on a std::map, compared throughout.
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/store/conformance.h"

namespace clearway::store {
namespace {

using Model = std::map<std::string, std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// Few and short, so that keys meet, are prefixes of each other, and hold the extreme bytes.
std::string RandomKey(std::mt19937_64& random, bool may_be_empty) {
  static constexpr char kBytes[] = {'\0', 'a', 'b', 'e', '/', '\xff'};
  std::string key;
  if (random() % 3 == 0) key = "e/";
  for (size_t i = random() % 3 + (may_be_empty ? 0 : 1); i > 0; --i) {
    key.push_back(kBytes[random() % sizeof(kBytes)]);
  }
  return key;
}

Pairs ModelScan(const Model& model, const std::string& begin, const std::string& end,
                bool reverse) {
  Pairs pairs;
  for (const auto& [key, value] : model) {
    if (key >= begin && (end.empty() || key < end)) pairs.emplace_back(key, value);
  }
  if (reverse) pairs = Pairs(pairs.rbegin(), pairs.rend());
  return pairs;
}

Pairs Rest(Cursor& cursor) {
  Pairs pairs;
  for (; cursor.Valid(); cursor.Next()) {
    pairs.emplace_back(std::string(cursor.key()), std::string(cursor.value()));
  }
  EXPECT_TRUE(cursor.status().ok()) << cursor.status();
  return pairs;
}

void ExpectReadsAs(const Reader& reader, const Model& model, std::mt19937_64& random) {
  const std::string begin = RandomKey(random, true);
  const std::string end = RandomKey(random, true);
  for (const bool reverse : {false, true}) {
    const Pairs expected = ModelScan(model, begin, end, reverse);
    auto cursor = reader.Scan(begin, end, reverse);
    ASSERT_EQ(Rest(*cursor), expected);
    for (int i = 0; i < 3; ++i) {
      const std::string to = RandomKey(random, true);
      Pairs after;
      for (const auto& pair : expected) {
        if (reverse ? pair.first <= to : pair.first >= to) after.push_back(pair);
      }
      cursor->Seek(to);
      ASSERT_EQ(Rest(*cursor), after);
    }
    // Also from where the walk stands in the middle.
    cursor = reader.Scan(begin, end, reverse);
    if (cursor->Valid()) cursor->Next();
    const std::string to = RandomKey(random, true);
    cursor->Seek(to);
    Pairs after;
    for (const auto& pair : expected) {
      if (reverse ? pair.first <= to : pair.first >= to) after.push_back(pair);
    }
    ASSERT_EQ(Rest(*cursor), after);
  }
  const std::string key = RandomKey(random, true);
  const auto found = model.find(key);
  auto value = reader.Get(key);
  ASSERT_TRUE(value.ok()) << value.status();
  ASSERT_EQ(*value, found == model.end() ? absl::optional<std::string>() : found->second);
}

TEST_P(StoreConformanceTest, ReadsLikeAMap) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE(seed);
    store_ = nullptr;
    engine_ = nullptr;
    SetUp();
    std::mt19937_64 random(seed);
    Model model;
    std::vector<std::pair<std::shared_ptr<const Snapshot>, Model>> kept;
    for (int i = 0; i < 40; ++i) {
      Model changed = model;
      const bool refuse = random() % 4 == 0;
      auto done = store_->TransactAndWait([&](Txn& txn) {
        for (uint64_t writes = random() % 12; writes > 0; --writes) {
          const std::string key = RandomKey(random, false);
          if (random() % 3 == 0) {
            EXPECT_TRUE(txn.Delete(key).ok());
            changed.erase(key);
          } else {
            changed[key] = std::to_string(random() % 100);
            EXPECT_TRUE(txn.Put(key, changed[key]).ok());
          }
          if (random() % 3 == 0) ExpectReadsAs(txn, changed, random);
        }
        return refuse ? absl::AbortedError("refused") : absl::OkStatus();
      });
      ASSERT_EQ(done.ok(), !refuse) << done.status();
      if (!refuse) model = changed;
      const auto snapshot = store_->GetSnapshot();
      ExpectReadsAs(*snapshot, model, random);
      if (random() % 5 == 0) kept.emplace_back(snapshot, model);
      if (testing::Test::HasFatalFailure()) return;
    }
    for (const auto& [snapshot, then] : kept) {
      ASSERT_EQ(Rest(*snapshot->Scan("", "")), ModelScan(then, "", "", false));
    }
    kept.clear();
    Reopen();
    ASSERT_EQ(Rest(*store_->GetSnapshot()->Scan("", "")), ModelScan(model, "", "", false));
  }
}

// Transactions queued together share a group: each must see those before it in its scans too.
TEST_P(StoreConformanceTest, GroupedTransactionsReadLikeAMap) {
  std::mt19937_64 random(4);  // used by one thread at a time: the transactions run in order
  Model model;
  for (int i = 0; i < 150; ++i) {
    store_->Transact(
        [&, i](Txn& txn) {
          Model changed = model;
          for (uint64_t writes = random() % 4; writes > 0; --writes) {
            const std::string key = RandomKey(random, false);
            if (random() % 3 == 0) {
              EXPECT_TRUE(txn.Delete(key).ok());
              changed.erase(key);
            } else {
              changed[key] = std::to_string(i);
              EXPECT_TRUE(txn.Put(key, changed[key]).ok());
            }
          }
          ExpectReadsAs(txn, changed, random);
          if (random() % 4 == 0) return absl::AbortedError("refused");
          model = changed;
          return absl::OkStatus();
        },
        nullptr);
  }
  auto last = store_->TransactAndWait([](Txn&) { return absl::OkStatus(); });
  ASSERT_TRUE(last.ok());
  ASSERT_EQ(Rest(*store_->GetSnapshot()->Scan("", "")), ModelScan(model, "", "", false));
}

TEST_P(StoreConformanceTest, ACursorIsRefusedAfterAWrite) {
  Put("a", "1");
  Put("b", "1");
  auto done = store_->TransactAndWait([](Txn& txn) {
    auto cursor = txn.Scan("", "", false);
    EXPECT_TRUE(cursor->Valid());
    EXPECT_TRUE(txn.Put("c", "1").ok());
    EXPECT_FALSE(cursor->Valid());
    EXPECT_EQ(cursor->status().code(), absl::StatusCode::kFailedPrecondition);
    return absl::OkStatus();
  });
  EXPECT_EQ(done.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Get("c"), "(none)");
}

TEST(PrefixEndTest, IsTheFirstKeyBeyondThePrefix) {
  EXPECT_EQ(PrefixEnd("a/"), "a0");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

}  // namespace
}  // namespace clearway::store
