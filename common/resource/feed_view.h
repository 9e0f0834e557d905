// What one caller is shown of a batch of the feed. The records of a batch are read once, whoever
// asks; callers who are shown the same get equal keys, so that what is sent to them is made once.
#ifndef CLEARWAY_COMMON_RESOURCE_FEED_VIEW_H_
#define CLEARWAY_COMMON_RESOURCE_FEED_VIEW_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/caller.h"
#include "common/auth/visibility.h"
#include "common/store/store.h"
#include "google/protobuf/message.h"

namespace clearway::resource {

struct ShownChange {
  enum class As {
    kWhole,
    kRedacted,  // `resource` stands for the record's
    kGone,      // the caller saw what was there before, and does not see what is there now
    kNot,
  };
  As as = As::kWhole;
  std::string resource;
};

// One for each change of the batch, in order.
struct BatchView {
  std::vector<ShownChange> changes;
  // Views of one batch with equal keys are equal. Empty: everything is shown, whole.
  std::string key;
};

// What a record's type says of who sees it, and a message to read it into.
struct RecordType {
  const google::protobuf::Message* prototype = nullptr;
  const auth::Visibility* visibility = nullptr;
  // Everybody sees all of it.
  bool open() const { return !visibility->restricts() && !visibility->redacts(); }
};

// Null for a type that this program does not have; whoever does not know who may see a record shows
// it to nobody.
const RecordType* FindRecordType(const std::string& name);

// Whether the caller sees the record; of one that is not whole for it, the bytes are made anew.
ShownChange ShowRecord(const RecordType& type, const auth::Caller& caller,
                       const google::protobuf::Message& record);

// Immutable; thread-safe.
class OpenedBatch {
 public:
  // DATA_LOSS when a record cannot be read. Does not keep the batch.
  static absl::StatusOr<std::shared_ptr<const OpenedBatch>> Open(const store::Store::Batch& batch);

  BatchView ViewFor(const auth::Caller& caller) const;
  // About as much as it takes.
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    const RecordType* type = nullptr;                   // null: shown to nobody
    std::unique_ptr<google::protobuf::Message> record;  // null: purged, or everybody sees all
    // As much of what was there before as says who saw it; null: the same people, or nobody.
    std::unique_ptr<google::protobuf::Message> before;
  };
  absl::Status Add(const store::Change& change);

  std::vector<Entry> entries_;
  size_t bytes_ = 0;
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FEED_VIEW_H_
