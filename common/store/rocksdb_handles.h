// An open RocksDB database with its three column families, and reading one moment of it.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_HANDLES_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_HANDLES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/failure_listener.h"
#include "common/store/store.h"
#include "common/store/store_directory.h"
#include "rocksdb/db.h"

namespace clearway::store {

// What the column families are called on disk; the first is RocksDB's own default.
inline constexpr char kMetaFamily[] = "default";  // revisions and versions
inline constexpr char kRecordsFamily[] = "records";
inline constexpr char kFeedFamily[] = "feed";

// Keys of the meta family. Numbers are decimal text.
inline constexpr char kMetaRevision[] = "revision";    // the last committed revision
inline constexpr char kMetaCompacted[] = "compacted";  // the feed starts after it
inline constexpr char kMetaFormat[] = "format";        // version of what is stored
inline constexpr char kMetaWatched[] = "watched";      // the prefixes that the feed keeps

// Owns the database; closes it, then lets go of the directory. Shared by the store and its
// snapshots.
struct RocksdbHandles {
  ~RocksdbHandles();
  std::shared_ptr<const StoreDirectory> directory;  // holds the lock
  std::shared_ptr<const FailureListener> failures;
  std::unique_ptr<rocksdb::DB> db;
  rocksdb::ColumnFamilyHandle* meta = nullptr;
  rocksdb::ColumnFamilyHandle* records = nullptr;
  rocksdb::ColumnFamilyHandle* feed = nullptr;
  // Set once, before anything is served.
  std::shared_ptr<const secrets::Vault> vault;
};

class RocksdbSnapshot : public Snapshot {
 public:
  // Shows the database as it is now; the caller says which revision that is.
  RocksdbSnapshot(std::shared_ptr<const RocksdbHandles> handles, Revision revision,
                  Revision compacted);
  ~RocksdbSnapshot() override;
  RocksdbSnapshot(const RocksdbSnapshot&) = delete;
  RocksdbSnapshot& operator=(const RocksdbSnapshot&) = delete;

  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> Scan(absl::string_view begin, absl::string_view end,
                               bool reverse) const override;
  Revision revision() const override { return revision_; }
  const secrets::Vault* vault() const override { return handles_->vault.get(); }

  Revision compacted_revision() const { return compacted_; }
  // See FeedHub::ReadPastFn.
  absl::StatusOr<Store::Batch> ReadFeed(absl::string_view prefix, Revision after) const;

 private:
  const std::shared_ptr<const RocksdbHandles> handles_;
  const rocksdb::Snapshot* const snapshot_;
  const Revision revision_;
  const Revision compacted_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_HANDLES_H_
