// The change feed as clients see it: from the store's batches of "r/" changes to WatchResponses
// (clearway/type/v1/watch.proto), and resume tokens. A caller is shown what it sees
// (common/auth/visibility.h); a record that a change takes from its eyes is PURGED for it. The
// dispatcher's Watch uses it so:
//
//   ASSIGN_OR_RETURN(Feed feed, Feed::Make(store_id, request, call.caller));
//   ASSIGN_OR_RETURN(Revision after, feed.Start(store->revision()));
//   if (request.include_existing()) {                       // `at` is a snapshot, after its
//   revision
//     RETURN_IF_ERROR(feed.Existing(*at, send));
//     after = at->revision();
//   }
//   store->Watch("r/", after, [&](absl::StatusOr<Store::Batch> batch) {
//     if (!batch.ok()) return Finish(feed.Explain(batch.status()));
//     return feed.Changes(*batch, send).ok(); });
#ifndef CLEARWAY_COMMON_RESOURCE_FEED_H_
#define CLEARWAY_COMMON_RESOURCE_FEED_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/auth/caller.h"
#include "common/resource/feed_view.h"
#include "common/store/store.h"

namespace clearway::resource {

// What the store's feed must keep for Watch: pass it in the store's watched prefixes.
inline constexpr absl::string_view kRecordPrefix = "r/";

// The id of the store that resume tokens are bound to, 16 hexadecimal digits: a token from before a
// restore into another directory, or of another service, must not be taken for one of this store.
// Made from `seed` (random) on the first start, then always the same. Blocks.
absl::StatusOr<std::string> EnsureStoreId(store::Store* store, uint64_t seed);

// One watcher's view. Not thread-safe.
class Feed {
 public:
  using Send = std::function<absl::Status(const type::v1::WatchResponse&)>;

  // INVALID_ARGUMENT: RESUME_TOKEN_INVALID for a damaged token or one of another store; both a
  // token and include_existing. A caller that is null sees everything. With `readable`, only these
  // collections, of those that the request asks for (common/auth/readable.h).
  static absl::StatusOr<Feed> Make(absl::string_view store_id,
                                   const type::v1::WatchRequest& request,
                                   std::shared_ptr<const auth::Caller> caller = nullptr,
                                   const std::vector<std::string>* readable = nullptr);

  // Null for one who sees everything.
  const auth::Caller* caller() const { return caller_.get(); }

  // Which collections are sent, as bytes: feeds with equal keys send the same ones.
  std::string CollectionsKey() const;

  // The revision after which to watch: the token's, or `now`, the store's, when there was none.
  store::Revision Start(store::Revision now) const { return resumed_ ? after_ : now; }

  // Sends every record that is there (not those soft-deleted) as EXISTING, in name order. Only the
  // last response has a resume_token: a client whose stream breaks before it begins again.
  absl::Status Existing(const store::Reader& at, const Send& send) const;

  // Sends the batch's changes of the wanted collections that the caller sees. Sends nothing when
  // there are none.
  absl::Status Changes(const store::Store::Batch& batch, const Send& send) const;
  // The same, where what the caller sees of the batch has been found out before; null: everything.
  absl::Status Changes(const store::Store::Batch& batch, const BatchView* view,
                       const Send& send) const;

  // A response without changes: sent at the start and every minute without changes.
  type::v1::WatchResponse Progress(store::Revision through) const;

  // The token with which to resume after `through`.
  std::string Token(store::Revision through) const;

  // The store's OUT_OF_RANGE as clients get it: RESUME_TOKEN_TOO_OLD with what to do. Other
  // statuses pass.
  static absl::Status Explain(absl::Status status);

 private:
  Feed(std::string store_id, absl::flat_hash_set<std::string> collections,
       std::shared_ptr<const auth::Caller> caller)
      : store_id_(std::move(store_id)),
        collections_(std::move(collections)),
        caller_(std::move(caller)) {}
  bool Wants(absl::string_view collection) const;
  // Whether the caller sees the record, which stands in `change`; if so, redacts it there.
  absl::StatusOr<bool> Show(absl::string_view key, absl::string_view resource,
                            type::v1::ResourceChange* change) const;

  std::string store_id_;
  absl::flat_hash_set<std::string> collections_;
  std::shared_ptr<const auth::Caller> caller_;
  store::Revision after_ = 0;
  bool resumed_ = false;
  bool exact_ = false;  // `collections_` is all, to the letter
};

// A response's changes are cut here, so that a client with gRPC's default limit (4 MiB) can read
// it. A revision larger than that is spread over several responses, of which only the last moves
// the token on.
inline constexpr size_t kMaxResponseBytes = 1 << 20;
inline constexpr int kMaxResponseChanges = 500;

}  // namespace clearway::resource

#endif  // CLEARWAY_COMMON_RESOURCE_FEED_H_
