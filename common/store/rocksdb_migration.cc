#include "common/store/rocksdb_migration.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/store/rocksdb_status.h"

namespace clearway::store {

const FormatHistory& KnownFormats() {
  // Format 2 changed nothing of the store's own, but what stands in its records: older releases,
  // which cannot go on with an audit trail that is chained, must not write to it.
  static const auto* const history = new FormatHistory{
      2, {{1, [](const RocksdbHandles&, rocksdb::WriteBatch*) { return absl::OkStatus(); }}}};
  return *history;
}

absl::Status Migrate(const FormatHistory& history, int from, const RocksdbHandles& handles) {
  for (int version = from; version < history.current; ++version) {
    const auto step =
        std::find_if(history.migrations.begin(), history.migrations.end(),
                     [version](const Migration& each) { return each.from == version; });
    if (step == history.migrations.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("this release cannot read format ", version,
                       ": open the directory with an older release first"));
    }
    rocksdb::WriteBatch batch;
    absl::Status status = step->run(handles, &batch);
    if (!status.ok()) return status;
    rocksdb::Status written = batch.Put(handles.meta, kMetaFormat, std::to_string(version + 1));
    rocksdb::WriteOptions synced;
    synced.sync = true;
    if (written.ok()) written = handles.db->Write(synced, &batch);
    if (!written.ok()) {
      return FromRocksdb(written, absl::StrCat("writing format ", version + 1));
    }
  }
  return absl::OkStatus();
}

}  // namespace clearway::store
