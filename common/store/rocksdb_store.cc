#include "common/store/rocksdb_store.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/store/arena.h"
#include "common/store/completer.h"
#include "common/store/disk_room.h"
#include "common/store/feed.h"
#include "common/store/feed_hub.h"
#include "common/store/overlay.h"
#include "common/store/overlay_txn.h"
#include "common/store/prefix_set.h"
#include "common/store/read_cache.h"
#include "common/store/rocksdb_handles.h"
#include "common/store/rocksdb_open.h"
#include "common/store/rocksdb_status.h"
#include "common/store/rocksdb_store_internal.h"
#include "common/store/write_group.h"
#include "common/thread_name.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace clearway::store {
namespace {

// What waits for the writer: a transaction, or a compaction when `fn` is empty.
struct Op {
  Store::TxnFn fn;
  Store::DoneFn done;
  Revision compact_to = 0;
};

class RocksdbStore : public Store {
 public:
  RocksdbStore(const RocksdbOptions& options, OpenedRocksdb opened)
      : options_(options),
        watched_(options.watched_prefixes),
        env_(options.env == nullptr ? rocksdb::Env::Default() : options.env),
        handles_(std::move(opened.handles)),
        latest_(std::make_shared<RocksdbSnapshot>(handles_, opened.revision, opened.compacted)),
        hub_(opened.revision, options.feed_tail_bytes,
             [this](absl::string_view prefix, Revision after) {
               return Latest()->ReadFeed(prefix, after);
             }),
        committer_([this] { CommitGroups(); }),
        writer_([this] { RunTransactions(); }) {}

  ~RocksdbStore() override {
    {
      std::lock_guard<std::mutex> lock(queue_mutex_);
      stopping_ = true;
      queued_.notify_one();
    }
    writer_.join();
    committer_.join();
  }

  void Transact(TxnFn fn, DoneFn done) override { Enqueue(Op{std::move(fn), std::move(done), 0}); }

  std::shared_ptr<const Snapshot> GetSnapshot() const override { return Latest(); }

  absl::StatusOr<std::unique_ptr<Subscription>> Watch(absl::string_view prefix, Revision after,
                                                      WatchFn fn) override;

  Revision revision() const override { return Latest()->revision(); }
  Revision compacted_revision() const override { return Latest()->compacted_revision(); }
  absl::Status Compact(Revision revision) override;
  absl::Status Writable() const override;
  absl::Status Scrub(absl::string_view begin, absl::string_view end) override;
  void SetVault(std::shared_ptr<const secrets::Vault> vault) override {
    handles_->vault = std::move(vault);
  }
  std::shared_ptr<const secrets::Vault> vault() const override { return handles_->vault; }

  RocksdbStoreStats stats() const { return {transactions_.load(), syncs_.load()}; }

 private:
  std::shared_ptr<const RocksdbSnapshot> Latest() const {
    std::lock_guard<std::mutex> lock(latest_mutex_);
    return latest_;
  }

  void Enqueue(Op op);

  absl::Status CheckRoom() const;
  absl::Status Stopped(const absl::Status& why) const;

  // The writer's thread: runs transactions into one group while the group before it is written.
  void RunTransactions();
  std::shared_ptr<WriteGroup> Begin(std::shared_ptr<const WriteGroup> pending);
  void Run(Op op, WriteGroup& group);

  // The committer's thread: writes a group to disk, then answers its transactions.
  void CommitGroups();
  void Commit(WriteGroup& group);
  absl::Status WriteToDisk(WriteGroup& group);

  absl::Status Failed() const;
  void Stop(const absl::Status& why);

  const RocksdbOptions options_;
  const PrefixSet watched_;
  rocksdb::Env* const env_;
  const std::shared_ptr<RocksdbHandles> handles_;
  std::atomic<int64_t> transactions_{0};
  std::atomic<int64_t> syncs_{0};

  ReadCache read_;  // the writer's thread's own

  mutable std::mutex latest_mutex_;
  std::shared_ptr<const RocksdbSnapshot> latest_;

