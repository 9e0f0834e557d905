// A collection of resources in the store: records, indexes, history, soft delete, audit record and
// change event, all written in the one transaction of the change. A new resource costs its proto,
// its rules and its indexes.
//
//   const Collection<Offer> kOffers({.collection = "offers",
//                                    .indexes = {{"provider", OffersByProvider}}});
//   ASSIGN_OR_RETURN(Offer offer, kOffers.Create(call, txn, request.offer(), request.offer_id()));
//
// A resource message has `string name` (field 1), and any of, which the collection keeps:
// `create_time`, `update_time`, `delete_time`, `purge_time` (Timestamp), `etag` (string).
// Field rules of the proto have been checked before a handler runs; the collection enforces
// OUTPUT_ONLY and IMMUTABLE behaviour on Create and Update.
//
// Through a reader that reads for somebody's eyes (viewed.h) a record that its viewer does not see
// (common/auth/visibility.h) does not exist, in whatever way it is asked for; of what a snapshot
// shows, fields that are not the viewer's are taken out before anything looks at them, filters and
// order too.
//
// Fields marked personal (personal.h) are stored encrypted with a key of the record's own
// (sealed.h, common/secrets): in the record, its history and the feed. They are not in indexes, not
// in etags, not in what says who sees a record. They are opened for those who see them, when they
// read; without keys (common/secrets/vault.h) what has any is UNAVAILABLE, and everything else is
// as ever. Erase destroys the key.
//
// Key spaces (docs/formats/resource.md): records "r/{collection}/{id}" (the watched feed), indexes
// "i/…", history "h/…", soft-deleted "d/…", audit "a/…", request ids "q/…", a service's own
// projections "p/…".
#ifndef CLEARWAY_COMMON_RESOURCE_COLLECTION_H_
#define CLEARWAY_COMMON_RESOURCE_COLLECTION_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/auth/viewer.h"
#include "common/auth/visibility.h"
#include "common/rpc/call.h"
#include "common/store/store.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace clearway::storage::v1 {
class StoredRecord;
}  // namespace clearway::storage::v1

namespace clearway::resource {

using google::protobuf::Message;

// The keys under which a record is found in an index: zero, one or several.
struct Index {
  std::string name;
  // May be empty when `field` is given: then the keys are the field's texts (of each element of a
  // list).
  std::function<std::vector<std::string>(const Message&)> keys;
  // The filter field whose equality this index answers ("state", "provider"), so that List reads
  // only those records; empty: lookups only. `keys`, where given, must then return the field's text
  // as FieldText (field_text.h) makes it: a string itself, an enum's full value name
  // ("STATE_OPEN"), "true" or "false", a number in decimal digits. They may leave empty texts out.
  std::string field = "";
};

struct CollectionOptions {
  std::string collection;      // "offers"; names are "offers/{id}"
  std::vector<Index> indexes;  // at most 16
  // A soft-deleted record can be undeleted for so long; then it is purged (AIP-164).
  int purge_after_days = 30;
  // Pattern of ids that clients may choose, and what to say when one does not fit.
  std::string id_pattern = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";
  // The collections that this one is within, outermost first: {"matchRuns"} for
  // "matchRuns/{run}/proposals/{proposal}". Ids are then "{run}/{proposal}"; Create with
  // "{run}/" makes the last part.
  std::vector<std::string> within = {};
  // For types with personal fields: the string field that names the State whose key protects them
  // ("states/LAO"). Empty: the service's own key does.
  std::string key_field = "";
};

struct UpdateOptions {
  google::protobuf::FieldMask mask;  // empty: every field that is set (AIP-134); "*": replace all
  std::string etag;                  // empty: no check
  bool allow_missing = false;        // AIP-134: create it when it is not there
};

// How a change shows in the feed, the history and the audit record.
enum class Verb { kCreated, kUpdated, kDeleted, kUndeleted };

// How a version of a record came to be.
struct Version {
  int64_t number = 0;            // 1, 2, 3…
  store::Revision revision = 0;  // the store's, when it was written
  Verb verb = Verb::kCreated;
  std::string action;  // a custom method's verb
  std::string actor;
  std::string method;
  absl::Time time;
};

class PersonalFields;
class Shape;
struct TakenField;

// The untyped part; Collection<T> below is what services use. Thread-safe: it holds no state but
// its options. A mistake in the options (an index of a field that does not exist, a message without
// a name) stops the process at start.
class CollectionBase {
 public:
  CollectionBase(CollectionOptions options, const Message& prototype);

