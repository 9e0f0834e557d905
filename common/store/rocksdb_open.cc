#include "common/store/rocksdb_open.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/store/feed.h"
#include "common/store/rocksdb_status.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace clearway::store {
namespace {

rocksdb::DBOptions DatabaseOptions(const RocksdbOptions& options) {
  rocksdb::DBOptions database;
  if (options.env != nullptr) database.env = options.env;
  // RocksDB's default opens a log that is damaged in the middle with acknowledged writes missing
  // and says nothing. This one refuses it, and forgives only a last write that is cut off.
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  database.track_and_verify_wals_in_manifest = true;
  database.paranoid_checks = true;
  // A disk that failed is not trusted again until the store is opened anew.
  database.max_bgerror_resume_count = 0;
  // One thread writes.
  database.allow_concurrent_memtable_write = false;
  database.enable_write_thread_adaptive_yield = false;
  database.max_total_wal_size = 256 << 20;
  database.bytes_per_sync = 1 << 20;
  database.keep_log_file_num = 4;
  database.max_log_file_size = 4 << 20;
  database.stats_dump_period_sec = 0;
  database.stats_persist_period_sec = 0;
  return database;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Families(const RocksdbOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions records;
  records.compression = rocksdb::kLZ4Compression;
  records.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::ColumnFamilyOptions feed = records;
  table.filter_policy.reset();  // the feed is only ever walked
  feed.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::ColumnFamilyOptions meta = feed;
  meta.write_buffer_size = 4 << 20;
  return {{kMetaFamily, meta}, {kRecordsFamily, records}, {kFeedFamily, feed}};
}

absl::StatusOr<std::shared_ptr<RocksdbHandles>> OpenHandles(const RocksdbOptions& options,
                                                            const rocksdb::DBOptions& database,
                                                            const std::string& path) {
  auto handles = std::make_shared<RocksdbHandles>();
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(database, path, Families(options), &families, &db);
  if (!status.ok()) return FromRocksdb(status, absl::StrCat("opening ", path));
  handles->db.reset(db);
  handles->meta = families[0];
  handles->records = families[1];
  handles->feed = families[2];
  return handles;
}

absl::StatusOr<Revision> ReadNumber(const RocksdbHandles& handles, const char* key) {
  std::string text;
  const rocksdb::Status status = handles.db->Get(rocksdb::ReadOptions(), handles.meta, key, &text);
  if (!status.ok() && !status.IsNotFound())
    return FromRocksdb(status, absl::StrCat("reading ", key));
  Revision number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0) {
    return absl::DataLossError(
        absl::StrCat("the database's entry \"", key, "\" is missing or damaged"));
  }
  return number;
}

}  // namespace

absl::Status CreateRocksdb(const RocksdbOptions& options, const std::string& path) {
  rocksdb::DBOptions database = DatabaseOptions(options);
  const rocksdb::Status destroyed = rocksdb::DestroyDB(
      path, rocksdb::Options(database, rocksdb::ColumnFamilyOptions()), Families(options));
  if (!destroyed.ok()) return FromRocksdb(destroyed, absl::StrCat("emptying ", path));
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.error_if_exists = true;
  auto handles = OpenHandles(options, database, path);
  if (!handles.ok()) return handles.status();
  rocksdb::WriteBatch batch;
  batch.Put((*handles)->meta, kMetaRevision, "0").PermitUncheckedError();
  batch.Put((*handles)->meta, kMetaCompacted, "0").PermitUncheckedError();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  return FromRocksdb((*handles)->db->Write(synced, &batch), absl::StrCat("writing to ", path));
}

absl::StatusOr<OpenedRocksdb> OpenRocksdb(const RocksdbOptions& options, const std::string& path) {
  auto handles = OpenHandles(options, DatabaseOptions(options), path);
  if (!handles.ok()) return handles.status();
  OpenedRocksdb opened;
  opened.handles = *std::move(handles);
  auto revision = ReadNumber(*opened.handles, kMetaRevision);
  if (!revision.ok()) return revision.status();
  auto compacted = ReadNumber(*opened.handles, kMetaCompacted);
  if (!compacted.ok()) return compacted.status();
  opened.revision = *revision;
  opened.compacted = *compacted;
  return opened;
}

}  // namespace clearway::store
