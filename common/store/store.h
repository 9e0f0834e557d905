// The one way to disk: an ordered, revisioned key-value store with serializable multi-key
// transactions and a change feed. The model is etcd's, so that one interface can run on an
// embedded engine (RocksDB, rocksdb_store.h) and on a replicated one.
//
//   store->Transact(
//       [&](Txn& txn) -> absl::Status {
//         ASSIGN_OR_RETURN(auto old, txn.Get("counter"));
//         return txn.Put("counter", Next(old));
//       },
//       [](absl::StatusOr<Revision> result) { /* durable, or refused */ });
//
// Guarantees, each with a test:
//  - Serializable: transactions behave as if run one after the other, in revision order.
//  - Durable: `done` with a revision is called only after the change is synced to disk. After a
//    crash everything of a transaction is there, or nothing of it.
//  - Reads never wait for writes, and a Snapshot never changes.
//  - Watch delivers each committed change under a prefix once, in revision order.
//
// Keys and values are bytes; keys are ordered bytewise and not empty. Bounds: kMaxKeyBytes,
// kMaxValueBytes, kMaxTxnBytes, beyond which a write is INVALID_ARGUMENT / RESOURCE_EXHAUSTED and
// nothing happens.
#ifndef CLEARWAY_COMMON_STORE_STORE_H_
#define CLEARWAY_COMMON_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace clearway::auth {
struct Viewer;
}  // namespace clearway::auth

namespace clearway::secrets {
class Vault;
}  // namespace clearway::secrets

namespace clearway::store {

// Number of a committed transaction that wrote something: 1, 2, 3… without gaps. 0 is the empty
// store.
using Revision = int64_t;

inline constexpr size_t kMaxKeyBytes = 4 << 10;
inline constexpr size_t kMaxValueBytes = 8 << 20;
inline constexpr size_t kMaxTxnBytes = 32 << 20;

// A walk over keys in bytewise order. Valid only while the Reader that made it lives, and, in a
// Txn, until the Txn's next write. Not thread-safe.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // True while the cursor stands on a key. False at the end and on an error: then ask status().
  virtual bool Valid() const = 0;
  virtual absl::string_view key() const = 0;    // REQUIRES: Valid()
  virtual absl::string_view value() const = 0;  // REQUIRES: Valid()
  virtual void Next() = 0;                      // REQUIRES: Valid()
  // Moves to the first key at or after `key` (or, in a reverse cursor, the last at or before it),
  // within the cursor's range.
  virtual void Seek(absl::string_view key) = 0;
  virtual absl::Status status() const = 0;
};

// What can be read: a Snapshot, or the inside of a transaction.
class Reader {
 public:
  virtual ~Reader() = default;
  // The value, or nullopt when there is none. DATA_LOSS when the disk cannot be trusted.
  virtual absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const = 0;
  // Keys in [begin, end), ascending, or descending with `reverse`. An empty `end` means "to the
  // last key". The cursor starts on the first key of the walk.
  virtual std::unique_ptr<Cursor> Scan(absl::string_view begin, absl::string_view end,
                                       bool reverse = false) const = 0;
  // A Snapshot: the revision it shows. A Txn: the revision it will have when it commits.
  virtual Revision revision() const = 0;
  // Whose eyes it reads for (common/auth/viewer.h); null: nobody's in particular. The store shows
  // everything to everybody: what a viewer does not see is left out by the collections.
  virtual const auth::Viewer* viewer() const { return nullptr; }
  // The keys with which collections seal and open what is personal (common/secrets/vault.h); null:
  // there are none. The store itself knows nothing of it.
  virtual const secrets::Vault* vault() const { return nullptr; }
};

// A consistent view of one revision. Thread-safe. Holding one keeps old data on disk: let go soon.
class Snapshot : public Reader {};

// The inside of a transaction: sees its own writes. Used by one thread, only during `fn`.
//
// What goes wrong sticks: after a refused write, a failed read, or the use of a cursor made before
// a later write, the transaction is refused with that status, whatever `fn` returns.
class Txn : public Reader {
 public:
  virtual absl::Status Put(absl::string_view key, absl::string_view value) = 0;
  // A missing key is no error, and no change: it uses no revision and does not appear in the feed.
  // `farewell` comes with the deletion in the feed, and is kept nowhere else: what those need to
  // know of what is gone who tell others of it.
  virtual absl::Status Delete(absl::string_view key, absl::string_view farewell) = 0;
  absl::Status Delete(absl::string_view key) { return Delete(key, ""); }
};

