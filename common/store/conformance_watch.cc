// The feed: every committed change once, in order, from any revision that is still kept.
#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/store/conformance.h"

namespace clearway::store {
namespace {

using Strings = std::vector<std::string>;

TEST_P(StoreConformanceTest, WatchDeliversThePastThenThePresent) {
  Put("e/1", "a");
  Put("unwatched", "b");
  ASSERT_TRUE(store_
                  ->TransactAndWait([](Txn& txn) {
                    EXPECT_TRUE(txn.Put("e/2", "c").ok());
                    EXPECT_TRUE(txn.Put("e/1", "d").ok());
                    EXPECT_TRUE(txn.Put("e/1", "e").ok());
                    return txn.Put("other", "f");
                  })
                  .ok());
  Reopen();
  Collector collector(0);
  auto subscription = store_->Watch("e/", 0, collector.Callback());
  ASSERT_TRUE(subscription.ok()) << subscription.status();
  collector.WaitFor(3);
  Delete("e/1");
  Delete("e/1");
  Put("e/3", "g");
  collector.WaitFor(5);
  EXPECT_EQ(ToStrings(collector.changes()),
            (Strings{"put e/1=a @1.0", "put e/1=e @3.0", "put e/2=c @3.1", "delete e/1 @4.0",
                     "put e/3=g @5.0"}));
}

TEST_P(StoreConformanceTest, AFarewellComesWithTheDeletionAndIsKeptNowhereElse) {
  const std::string farewell("left\0behind", 11);
  const auto remove = [&](const std::string& key) {
    ASSERT_TRUE(store_->TransactAndWait([&](Txn& txn) { return txn.Delete(key, farewell); }).ok());
  };
  Put("e/1", "a");
  Put("e/2", "b");
  remove("e/1");
  remove("e/missing");
  Reopen();
  Collector collector(2);
  auto subscription = store_->Watch("e/", 2, collector.Callback());
  ASSERT_TRUE(subscription.ok()) << subscription.status();
  collector.WaitFor(3);
  remove("e/2");
  collector.WaitFor(4);
  const std::vector<Change> changes = collector.changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].key, "e/1");
  EXPECT_EQ(changes[0].value, farewell) << "from disk";
  EXPECT_EQ(changes[1].key, "e/2");
  EXPECT_EQ(changes[1].value, farewell) << "as it happens";
  EXPECT_EQ(Get("e/1"), "(none)");
  Put("e/1", "again");
  EXPECT_EQ(Get("e/1"), "again");
}

