// Writing the audit trail: each change of a resource, and each read of personal data, is an event,
// written in the transaction of the change and chained to the event before it by its hash. Events
// hold no content of resources, only digests, so they may outlive a purge.
//
//   RETURN_IF_ERROR(audit::Append(call, txn, {.verb = storage::v1::VERB_UPDATED,
//                                             .action = "publish",
//                                             .resource = "offers/abc",
//                                             .version = 4,
//                                             .before = old_bytes,
//                                             .after = new_bytes}));
//
// The trail has no gaps: events are numbered 1, 2, 3… in the order of their commits. Whoever
// changes the store's files can make a trail that is whole in itself: only an anchor kept elsewhere
// (verify.h) tells it from the real one.
#ifndef CLEARWAY_COMMON_AUDIT_TRAIL_H_
#define CLEARWAY_COMMON_AUDIT_TRAIL_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/audit/stored_event.h"
#include "common/rpc/call.h"
#include "common/store/store.h"

namespace clearway::audit {

// What happened to one resource; who did it stands in the call. Points to what the caller owns.
struct Entry {
  storage::v1::Verb verb = storage::v1::VERB_UNSPECIFIED;
  absl::string_view action = "";    // a custom method's verb
  absl::string_view resource = "";  // its name
  int64_t version = 0;
  // The resource's stored bytes before and after; empty: there were none. Only their digests are
  // kept.
  absl::string_view before = "";
  absl::string_view after = "";
};

// Adds one event. DATA_LOSS, and nothing may be committed, when the end of the trail is not where
// it must be.
absl::Status Append(const rpc::Call& call, store::Txn& txn, const Entry& entry);

// Where the trail ends; absent when there is no event yet. DATA_LOSS when it cannot be told.
absl::StatusOr<absl::optional<AuditHead>> ReadHead(const store::Reader& at);

// An event by this call in this transaction: everything but what happened, and its place in the
// chain.
StoredAuditEvent EventOf(const rpc::Call& call, const store::Txn& txn);

// Several events of one transaction.
class Chain {
 public:
  static absl::StatusOr<Chain> Open(store::Txn& txn);

  // The event's place and the hash before it are set here; the rest is the caller's.
  absl::Status Add(StoredAuditEvent event);
  absl::Status Add(const rpc::Call& call, const Entry& entry);
  // Events before `first` are no longer kept.
  void SetFirst(int64_t first) { head_.set_first(first); }
  // Writes where the trail ends now. Nothing that was added counts without it.
  absl::Status Close();

  const AuditHead& head() const { return head_; }

 private:
  explicit Chain(store::Txn& txn) : txn_(&txn) {}

  store::Txn* txn_;
  AuditHead head_;
};

}  // namespace clearway::audit

#endif  // CLEARWAY_COMMON_AUDIT_TRAIL_H_
