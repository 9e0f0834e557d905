#include "common/store/rocksdb_open.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/store/failure_listener.h"
#include "common/store/feed.h"
#include "common/store/file_logger.h"
#include "common/store/late_logger.h"
#include "common/store/prefix_set.h"
#include "common/store/rocksdb_config.h"
#include "common/store/rocksdb_status.h"

namespace clearway::store {
namespace {

using Families = std::vector<rocksdb::ColumnFamilyDescriptor>;

rocksdb::WriteOptions Synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

enum class Access { kReadOnly, kReadWrite };

absl::StatusOr<std::shared_ptr<RocksdbHandles>> OpenHandles(const rocksdb::DBOptions& database,
                                                            const Families& families,
                                                            const std::string& path,
                                                            Access access) {
  std::vector<rocksdb::ColumnFamilyHandle*> opened;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      access == Access::kReadWrite
          ? rocksdb::DB::Open(database, path, families, &opened, &db)
          : rocksdb::DB::OpenForReadOnly(database, path, families, &opened, &db);
  if (!status.ok()) {
    // RocksDB says "invalid argument" when files that should be there are not.
    if (status.IsInvalidArgument() || status.IsNotFound() || status.IsPathNotFound()) {
      return absl::DataLossError(absl::StrCat("opening ", path, ": ", status.ToString()));
    }
    return FromRocksdb(status, absl::StrCat("opening ", path));
  }
  auto handles = std::make_shared<RocksdbHandles>();
  handles->db.reset(db);
  handles->meta = opened[0];
  handles->records = opened[1];
  handles->feed = opened[2];
  return handles;
}

absl::StatusOr<int64_t> ReadNumber(const RocksdbHandles& handles, const char* key) {
  std::string text;
  const rocksdb::Status status = handles.db->Get(rocksdb::ReadOptions(), handles.meta, key, &text);
  if (!status.ok() && !status.IsNotFound()) {
    return FromRocksdb(status, absl::StrCat("reading \"", key, "\""));
  }
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < 0) {
    return absl::DataLossError(absl::StrCat("the entry \"", key, "\" is missing or damaged"));
  }
  return number;
}

struct Numbers {
  int version = 0;
  Revision revision = 0;
  Revision compacted = 0;
};

absl::StatusOr<Numbers> ReadNumbers(const RocksdbHandles& handles) {
  auto version = ReadNumber(handles, kMetaFormat);
  if (!version.ok()) return version.status();
  auto revision = ReadNumber(handles, kMetaRevision);
  if (!revision.ok()) return revision.status();
  auto compacted = ReadNumber(handles, kMetaCompacted);
  if (!compacted.ok()) return compacted.status();
  return Numbers{static_cast<int>(*version), *revision, *compacted};
}

// The numbers must agree with each other and with both ends of the feed.
absl::Status CheckNumbers(const RocksdbHandles& handles, const Numbers& numbers) {
  if (numbers.compacted > numbers.revision) {
    return absl::DataLossError("the feed is compacted beyond the last revision");
  }
  std::unique_ptr<rocksdb::Iterator> entry(
      handles.db->NewIterator(rocksdb::ReadOptions(), handles.feed));
  for (const bool last : {false, true}) {
    last ? entry->SeekToLast() : entry->SeekToFirst();
    if (!entry->Valid()) {
      if (!entry->status().ok()) return FromRocksdb(entry->status(), "reading the change feed");
      continue;
    }
    auto change = ParseFeedEntry(ToView(entry->key()), ToView(entry->value()));
    if (!change.ok()) return change.status();
    if (change->revision <= numbers.compacted || change->revision > numbers.revision) {
      return absl::DataLossError(absl::StrCat("the change feed has an entry of revision ",
                                              change->revision, ", outside ", numbers.compacted + 1,
                                              " to ", numbers.revision));
    }
  }
  return absl::OkStatus();
}

// RocksDB opens a database whose last log is missing, and says nothing; but there always is one.
absl::Status CheckLogIsThere(rocksdb::Env* env, const std::string& path) {
  std::vector<std::string> names;
  const rocksdb::Status listed = env->GetChildren(path, &names);
  if (listed.IsNotFound()) return absl::DataLossError(absl::StrCat(path, " is missing"));
  if (!listed.ok()) return FromRocksdb(listed, absl::StrCat("listing ", path));
  for (const std::string& name : names) {
    if (absl::EndsWith(name, ".log")) return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("the write-ahead log in ", path, " is missing"));
}

absl::Status CheckWithoutWriting(const rocksdb::DBOptions& database, const Families& families,
                                 const std::string& path, const FormatHistory& history) {
  absl::Status status = CheckLogIsThere(database.env, path);
  if (!status.ok()) return status;
  auto handles = OpenHandles(database, families, path, Access::kReadOnly);
  if (!handles.ok()) return handles.status();
  auto numbers = ReadNumbers(**handles);
  if (!numbers.ok()) return numbers.status();
  if (numbers->version > history.current) {
    return absl::FailedPreconditionError(absl::StrCat(
        "its database was written by a newer release (format ", numbers->version,
        "; this one knows formats up to ", history.current, "): run that release or a later one"));
  }
  return CheckNumbers(**handles, *numbers);
}

// Each prefix in hexadecimal, each followed by a semicolon.
std::string SerializePrefixes(const PrefixSet& set) {
  std::string text;
  for (const std::string& prefix : set.prefixes()) {
    absl::StrAppend(&text, absl::BytesToHexString(prefix), ";");
  }
  return text;
}

PrefixSet ParsePrefixes(absl::string_view text) {
  std::vector<std::string> prefixes;
  for (const absl::string_view prefix : absl::StrSplit(text, ';')) {
    prefixes.push_back(absl::HexStringToBytes(prefix));
  }
  prefixes.pop_back();  // what follows the last semicolon
  return PrefixSet(std::move(prefixes));
}

// When the feed did not keep all that it is now to keep, its past cannot be relied on.
absl::Status AgreeOnPrefixes(const PrefixSet& wanted, OpenedRocksdb* opened) {
  const RocksdbHandles& to = *opened->handles;
  std::string text;
  const rocksdb::Status read = to.db->Get(rocksdb::ReadOptions(), to.meta, kMetaWatched, &text);
  if (!read.ok() && !read.IsNotFound()) return FromRocksdb(read, "reading the watched prefixes");
  if (read.ok() && text == SerializePrefixes(wanted)) return absl::OkStatus();
  rocksdb::WriteBatch batch;
  rocksdb::Status status = batch.Put(to.meta, kMetaWatched, SerializePrefixes(wanted));
  const bool covered = read.ok() && ParsePrefixes(text).Covers(wanted);
  if (!covered && status.ok()) {
    status = batch.DeleteRange(to.feed, FeedKey(opened->compacted + 1, 0),
                               FeedKey(opened->revision + 1, 0));
    opened->compacted = opened->revision;
    if (status.ok()) status = batch.Put(to.meta, kMetaCompacted, absl::StrCat(opened->compacted));
  }
  if (status.ok()) status = to.db->Write(Synced(), &batch);
  return FromRocksdb(status, "writing the watched prefixes");
}

}  // namespace