TEST_P(StoreConformanceTest, WatchMayBeNarrowerThanTheFeed) {
  Put("e/a/1", "x");
  Put("e/b/1", "y");
  Collector collector(0);
  auto subscription = store_->Watch("e/b/", 0, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  Put("e/a/2", "x");
  Put("e/b/2", "y");
  collector.WaitFor(4);
  EXPECT_EQ(ToStrings(collector.changes()), (Strings{"put e/b/1=y @2.0", "put e/b/2=y @4.0"}));
  EXPECT_EQ(collector.through(), 4);
}

TEST_P(StoreConformanceTest, WatchTellsHowFarItCameWithoutChanges) {
  Put("unwatched", "1");
  Collector collector(0);
  auto subscription = store_->Watch("e/", 0, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  collector.WaitFor(1);
  Put("unwatched", "2");
  collector.WaitFor(2);
  EXPECT_EQ(collector.through(), 2);
  EXPECT_TRUE(collector.changes().empty());
}

TEST_P(StoreConformanceTest, WatchRefusesWhatItCannotDeliver) {
  for (int i = 0; i < 5; ++i) Put("e/1", std::to_string(i));
  ASSERT_TRUE(store_->Compact(3).ok());
  const auto code = [&](const std::string& prefix, Revision after) {
    Collector collector(after);
    return store_->Watch(prefix, after, collector.Callback()).status().code();
  };
  EXPECT_EQ(code("e/", 2), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(code("e/", -1), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(code("e/", 3), absl::StatusCode::kOk);
  EXPECT_EQ(code("e/", 5), absl::StatusCode::kOk);
  EXPECT_EQ(code("e/", 6), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(code("", 5), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("x", 5), absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreConformanceTest, CompactForgetsTheFeedAndKeepsTheRecords) {
  for (int i = 1; i <= 5; ++i) Put(absl::StrCat("e/", i), "x");
  EXPECT_EQ(store_->compacted_revision(), 0);
  ASSERT_TRUE(store_->Compact(3).ok());
  ASSERT_TRUE(store_->Compact(2).ok()) << "that is done already";
  EXPECT_EQ(store_->Compact(6).code(), absl::StatusCode::kInvalidArgument);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(store_->compacted_revision(), 3);
    EXPECT_EQ(store_->revision(), 5) << "compaction uses no revision";
    EXPECT_EQ(Get("e/1"), "x");
    Collector collector(3);
    auto subscription = store_->Watch("e/", 3, collector.Callback());
    ASSERT_TRUE(subscription.ok());
    collector.WaitFor(5);
    EXPECT_EQ(ToStrings(collector.changes()), (Strings{"put e/4=x @4.0", "put e/5=x @5.0"}));
    subscription->reset();
    Reopen();
  }
}

TEST_P(StoreConformanceTest, WatchersSeeEveryChangeOnceWhileOthersWrite) {
  constexpr int kWriters = 3;
  constexpr int kEach = 100;
  constexpr Revision kAll = Revision{kWriters} * kEach;
  std::atomic<int> writing{kWriters};
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < kEach; ++i) Put(absl::StrCat("e/", writer), std::to_string(i));
      --writing;
    });
  }
  // Followers that lose their connection again and again, going on from where they were.
  for (int follower = 0; follower < 3; ++follower) {
    threads.emplace_back([&, follower] {
      std::mt19937_64 random(follower);
      Revision after = 0;
      std::map<std::string, int> next;
      Revision last = 0;
      while (after < kAll) {
        Collector collector(after);
        auto subscription = store_->Watch("e/", after, collector.Callback());
        ASSERT_TRUE(subscription.ok()) << subscription.status();
        collector.WaitFor(std::min<Revision>(after + 1 + random() % 30, kAll));
        subscription->reset();
        for (const Change& change : collector.changes()) {
          ASSERT_EQ(change.revision, last + 1) << "each revision has one change here";
          last = change.revision;
          ASSERT_EQ(change.value, std::to_string(next[change.key]++));
        }
        after = collector.through();
      }
      ASSERT_EQ(last, kAll);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(writing, 0);
}

// The feed alone rebuilds the records, whatever the transactions were.
TEST_P(StoreConformanceTest, TheFeedAgreesWithTheRecords) {
  std::mt19937_64 random(5);
  Collector live(0);
  auto subscription = store_->Watch("e/", 0, live.Callback());
  ASSERT_TRUE(subscription.ok());
  for (int i = 0; i < 100; ++i) {
    store_->Transact(
        [&, i](Txn& txn) {
          for (uint64_t writes = random() % 5; writes > 0; --writes) {
            const std::string key = absl::StrCat(random() % 4 ? "e/" : "x/", random() % 6);
            const absl::Status status =
                random() % 3 ? txn.Put(key, std::to_string(i)) : txn.Delete(key);
            EXPECT_TRUE(status.ok());
          }
          return random() % 5 ? absl::OkStatus() : absl::AbortedError("refused");
        },
        nullptr);
  }
  ASSERT_TRUE(store_->TransactAndWait([](Txn& txn) { return txn.Put("e/last", ""); }).ok());
  live.WaitFor(store_->revision());
  subscription->reset();
  Reopen();
  Collector past(0);
  subscription = store_->Watch("e/", 0, past.Callback());
  ASSERT_TRUE(subscription.ok());
  past.WaitFor(store_->revision());
  EXPECT_EQ(ToStrings(live.changes()), ToStrings(past.changes()));
  std::map<std::string, std::string> rebuilt;
  for (const Change& change : past.changes()) {
    if (change.kind == Change::Kind::kPut) {
      rebuilt[change.key] = change.value;
    } else {
      EXPECT_EQ(rebuilt.erase(change.key), 1u) << "only what was there is deleted";
    }
  }
  std::map<std::string, std::string> records;
  const auto snapshot = store_->GetSnapshot();
  for (auto cursor = snapshot->Scan("e/", "e0"); cursor->Valid(); cursor->Next()) {
    records[std::string(cursor->key())] = std::string(cursor->value());
  }
  EXPECT_EQ(rebuilt, records);
}

TEST_P(StoreConformanceTest, ACallbackCanEndItsSubscription) {
  Put("e/1", "a");
  std::mutex mutex;
  std::condition_variable changed;
  int calls = 0;
  auto told = store_->Watch("e/", 0, [&](const absl::StatusOr<Store::Batch>&) {
    std::lock_guard<std::mutex> lock(mutex);
    ++calls;
    changed.notify_one();
    return false;
  });
  ASSERT_TRUE(told.ok());

  std::unique_ptr<Subscription> self;
  bool destroyed = false;
  {
    std::lock_guard<std::mutex> lock(mutex);
    auto subscription = store_->Watch("e/", 0, [&](const absl::StatusOr<Store::Batch>&) {
      std::lock_guard<std::mutex> callback_lock(mutex);
      EXPECT_FALSE(destroyed) << "called after its end";
      self.reset();
      destroyed = true;
      changed.notify_one();
      return true;
    });
    ASSERT_TRUE(subscription.ok());
    self = *std::move(subscription);
  }
  {
    std::unique_lock<std::mutex> lock(mutex);
    // Subscriptions don't wait for each other: nothing but this tells that both were called.
    changed.wait(lock, [&] { return destroyed && calls > 0; });
  }
  Collector other(1);
  auto witness = store_->Watch("e/", 1, other.Callback());
  ASSERT_TRUE(witness.ok());
  Put("e/1", "b");
  other.WaitFor(2);
  told->reset();
  EXPECT_EQ(calls, 1);
}

TEST_P(StoreConformanceTest, NoCallbackRunsAfterASubscriptionsEnd) {
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) Put("e/1", std::to_string(i));
  });
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<std::atomic<int>>(0);  // the callback must not outlive it
    auto subscription =
        store_->Watch("e/", store_->revision(), [&](const absl::StatusOr<Store::Batch>&) {
          ++*alive;
          return true;
        });
    ASSERT_TRUE(subscription.ok());
    subscription->reset();
    alive.reset();
  }
  writer.join();
}

TEST_P(StoreConformanceTest, BlockedSubscriptionsDelayNobodyElse) {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int blocked = 0;
  std::vector<std::unique_ptr<Subscription>> slow;
  for (int i = 0; i < 10; ++i) {
    auto subscription = store_->Watch("e/", 0, [&](const absl::StatusOr<Store::Batch>&) {
      std::unique_lock<std::mutex> lock(mutex);
      ++blocked;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
      return true;
    });
    ASSERT_TRUE(subscription.ok());
    slow.push_back(*std::move(subscription));
  }
  Put("e/1", "a");
  {
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return blocked == 10; });
  }
  Collector collector(0);
  auto subscription = store_->Watch("e/", 0, collector.Callback());
  ASSERT_TRUE(subscription.ok());
  Put("e/1", "b");
  collector.WaitFor(2);
  EXPECT_EQ(collector.changes().size(), 2u);
  {
    std::lock_guard<std::mutex> lock(mutex);
    open = true;
    changed.notify_all();
  }
}

}  // namespace
}  // namespace clearway::store
