#include "common/store/fault_file_system.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace clearway::store {

using rocksdb::IOStatus;

namespace {

namespace fs = std::filesystem;

std::string Normal(const std::string& path) {
  std::string normal = fs::path(path).lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::string DirectoryOf(const std::string& path) { return fs::path(path).parent_path().string(); }

}  // namespace

class FaultFileSystem::File : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile> file, FaultFileSystem* owner,
       std::shared_ptr<Progress> progress)
      : FSWritableFileOwnerWrapper(std::move(file)),
        owner_(owner),
        progress_(std::move(progress)) {}

  IOStatus Append(const rocksdb::Slice& data, const Io& options, Debug* debug) override {
    IOStatus status = owner_->Spend();
    {
      std::lock_guard<std::mutex> lock(owner_->mutex_);
      if (owner_->full_) return IOStatus::NoSpace("the disk is full");
    }
    // The change at which everything fails is itself half done.
    const rocksdb::Slice part(data.data(), status.ok() ? data.size() : data.size() / 2);
    if (!status.ok() && !std::exchange(torn_, true)) {
      FSWritableFileOwnerWrapper::Append(part, options, debug).PermitUncheckedError();
      std::lock_guard<std::mutex> lock(owner_->mutex_);
      progress_->written += part.size();
    }
    if (!status.ok()) return status;
    status = FSWritableFileOwnerWrapper::Append(part, options, debug);
    std::lock_guard<std::mutex> lock(owner_->mutex_);
    if (status.ok()) progress_->written += part.size();
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const Io& options,
                  const rocksdb::DataVerificationInfo&, Debug* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const Io& options, Debug* debug) override {
    IOStatus status = owner_->Spend();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    return status;
  }
  // Nothing is really synced: only the test's crash can lose anything, and this is faster.
  IOStatus Sync(const Io&, Debug*) override {
    std::unique_lock<std::mutex> lock(owner_->mutex_);
    ++owner_->waiting_;
    owner_->changed_.notify_all();
    owner_->changed_.wait(lock, [this] { return !owner_->syncs_wait_; });
    --owner_->waiting_;
    if (owner_->syncs_fail_) return IOStatus::IOError("the disk does not sync");
    IOStatus status = owner_->SpendLocked();
    if (status.ok()) progress_->synced = progress_->written;
    return status;
  }
  IOStatus Fsync(const Io& options, Debug* debug) override { return Sync(options, debug); }
  IOStatus RangeSync(uint64_t, uint64_t, const Io&, Debug*) override { return IOStatus::OK(); }

 private:
  FaultFileSystem* const owner_;
  const std::shared_ptr<Progress> progress_;
  bool torn_ = false;
};

class FaultFileSystem::Directory : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<rocksdb::FSDirectory> directory, FaultFileSystem* owner,
            std::string path)
      : FSDirectoryWrapper(std::move(directory)), owner_(owner), path_(std::move(path)) {}

  IOStatus Fsync(const Io&, Debug*) override {
    IOStatus status = owner_->Spend();
    if (status.ok()) owner_->Synced(path_);
    return status;
  }
  IOStatus FsyncWithDirOptions(const Io& options, Debug* debug,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, debug);
  }

 private:
  FaultFileSystem* const owner_;
  const std::string path_;
};

FaultFileSystem::FaultFileSystem(std::string scratch)
    : FileSystemWrapper(rocksdb::FileSystem::Default()), scratch_(std::move(scratch)) {}

void FaultFileSystem::FailAfter(int64_t changes) {
  std::lock_guard<std::mutex> lock(mutex_);
  changes_left_ = changes;
}

bool FaultFileSystem::failed() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return failed_;
}

void FaultFileSystem::FailSyncs(bool fail) {
  std::lock_guard<std::mutex> lock(mutex_);
  syncs_fail_ = fail;
}

void FaultFileSystem::HoldSyncs(bool hold) {
  std::lock_guard<std::mutex> lock(mutex_);
  syncs_wait_ = hold;
  changed_.notify_all();
}

