#include "common/store/crash_workload.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace clearway::store {
namespace {

constexpr int kRecords = 8;
constexpr int kWriters = 3;
constexpr size_t kValueBytes = 3000;  // so that the log and the tables fill

std::string ValueOf(int number) {
  return absl::StrCat(number, ";", std::string(kValueBytes, static_cast<char>('a' + number % 26)));
}

absl::Status WriteNumber(Txn& txn, int number) {
  for (const char* prefix : {"e/a/", "e/b/", "x/a/", "x/b/"}) {
    absl::Status status = txn.Put(absl::StrCat(prefix, number % kRecords), ValueOf(number));
    if (!status.ok()) return status;
  }
  return txn.Put("last", std::to_string(number));
}

absl::Status Broken(Revision revision, absl::string_view what) {
  return absl::InternalError(absl::StrCat("at revision ", revision, ": ", what));
}

absl::StatusOr<int> CheckRecords(const Snapshot& snapshot, int acknowledged) {
  auto text = snapshot.Get("last");
  if (!text.ok()) return text.status();
  int last = -1;
  if (text->has_value() && !absl::SimpleAtoi(**text, &last)) {
    return Broken(snapshot.revision(), "\"last\" is not a number");
  }
  if (last < acknowledged) {
    return Broken(snapshot.revision(), absl::StrCat(acknowledged, " was acknowledged and is lost"));
  }
  if (snapshot.revision() != last + 1) {
    return Broken(snapshot.revision(), absl::StrCat("each number is one revision, last is ", last));
  }
  for (int number = std::max(0, last - kRecords + 1); number <= last; ++number) {
    for (const char* prefix : {"e/a/", "e/b/", "x/a/", "x/b/"}) {
      auto value = snapshot.Get(absl::StrCat(prefix, number % kRecords));
      if (!value.ok()) return value.status();
      if (*value != ValueOf(number)) {
        return Broken(snapshot.revision(), absl::StrCat(prefix, " does not show ", number));
      }
    }
  }
  return last;
}

absl::Status CheckBatch(const Store::Batch& batch, Revision after) {
  if (batch.changes.size() != 2 * static_cast<size_t>(batch.through - after)) {
    return Broken(batch.through, "the feed does not have two changes a revision");
  }
  for (size_t i = 0; i < batch.changes.size(); ++i) {
    const Change& change = batch.changes[i];
    const int number = static_cast<int>(after + i / 2);
    const std::string key = absl::StrCat(i % 2 == 0 ? "e/a/" : "e/b/", number % kRecords);
    if (change.revision != number + 1 || change.key != key || change.value != ValueOf(number)) {
      return Broken(change.revision, absl::StrCat("the feed does not show ", number));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFeed(Store* store) {
  const Revision until = store->revision();
  Revision after = store->compacted_revision();
  std::mutex mutex;
  std::condition_variable changed;
  absl::Status status;
  auto subscription = store->Watch("e/", after, [&](absl::StatusOr<Store::Batch> batch) {
    std::lock_guard<std::mutex> lock(mutex);
    status = batch.ok() ? CheckBatch(*batch, after) : batch.status();
    if (status.ok()) after = batch->through;
    changed.notify_one();
    return status.ok();
  });
  if (!subscription.ok()) return subscription.status();
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return after >= until || !status.ok(); });
  lock.unlock();
  subscription->reset();
  return status;
}

}  // namespace

absl::StatusOr<int> WriteNumbers(Store* store, int first, int count,
                                 const std::function<void(int)>& acknowledged) {
  std::mutex mutex;
  std::condition_variable answered;
  int next = first;
  int greatest = first - 1;
  absl::Status failed;
  const auto write = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    while (failed.ok() && next < first + count) {
      // Numbered and queued under one lock, so that the numbers run in order.
      const int number = next++;
      bool done = false;
      store->Transact([number](Txn& txn) { return WriteNumber(txn, number); },
                      [&](absl::StatusOr<Revision> result) {
                        std::lock_guard<std::mutex> done_lock(mutex);
                        done = true;
                        if (result.ok()) {
                          greatest = std::max(greatest, number);
                          acknowledged(number);
                        } else {
                          failed = result.status();
                        }
                        answered.notify_all();
                      });
      answered.wait(lock, [&] { return done; });
    }
  };
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(write);
  for (std::thread& writer : writers) writer.join();
  if (!failed.ok() && failed.code() != absl::StatusCode::kUnavailable) return failed;
  return greatest;
}

absl::StatusOr<int> CheckNumbers(Store* store, int acknowledged) {
  auto last = CheckRecords(*store->GetSnapshot(), acknowledged);
  if (!last.ok()) return last;
  absl::Status feed = CheckFeed(store);
  if (!feed.ok()) return feed;
  return last;
}

}  // namespace clearway::store