struct Change {
  Revision revision = 0;
  int32_t index = 0;  // position among the changes of its revision that the feed keeps, from 0
  enum class Kind { kPut, kDelete } kind = Kind::kPut;
  std::string key;
  std::string value;  // kDelete: the farewell
};

// One subscription. Destroying it ends it; no callback runs during or after the destructor's
// return. May be destroyed from inside its own callback.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class Store {
 public:
  // Pure, short, without I/O: one engine runs it on its only writer, another may run it again.
  // A status other than OK discards every write of it and is what `done` gets.
  using TxnFn = std::function<absl::Status(Txn&)>;
  // Called once, from a thread of the store; must not block. A transaction that wrote nothing
  // gets the revision it read at, without waiting for the disk, unless what it read (or was
  // refused for) is still on its way there.
  using DoneFn = std::function<void(absl::StatusOr<Revision>)>;

  virtual ~Store() = default;

  // Queues the transaction; `done` may be empty. RESOURCE_EXHAUSTED (through `done`) when the queue
  // is full, or when it wrote something and the disk has no room (IsStoreFull): then nothing of it
  // is stored. UNAVAILABLE (IsStoreStopped) when the store has stopped because the disk failed:
  // nothing of it is visible now; after a restart all of it is there or nothing, so that who
  // repeats it must be able to tell (a request id).
  virtual void Transact(TxnFn fn, DoneFn done) = 0;

  // Whether writes are taken: OK; the error of IsStoreFull while the disk has no room, which passes
  // by itself; that of IsStoreStopped once the store has stopped, until it is opened anew. Reads go
  // on either way. Quick, but not free: a system call.
  virtual absl::Status Writable() const = 0;

  // Transact, waiting for the answer. Never call it from a `done` or a watch callback.
  absl::StatusOr<Revision> TransactAndWait(TxnFn fn);

  virtual std::shared_ptr<const Snapshot> GetSnapshot() const = 0;

  // One batch is the changes under `prefix` of one or more whole revisions: a revision is never
  // split. `through` is the last revision looked at, also when it had nothing under the prefix,
  // so that a follower can store how far it has come.
  struct Batch {
    std::vector<Change> changes;
    Revision through = 0;
  };
  // Called from a thread of the store, one call at a time for one subscription; may block, which
  // delays this subscription alone. Return false to end the subscription.
  using WatchFn = std::function<bool(absl::StatusOr<Batch>)>;

  // Delivers every change under `prefix` (one of Options::watched_prefixes, or within one) with
  // revision > after, first those of the past, then as they are committed. An error ends it:
  // OUT_OF_RANGE at once when `after` is older than compacted_revision() (list again, then
  // watch from the list's revision), or greater than the store's own revision.
  virtual absl::StatusOr<std::unique_ptr<Subscription>> Watch(absl::string_view prefix,
                                                              Revision after, WatchFn fn) = 0;

  virtual Revision revision() const = 0;
  // The feed starts after this revision.
  virtual Revision compacted_revision() const = 0;
  // Forgets the feed up to and including `revision`; records themselves are untouched.
  virtual absl::Status Compact(Revision revision) = 0;

  // Clears what was overwritten or deleted in [begin, end) before the call out of the store's files
  // and its log, where it otherwise stays until they are compacted some day. What a snapshot still
  // shows stays. Blocks, and reads and writes the whole range: for small ranges, from a thread of
  // one's own.
  virtual absl::Status Scrub(absl::string_view begin, absl::string_view end) = 0;

  // What readers and transactions have as vault() from now on. Call it before anything is served.
  virtual void SetVault(std::shared_ptr<const secrets::Vault> vault) = 0;
  virtual std::shared_ptr<const secrets::Vault> vault() const = 0;
};

// Why a store takes no writes: made by engines, told apart by those who answer for them.
absl::Status StoreFullError(absl::string_view message);     // RESOURCE_EXHAUSTED
absl::Status StoreStoppedError(absl::string_view message);  // UNAVAILABLE
bool IsStoreFull(const absl::Status& status);
bool IsStoreStopped(const absl::Status& status);

// The end of the range of keys that begin with `prefix`; empty when there is none (all 0xff).
std::string PrefixEnd(absl::string_view prefix);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_STORE_H_
