// Durable transactions per second, against RocksDB's own synced writes of the same bytes.
//
//   bazel run -c opt //common/store:store_bench
//
// Writers/N is N threads that each wait for their answer; InFlight/N is one thread that keeps N
// transactions in flight, as an asynchronous server does. CPU is of the whole process, the store's
// threads included. `syncs/txn` is the group commit at work.
// The directory is below TEST_TMPDIR, or the system's: put it on the disk that matters.
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "common/store/rocksdb_store.h"
#include "rocksdb/db.h"

namespace clearway::store {
namespace {

std::string NewPath() {
  static int count = 0;
  const char* const root = std::getenv("TEST_TMPDIR");
  const std::string path =
      absl::StrCat(root == nullptr ? "/tmp" : root, "/store_bench.", getpid(), ".", ++count);
  std::filesystem::remove_all(path);
  return path;
}

// What a create of an offer writes: a record, two index entries, an audit record. Ids sort by the
// time at which they are made, as those of resources do.
void WriteCreate(int64_t number, const std::function<void(std::string, std::string)>& put) {
  static const std::string record(400, 'r');
  static const std::string audit(250, 'a');
  const std::string id = absl::StrCat("a", absl::Dec(number, absl::kZeroPad16), "xyz");
  put(absl::StrCat("r/offers/", id), record);
  put(absl::StrCat("i/offers/provider/states/P", number % 100, "/", id), "");
  put(absl::StrCat("i/offers/state/STATE_DRAFT/", id), "");
  put(absl::StrCat("a/", absl::Dec(number, absl::kZeroPad16), "/offers/", id), audit);
}

absl::Status Create(Txn& txn, int64_t number) {
  auto old = txn.Get(absl::StrCat("r/offers/a", absl::Dec(number, absl::kZeroPad16), "xyz"));
  if (!old.ok()) return old.status();
  absl::Status status;
  WriteCreate(number, [&](const std::string& key, const std::string& value) {
    if (status.ok()) status = txn.Put(key, value);
  });
  return status;
}

std::unique_ptr<Store> store;
std::unique_ptr<rocksdb::DB> raw;
std::string path;
std::atomic<int64_t> next_number{0};

void OpenStore(const benchmark::State&) {
  RocksdbOptions options;
  options.directory = path = NewPath();
  options.service = "bench";
  options.watched_prefixes = {"r/"};
  store = OpenRocksdbStore(options).value();
}

void CloseStore(const benchmark::State&) {
  store.reset();
  std::filesystem::remove_all(path);
}

void ReportSyncs(benchmark::State& state) {
  if (state.thread_index() != 0) return;
  const RocksdbStoreStats stats = GetRocksdbStoreStats(*store);
  state.counters["syncs/txn"] = static_cast<double>(stats.syncs) / stats.transactions;
}

void BM_TransactWriters(benchmark::State& state) {
  for (auto _ : state) {
    const int64_t number = next_number++;
    auto revision = store->TransactAndWait([number](Txn& txn) { return Create(txn, number); });
    if (!revision.ok()) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
  ReportSyncs(state);
}
BENCHMARK(BM_TransactWriters)
    ->Setup(OpenStore)
    ->Teardown(CloseStore)
    ->Threads(1)
    ->Threads(64)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void BM_TransactInFlight(benchmark::State& state) {
  const int64_t limit = state.range(0);
  std::mutex mutex;
  std::condition_variable changed;
  int64_t in_flight = 0;
  for (auto _ : state) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [&] { return in_flight < limit; });
      ++in_flight;
    }
    const int64_t number = next_number++;
    store->Transact([number](Txn& txn) { return Create(txn, number); },
                    [&](absl::StatusOr<Revision>) {
                      std::lock_guard<std::mutex> lock(mutex);
                      --in_flight;
                      changed.notify_one();
                    });
  }
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return in_flight == 0; });
  state.SetItemsProcessed(state.iterations());
  ReportSyncs(state);
}
BENCHMARK(BM_TransactInFlight)
    ->Setup(OpenStore)
    ->Teardown(CloseStore)
    ->Arg(1)
    ->Arg(64)
    ->Arg(512)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void OpenRaw(const benchmark::State&) {
  path = NewPath();
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  if (!rocksdb::DB::Open(options, path, &db).ok()) std::abort();
  raw.reset(db);
}

void CloseRaw(const benchmark::State&) {
  raw.reset();
  std::filesystem::remove_all(path);
}

// The same records by RocksDB alone, which also groups what several threads write: no reads, no
// feed, no revisions.
void BM_RawWriters(benchmark::State& state) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  for (auto _ : state) {
    rocksdb::WriteBatch batch;
    WriteCreate(next_number++, [&](const std::string& key, const std::string& value) {
      batch.Put(key, value).PermitUncheckedError();
    });
    if (!raw->Write(synced, &batch).ok()) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_RawWriters)
    ->Setup(OpenRaw)
    ->Teardown(CloseRaw)
    ->Threads(1)
    ->Threads(64)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// A snapshot and one read of it, while nothing is written.
void BM_SnapshotGet(benchmark::State& state) {
  if (state.thread_index() == 0) {
    auto done = store->TransactAndWait([](Txn& txn) {
      for (int64_t number = 0; number < 10000; ++number) {
        absl::Status status = Create(txn, number);
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
    if (!done.ok()) state.SkipWithError("refused");
  }
  int64_t number = 0;
  for (auto _ : state) {
    const int64_t wanted = number++ % 10000;
    auto value = store->GetSnapshot()->Get(
        absl::StrCat("r/offers/a", absl::Dec(wanted, absl::kZeroPad16), "xyz"));
    benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_SnapshotGet)->Setup(OpenStore)->Teardown(CloseStore)->Threads(1)->Threads(2);

}  // namespace
}  // namespace clearway::store
