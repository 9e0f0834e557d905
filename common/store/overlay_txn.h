// A transaction over committed data: keeps its writes in an overlay of its own until it succeeds.
//
//   OverlayTxn txn(*snapshot, {&group_overlay}, arena, /*revision=*/group.last + 1);
//   absl::Status status = txn.Finish(fn(txn));
//   if (status.ok()) MergeInto(group_overlay, txn.writes());
//
// A refused write and a failed read stick: Finish() then fails though `fn` said OK, so that a
// careless `fn` cannot commit a part of what it meant. Deleting a missing key changes nothing:
// writes() holds real changes alone.
#ifndef CLEARWAY_COMMON_STORE_OVERLAY_TXN_H_
#define CLEARWAY_COMMON_STORE_OVERLAY_TXN_H_

#include <memory>
#include <string>
#include <vector>

#include "common/store/arena.h"
#include "common/store/overlay.h"
#include "common/store/store.h"

namespace clearway::store {

class OverlayTxn : public Txn {
 public:
  // `committed`, `pending` (writes of earlier transactions not committed yet, newest first) and
  // `arena` must outlive the transaction, its cursors, and what points into the arena.
  OverlayTxn(const Reader& committed, std::vector<const Overlay*> pending, Arena& arena,
             Revision revision);

  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override;
  std::unique_ptr<Cursor> Scan(absl::string_view begin, absl::string_view end,
                               bool reverse) const override;
  Revision revision() const override { return revision_; }
  const secrets::Vault* vault() const override { return committed_.vault(); }
  absl::Status Put(absl::string_view key, absl::string_view value) override;
  using Txn::Delete;
  absl::Status Delete(absl::string_view key, absl::string_view farewell) override;

  // What becomes of the transaction, given what `fn` returned.
  absl::Status Finish(const absl::Status& status) const;
  Overlay& writes() { return writes_; }

 private:
  class GuardedCursor;

  // Checks bounds and counts the bytes; remembers a refusal.
  absl::Status Admit(absl::string_view key, absl::string_view value);
  // In what lies under this transaction.
  absl::StatusOr<bool> ExistsBelow(absl::string_view key) const;
  // Remembers the first failure; returns its argument.
  absl::Status Fail(absl::Status status) const;

  const Reader& committed_;
  const std::vector<const Overlay*> layers_;  // writes_, then the pending ones
  Arena& arena_;
  const Revision revision_;
  Overlay writes_;
  size_t bytes_ = 0;
  int64_t generation_ = 0;  // counts the writes: a cursor made before one is refused after it
  mutable absl::Status failed_;
};

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_OVERLAY_TXN_H_
