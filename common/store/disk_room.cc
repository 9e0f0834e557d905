#include "common/store/disk_room.h"

#include "absl/strings/str_cat.h"
#include "common/store/rocksdb_status.h"
#include "common/store/store.h"

namespace clearway::store {
namespace {

constexpr char kProbeName[] = "/PROBE.tmp";
// More than what a disk that calls itself full may still have in its last block.
constexpr size_t kProbeBytes = 256 << 10;

std::string Mebibytes(uint64_t bytes) { return absl::StrCat(bytes >> 20, " MiB"); }

}  // namespace

absl::Status CheckRoom(rocksdb::Env* env, const std::string& directory, uint64_t least) {
  uint64_t free = 0;
  if (least == 0 || !env->GetFreeSpace(directory, &free).ok() || free >= least) {
    return absl::OkStatus();
  }
  return StoreFullError(absl::StrCat("the disk of ", directory, " has ", Mebibytes(free),
                                     " left and ", Mebibytes(least),
                                     " are kept in reserve; writes are taken again once there is "
                                     "room"));
}

absl::Status ProbeDisk(rocksdb::Env* env, const std::string& directory, uint64_t least) {
  absl::Status room = CheckRoom(env, directory, least);
  if (!room.ok()) return room;
  const std::string path = directory + kProbeName;
  const rocksdb::Status written =
      rocksdb::WriteStringToFile(env, std::string(kProbeBytes, 'x'), path, /*should_sync=*/true);
  const rocksdb::Status removed = env->DeleteFile(path);
  return FromRocksdb(written.ok() ? removed : written, absl::StrCat("trying ", path));
}

}  // namespace clearway::store
