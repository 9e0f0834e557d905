// Whether the resources in the store are those that the audit trail tells of: none changed, added,
// put back or taken away without an event. What the events' digests are for.
#ifndef CLEARWAY_COMMON_AUDIT_RECORDS_H_
#define CLEARWAY_COMMON_AUDIT_RECORDS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/audit/stored_event.h"
#include "common/store/store.h"

namespace clearway::audit {

// What is wrong first, and with which event.
struct Finding {
  int64_t sequence = 0;
  std::string text;
};

class RecordCheck {
 public:
  explicit RecordCheck(const store::Reader& at) : at_(at) {}

  // Takes the events of a whole chain, in their order. The version that an event made must be the
  // stored one, while it is kept.
  absl::StatusOr<absl::optional<Finding>> Take(const StoredAuditEvent& event);

  // After the last event: every resource must have the event that made it what it is (unless that
  // was trimmed), and those that are gone one that purged them.
  absl::StatusOr<absl::optional<Finding>> End();

 private:
  absl::StatusOr<absl::optional<Finding>> FindUntold();

  const store::Reader& at_;
  int64_t first_ = 0, last_ = 0;     // sequences taken
  store::Revision told_after_ = -1;  // changes of later revisions have all their events
  int64_t matched_ = 0;              // events of current versions of those
  // Resources that are not there, and the last event of each, until one says that it was purged.
  std::map<std::string, int64_t> gone_;
};

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_RECORDS_H_