void FaultFileSystem::WaitForSync() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return waiting_ > 0; });
}

void FaultFileSystem::FillDisk(bool full) {
  std::lock_guard<std::mutex> lock(mutex_);
  full_ = full;
}

void FaultFileSystem::RefuseTables(bool refuse) {
  std::lock_guard<std::mutex> lock(mutex_);
  refuses_tables_ = refuse;
}

void FaultFileSystem::SetFreeSpace(uint64_t bytes) {
  std::lock_guard<std::mutex> lock(mutex_);
  free_space_ = static_cast<int64_t>(bytes);
}

IOStatus FaultFileSystem::GetFreeSpace(const std::string& path, const Io& options, uint64_t* free,
                                       Debug* debug) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (free_space_ < 0) return target()->GetFreeSpace(path, options, free, debug);
  *free = static_cast<uint64_t>(free_space_);
  return IOStatus::OK();
}

IOStatus FaultFileSystem::Spend() {
  std::lock_guard<std::mutex> lock(mutex_);
  return SpendLocked();
}

IOStatus FaultFileSystem::SpendLocked() {
  if (changes_left_ == 0) failed_ = true;
  if (failed_) return IOStatus::IOError("the power is gone");
  if (changes_left_ > 0) --changes_left_;
  return IOStatus::OK();
}

std::string FaultFileSystem::Save(const std::string& path) {
  if (!fs::exists(path)) return "";
  std::string saved = absl::StrCat(scratch_, "/", ++saved_);
  fs::create_hard_link(path, saved);
  return saved;
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& given, const Files& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* result,
                                          Debug* debug) {
  const std::string path = Normal(given);
  std::lock_guard<std::mutex> lock(mutex_);
  IOStatus status = SpendLocked();
  if (!status.ok()) return status;
  if (refuses_tables_ && fs::path(path).extension() == ".sst") {
    return IOStatus::NoSpace("the disk is full");
  }
  const bool existed = fs::exists(path);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  status = target()->NewWritableFile(path, options, &file, debug);
  if (!status.ok()) return status;
  auto progress = std::make_shared<Progress>();
  files_[path] = progress;
  if (!existed) {
    unsynced_[DirectoryOf(path)].push_back({Entry::Kind::kMadeFile, path, "", ""});
  }
  *result = std::make_unique<File>(std::move(file), this, std::move(progress));
  return status;
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string&, const Files&,
                                             std::unique_ptr<rocksdb::FSWritableFile>*, Debug*) {
  return IOStatus::NotSupported("files are written once, from their beginning");
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const Io& options,
                                       std::unique_ptr<rocksdb::FSDirectory>* result,
                                       Debug* debug) {
  std::unique_ptr<rocksdb::FSDirectory> directory;
  IOStatus status = target()->NewDirectory(path, options, &directory, debug);
  if (status.ok()) {
    *result = std::make_unique<Directory>(std::move(directory), this, Normal(path));
  }
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& given, const Io& options, Debug* debug) {
  const std::string path = Normal(given);
  std::lock_guard<std::mutex> lock(mutex_);
  IOStatus status = SpendLocked();
  if (!status.ok()) return status;
  const std::string saved = Save(path);
  status = target()->DeleteFile(path, options, debug);
  if (status.ok()) {
    unsynced_[DirectoryOf(path)].push_back({Entry::Kind::kDeletedFile, path, "", saved});
  }
  return status;
}

IOStatus FaultFileSystem::RenameFile(const std::string& given_from, const std::string& given_to,
                                     const Io& options, Debug* debug) {
  const std::string from = Normal(given_from);
  const std::string to = Normal(given_to);
  std::lock_guard<std::mutex> lock(mutex_);
  IOStatus status = SpendLocked();
  if (!status.ok()) return status;
  const std::string saved = Save(to);
  status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const auto moved = files_.find(from);
  files_.erase(to);
  if (moved != files_.end()) {
    files_[to] = moved->second;
    files_.erase(from);
  }
  unsynced_[DirectoryOf(to)].push_back({Entry::Kind::kRenamed, to, from, saved});
  return status;
}

