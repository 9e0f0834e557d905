// The conformance suite on RocksDB, and what is this engine's own.
#include "common/store/rocksdb_store.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/store/conformance.h"
#include "common/store/fault_file_system.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

namespace clearway::store {
namespace {

RocksdbOptions NewOptions() {
  RocksdbOptions options;
  options.directory = NewPath();
  options.service = "test";
  options.watched_prefixes = {"e/"};
  return options;
}

// On a file system that does not sync, which is quicker; nothing here depends on that.
class RocksdbEngine : public Engine {
 public:
  explicit RocksdbEngine(RocksdbOptions options) : options_(std::move(options)) {
    const std::string scratch = NewPath();
    std::filesystem::create_directory(scratch);
    env_ = rocksdb::NewCompositeEnv(std::make_shared<FaultFileSystem>(scratch));
    options_.env = env_.get();
  }
  absl::StatusOr<std::unique_ptr<Store>> Open(
      const std::vector<std::string>& watched_prefixes) override {
    options_.watched_prefixes = watched_prefixes;
    return OpenRocksdbStore(options_);
  }

 private:
  std::unique_ptr<rocksdb::Env> env_;
  RocksdbOptions options_;
};

INSTANTIATE_TEST_SUITE_P(Rocksdb, StoreConformanceTest, testing::Values(EngineMaker{[] {
                           return std::make_unique<RocksdbEngine>(NewOptions());
                         }}));

// Watchers read from disk all the time, and each transaction is a group of its own.
INSTANTIATE_TEST_SUITE_P(RocksdbSmall, StoreConformanceTest, testing::Values(EngineMaker{[] {
                           RocksdbOptions options = NewOptions();
                           options.feed_tail_bytes = 0;
                           options.max_group_bytes = 1;
                           return std::make_unique<RocksdbEngine>(std::move(options));
                         }}));

std::unique_ptr<Store> OpenOrDie(const RocksdbOptions& options) {
  auto store = OpenRocksdbStore(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

// Holds a thread of the store, inside a transaction or a callback, until Open().
class Gate {
 public:
  void Pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  Store::TxnFn Transaction() {
    return [this](Txn&) {
      Pass();
      return absl::OkStatus();
    };
  }
  void WaitUntilReached() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
  }
  void Open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

TEST(RocksdbStoreTest, RefusesWhatTheQueueDoesNotHold) {
  RocksdbOptions options = NewOptions();
  options.max_queued_transactions = 10;
  auto store = OpenOrDie(options);
  Gate gate;
  store->Transact(gate.Transaction(), nullptr);
  gate.WaitUntilReached();
  std::mutex mutex;
  std::condition_variable changed;
  int done = 0;
  int refused = 0;
  for (int i = 0; i < 15; ++i) {
    store->Transact([](Txn& txn) { return txn.Put("a", "1"); },
                    [&](absl::StatusOr<Revision> result) {
                      std::lock_guard<std::mutex> lock(mutex);
                      changed.notify_one();
                      if (result.ok()) {
                        ++done;
                      } else {
                        EXPECT_EQ(result.status().code(), absl::StatusCode::kResourceExhausted);
                        ++refused;
                      }
                    });
  }
  {
    // They are told at once, though nothing moves.
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return refused == 5; });
    EXPECT_EQ(done, 0);
  }
  gate.Open();
  store.reset();
  EXPECT_EQ(done, 10);
  EXPECT_EQ(refused, 5);
}

TEST(RocksdbStoreTest, ReadsDoNotWaitForTheWriter) {
  auto store = OpenOrDie(NewOptions());
  ASSERT_TRUE(store->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "x"); }).ok());
  Gate gate;
  store->Transact(gate.Transaction(), nullptr);
  gate.WaitUntilReached();
  EXPECT_EQ(**store->GetSnapshot()->Get("e/1"), "x");
  EXPECT_EQ(store->revision(), 1);
  Collector collector(0);
  auto subscription = store->Watch("e/", 0, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  collector.WaitFor(1);
  gate.Open();
}

TEST(RocksdbStoreTest, CommitsWhatWaitsWithOneSync) {
  auto store = OpenOrDie(NewOptions());
  Gate gate;
  store->Transact(gate.Transaction(), nullptr);
  gate.WaitUntilReached();
  for (int i = 0; i < 100; ++i) {
    store->Transact([i](Txn& txn) { return txn.Put(absl::StrCat("e/", i), "x"); }, nullptr);
  }
  gate.Open();
  ASSERT_TRUE(store->TransactAndWait([](Txn&) { return absl::OkStatus(); }).ok());
  EXPECT_EQ(store->revision(), 100);
  const RocksdbStoreStats stats = GetRocksdbStoreStats(*store);
  EXPECT_EQ(stats.transactions, 102);
  EXPECT_LE(stats.syncs, 2) << "the gate's group, and one for all that waited behind it";
}