  mutable std::mutex queue_mutex_;
  std::condition_variable queued_;  // the writer waits for transactions, and for the committer
  std::condition_variable handed_;  // the committer waits for a group
  std::deque<Op> queue_;
  std::shared_ptr<WriteGroup> committing_;  // null while the committer waits
  bool stopping_ = false;
  bool written_out_ = false;  // no group comes any more
  absl::Status failed_;       // why the store has stopped

  // Threads last, so that all they use is there before them and after them.
  FeedHub hub_;
  Completer completer_;
  std::thread committer_;
  std::thread writer_;
};

void RocksdbStore::Enqueue(Op op) {
  absl::Status refused;
  {
    std::lock_guard<std::mutex> lock(queue_mutex_);
    if (!failed_.ok()) {
      refused = failed_;
    } else if (stopping_) {
      refused = absl::UnavailableError("the store is being closed");
    } else if (queue_.size() >= options_.max_queued_transactions) {
      refused = absl::ResourceExhaustedError(absl::StrCat(
          "the store's queue is full (", queue_.size(), " transactions wait): try again later"));
    } else {
      queue_.push_back(std::move(op));
    }
  }
  if (refused.ok()) return queued_.notify_one();
  completer_.Post(Answer{std::move(op.done), std::move(refused)});  // NOLINT: only moved when taken
}

void RocksdbStore::RunTransactions() {
  NameThread("store-writer");
  std::deque<Op> taken;
  std::shared_ptr<WriteGroup> group;  // what is being run; empty ones are not kept
  for (;;) {
    std::shared_ptr<const WriteGroup> pending;
    {
      std::unique_lock<std::mutex> lock(queue_mutex_);
      const bool full = group != nullptr && group->bytes >= options_.max_group_bytes;
      queued_.wait(lock, [&] {
        if (group != nullptr && committing_ == nullptr) return true;
        if (!taken.empty() || !queue_.empty()) return !full;
        return stopping_ && group == nullptr;
      });
      if (group != nullptr && committing_ == nullptr) {
        group->pending = nullptr;  // it is on disk, or the store has stopped
        committing_ = std::exchange(group, nullptr);
        handed_.notify_one();
        continue;
      }
      if (taken.empty()) taken.swap(queue_);
      if (taken.empty()) {
        written_out_ = true;
        return handed_.notify_one();
      }
      pending = committing_;
    }
    if (group == nullptr) group = Begin(std::move(pending));
    while (!taken.empty() && group->bytes < options_.max_group_bytes) {
      Run(std::move(taken.front()), *group);
      taken.pop_front();
    }
    if (group->answers.empty()) group = nullptr;  // all of them were answered
  }
}

std::shared_ptr<WriteGroup> RocksdbStore::Begin(std::shared_ptr<const WriteGroup> pending) {
  const absl::Status failure = handles_->failures->first();
  if (!failure.ok()) Stop(failure);
  auto group = std::make_shared<WriteGroup>(Latest(), std::move(pending));
  group->room = CheckRoom();
  return group;
}

absl::Status RocksdbStore::Failed() const {
  std::lock_guard<std::mutex> lock(queue_mutex_);
  return failed_;
}

absl::Status RocksdbStore::Stopped(const absl::Status& why) const {
  return StoreStoppedError(
      absl::StrCat("the store in ", options_.directory,
                   " has stopped, because the disk refused a write; what was being written then is "
                   "there as a whole or not at all once it is opened anew: ",
                   why.message()));
}

void RocksdbStore::Stop(const absl::Status& why) {
  std::lock_guard<std::mutex> lock(queue_mutex_);
  if (failed_.ok()) failed_ = Stopped(why);
}

absl::Status RocksdbStore::CheckRoom() const {
  return store::CheckRoom(env_, options_.directory, options_.min_free_bytes);
}

absl::Status RocksdbStore::Writable() const {
  {
    std::lock_guard<std::mutex> lock(queue_mutex_);
    if (!failed_.ok()) return failed_;
  }
  const absl::Status failure = handles_->failures->first();
  return failure.ok() ? CheckRoom() : Stopped(failure);
}

void RocksdbStore::Run(Op op, WriteGroup& group) {
  const absl::Status failed = Failed();
  if (!failed.ok()) return group.answers.push_back({std::move(op.done), failed});
  if (op.fn == nullptr) {
    group.compact_to = std::max(group.compact_to, op.compact_to);
    return group.answers.push_back({std::move(op.done), group.last});
  }
  transactions_.fetch_add(1, std::memory_order_relaxed);
  const CachedReader committed(*group.before, &read_);
  OverlayTxn txn(committed, group.Layers(), *group.arena, group.last + 1);
  const absl::Status status = txn.Finish(op.fn(txn));
  op.fn = nullptr;
  Answer answer{std::move(op.done), group.last};
  if (!status.ok()) {
    answer.result = status;
  } else if (!txn.writes().empty() && !group.room.ok()) {
    answer.result = group.room;
  } else if (!txn.writes().empty()) {
    answer.result = ++group.last;
    for (const auto& [key, write] : txn.writes()) group.bytes += key.size() + write.value.size();
    AppendChanges(txn.writes(), group.last, watched_, &group.changes);
    read_.Follow(txn.writes());
    MergeInto(group.writes, txn.writes());
  }
  // What a transaction read, or was refused for, may be a write that is not on disk yet: even an
  // answer without a write must wait until it is.
  if (group.writes.empty() && group.pending == nullptr) {
    completer_.Post(std::move(answer));
  } else {
    group.answers.push_back(std::move(answer));
  }
}

void RocksdbStore::CommitGroups() {
  NameThread("store-committer");
  for (;;) {
    std::shared_ptr<WriteGroup> group;
    {
      std::unique_lock<std::mutex> lock(queue_mutex_);
      handed_.wait(lock, [this] { return committing_ != nullptr || written_out_; });
      if (committing_ == nullptr) return;
      group = committing_;
    }
    Commit(*group);
    std::lock_guard<std::mutex> lock(queue_mutex_);
    committing_ = nullptr;
    queued_.notify_one();
  }
}

void RocksdbStore::Commit(WriteGroup& group) {
  const auto before = Latest();
  absl::Status failed = Failed();
  // What was run over a group that was not written must not be written either.
  if (failed.ok() &&
      (group.last > before->revision() || group.compact_to > before->compacted_revision())) {
    const absl::Status written = WriteToDisk(group);
    if (written.ok()) {
      const Revision compacted = std::max(group.compact_to, before->compacted_revision());
      auto latest = std::make_shared<RocksdbSnapshot>(handles_, group.last, compacted);
      {
        std::lock_guard<std::mutex> lock(latest_mutex_);
        latest_ = std::move(latest);
      }
      if (group.last > before->revision()) {
        auto segment = std::make_shared<FeedSegment>();
        segment->first = before->revision() + 1;
        segment->last = group.last;
        // The next group's transactions still read what this one wrote.
        if (!group.changes.empty()) segment->arena = group.arena;
        segment->changes = std::move(group.changes);
        hub_.Publish(std::move(segment));
      }
    } else {
      Stop(written);
      failed = Failed();
    }
  }
  if (!failed.ok()) {
    for (Answer& answer : group.answers) answer.result = failed;
  }
  completer_.Post(group.answers);
}

absl::Status RocksdbStore::WriteToDisk(WriteGroup& group) {
  rocksdb::WriteBatch batch;
  const RocksdbHandles& to = *handles_;
  rocksdb::Status status;
  for (const auto& [key, write] : group.writes) {
    status = write.deleted ? batch.Delete(to.records, ToSlice(key))
                           : batch.Put(to.records, ToSlice(key), ToSlice(write.value));
    if (!status.ok()) return FromRocksdb(status, "writing a record");
  }
  for (const ChangeView& change : group.changes) {
    const std::string key = FeedKey(change.revision, change.index);
    const std::string head = FeedValueHead(change);
    const rocksdb::Slice key_parts[] = {key};
    const rocksdb::Slice parts[] = {head, ToSlice(change.key), ToSlice(change.value)};
    status = batch.Put(to.feed, rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(parts, 3));
    if (!status.ok()) return FromRocksdb(status, "writing the change feed");
  }
  const Revision compacted = compacted_revision();
  if (options_.feed_retention > 0 && group.last - compacted > options_.feed_retention) {
    const Revision kept = options_.feed_retention - options_.feed_retention / 8;
    group.compact_to = std::max(group.compact_to, group.last - kept);
  }
  if (group.compact_to > compacted) {
    status =
        batch.DeleteRange(to.feed, FeedKey(compacted + 1, 0), FeedKey(group.compact_to + 1, 0));
    if (!status.ok()) return FromRocksdb(status, "compacting the change feed");
    status = batch.Put(to.meta, kMetaCompacted, absl::StrCat(group.compact_to));
    if (!status.ok()) return FromRocksdb(status, "compacting the change feed");
  }
  status = batch.Put(to.meta, kMetaRevision, absl::StrCat(group.last));
  if (!status.ok()) return FromRocksdb(status, "writing the revision");
  rocksdb::WriteOptions synced;
  synced.sync = true;
  syncs_.fetch_add(1, std::memory_order_relaxed);
  return FromRocksdb(to.db->Write(synced, &batch), "writing a group of transactions");
}

absl::StatusOr<std::unique_ptr<Subscription>> RocksdbStore::Watch(absl::string_view prefix,
                                                                  Revision after, WatchFn fn) {
  if (!watched_.Covers(prefix)) {
    return absl::InvalidArgumentError("the feed does not keep all changes under this prefix");
  }
  const auto latest = Latest();
  if (after < latest->compacted_revision()) {
    return absl::OutOfRangeError(absl::StrCat(
        "changes after revision ", after, " were asked for, but the feed starts after ",
        latest->compacted_revision(), ": list again, then watch from the list's revision"));
  }
  if (after > latest->revision()) {
    return absl::OutOfRangeError(
        absl::StrCat("changes after revision ", after, " were asked for, but the store is at ",
                     latest->revision(), ": list again, then watch from the list's revision"));
  }
  return hub_.Subscribe(prefix, after, std::move(fn));
}

absl::Status RocksdbStore::Compact(Revision revision) {
  const Revision current = this->revision();
  if (revision < 0 || revision > current) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot compact up to revision ", revision, ": the store is at ", current));
  }
  std::mutex mutex;
  std::condition_variable answered;
  absl::optional<absl::Status> answer;
  Enqueue(Op{nullptr,
             [&](const absl::StatusOr<Revision>& result) {
               std::lock_guard<std::mutex> lock(mutex);
               answer = result.status();
               answered.notify_one();
             },
             revision});
  std::unique_lock<std::mutex> lock(mutex);
  answered.wait(lock, [&] { return answer.has_value(); });
  return *answer;
}

absl::Status RocksdbStore::Scrub(absl::string_view begin, absl::string_view end) {
  const RocksdbHandles& in = *handles_;
  // A log goes once all families have written what it holds to tables.
  rocksdb::Status status = in.db->Flush(rocksdb::FlushOptions(), {in.meta, in.records, in.feed});
  if (!status.ok()) return FromRocksdb(status, "writing tables");
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  const rocksdb::Slice first = ToSlice(begin), last = ToSlice(end);
  status = in.db->CompactRange(options, in.records, begin.empty() ? nullptr : &first,
                               end.empty() ? nullptr : &last);
  return FromRocksdb(status, "compacting a range");
}

}  // namespace

std::unique_ptr<Store> internal::NewRocksdbStore(const RocksdbOptions& options,
                                                 OpenedRocksdb opened) {
  return std::make_unique<RocksdbStore>(options, std::move(opened));
}

RocksdbStoreStats GetRocksdbStoreStats(const Store& store) {
  return dynamic_cast<const RocksdbStore&>(store).stats();
}

}  // namespace clearway::store