IOStatus FaultFileSystem::CreateDir(const std::string& given, const Io& options, Debug* debug) {
  const std::string path = Normal(given);
  std::lock_guard<std::mutex> lock(mutex_);
  IOStatus status = SpendLocked();
  if (status.ok()) status = target()->CreateDir(path, options, debug);
  if (status.ok()) {
    unsynced_[DirectoryOf(path)].push_back({Entry::Kind::kMadeDirectory, path, "", ""});
  }
  return status;
}

IOStatus FaultFileSystem::CreateDirIfMissing(const std::string& path, const Io& options,
                                             Debug* debug) {
  return fs::is_directory(path) ? IOStatus::OK() : CreateDir(path, options, debug);
}

IOStatus FaultFileSystem::DeleteDir(const std::string& given, const Io& options, Debug* debug) {
  const std::string path = Normal(given);
  std::lock_guard<std::mutex> lock(mutex_);
  IOStatus status = SpendLocked();
  if (status.ok()) status = target()->DeleteDir(path, options, debug);
  if (status.ok()) {
    // Should it come back, it comes back empty: only what was made anew in it counts.
    unsynced_.erase(path);
    unsynced_[DirectoryOf(path)].push_back({Entry::Kind::kDeletedDirectory, path, "", ""});
  }
  return status;
}

void FaultFileSystem::Synced(const std::string& directory) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const Entry& entry : unsynced_[directory]) {
    if (!entry.saved.empty()) fs::remove(entry.saved);
  }
  unsynced_.erase(directory);
}

void FaultFileSystem::Undo(const Entry& entry) {
  switch (entry.kind) {
    case Entry::Kind::kMadeFile:
      fs::remove(entry.path);
      files_.erase(entry.path);
      break;
    case Entry::Kind::kMadeDirectory:
      fs::remove_all(entry.path);
      if (unsynced_.count(entry.path) > 0) unsynced_[entry.path].clear();
      break;
    case Entry::Kind::kRenamed: {
      fs::rename(entry.path, entry.from);
      const auto moved = files_.find(entry.path);
      if (moved != files_.end()) {
        files_[entry.from] = moved->second;
        files_.erase(entry.path);
      }
      if (!entry.saved.empty()) fs::rename(entry.saved, entry.path);
      break;
    }
    case Entry::Kind::kDeletedFile:
      if (!entry.saved.empty()) fs::rename(entry.saved, entry.path);
      break;
    case Entry::Kind::kDeletedDirectory:
      fs::create_directory(entry.path);
      break;
  }
}

void FaultFileSystem::Crash(std::mt19937_64& random) {
  std::lock_guard<std::mutex> lock(mutex_);
  // A directory sorts before what is in it: when it goes, so does all that is in it.
  for (auto& [directory, entries] : unsynced_) {
    if (!fs::is_directory(directory)) continue;
    const size_t kept = random() % (entries.size() + 1);
    while (entries.size() > kept) {
      Undo(entries.back());
      entries.pop_back();
    }
  }
  for (const auto& [path, progress] : files_) {
    std::error_code missing;
    const uint64_t size = fs::file_size(path, missing);
    // Longer than what was written: room that was set aside.
    if (missing) continue;
    const uint64_t unsynced = progress->written - progress->synced;
    const uint64_t kept = progress->synced + (unsynced == 0 ? 0 : random() % (unsynced + 1));
    if (kept < size) fs::resize_file(path, kept);
  }
  files_.clear();
  unsynced_.clear();
  for (const auto& saved : fs::directory_iterator(scratch_)) fs::remove(saved.path());
  failed_ = false;
  changes_left_ = -1;
  syncs_fail_ = false;
  full_ = false;
}

}  // namespace clearway::store
