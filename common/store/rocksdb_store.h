// The store on an embedded RocksDB database: one writer thread, pipelined group commit.
//
//   RocksdbOptions options;
//   options.directory = "/var/lib/clearway/cooperation";
//   options.service = "cooperation";
//   options.watched_prefixes = {"e/"};
//   auto store = OpenRocksdbStore(options);
//
// The writer takes all waiting transactions and runs them one after the other, each seeing those
// before it; the committer writes such a group with one sync, while the writer already runs the
// next group over it. Answers are given by a third thread, once what they depend on is on disk, so
// that they never hold up the next group.
//
// Before the disk is full the store takes no more writes (IsStoreFull), and takes them again once
// there is room. When the disk refuses a write all the same, or a table, the store stops: the group
// that was being written gets UNAVAILABLE (after a restart all of it is there, or nothing), and so
// does everything after it (IsStoreStopped). Reads go on either way.
//
// The store must be destroyed after its subscriptions and from none of its own threads; it first
// answers all that is queued. Snapshots may outlive it, and keep the directory locked.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_STORE_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace clearway::store {

struct RocksdbOptions {
  // Made when missing (its parent must be there).
  std::string directory;
  // Whose data it is ("cooperation"): another service's directory is refused. Letters, digits, _.
  std::string service;
  // The feed keeps the changes of keys that begin with one of these. A prefix added to an existing
  // store empties the feed (compacted_revision() rises to revision()), as its past was not kept.
  std::vector<std::string> watched_prefixes;
  // Transactions waiting to be run; more are refused with RESOURCE_EXHAUSTED.
  size_t max_queued_transactions = 4096;
  // A group is committed when it has written about this much.
  size_t max_group_bytes = 8 << 20;
  // The feed keeps the changes of at most this many revisions (and at least seven eighths of them,
  // once it has grown so long). 0 keeps all.
  Revision feed_retention = 0;
  // Memory for the feed's latest changes, from which live subscriptions are served.
  size_t feed_tail_bytes = 16 << 20;
  size_t block_cache_bytes = 64 << 20;
  // Memory for what is in the log but not yet in tables.
  size_t write_buffer_bytes = 128 << 20;
  // Bytes that must be free on the disk for a write to be taken: room for what is in memory (see
  // above), which a start writes to tables while it has the log still. 0: no matter how many.
  uint64_t min_free_bytes = 128 << 20;
  // The directory's random id, written when it is made; drawn from the system when empty.
  std::string new_store_id;
  // Not owned; must outlive the store and its snapshots. The system's own when null.
  rocksdb::Env* env = nullptr;
};

// Creates or opens the store. Refuses, changing nothing in the directory:
//   FAILED_PRECONDITION  a directory of something else, of another service or of a newer version
//                        of the software, or one that another process has open;
//   DATA_LOSS            damage;
//   INVALID_ARGUMENT     options that make no sense;
//   UNAVAILABLE          the disk or the system refused.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksdbStore(const RocksdbOptions& options);

// OK when a store that has stopped has a chance to open again: its disk has options.min_free_bytes
// free and takes a synced write. Blocks as long as the disk does.
absl::Status ProbeRocksdbDisk(const RocksdbOptions& options);

// What a store has done since it was opened.
struct RocksdbStoreStats {
  int64_t transactions = 0;  // run, whatever came of them
  int64_t syncs = 0;         // synced writes
};
// REQUIRES: `store` came from OpenRocksdbStore. Thread-safe.
RocksdbStoreStats GetRocksdbStoreStats(const Store& store);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_STORE_H_
