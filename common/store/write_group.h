// Transactions that are committed with one write and one sync.
//
// A group is run by one thread, then written by another, while the next group is already run over
// it: `pending` is the group that it was run over, when that was not on disk yet.
#ifndef CLEARWAY_COMMON_STORE_WRITE_GROUP_H_
#define CLEARWAY_COMMON_STORE_WRITE_GROUP_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/store/arena.h"
#include "common/store/completer.h"
#include "common/store/feed.h"
#include "common/store/overlay.h"
#include "common/store/rocksdb_handles.h"

namespace clearway::store {

struct WriteGroup {
  // `committed` is no older than what `pending`, or else the group before, was run over.
  WriteGroup(std::shared_ptr<const RocksdbSnapshot> committed,
             std::shared_ptr<const WriteGroup> pending_group)
      : before(std::move(committed)),
        pending(std::move(pending_group)),
        last(pending == nullptr ? before->revision() : pending->last) {}

  // What its transactions see over `before`, newest first.
  std::vector<const Overlay*> Layers() const {
    if (pending == nullptr) return {&writes};
    return {&writes, &pending->writes};
  }

  const std::shared_ptr<const RocksdbSnapshot> before;
  std::shared_ptr<const WriteGroup> pending;
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();  // of `writes` and `changes`
  Overlay writes;
  std::vector<ChangeView> changes;
  Revision last;
  Revision compact_to = 0;
  absl::Status room;            // why nothing may be written, or OK
  std::vector<Answer> answers;  // given when the group is on disk
  size_t bytes = 0;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_WRITE_GROUP_H_