  // "offers"; for a collection within others "matchRuns.proposals".
  const std::string& collection() const { return path_; }
  const Message& prototype() const { return *prototype_; }

  // The id in "offers/{id}". INVALID_ARGUMENT (field `field`) when `name` is of another form.
  absl::StatusOr<std::string> IdOf(absl::string_view name, absl::string_view field = "name") const;
  std::string NameOf(absl::string_view id) const;

  // Reads into `out`. NOT_FOUND also for a soft-deleted record unless `deleted_too`.
  absl::Status Get(const store::Reader& at, absl::string_view name, Message* out,
                   bool deleted_too = false) const;
  absl::StatusOr<bool> Exists(const store::Reader& at, absl::string_view name) const;

  // ALREADY_EXISTS when the id is taken, also by a record that the viewer does not see. An empty
  // id: call.NewId(nth). Clears OUTPUT_ONLY fields that the client set unless `keep_output_only`
  // (for handlers that computed them). An id that does not fit the pattern is INVALID_ARGUMENT of
  // the field "offer_id".
  absl::Status Create(const rpc::Call& call, store::Txn& txn, absl::string_view id, Message* record,
                      bool keep_output_only, int nth) const;

  // The client's update: applies `patch` under the mask to the stored record; then `check` sees old
  // and new (and may set computed fields of the new one) before it is written. Bad mask paths and
  // changed IMMUTABLE or OUTPUT_ONLY fields in the mask are INVALID_ARGUMENT; a stale etag (of the
  // options, else the patch's own) ABORTED; a soft-deleted record FAILED_PRECONDITION. A change
  // that changes nothing is not written.
  absl::Status Update(
      const rpc::Call& call, store::Txn& txn, const Message& patch, const UpdateOptions& update,
      const std::function<absl::Status(const Message& before, Message* after)>& check,
      Message* out) const;

  // A handler's own change of a record that it read in this transaction: output-only fields
  // included. `action` is the custom verb for feed and audit ("publish"); empty means update.
  // Keeps history, indexes, update_time and etag. Writing back an unchanged record changes nothing.
  // A record that carries an etag other than the stored one is ABORTED: it was not read in this
  // transaction. It need not be one that the transaction's viewer sees: the handler has read it.
  absl::Status Write(const rpc::Call& call, store::Txn& txn, Message* record,
                     absl::string_view action) const;

  // With a field `delete_time`: soft; gone for good after purge_after_days. Without: gone at once,
  // with its history; the audit record stays. NOT_FOUND when there is none (or deleted already)
  // unless `allow_missing`.
  absl::Status Delete(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                      absl::string_view etag, bool allow_missing, Message* out) const;
  // NOT_FOUND when there is none, or when its purge time has come; ALREADY_EXISTS when it is not
  // deleted (AIP-164).
  absl::Status Undelete(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                        absl::string_view etag, Message* out) const;

  // Destroys the key of the record's personal fields, soft-deleted or not: nothing of them can be
  // read any more, in any version, in the feed, or in stored answers. A version without them, with
  // `erase_time` set where the resource has it, says so; the rest of the record stays, and can be
  // changed. Personal fields cannot be set again (FAILED_PRECONDITION, KEY_DESTROYED). Done again
  // it changes nothing. Needs no key at hand. NOT_FOUND when there is none; ABORTED for a stale
  // etag.
  absl::Status Erase(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                     absl::string_view etag, Message* out) const;

  // Names under an index key, in name order, at most `limit` (0: all). Deleted records are in no
  // index.
  absl::StatusOr<std::vector<std::string>> Lookup(const store::Reader& at, absl::string_view index,
                                                  absl::string_view key, size_t limit = 0) const;

  // Calls `fn` with each record in name order (deleted ones only if asked for) until it returns
  // false.
  absl::Status ForEach(const store::Reader& at, const std::function<bool(const Message&)>& fn,
                       bool deleted_too = false) const;

