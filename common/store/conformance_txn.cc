// Transactions: serializable, whole or not at all, within bounds.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/store/conformance.h"

namespace clearway::store {
namespace {

int64_t ToNumber(const absl::optional<std::string>& text) {
  int64_t number = 0;
  if (text.has_value()) {
    EXPECT_TRUE(absl::SimpleAtoi(*text, &number)) << *text;
  }
  return number;
}

// Adds to a number kept as text.
absl::Status Add(Txn& txn, const std::string& key, int64_t amount) {
  auto old = txn.Get(key);
  if (!old.ok()) return old.status();
  return txn.Put(key, std::to_string(ToNumber(*old) + amount));
}

void InThreads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

TEST_P(StoreConformanceTest, CountsRevisionsFromOneWithoutGaps) {
  EXPECT_EQ(store_->revision(), 0);
  EXPECT_EQ(Put("a", "1"), 1);
  EXPECT_EQ(Put("a", "1"), 2);
  EXPECT_EQ(Delete("a"), 3);
  EXPECT_EQ(store_->revision(), 3);
  EXPECT_EQ(store_->GetSnapshot()->revision(), 3);
}

TEST_P(StoreConformanceTest, ATransactionThatWritesNothingUsesNoRevision) {
  Put("a", "1");
  auto read = store_->TransactAndWait([](Txn& txn) { return txn.Get("a").status(); });
  EXPECT_EQ(*read, 1);
  EXPECT_EQ(Delete("missing"), 1);
  auto undone = store_->TransactAndWait([](Txn& txn) {
    EXPECT_TRUE(txn.Put("new", "1").ok());
    return txn.Delete("new");
  });
  EXPECT_EQ(*undone, 1);
  EXPECT_EQ(store_->revision(), 1);
}

TEST_P(StoreConformanceTest, ATransactionSeesItsOwnWrites) {
  Put("b", "old");
  Put("c", "old");
  auto done = store_->TransactAndWait([](Txn& txn) {
    EXPECT_EQ(txn.revision(), 3);
    EXPECT_TRUE(txn.Put("a", "new").ok());
    EXPECT_TRUE(txn.Put("b", "new").ok());
    EXPECT_TRUE(txn.Delete("c").ok());
    EXPECT_EQ(**txn.Get("a"), "new");
    EXPECT_EQ(**txn.Get("b"), "new");
    EXPECT_FALSE(txn.Get("c")->has_value());
    std::string seen;
    for (auto cursor = txn.Scan("", "", false); cursor->Valid(); cursor->Next()) {
      absl::StrAppend(&seen, cursor->key(), cursor->value(), " ");
    }
    EXPECT_EQ(seen, "anew bnew ");
    return absl::OkStatus();
  });
  EXPECT_TRUE(done.ok());
}

TEST_P(StoreConformanceTest, ARefusedTransactionLeavesNothing) {
  auto refused = store_->TransactAndWait([](Txn& txn) {
    EXPECT_TRUE(txn.Put("e/a", "1").ok());
    return absl::AbortedError("no");
  });
  EXPECT_EQ(refused.status(), absl::AbortedError("no"));
  EXPECT_EQ(Get("e/a"), "(none)");
  EXPECT_EQ(store_->revision(), 0);
}

TEST_P(StoreConformanceTest, ARefusedWriteRefusesTheTransaction) {
  const auto code = [&](const std::string& key, const std::string& value) {
    return store_
        ->TransactAndWait([&](Txn& txn) {
          EXPECT_TRUE(txn.Put("before", "1").ok());
          txn.Put(key, value).IgnoreError();
          return absl::OkStatus();
        })
        .status()
        .code();
  };
  EXPECT_EQ(code(std::string(kMaxKeyBytes + 1, 'k'), ""), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("", "v"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("k", std::string(kMaxValueBytes + 1, 'v')), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Get("before"), "(none)");
  EXPECT_EQ(code(std::string(kMaxKeyBytes, 'k'), std::string(kMaxValueBytes, 'v')),
            absl::StatusCode::kOk);
  EXPECT_EQ(Get(std::string(kMaxKeyBytes, 'k')), std::string(kMaxValueBytes, 'v'));
}

TEST_P(StoreConformanceTest, ATransactionIsBounded) {
  auto too_much = store_->TransactAndWait([&](Txn& txn) {
    absl::Status status;
    const std::string value(kMaxValueBytes / 2, 'v');
    for (size_t bytes = 0; status.ok() && bytes <= kMaxTxnBytes; bytes += value.size()) {
      status = txn.Put(absl::StrCat("k", bytes), value);
    }
    return status;
  });
  EXPECT_EQ(too_much.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(store_->revision(), 0);
}

TEST_P(StoreConformanceTest, KeysAndValuesAreAnyBytes) {
  const std::string key("\0\xff\n;", 4);
  const std::string value("\xff\0", 2);
  Put(key, value);
  Put("empty", "");
  Reopen();
  EXPECT_EQ(Get(key), value);
  EXPECT_EQ(Get("empty"), "");
}

TEST_P(StoreConformanceTest, ConcurrentCountersLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  std::vector<std::atomic<int>> used(kThreads * kEach + 1);
  InThreads(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) {
      auto revision = store_->TransactAndWait([](Txn& txn) { return Add(txn, "counter", 1); });
      ASSERT_TRUE(revision.ok()) << revision.status();
      ASSERT_LT(static_cast<size_t>(*revision), used.size());
      ++used[*revision];
    }
  });
  EXPECT_EQ(Get("counter"), std::to_string(kThreads * kEach));
  for (size_t revision = 1; revision < used.size(); ++revision) EXPECT_EQ(used[revision], 1);
}

TEST_P(StoreConformanceTest, ConcurrentTransfersKeepTheSum) {
  constexpr int kAccounts = 5;
  for (int i = 0; i < kAccounts; ++i) Put(absl::StrCat("account/", i), "100");
  std::atomic<bool> finished{false};
  std::thread reader([&] {
    while (!finished) {
      const auto snapshot = store_->GetSnapshot();
      int64_t sum = 0;
      for (auto cursor = snapshot->Scan("account/", PrefixEnd("account/")); cursor->Valid();
           cursor->Next()) {
        sum += ToNumber(std::string(cursor->value()));
      }
      ASSERT_EQ(sum, 100 * kAccounts);
    }
  });
  std::atomic<int> refused{0};
  InThreads(6, [&](int thread) {
    for (int i = 0; i < 40; ++i) {
      const std::string from = absl::StrCat("account/", (thread + i) % kAccounts);
      const std::string to = absl::StrCat("account/", (thread * 3 + i * 2 + 1) % kAccounts);
      auto done = store_->TransactAndWait([&](Txn& txn) {
        absl::Status added = Add(txn, to, 60);
        if (!added.ok()) return added;
        added = Add(txn, from, -60);
        if (!added.ok()) return added;
        auto left = txn.Get(from);
        if (!left.ok()) return left.status();
        // Refused after it wrote: what it wrote must not be seen by the rest of its group.
        return ToNumber(*left) < 0 ? absl::FailedPreconditionError("overdrawn") : absl::OkStatus();
      });
      if (!done.ok()) ++refused;
    }
  });
  finished = true;
  reader.join();
  EXPECT_GT(refused, 0) << "the test should also refuse some";
  int64_t sum = 0;
  for (int i = 0; i < kAccounts; ++i) {
    const int64_t amount = ToNumber(Get(absl::StrCat("account/", i)));
    EXPECT_GE(amount, 0);
    sum += amount;
  }
  EXPECT_EQ(sum, 100 * kAccounts);
}

TEST_P(StoreConformanceTest, AnAcknowledgedWriteIsReadAtOnceAndAfterReopening) {
  InThreads(4, [&](int thread) {
    for (int i = 0; i < 20; ++i) {
      const std::string key = absl::StrCat("key/", thread, "/", i);
      const Revision revision = Put(key, "here");
      ASSERT_GE(store_->revision(), revision);
      ASSERT_EQ(Get(key), "here");
    }
  });
  Reopen();
  EXPECT_EQ(store_->revision(), 80);
  for (int thread = 0; thread < 4; ++thread) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Get(absl::StrCat("key/", thread, "/", i)), "here");
  }
}

TEST_P(StoreConformanceTest, ClosingAnswersWhatIsQueued) {
  std::atomic<int> answered{0};
  for (int i = 0; i < 100; ++i) {
    store_->Transact([i](Txn& txn) { return txn.Put(absl::StrCat(i), "x"); },
                     [&](absl::StatusOr<Revision> result) {
                       EXPECT_TRUE(result.ok());
                       ++answered;
                     });
  }
  store_.reset();
  EXPECT_EQ(answered, 100);
  Reopen();
  EXPECT_EQ(store_->revision(), 100);
}

TEST_P(StoreConformanceTest, AnAnswerMayQueueTheNextTransaction) {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;
  Store::DoneFn next = [&](absl::StatusOr<Revision> result) {
    ASSERT_TRUE(result.ok());
    std::lock_guard<std::mutex> lock(mutex);
    if (++count < 20) {
      store_->Transact([](Txn& txn) { return Add(txn, "counter", 1); }, next);
    } else {
      changed.notify_one();
    }
  };
  store_->Transact([](Txn& txn) { return Add(txn, "counter", 1); }, next);
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return count == 20; });
  EXPECT_EQ(Get("counter"), "20");
}

}  // namespace
}  // namespace clearway::store
