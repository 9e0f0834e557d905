// The change feed: how it is stored, and how a group of transactions hands it on in memory.
//
// One stored entry per change (docs/formats/store.md): the key is the revision and the index, big
// endian, so that the order of bytes is the order of the feed; the value is the kind, the length
// of the record's key as a varint, the record's key and its value.
#ifndef CLEARWAY_COMMON_STORE_FEED_H_
#define CLEARWAY_COMMON_STORE_FEED_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/arena.h"
#include "common/store/overlay.h"
#include "common/store/prefix_set.h"
#include "common/store/store.h"

namespace clearway::store {

// A change whose bytes lie elsewhere.
struct ChangeView {
  Revision revision = 0;
  int32_t index = 0;
  Change::Kind kind = Change::Kind::kPut;
  absl::string_view key;
  absl::string_view value;
};

Change ToChange(const ChangeView& view);

// 12 bytes.
std::string FeedKey(Revision revision, int32_t index);
// What stands before the record's key and value.
std::string FeedValueHead(const ChangeView& change);
// DATA_LOSS when the entry is none of ours. The views point into the arguments.
absl::StatusOr<ChangeView> ParseFeedEntry(absl::string_view key, absl::string_view value);

// Appends the changes of `writes` that `watched` covers, in key order, numbered from 0.
void AppendChanges(const Overlay& writes, Revision revision, const PrefixSet& watched,
                   std::vector<ChangeView>* changes);

// The changes of whole revisions first..last, as one commit wrote them. Immutable once published.
struct FeedSegment {
  Revision first = 0;
  Revision last = 0;
  std::vector<ChangeView> changes;     // in feed order
  std::shared_ptr<const Arena> arena;  // holds the bytes; null without changes
  size_t MemoryBytes() const;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_FEED_H_