absl::Status CreateRocksdb(const RocksdbOptions& options, const std::string& path, int version) {
  rocksdb::DBOptions database = RocksdbConfig(options);
  database.info_log = std::make_shared<LateLogger>();
  const Families families = RocksdbFamilies(options);
  const rocksdb::Status made = database.env->CreateDirIfMissing(path);
  if (!made.ok()) return FromRocksdb(made, absl::StrCat("making ", path));
  const rocksdb::Status destroyed = rocksdb::DestroyDB(
      path, rocksdb::Options(database, rocksdb::ColumnFamilyOptions()), families);
  if (!destroyed.ok()) return FromRocksdb(destroyed, absl::StrCat("emptying ", path));
  database.create_if_missing = true;
  database.create_missing_column_families = true;
  database.error_if_exists = true;
  auto handles = OpenHandles(database, families, path, Access::kReadWrite);
  if (!handles.ok()) return handles.status();
  rocksdb::WriteBatch batch;
  rocksdb::Status status = batch.Put((*handles)->meta, kMetaFormat, absl::StrCat(version));
  if (status.ok()) status = batch.Put((*handles)->meta, kMetaRevision, "0");
  if (status.ok()) status = batch.Put((*handles)->meta, kMetaCompacted, "0");
  if (status.ok()) status = (*handles)->db->Write(Synced(), &batch);
  return FromRocksdb(status, absl::StrCat("writing to ", path));
}

absl::StatusOr<OpenedRocksdb> OpenRocksdb(const RocksdbOptions& options, const std::string& path,
                                          const FormatHistory& history) {
  rocksdb::DBOptions database = RocksdbConfig(options);
  const Families families = RocksdbFamilies(options);
  const auto logger = std::make_shared<LateLogger>();
  const auto failures = std::make_shared<FailureListener>();
  database.info_log = logger;
  database.listeners.push_back(failures);
  absl::Status status = CheckWithoutWriting(database, families, path, history);
  if (!status.ok()) return status;
  auto handles = OpenHandles(database, families, path, Access::kReadWrite);
  if (!handles.ok()) return handles.status();
  logger->Start(std::make_shared<FileLogger>(path));
  OpenedRocksdb opened;
  opened.handles = *std::move(handles);
  opened.handles->failures = failures;
  auto numbers = ReadNumbers(*opened.handles);
  if (!numbers.ok()) return numbers.status();
  status = Migrate(history, numbers->version, *opened.handles);
  if (!status.ok()) return status;
  opened.revision = numbers->revision;
  opened.compacted = numbers->compacted;
  status = AgreeOnPrefixes(PrefixSet(options.watched_prefixes), &opened);
  if (!status.ok()) return status;
  return opened;
}

}  // namespace clearway::store
