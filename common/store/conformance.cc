#include "common/store/conformance.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace clearway::store {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreConformanceTest);

void StoreConformanceTest::SetUp() {
  engine_ = GetParam().make();
  Reopen();
}

void StoreConformanceTest::Reopen() {
  store_.reset();
  auto store = engine_->Open({"e/"});
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

Revision StoreConformanceTest::Put(const std::string& key, const std::string& value) {
  auto revision = store_->TransactAndWait([&](Txn& txn) { return txn.Put(key, value); });
  EXPECT_TRUE(revision.ok()) << revision.status();
  return revision.value_or(-1);
}

Revision StoreConformanceTest::Delete(const std::string& key) {
  auto revision = store_->TransactAndWait([&](Txn& txn) { return txn.Delete(key); });
  EXPECT_TRUE(revision.ok()) << revision.status();
  return revision.value_or(-1);
}

std::string StoreConformanceTest::Get(const std::string& key) {
  auto value = store_->GetSnapshot()->Get(key);
  EXPECT_TRUE(value.ok()) << value.status();
  return value->value_or("(none)");
}

Store::WatchFn Collector::Callback() {
  return [this](absl::StatusOr<Store::Batch> batch) { return Take(std::move(batch)); };
}

void Collector::WaitFor(Revision revision) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return through_ >= revision || !ended_.ok(); });
}

absl::Status Collector::WaitForEnd() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return !ended_.ok(); });
  return ended_;
}

std::vector<Change> Collector::changes() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return changes_;
}

Revision Collector::through() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return through_;
}

bool Collector::Take(absl::StatusOr<Store::Batch> batch) {
  std::lock_guard<std::mutex> lock(mutex_);
  changed_.notify_all();
  if (!batch.ok()) {
    ended_ = batch.status();
    return true;
  }
  EXPECT_TRUE(ended_.ok()) << "a batch after the end";
  EXPECT_GT(batch->through, through_);
  Revision revision = through_;
  int32_t index = -1;
  for (Change& change : batch->changes) {
    // Nothing of a revision that an earlier batch reached: none is split, none comes twice.
    EXPECT_GT(change.revision, through_);
    EXPECT_LE(change.revision, batch->through);
    EXPECT_TRUE(change.revision > revision || change.index > index) << ToString(change);
    revision = change.revision;
    index = change.index;
    changes_.push_back(std::move(change));
  }
  through_ = batch->through;
  return true;
}

std::string ToString(const Change& change) {
  return absl::StrCat(change.kind == Change::Kind::kPut ? "put " : "delete ", change.key,
                      change.kind == Change::Kind::kPut ? "=" : "", change.value, " @",
                      change.revision, ".", change.index);
}

std::vector<std::string> ToStrings(const std::vector<Change>& changes) {
  std::vector<std::string> strings;
  for (const Change& change : changes) strings.push_back(ToString(change));
  return strings;
}

}  // namespace clearway::store
