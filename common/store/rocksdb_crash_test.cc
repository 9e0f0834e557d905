// Power cuts and failing disks: what was acknowledged is there, and nothing is there by half.
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/store/conformance.h"
#include "common/store/fault_file_system.h"
#include "common/store/rocksdb_store.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

namespace clearway::store {
namespace {

constexpr int kRecords = 8;

class RocksdbCrashTest : public testing::Test {
 protected:
  RocksdbCrashTest() {
    std::filesystem::create_directory(root_);
    std::filesystem::create_directory(root_ + "/scratch");
    faults_ = std::make_shared<FaultFileSystem>(root_ + "/scratch");
    env_ = rocksdb::NewCompositeEnv(faults_);
    options_.directory = root_ + "/data";
    options_.service = "test";
    options_.watched_prefixes = {"e/"};
    options_.env = env_.get();
    options_.write_buffer_bytes = 64 << 10;  // so that tables are written too
    options_.feed_retention = 40;
  }

  absl::StatusOr<std::unique_ptr<Store>> Open() { return OpenRocksdbStore(options_); }

  // Writes one number to records in four places, two of them watched, with a value long enough
  // that the log fills.
  static void Queue(Store* store, int number, Store::DoneFn done) {
    store->Transact(
        [number](Txn& txn) {
          const int record = number % kRecords;
          const std::string value = absl::StrCat(number, ";", std::string(3000, 'x'));
          for (const char* prefix : {"e/a/", "e/b/", "x/a/", "x/b/"}) {
            absl::Status status = txn.Put(absl::StrCat(prefix, record), value);
            if (!status.ok()) return status;
          }
          return txn.Put("last", std::to_string(number));
        },
        std::move(done));
  }

