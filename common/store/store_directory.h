// A store's directory: FORMAT, LOCK, and the engine's own folder `rocksdb`.
//
// Open() looks before it touches: whatever it refuses is left as it was, byte for byte. It then
// holds the lock until the object goes.
//
// Making a store is safe against a crash at any moment: FORMAT is written first, saying "creating",
// and again, saying "ready", once the engine's folder is whole; each time whole (a temporary file,
// synced, renamed, and the directory synced). A directory still "creating" was never used and is
// made again.
#ifndef CLEARWAY_COMMON_STORE_STORE_DIRECTORY_H_
#define CLEARWAY_COMMON_STORE_STORE_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/format_file.h"
#include "rocksdb/env.h"

namespace clearway::store {

class StoreDirectory {
 public:
  // `fresh` says what must be found in an existing directory (engine, service) and what a new one
  // gets; an existing one may have any version from 1 to fresh.version. FAILED_PRECONDITION,
  // DATA_LOSS and UNAVAILABLE as OpenRocksdbStore. `env` must outlive the object.
  static absl::StatusOr<std::unique_ptr<StoreDirectory>> Open(rocksdb::Env* env,
                                                              const std::string& directory,
                                                              const StoreFormat& fresh);
  ~StoreDirectory();
  StoreDirectory(const StoreDirectory&) = delete;
  StoreDirectory& operator=(const StoreDirectory&) = delete;

  const StoreFormat& format() const { return format_; }
  std::string engine_path() const;

  // Replaces FORMAT; what the engine's folder holds is made durable before it.
  absl::Status Write(const StoreFormat& format);

 private:
  StoreDirectory(rocksdb::Env* env, std::string directory);
  absl::Status SyncDirectory(const std::string& path);

  rocksdb::Env* const env_;
  const std::string directory_;
  rocksdb::FileLock* lock_ = nullptr;
  StoreFormat format_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_STORE_DIRECTORY_H_
