#include "common/store/rocksdb_store.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace clearway::store {
namespace {

std::string NewDirectory() {
  static int count = 0;
  return testing::TempDir() + "/rocksdb_store_test." + std::to_string(++count);
}

TEST(RocksdbStoreTest, CommitsAndReads) {
  RocksdbOptions options;
  options.directory = NewDirectory();
  options.service = "test";
  options.watched_prefixes = {"e/"};
  auto store = OpenRocksdbStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  auto revision = (*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "one"); });
  ASSERT_TRUE(revision.ok()) << revision.status();
  EXPECT_EQ(*revision, 1);
  auto value = (*store)->GetSnapshot()->Get("e/1");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(**value, "one");
  EXPECT_EQ((*store)->revision(), 1);
}

TEST(RocksdbStoreTest, WatchSeesPastAndPresent) {
  RocksdbOptions options;
  options.directory = NewDirectory();
  options.service = "test";
  options.watched_prefixes = {"e/"};
  auto store = OpenRocksdbStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE((*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "one"); }).ok());
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Revision> seen;
  auto subscription = (*store)->Watch("e/", 1, [&](absl::StatusOr<Store::Batch> batch) {
    std::lock_guard<std::mutex> lock(mutex);
    for (const Change& change : batch->changes) seen.push_back(change.revision);
    changed.notify_one();
    return true;
  });
  ASSERT_TRUE(subscription.ok());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE((*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "one"); }).ok());
  }
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return seen.size() == 5; });
  EXPECT_EQ(seen, (std::vector<Revision>{2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace clearway::store
