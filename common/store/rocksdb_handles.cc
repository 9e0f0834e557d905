#include "common/store/rocksdb_handles.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/store/feed.h"
#include "common/store/feed_hub.h"
#include "common/store/rocksdb_status.h"

namespace clearway::store {
namespace {

class RocksdbCursor : public Cursor {
 public:
  RocksdbCursor(const RocksdbHandles& handles, const rocksdb::Snapshot* snapshot,
                absl::string_view begin, absl::string_view end, bool reverse)
      : begin_(begin), end_(end), begin_slice_(begin_), end_slice_(end_), reverse_(reverse) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(handles.db->NewIterator(options, handles.records));
    // RocksDB does not define what bounds in the wrong order mean: there the cursor stays unplaced.
    if (empty()) return;
    reverse_ ? iterator_->SeekToLast() : iterator_->SeekToFirst();
  }

  bool Valid() const override { return iterator_->Valid(); }
  absl::string_view key() const override { return ToView(iterator_->key()); }
  absl::string_view value() const override { return ToView(iterator_->value()); }
  void Next() override { reverse_ ? iterator_->Prev() : iterator_->Next(); }
  void Seek(absl::string_view key) override {
    if (empty()) return;
    if (!reverse_) {
      iterator_->Seek(ToSlice(key < begin_ ? absl::string_view(begin_) : key));
    } else if (!end_.empty() && key >= end_) {
      iterator_->SeekToLast();
    } else {
      iterator_->SeekForPrev(ToSlice(key));
    }
  }
  absl::Status status() const override {
    return FromRocksdb(iterator_->status(), "reading a range of records");
  }

 private:
  bool empty() const { return !end_.empty() && end_ <= begin_; }

  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice begin_slice_;
  const rocksdb::Slice end_slice_;
  const bool reverse_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace

RocksdbHandles::~RocksdbHandles() {
  if (db == nullptr) return;
  for (auto* family : {meta, records, feed}) {
    if (family != nullptr) db->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  db->Close().PermitUncheckedError();  // whatever was acknowledged is synced already
}

RocksdbSnapshot::RocksdbSnapshot(std::shared_ptr<const RocksdbHandles> handles, Revision revision,
                                 Revision compacted)
    : handles_(std::move(handles)),
      snapshot_(handles_->db->GetSnapshot()),
      revision_(revision),
      compacted_(compacted) {}

RocksdbSnapshot::~RocksdbSnapshot() { handles_->db->ReleaseSnapshot(snapshot_); }

absl::StatusOr<absl::optional<std::string>> RocksdbSnapshot::Get(absl::string_view key) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  std::string value;
  const rocksdb::Status status =
      handles_->db->Get(options, handles_->records, ToSlice(key), &value);
  if (status.IsNotFound()) return absl::optional<std::string>();
  if (!status.ok()) return FromRocksdb(status, "reading a record");
  return absl::optional<std::string>(std::move(value));
}

std::unique_ptr<Cursor> RocksdbSnapshot::Scan(absl::string_view begin, absl::string_view end,
                                              bool reverse) const {
  return std::make_unique<RocksdbCursor>(*handles_, snapshot_, begin, end, reverse);
}

absl::StatusOr<Store::Batch> RocksdbSnapshot::ReadFeed(absl::string_view prefix,
                                                       Revision after) const {
  if (after < compacted_) {
    return absl::OutOfRangeError(absl::StrCat(
        "changes after revision ", after, " were asked for, but the feed starts after ", compacted_,
        ": list again, then watch from the list's revision"));
  }
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> iterator(handles_->db->NewIterator(options, handles_->feed));
  Store::Batch batch;
  batch.through = after;
  size_t scanned = 0;
  for (iterator->Seek(FeedKey(after + 1, 0)); iterator->Valid(); iterator->Next()) {
    auto change = ParseFeedEntry(ToView(iterator->key()), ToView(iterator->value()));
    if (!change.ok()) return change.status();
    if (change->revision != batch.through && scanned >= FeedHub::kBatchBytes) return batch;
    batch.through = change->revision;
    scanned += change->key.size() + change->value.size();
    if (absl::StartsWith(change->key, prefix)) batch.changes.push_back(ToChange(*change));
  }
  if (!iterator->status().ok()) return FromRocksdb(iterator->status(), "reading the change feed");
  batch.through = revision_;
  return batch;
}

}  // namespace clearway::store
