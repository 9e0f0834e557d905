// How a store of an older format becomes one of the present format.
//
// A format has a number. When what is stored changes, the number goes up by one and the table gets
// a function that makes the new from the old; functions are never taken out, so that any old
// directory opens. The database keeps its version beside the data: the changes of one step and the
// new number are one atomic write, so that a crash leaves the old or the new, and FORMAT follows.
#ifndef CLEARWAY_COMMON_STORE_ROCKSDB_MIGRATION_H_
#define CLEARWAY_COMMON_STORE_ROCKSDB_MIGRATION_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "common/store/rocksdb_handles.h"
#include "rocksdb/write_batch.h"

namespace clearway::store {

struct Migration {
  int from = 0;  // makes `from` + 1
  // Reads the database and adds what changes to `batch`. What does not fit in one batch it may
  // write itself beforehand, if doing so again after a crash does no harm.
  std::function<absl::Status(const RocksdbHandles&, rocksdb::WriteBatch*)> run;
};

struct FormatHistory {
  int current = 1;
  std::vector<Migration> migrations;  // in any order
};

// The formats of this release.
const FormatHistory& KnownFormats();

// Brings the database from version `from` to history.current. FAILED_PRECONDITION when a step is
// missing.
absl::Status Migrate(const FormatHistory& history, int from, const RocksdbHandles& handles);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_ROCKSDB_MIGRATION_H_