  // Numbers first.. until the disk fails or `count` are written. The greatest acknowledged one.
  int WriteUntilFailure(Store* store, int first, int count) {
    std::mutex mutex;
    int acknowledged = first - 1;
    std::vector<std::thread> writers;
    std::atomic<int> next{first};
    for (int i = 0; i < 3; ++i) {
      writers.emplace_back([&] {
        for (;;) {
          // One at a time is numbered and queued, so that they run in this order.
          std::mutex answered_mutex;
          std::condition_variable answered;
          absl::optional<absl::StatusOr<Revision>> answer;
          int number = 0;
          {
            std::lock_guard<std::mutex> lock(mutex);
            number = next++;
            if (number >= first + count) return;
            Queue(store, number, [&](absl::StatusOr<Revision> result) {
              std::lock_guard<std::mutex> answered_lock(answered_mutex);
              answer = std::move(result);
              answered.notify_one();
            });
          }
          std::unique_lock<std::mutex> lock(answered_mutex);
          answered.wait(lock, [&] { return answer.has_value(); });
          if (!answer->ok()) {
            EXPECT_EQ(answer->status().code(), absl::StatusCode::kUnavailable);
            return;
          }
          std::lock_guard<std::mutex> acknowledged_lock(mutex);
          acknowledged = std::max(acknowledged, number);
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
    return acknowledged;
  }

  // Checks that the store shows the first numbers up to one at or after `acknowledged`, each
  // whole, and that the feed tells the same. Returns that number.
  int ExpectWhole(Store* store, int acknowledged) {
    const auto snapshot = store->GetSnapshot();
    int last = -1;
    const auto text = snapshot->Get("last");
    EXPECT_TRUE(text.ok()) << text.status();
    if (text->has_value()) {
      EXPECT_TRUE(absl::SimpleAtoi(**text, &last));
    }
    EXPECT_GE(last, acknowledged);
    EXPECT_EQ(snapshot->revision(), last + 1) << "each number is one revision";
    std::map<std::string, std::string> watched;
    for (int number = std::max(0, last - kRecords + 1); number <= last; ++number) {
      const int record = number % kRecords;
      const auto first = snapshot->Get(absl::StrCat("e/a/", record));
      EXPECT_TRUE(first.ok() && first->has_value());
      EXPECT_EQ((*first)->substr(0, (*first)->find(';')), std::to_string(number));
      for (const char* prefix : {"e/b/", "x/a/", "x/b/"}) {
        EXPECT_EQ(*snapshot->Get(absl::StrCat(prefix, record)), *first) << prefix;
      }
    }
    const Revision from = store->compacted_revision();
    Collector collector(from);
    auto subscription = store->Watch("e/", from, collector.Callback());
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    collector.WaitFor(store->revision());
    const std::vector<Change> changes = collector.changes();
    EXPECT_EQ(changes.size(), static_cast<size_t>(2 * (store->revision() - from)));
    for (size_t i = 0; i < changes.size(); ++i) {
      EXPECT_EQ(changes[i].revision, from + 1 + static_cast<Revision>(i / 2));
      EXPECT_EQ(changes[i].value.substr(0, changes[i].value.find(';')),
                std::to_string(changes[i].revision - 1));
    }
    return last;
  }

  const std::string root_ = NewPath();
  std::shared_ptr<FaultFileSystem> faults_;
  std::unique_ptr<rocksdb::Env> env_;
  RocksdbOptions options_;
};

TEST_F(RocksdbCrashTest, MakingAStoreSurvivesACrashAtAnyChange) {
  std::mt19937_64 random(1);
  bool finished = false;
  // Each of the first changes, which are our own, and a third of RocksDB's.
  for (int changes = 0; !finished; changes += changes < 30 ? 1 : 3) {
    SCOPED_TRACE(changes);
    options_.directory = absl::StrCat(root_, "/data", changes);
    faults_->FailAfter(changes);
    {
      auto store = Open();
      finished = store.ok() && !faults_->failed();
    }
    faults_->Crash(random);
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->revision(), 0);
    EXPECT_EQ(WriteUntilFailure(store->get(), 0, 3), 2);
    ASSERT_LT(changes, 1000);
  }
}

TEST_F(RocksdbCrashTest, AcknowledgedWritesSurviveCrashesWheneverTheyCome) {
  // --gtest_random_seed tries other crashes.
  std::mt19937_64 random(2 + testing::UnitTest::GetInstance()->random_seed());
  int last = -1;
  int crashes = 0;
  for (int round = 0; round < 16; ++round) {
    SCOPED_TRACE(round);
    // Into opening as well as into writing.
    faults_->FailAfter(random() % (round % 3 == 0 ? 60 : 300));
    int acknowledged = last;
    {
      auto store = Open();
      if (store.ok()) {
        acknowledged = WriteUntilFailure(store->get(), ExpectWhole(store->get(), last) + 1, 60);
      }
      crashes += faults_->failed();
    }
    faults_->Crash(random);
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    last = ExpectWhole(store->get(), acknowledged);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(crashes, 5);
  EXPECT_GT(last, 50);
}

// The two ways in which a disk refuses a write.
class RocksdbFailingDiskTest : public RocksdbCrashTest, public testing::WithParamInterface<bool> {
 protected:
  void Break(bool broken) { GetParam() ? faults_->FailSyncs(broken) : faults_->FillDisk(broken); }
};

TEST_P(RocksdbFailingDiskTest, TheStoreStopsAndStillReads) {
  std::mt19937_64 random(3);
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_EQ(WriteUntilFailure(store->get(), 0, 10), 9);
  Collector collector(10);
  auto subscription = (*store)->Watch("e/", 10, collector.Callback());
  Break(true);
  EXPECT_EQ(WriteUntilFailure(store->get(), 10, 10), 9);
  EXPECT_EQ((*store)->revision(), 10);
  EXPECT_EQ(**(*store)->GetSnapshot()->Get("last"), "9");
  ExpectWhole(store->get(), 9);
  EXPECT_EQ((*store)->Compact(1).code(), absl::StatusCode::kUnavailable);
  // It stays stopped: what the disk kept of the failed write is not known before a restart.
  Break(false);
  EXPECT_EQ(WriteUntilFailure(store->get(), 10, 10), 9);
  auto read = (*store)->TransactAndWait([](Txn& txn) { return txn.Get("last").status(); });
  EXPECT_EQ(read.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(collector.through(), 10) << "nothing that is not durable is told";
  subscription->reset();
  store->reset();
  faults_->Crash(random);
  store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  const int last = ExpectWhole(store->get(), 9);
  EXPECT_EQ(WriteUntilFailure(store->get(), last + 1, 5), last + 5);
}

// An answer that was read from a write must not come before that write is durable.
TEST_P(RocksdbFailingDiskTest, WhatReadAFailedWriteIsNotAnswered) {
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  Break(true);
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  std::vector<absl::Status> answers;
  const Store::DoneFn done = [&](absl::StatusOr<Revision> result) {
    std::lock_guard<std::mutex> lock(mutex);
    answers.push_back(result.status());
    changed.notify_one();
  };
  (*store)->Transact(
      [&](Txn&) {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [&] { return open; });
        return absl::OkStatus();
      },
      nullptr);
  (*store)->Transact([](Txn& txn) { return txn.Put("a", "1"); }, done);
  (*store)->Transact([](Txn& txn) { return txn.Get("a").status(); }, done);
  (*store)->Transact(
      [](Txn& txn) {
        return txn.Get("a")->has_value() ? absl::AlreadyExistsError("a") : absl::OkStatus();
      },
      done);
  std::unique_lock<std::mutex> lock(mutex);
  open = true;
  changed.notify_all();
  changed.wait(lock, [&] { return answers.size() == 3; });
  for (const absl::Status& answer : answers) {
    EXPECT_EQ(answer.code(), absl::StatusCode::kUnavailable) << answer;
  }
}

INSTANTIATE_TEST_SUITE_P(SyncsFailOrDiskIsFull, RocksdbFailingDiskTest, testing::Bool());

// A damaged table is found when it is read, and no transaction goes on from it.
TEST_F(RocksdbCrashTest, ADamagedTableIsDataLoss) {
  options_.feed_retention = 0;
  {
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_EQ(WriteUntilFailure(store->get(), 0, 100), 99);
  }
  ASSERT_TRUE(Open().ok()) << "opening writes what the log held to tables";
  int damaged = 0;
  for (const auto& entry : std::filesystem::directory_iterator(options_.directory + "/rocksdb")) {
    if (entry.path().extension() != ".sst") continue;
    std::string bytes = ReadFile(entry.path().string());
    bytes[10] ^= 1;  // in the first block of data; the footer and the index are at the end
    WriteFile(entry.path().string(), bytes);
    ++damaged;
  }
  ASSERT_GT(damaged, 0);
  auto store = Open();
  if (!store.ok()) {
    EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
    return;
  }
  EXPECT_EQ((*store)->GetSnapshot()->Get("e/a/0").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*store)->GetSnapshot()->Scan("", "")->status().code(), absl::StatusCode::kDataLoss);
  auto done = (*store)->TransactAndWait([](Txn& txn) {
    txn.Get("e/a/0").status().IgnoreError();
    return txn.Put("other", "1");
  });
  EXPECT_EQ(done.status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace clearway::store