TEST(RocksdbStoreTest, AGroupThatGrowsTooLargeIsSplit) {
  RocksdbOptions options = NewOptions();
  options.max_group_bytes = 10'000;
  auto store = OpenOrDie(options);
  Gate gate;
  store->Transact(gate.Transaction(), nullptr);
  gate.WaitUntilReached();
  for (int i = 0; i < 100; ++i) {
    store->Transact(
        [i](Txn& txn) { return txn.Put(absl::StrCat("e/", i), std::string(1000, 'x')); }, nullptr);
  }
  gate.Open();
  ASSERT_TRUE(store->TransactAndWait([](Txn&) { return absl::OkStatus(); }).ok());
  EXPECT_EQ(store->revision(), 100);
  EXPECT_GE(GetRocksdbStoreStats(*store).syncs, 9);
}

TEST(RocksdbStoreTest, TheFeedKeepsAtMostItsRetention) {
  RocksdbOptions options = NewOptions();
  options.feed_retention = 16;
  auto store = OpenOrDie(options);
  for (int i = 1; i <= 100; ++i) {
    ASSERT_TRUE(store->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "x"); }).ok());
    EXPECT_LE(store->revision() - store->compacted_revision(), 16);
    if (i >= 16) {
      EXPECT_GE(store->revision() - store->compacted_revision(), 14);
    }
  }
  const Revision compacted = store->compacted_revision();
  store.reset();
  store = OpenOrDie(options);
  EXPECT_EQ(store->compacted_revision(), compacted);
  Collector collector(compacted);
  auto subscription = store->Watch("e/", compacted, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  collector.WaitFor(100);
  EXPECT_EQ(collector.changes().size(), static_cast<size_t>(100 - compacted));
}

// One that falls behind further than the feed goes back is told, and told once.
TEST(RocksdbStoreTest, ALaggingSubscriptionEndsWhenItsPastIsGone) {
  RocksdbOptions options = NewOptions();
  options.feed_retention = 8;
  options.feed_tail_bytes = 0;
  auto store = OpenOrDie(options);
  Gate gate;
  Collector collector(0);
  std::atomic<bool> first{true};
  auto subscription = store->Watch("e/", 0, [&](absl::StatusOr<Store::Batch> batch) {
    if (first.exchange(false)) {
      EXPECT_TRUE(batch.ok());
      gate.Pass();
    }
    return collector.Callback()(std::move(batch));
  });
  ASSERT_TRUE(subscription.ok());
  const auto put = [&] {
    ASSERT_TRUE(store->TransactAndWait([](Txn& txn) { return txn.Put("e/1", "x"); }).ok());
  };
  put();
  gate.WaitUntilReached();
  for (int i = 0; i < 30; ++i) put();
  gate.Open();
  EXPECT_EQ(collector.WaitForEnd().code(), absl::StatusCode::kOutOfRange);
  put();
  EXPECT_LE(collector.through(), 31);
}

// The bytes of all files of the database.
std::string DiskOf(const std::string& directory) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    all += text.str();
  }
  return all;
}

TEST(RocksdbStoreTest, ScrubClearsWhatWasOverwrittenAndDeleted) {
  const RocksdbOptions options = NewOptions();
  auto store = OpenOrDie(options);
  const auto put = [&store](const std::string& key, const std::string& value) {
    ASSERT_TRUE(
        store->TransactAndWait([&](Txn& txn) { return txn.Put(key, value); }).status().ok());
  };
  put("k/a", "first-of-a");
  put("k/b", "first-of-b");
  put("k/c", "first-of-c");
  put("k/a", "second-of-a");
  ASSERT_TRUE(store->TransactAndWait([](Txn& txn) { return txn.Delete("k/b"); }).status().ok());
  auto before = store->GetSnapshot();
  put("k/c", "second-of-c");
  ASSERT_NE(DiskOf(options.directory).find("first-of-a"), std::string::npos);
  ASSERT_NE(DiskOf(options.directory).find("first-of-b"), std::string::npos);
  ASSERT_TRUE(store->Scrub("k/", PrefixEnd("k/")).ok());
  std::string disk = DiskOf(options.directory);
  EXPECT_EQ(disk.find("first-of-a"), std::string::npos);
  EXPECT_EQ(disk.find("first-of-b"), std::string::npos);
  EXPECT_NE(disk.find("second-of-a"), std::string::npos);
  // What a snapshot shows stays, until it is gone.
  EXPECT_EQ(**before->Get("k/c"), "first-of-c");
  EXPECT_NE(disk.find("first-of-c"), std::string::npos);
  before.reset();
  ASSERT_TRUE(store->Scrub("k/", PrefixEnd("k/")).ok());
  EXPECT_EQ(DiskOf(options.directory).find("first-of-c"), std::string::npos);
  store.reset();
  store = OpenOrDie(options);
  EXPECT_EQ(**store->GetSnapshot()->Get("k/a"), "second-of-a");
  EXPECT_FALSE(store->GetSnapshot()->Get("k/b")->has_value());
}

TEST(RocksdbStoreTest, SnapshotsAndSubscriptionHandlesMayOutliveTheStore) {
  auto store = OpenOrDie(NewOptions());
  ASSERT_TRUE(store->TransactAndWait([](Txn& txn) { return txn.Put("a", "1"); }).ok());
  const auto snapshot = store->GetSnapshot();
  Collector collector(1);
  auto subscription = store->Watch("e/", 1, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  store.reset();
  EXPECT_EQ(**snapshot->Get("a"), "1");
}

}  // namespace
}  // namespace clearway::store
