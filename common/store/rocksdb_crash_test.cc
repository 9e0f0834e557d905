// Power cuts and failing disks: what was acknowledged is there, and nothing is there by half.
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/store/conformance.h"
#include "common/store/crash_workload.h"
#include "common/store/fault_file_system.h"
#include "common/store/rocksdb_store.h"
#include "common/store/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

namespace clearway::store {
namespace {

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

  // As in crash_workload.h; the test's own failure when they fail.
  static int Write(Store* store, int first, int count) {
    auto greatest = WriteNumbers(store, first, count, [](int) {});
    EXPECT_TRUE(greatest.ok()) << greatest.status();
    return greatest.value_or(-2);
  }
  static int Check(Store* store, int acknowledged) {
    auto last = CheckNumbers(store, acknowledged);
    EXPECT_TRUE(last.ok()) << last.status();
    return last.value_or(-2);
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
    EXPECT_EQ(Write(store->get(), 0, 3), 2);
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
        acknowledged = Write(store->get(), Check(store->get(), last) + 1, 60);
      }
      crashes += faults_->failed();
    }
    faults_->Crash(random);
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    last = Check(store->get(), acknowledged);
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
  ASSERT_EQ(Write(store->get(), 0, 10), 9);
  Collector collector(10);
  auto subscription = (*store)->Watch("e/", 10, collector.Callback());
  Break(true);
  EXPECT_EQ(Write(store->get(), 10, 10), 9);
  EXPECT_EQ((*store)->revision(), 10);
  EXPECT_EQ(**(*store)->GetSnapshot()->Get("last"), "9");
  Check(store->get(), 9);
  EXPECT_EQ((*store)->Compact(1).code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(IsStoreStopped((*store)->Writable()));
  EXPECT_FALSE(ProbeRocksdbDisk(options_).ok());
  // It stays stopped: what the disk kept of the failed write is not known before a restart.
  Break(false);
  EXPECT_TRUE(ProbeRocksdbDisk(options_).ok());
  EXPECT_TRUE(IsStoreStopped((*store)->Writable()));
  EXPECT_EQ(Write(store->get(), 10, 10), 9);
  auto read = (*store)->TransactAndWait([](Txn& txn) { return txn.Get("last").status(); });
  EXPECT_EQ(read.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(collector.through(), 10) << "nothing that is not durable is told";
  subscription->reset();
  store->reset();
  faults_->Crash(random);
  store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  const int last = Check(store->get(), 9);
  EXPECT_EQ(Write(store->get(), last + 1, 5), last + 5);
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
  const Store::DoneFn done = [&](const absl::StatusOr<Revision>& result) {
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

// Too little room: nothing is written, everything else goes on, and writes too once there is room.
TEST_F(RocksdbCrashTest, WritesAreRefusedBeforeTheDiskIsFull) {
  options_.min_free_bytes = 100 << 20;
  faults_->SetFreeSpace(100 << 20);
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_EQ(Write(store->get(), 0, 10), 9);
  EXPECT_TRUE((*store)->Writable().ok());
  faults_->SetFreeSpace((100 << 20) - 1);
  EXPECT_TRUE(IsStoreFull((*store)->Writable()));
  auto refused = (*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/x", "1"); });
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(IsStoreFull(refused.status())) << refused.status();
  EXPECT_THAT(std::string(refused.status().message()),
              testing::HasSubstr("99 MiB left and 100 MiB are kept in reserve"));
  EXPECT_EQ((*store)->revision(), 10);
  EXPECT_FALSE((*store)->GetSnapshot()->Get("e/x")->has_value());
  auto read = (*store)->TransactAndWait([](Txn& txn) { return txn.Get("last").status(); });
  EXPECT_EQ(*read, 10);
  EXPECT_TRUE((*store)->Compact(5).ok()) << "what makes room is let through";
  EXPECT_TRUE(IsStoreFull(ProbeRocksdbDisk(options_)));
  store->reset();
  store = Open();
  ASSERT_TRUE(store.ok()) << "it can be started, and read: " << store.status();
  EXPECT_TRUE(IsStoreFull((*store)->Writable()));
  faults_->SetFreeSpace(100 << 20);
  EXPECT_TRUE((*store)->Writable().ok());
  EXPECT_TRUE(ProbeRocksdbDisk(options_).ok());
  EXPECT_EQ(Write(store->get(), 10, 10), 19);
  Check(store->get(), 19);
}

// RocksDB holds writes for ever when its own threads cannot make tables.
TEST_F(RocksdbCrashTest, ATableThatCannotBeWrittenStopsTheStore) {
  auto store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  faults_->RefuseTables(true);
  int acknowledged = -1;
  while ((*store)->Writable().ok()) {
    acknowledged = Write(store->get(), acknowledged + 1, 20);
    ASSERT_LT(acknowledged, 100000) << "it should have written tables long ago";
  }
  EXPECT_TRUE(IsStoreStopped((*store)->Writable())) << (*store)->Writable();
  auto refused = (*store)->TransactAndWait([](Txn& txn) { return txn.Put("e/x", "1"); });
  EXPECT_TRUE(IsStoreStopped(refused.status())) << refused.status();
  EXPECT_EQ(**(*store)->GetSnapshot()->Get("last"), std::to_string(acknowledged));
  store->reset();
  faults_->RefuseTables(false);
  EXPECT_TRUE(ProbeRocksdbDisk(options_).ok());
  store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  const int last = Check(store->get(), acknowledged);
  EXPECT_EQ(Write(store->get(), last + 1, 5), last + 5);
}

// A damaged table is found when it is read, and no transaction goes on from it.
TEST_F(RocksdbCrashTest, ADamagedTableIsDataLoss) {
  options_.feed_retention = 0;
  {
    auto store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_EQ(Write(store->get(), 0, 100), 99);
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
