#include "common/store/rocksdb_config.h"

#include <algorithm>

#include "common/store/rocksdb_handles.h"
#include "rocksdb/cache.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace clearway::store {

rocksdb::DBOptions RocksdbConfig(const RocksdbOptions& options) {
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
  database.db_write_buffer_size = options.write_buffer_bytes;
  database.bytes_per_sync = 1 << 20;
  database.stats_dump_period_sec = 0;
  database.stats_persist_period_sec = 0;
  return database;
}

std::vector<rocksdb::ColumnFamilyDescriptor> RocksdbFamilies(const RocksdbOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions records;
  records.compression = rocksdb::kLZ4Compression;
  // The families share one budget (db_write_buffer_size), which writes out one of them at a time.
  // RocksDB 7.8 loses count of its families when the disk fails just as two are full by budgets of
  // their own, and then aborts at closing.
  records.write_buffer_size = size_t{1} << 30;
  records.arena_block_size =
      std::min(std::max(options.write_buffer_bytes / 64, size_t{4} << 10), size_t{1} << 20);
  records.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::ColumnFamilyOptions feed = records;
  // A create asks for a key that is not there; this filter says so at once. 1/64 of the budget,
  // as the share of a buffer's (nominal) size that RocksDB wants it in.
  records.memtable_whole_key_filtering = true;
  records.memtable_prefix_bloom_size_ratio =
      static_cast<double>(options.write_buffer_bytes) / 64 / records.write_buffer_size;
  table.filter_policy.reset();  // the feed is only ever walked
  feed.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return {{kMetaFamily, feed}, {kRecordsFamily, records}, {kFeedFamily, feed}};
}

}  // namespace clearway::store