  // The record as it was at `time`: its last version written by then. NOT_FOUND when there was none
  // or it was deleted then.
  absl::Status GetAsOf(const store::Reader& at, absl::string_view name, absl::Time time,
                       Message* out) const;
  // The same, at a revision of the store.
  absl::Status GetAtRevision(const store::Reader& at, absl::string_view name,
                             store::Revision revision, Message* out) const;
  // Calls `fn` with each version, newest first, until it returns false. NOT_FOUND when there is
  // none. Of a record whose present version the viewer sees, those versions that it sees. A deleted
  // record's last version is the one that deleted it.
  absl::Status ListHistory(const store::Reader& at, absl::string_view name,
                           const std::function<bool(const Version&, const Message&)>& fn) const;

  // Purges at most `limit` soft-deleted records whose purge time is not after call.time, with all
  // their history; the audit records stay. Returns how many. A service calls it now and then, until
  // it returns fewer than `limit`.
  absl::StatusOr<int> PurgeExpired(const rpc::Call& call, store::Txn& txn, int limit) const;

  // Whether everything that the collection keeps agrees: each record readable, under its own name,
  // in exactly the indexes that it belongs to, its history before it, its purge noted. DATA_LOSS
  // names the first thing that does not. Reads the whole collection: for tests and for operators
  // after a repair.
  absl::Status Check(const store::Reader& at) const;

  // Writes the index entries of at most `limit` records after the one with the id `after` (empty:
  // from the first), as of data that was written before an index was added (reindex.h). Returns the
  // id to go on after; empty when all are done.
  absl::StatusOr<std::string> IndexAgain(store::Txn& txn, absl::string_view after, int limit) const;

  // Answers a standard List request by the names of its fields (page_size, page_token, filter,
  // order_by, show_deleted) into a standard response (the one repeated field of the resource's
  // type, next_page_token, total_size). `visible` (may be empty) hides records. Page tokens are
  // bound to the query; page_size 0 means 50, above 1000 means 1000. total_size is set where the
  // response has it: exact up to 100,000 records looked at, else absent (0).
  // For a collection within others, a request's `parent` ("matchRuns/r1") confines the list.
  // Personal fields are opened in what is answered; in all that is looked at only where the filter
  // asks for them, or `visible` or `prepare` may. They are no order: page tokens hold what lists
  // are ordered by. `prepare` (may be empty) sets computed fields (a status as of the request's
  // day) on each record that is looked at, before filter and order see it and as it is answered; it
  // depends on nothing but the record and the request, and leaves indexed fields alone.
  absl::Status List(const store::Reader& at, const Message& request, Message* response,
                    const std::function<bool(const Message&)>& visible,
                    const std::function<void(Message*)>& prepare = nullptr) const;

 private:
  struct Stored;                          // a record as it stands, parsed
  enum class Personal { kOpen, kLeave };  // whether what is personal is decrypted
  // Whoever the reader reads for.
  absl::StatusOr<Stored> Read(const store::Reader& at, absl::string_view name,
                              absl::string_view field = "name",
                              Personal personal = Personal::kOpen) const;
  // The same; what the viewer does not see does not exist.
  absl::StatusOr<Stored> ReadSeen(const store::Reader& at, absl::string_view name,
                                  absl::string_view field = "name",
                                  Personal personal = Personal::kOpen) const;
  // NOT_FOUND when the viewer does not see the record as it is now, deleted or not.
  absl::Status CheckSeen(const store::Reader& at, absl::string_view name) const;
  // Null where everybody sees all of every record, or nobody's eyes are read for.
  const auth::Viewer* ViewerOf(const store::Reader& at) const;
  // Reads a stored version of the record `id` into `out`, as the reader's viewer sees it. False
  // when it does not. `key` is where it is stored.
  absl::StatusOr<bool> Take(const store::Reader& at, absl::string_view key, absl::string_view id,
                            absl::string_view stored, Personal personal, Message* out) const;
  absl::StatusOr<bool> Take(const store::Reader& at, absl::string_view key, absl::string_view id,
                            const storage::v1::StoredRecord& stored, Personal personal,
                            Message* out) const;
  // Decrypts into `out` what the viewer (null: everybody's) sees of it.
  absl::Status Open(const store::Reader& at, absl::string_view key, absl::string_view id,
                    const storage::v1::StoredRecord& stored, const auth::Viewer* viewer,
                    Message* out) const;
  // Puts the record, which is without what was taken out of it, into the envelope, and that beside
  // it, encrypted. The envelope is otherwise whole: it is bound to all of it.
  absl::Status Seal(store::Txn& txn, absl::string_view id, const Message& plain,
                    const std::vector<TakenField>& taken,
                    storage::v1::StoredRecord* envelope) const;
  // The sight (common/auth/visibility.h) of what others last saw of a record whose stored version
  // is `before`; nullopt when there was nothing to see, or everybody sees it.
  absl::optional<std::string> SightBefore(const store::Txn& txn, const Stored* before) const;
  absl::Status Put(const rpc::Call& call, store::Txn& txn, absl::string_view id,
                   const Stored* before, Verb verb, absl::string_view action,
                   Message* record) const;
  absl::Status Purge(const rpc::Call& call, store::Txn& txn, absl::string_view id,
                     const Stored& before) const;
  absl::Status ChangeIndexes(store::Txn& txn, absl::string_view id, const Message* before,
                             const Message* after) const;

