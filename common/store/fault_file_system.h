// For tests: a file system that loses what was not synced, and fails when told to.
//
//   auto faults = std::make_shared<FaultFileSystem>(scratch);
//   auto env = rocksdb::NewCompositeEnv(faults);
//   faults->FailAfter(17);   // the 18th change to the disk is cut off; so is all that follows
//   ... use env, close everything ...
//   faults->Crash(random);   // the power goes: now the disk is as it might come back
//
// It works on the real disk and remembers, for files, how far they are synced, and for directories,
// which entries were made, renamed or deleted since the directory was synced. A crash keeps of each
// file what was synced and a random part of the rest, and of each directory's changes a random
// number of the first, as a journalling file system would; the others are undone.
#ifndef CLEARWAY_COMMON_STORE_FAULT_FILE_SYSTEM_H_
#define CLEARWAY_COMMON_STORE_FAULT_FILE_SYSTEM_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "rocksdb/file_system.h"

namespace clearway::store {

// Thread-safe, but for Crash(), which wants everything closed.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  // `scratch`: an existing directory on the same disk, for what a crash may have to bring back.
  explicit FaultFileSystem(std::string scratch);

  const char* Name() const override { return "ClearwayFaultFileSystem"; }

  // Lets `changes` more changes through, then fails everything but reads, until Crash().
  void FailAfter(int64_t changes);
  // True once that has happened.
  bool failed() const;
  // From now on (or no longer) syncs of files fail, or appends find no space.
  void FailSyncs(bool fail);
  // From now on syncs of files wait, until they no longer should; WaitForSync returns once one
  // does.
  void HoldSyncs(bool hold);
  void WaitForSync();
  void FillDisk(bool full);
  // From now on (or no longer) new tables (*.sst) find no space.
  void RefuseTables(bool refuse);
  // From now on the disk says that so much of it is free.
  void SetFreeSpace(uint64_t bytes);

  void Crash(std::mt19937_64& random);

  using Files = rocksdb::FileOptions;
  using Io = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const Files& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    Debug* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const Files& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       Debug* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const Io& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 Debug* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const Io& options, Debug* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const Io& options,
                               Debug* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const Io& options, Debug* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const Io& options,
                                       Debug* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const Io& options, uint64_t* free,
                                 Debug* debug) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const Io& options, Debug* debug) override;

 private:
  class File;
  class Directory;

  // Bytes of a file written since the file system was made.
  struct Progress {
    uint64_t written = 0;
    uint64_t synced = 0;
  };
  // One change of a directory, with what undoes it.
  struct Entry {
    enum class Kind { kMadeFile, kMadeDirectory, kRenamed, kDeletedFile, kDeletedDirectory } kind;
    std::string path;
    std::string from;   // kRenamed
    std::string saved;  // the old file, linked into the scratch directory; may be empty
  };

  // Counts one change; fails when there may be no more.
  rocksdb::IOStatus Spend();
  rocksdb::IOStatus SpendLocked();
  std::string Save(const std::string& path);
  void Undo(const Entry& entry);
  void Synced(const std::string& directory);

  const std::string scratch_;
  mutable std::mutex mutex_;
  int64_t changes_left_ = -1;  // -1: any number
  bool failed_ = false;
  bool syncs_fail_ = false;
  bool syncs_wait_ = false;
  int waiting_ = 0;  // syncs that wait
  std::condition_variable changed_;
  bool full_ = false;
  bool refuses_tables_ = false;
  int64_t free_space_ = -1;  // -1: what it really is
  int saved_ = 0;
  std::map<std::string, std::shared_ptr<Progress>> files_;
  std::map<std::string, std::vector<Entry>> unsynced_;  // by directory
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FAULT_FILE_SYSTEM_H_
