// Whether a directory's disk has room, and takes writes.
#ifndef CLEARWAY_COMMON_STORE_DISK_ROOM_H_
#define CLEARWAY_COMMON_STORE_DISK_ROOM_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "rocksdb/env.h"

namespace clearway::store {

// OK while at least `least` bytes are free on the disk of `directory`; else a status for which
// IsStoreFull() holds. A disk that does not say how much is free has room. One system call.
absl::Status CheckRoom(rocksdb::Env* env, const std::string& directory, uint64_t least);

// Room, and a file written, synced and removed again. Blocks as long as the disk does. UNAVAILABLE
// with the system's words when the disk refuses.
absl::Status ProbeDisk(rocksdb::Env* env, const std::string& directory, uint64_t least);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_DISK_ROOM_H_
