// Transactions are run over a group that is still being written: what they see, and what becomes of
// them when the disk refuses that group.
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "common/store/fault_file_system.h"
#include "common/store/rocksdb_store.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

namespace clearway::store {
namespace {

using Result = absl::StatusOr<Revision>;

class RocksdbPipelineTest : public testing::Test {
 protected:
  RocksdbPipelineTest() {
    const std::string scratch = NewPath();
    std::filesystem::create_directory(scratch);
    faults_ = std::make_shared<FaultFileSystem>(scratch);
    env_ = rocksdb::NewCompositeEnv(faults_);
    options_.directory = NewPath();
    options_.service = "test";
    options_.watched_prefixes = {"e/"};
    options_.env = env_.get();
    Reopen();
  }

  void Reopen() {
    store_ = nullptr;
    auto opened = OpenRocksdbStore(options_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  std::future<Result> Transact(Store::TxnFn fn) {
    auto answer = std::make_shared<std::promise<Result>>();
    store_->Transact(std::move(fn),
                     [answer](Result result) { answer->set_value(std::move(result)); });
    return answer->get_future();
  }
  // Puts what stands at `from`, and "+", at `to`; tells when it has run.
  std::future<Result> Copy(const std::string& from, const std::string& to,
                           std::promise<void>* ran) {
    return Transact([from, to, ran](Txn& txn) -> absl::Status {
      const auto value = txn.Get(from);
      if (!value.ok()) return value.status();
      absl::Status put = txn.Put(to, value->value_or("nothing") + "+");
      ran->set_value();
      return put;
    });
  }
  std::string Read(const std::string& key) {
    const auto value = store_->GetSnapshot()->Get(key);
    return value.ok() ? value->value_or("nothing") : value.status().ToString();
  }
  static bool Answered(const std::future<Result>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }

  std::shared_ptr<FaultFileSystem> faults_;
  std::unique_ptr<rocksdb::Env> env_;
  RocksdbOptions options_;
  std::unique_ptr<Store> store_;
};

TEST_F(RocksdbPipelineTest, RunsTheNextGroupWhileTheDiskSyncs) {
  faults_->HoldSyncs(true);
  auto first = Transact([](Txn& txn) { return txn.Put("e/a", "1"); });
  faults_->WaitForSync();
  std::promise<void> ran, looked;
  auto second = Copy("e/a", "e/b", &ran);
  auto third = Transact([&looked](Txn& txn) {
    EXPECT_EQ(txn.Get("e/b")->value_or(""), "1+");
    EXPECT_EQ(txn.revision(), 3);
    EXPECT_EQ(txn.Scan("e/", "e0", true)->key(), "e/b");
    looked.set_value();
    return absl::OkStatus();
  });
  ran.get_future().wait();
  looked.get_future().wait();
  // Nothing is on disk: nobody is told, not even who has only read, and nobody else sees it.
  EXPECT_FALSE(Answered(first) || Answered(second) || Answered(third));
  EXPECT_EQ(Read("e/a"), "nothing");
  EXPECT_EQ(store_->revision(), 0);
  faults_->HoldSyncs(false);
  EXPECT_EQ(*first.get(), 1);
  EXPECT_EQ(*second.get(), 2);
  EXPECT_EQ(*third.get(), 2);
  EXPECT_EQ(Read("e/b"), "1+");
  Reopen();
  EXPECT_EQ(store_->revision(), 2);
  EXPECT_EQ(Read("e/b"), "1+");
}

TEST_F(RocksdbPipelineTest, WhatRanOverAGroupThatTheDiskRefusedFails) {
  faults_->HoldSyncs(true);
  auto first = Transact([](Txn& txn) { return txn.Put("e/a", "1"); });
  faults_->WaitForSync();
  std::promise<void> ran;
  auto second = Copy("e/a", "e/b", &ran);
  ran.get_future().wait();
  auto reader = Transact([](Txn& txn) { return txn.Get("e/b").status(); });
  faults_->FailSyncs(true);
  faults_->HoldSyncs(false);
  EXPECT_FALSE(first.get().ok());
  EXPECT_FALSE(second.get().ok());
  EXPECT_FALSE(reader.get().ok());
  EXPECT_FALSE(store_->Writable().ok());
  EXPECT_EQ(Read("e/b"), "nothing");
  faults_->FailSyncs(false);
  Reopen();
  EXPECT_EQ(Read("e/b"), "nothing");
}

TEST_F(RocksdbPipelineTest, ClosingWritesWhatRanMeanwhile) {
  faults_->HoldSyncs(true);
  auto first = Transact([](Txn& txn) { return txn.Put("e/a", "1"); });
  faults_->WaitForSync();
  std::promise<void> ran;
  auto second = Copy("e/a", "e/b", &ran);
  ran.get_future().wait();
  auto opening = std::async(std::launch::async, [this] { faults_->HoldSyncs(false); });
  store_ = nullptr;
  EXPECT_EQ(*first.get(), 1);
  EXPECT_EQ(*second.get(), 2);
  Reopen();
  EXPECT_EQ(Read("e/b"), "1+");
}

}  // namespace
}  // namespace clearway::store
