#include "common/store/store_directory.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/store/rocksdb_status.h"

namespace clearway::store {
namespace {

constexpr char kFormatName[] = "/FORMAT";
constexpr char kTemporaryName[] = "/FORMAT.tmp";
constexpr char kLockName[] = "/LOCK";
constexpr char kEngineName[] = "/rocksdb";

absl::Status Refuse(const std::string& directory, const absl::Status& why) {
  return absl::Status(why.code(), absl::StrCat("refusing to open ", directory, ": ", why.message(),
                                               " (nothing was changed)"));
}

// What may lie in a directory without FORMAT: what an interrupted start left, and what a freshly
// made file system holds.
bool IsLeftover(const std::string& name) {
  return name == "." || name == ".." || name == "LOCK" || name == "FORMAT.tmp" ||
         name == "lost+found";
}

// RocksDB has one code for both: the words tell whether LOCK could be opened at all.
absl::Status NotLocked(const rocksdb::Status& status) {
  if (absl::StrContains(status.ToString(), "open a file for lock")) {
    return absl::UnavailableError(
        absl::StrCat("its LOCK file cannot be written; the service must be able to write there: ",
                     status.ToString()));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("another process has it open; stop that process first: ", status.ToString()));
}

// What the directory is, without touching it; nullopt when a store may be made there.
absl::StatusOr<absl::optional<StoreFormat>> Inspect(rocksdb::Env* env, const std::string& directory,
                                                    const StoreFormat& expected) {
  const rocksdb::Status exists = env->FileExists(directory);
  if (exists.IsNotFound()) return absl::optional<StoreFormat>();
  if (!exists.ok()) return FromRocksdb(exists, "looking for it");
  bool is_directory = false;
  if (!env->IsDirectory(directory, &is_directory).ok() || !is_directory) {
    return absl::FailedPreconditionError("it is not a directory");
  }
  std::vector<std::string> names;
  const rocksdb::Status listed = env->GetChildren(directory, &names);
  if (!listed.ok()) return FromRocksdb(listed, "listing it");
  bool has_format = false;
  std::string stranger;
  bool has_database = false;
  for (const std::string& name : names) {
    if (name == "FORMAT") has_format = true;
    if (name == kEngineName + 1) has_database = true;
    if (!IsLeftover(name)) stranger = name;
  }
  if (!has_format) {
    if (stranger.empty()) return absl::optional<StoreFormat>();
    if (has_database) {
      return absl::FailedPreconditionError(
          "it has a database (\"rocksdb\") and no FORMAT file; if it is Clearway's, restore the "
          "directory from a backup, else give the store a directory of its own");
    }
    return absl::FailedPreconditionError(
        absl::StrCat("it holds other things (\"", stranger,
                     "\") and no FORMAT file; give the store a directory of its own"));
  }
  std::string text;
  const rocksdb::Status read = rocksdb::ReadFileToString(env, directory + kFormatName, &text);
  if (!read.ok()) return FromRocksdb(read, "reading its FORMAT file");
  auto format = ParseFormat(text, expected.version);
  if (!format.ok()) return format.status();
  if (format->engine != expected.engine) {
    return absl::FailedPreconditionError(
        absl::StrCat("it was made by the engine \"", format->engine, "\", and this is \"",
                     expected.engine, "\"; give each engine a directory of its own"));
  }
  if (format->service != expected.service) {
    return absl::FailedPreconditionError(
        absl::StrCat("it belongs to the service \"", format->service, "\", and this is \"",
                     expected.service, "\"; give each service a directory of its own"));
  }
  return absl::optional<StoreFormat>(*std::move(format));
}

std::string ParentOf(const std::string& directory) {
  const size_t name_end = directory.find_last_not_of('/');
  if (name_end == std::string::npos) return "/";
  const size_t slash = directory.rfind('/', name_end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : directory.substr(0, slash);
}

}  // namespace

StoreDirectory::StoreDirectory(rocksdb::Env* env, std::string directory)
    : env_(env), directory_(std::move(directory)) {}

StoreDirectory::~StoreDirectory() {
  if (lock_ != nullptr) env_->UnlockFile(lock_).PermitUncheckedError();
}

absl::StatusOr<std::unique_ptr<StoreDirectory>> StoreDirectory::Open(rocksdb::Env* env,
                                                                     const std::string& directory,
                                                                     const StoreFormat& fresh) {
  auto found = Inspect(env, directory, fresh);
  if (!found.ok()) return Refuse(directory, found.status());
  std::unique_ptr<StoreDirectory> opened(new StoreDirectory(env, directory));
  const rocksdb::Status made = env->CreateDirIfMissing(directory);
  if (!made.ok()) return FromRocksdb(made, absl::StrCat("making ", directory));
  const rocksdb::Status locked = env->LockFile(directory + kLockName, &opened->lock_);
  if (!locked.ok()) {
    opened->lock_ = nullptr;
    return Refuse(directory, NotLocked(locked));
  }
  // Again, now that nobody else can change it.
  found = Inspect(env, directory, fresh);
  if (!found.ok()) return Refuse(directory, found.status());
  if (found->has_value()) {
    opened->format_ = **std::move(found);
    return opened;
  }
  absl::Status written = opened->SyncDirectory(ParentOf(directory));
  StoreFormat creating = fresh;
  creating.ready = false;
  if (written.ok()) written = opened->Write(creating);
  if (!written.ok()) return written;
  return opened;
}

std::string StoreDirectory::engine_path() const { return directory_ + kEngineName; }

absl::Status StoreDirectory::Write(const StoreFormat& format) {
  if (format.ready) {
    absl::Status synced = SyncDirectory(engine_path());
    if (synced.ok()) synced = SyncDirectory(directory_);
    if (!synced.ok()) return synced;
  }
  const std::string temporary = directory_ + kTemporaryName;
  rocksdb::Status status =
      rocksdb::WriteStringToFile(env_, SerializeFormat(format), temporary, /*should_sync=*/true);
  if (status.ok()) status = env_->RenameFile(temporary, directory_ + kFormatName);
  if (!status.ok()) return FromRocksdb(status, absl::StrCat("writing ", directory_, kFormatName));
  absl::Status synced = SyncDirectory(directory_);
  if (synced.ok()) format_ = format;
  return synced;
}

absl::Status StoreDirectory::SyncDirectory(const std::string& path) {
  std::unique_ptr<rocksdb::Directory> opened;
  rocksdb::Status status = env_->NewDirectory(path, &opened);
  if (status.ok()) status = opened->Fsync();
  return FromRocksdb(status, absl::StrCat("syncing the directory ", path));
}

}  // namespace clearway::store