  CollectionOptions options_;
  std::string path_;
  std::shared_ptr<const Message> prototype_;
  std::shared_ptr<const Shape> shape_;
  const auth::Visibility* visibility_;
  const PersonalFields* personal_;  // null: the type has none
};

template <typename T>
class Collection : public CollectionBase {
 public:
  explicit Collection(CollectionOptions options)
      : CollectionBase(std::move(options), T::default_instance()) {}

  absl::StatusOr<T> Get(const store::Reader& at, absl::string_view name) const {
    T record;
    if (auto status = CollectionBase::Get(at, name, &record); !status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Create(const rpc::Call& call, store::Txn& txn, T record,
                           absl::string_view id = "", bool keep_output_only = true,
                           int nth = 0) const {
    auto status = CollectionBase::Create(call, txn, id, &record, keep_output_only, nth);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Update(
      const rpc::Call& call, store::Txn& txn, const T& patch, const UpdateOptions& update,
      const std::function<absl::Status(const T& before, T* after)>& check = nullptr) const {
    T record;
    std::function<absl::Status(const Message&, Message*)> erased;
    if (check) {
      erased = [&check](const Message& before, Message* after) {
        return check(static_cast<const T&>(before), static_cast<T*>(after));
      };
    }
    auto status = CollectionBase::Update(call, txn, patch, update, erased, &record);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Write(const rpc::Call& call, store::Txn& txn, T record,
                          absl::string_view action) const {
    auto status = CollectionBase::Write(call, txn, &record, action);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Delete(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                           absl::string_view etag = "", bool allow_missing = false) const {
    T record;
    auto status = CollectionBase::Delete(call, txn, name, etag, allow_missing, &record);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Undelete(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                             absl::string_view etag = "") const {
    T record;
    auto status = CollectionBase::Undelete(call, txn, name, etag, &record);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> Erase(const rpc::Call& call, store::Txn& txn, absl::string_view name,
                          absl::string_view etag = "") const {
    T record;
    auto status = CollectionBase::Erase(call, txn, name, etag, &record);
    if (!status.ok()) return status;
    return record;
  }
  absl::StatusOr<T> GetAsOf(const store::Reader& at, absl::string_view name,
                            absl::Time time) const {
    T record;
    auto status = CollectionBase::GetAsOf(at, name, time, &record);
    if (!status.ok()) return status;
    return record;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> List(const store::Reader& at, const Request& request,
                                const std::function<bool(const T&)>& visible = nullptr,
                                const std::function<void(T*)>& prepare = nullptr) const {
    Response response;
    std::function<bool(const Message&)> erased;
    if (visible) {
      erased = [&visible](const Message& record) { return visible(static_cast<const T&>(record)); };
    }
    std::function<void(Message*)> erased_prepare;
    if (prepare) {
      erased_prepare = [&prepare](Message* record) { prepare(static_cast<T*>(record)); };
    }
    auto status = CollectionBase::List(at, request, &response, erased, erased_prepare);
    if (!status.ok()) return status;
    return response;
  }
  absl::Status ForEach(const store::Reader& at, const std::function<bool(const T&)>& fn,
                       bool deleted_too = false) const {
    return CollectionBase::ForEach(
        at, [&fn](const Message& record) { return fn(static_cast<const T&>(record)); },
        deleted_too);
  }
};

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_COLLECTION_H_
