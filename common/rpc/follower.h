// Follows another service's Watch and keeps what is derived from it in this service's own store,
// so that this service works on while the other one is down.
//
//   Follower follower({.client = registry, .service = "clearway.universalization.v1.Univ…Service",
//                      .collections = {"states", "areas"}, .store = store, .name = "registry",
//                      .apply = ApplyRegistryChange});
//
// Each change is applied exactly once: `apply` runs in the transaction that also stores how far the
// follower has come. Keys: "p/follow/{name}/token", "…/collections" and, for each resource that is
// there, "…/n/{resource name}". When the other side no longer has the changes since the stored
// position, is another store, or other collections are followed, everything is read again;
// resources that have gone in the meantime reach `apply` as PURGED. No gRPC here.
#ifndef CLEARWAY_COMMON_RPC_FOLLOWER_H_
#define CLEARWAY_COMMON_RPC_FOLLOWER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/rpc/client.h"
#include "common/store/store.h"

namespace clearway::rpc {

struct FollowerOptions {
  std::shared_ptr<const Client> client;
  std::string service;                   // full name of the service that is followed
  std::vector<std::string> collections;  // empty: all
  store::Store* store = nullptr;         // this service's own; outlives the follower
  std::string name;                      // of this follower, unique in the store
  // Derives from one change; pure, as every transaction is. An error stops the transaction: it is
  // reported and tried again after the backoff, so return one only for what may pass (what a
  // change says is best skipped and logged when it cannot be used).
  std::function<absl::Status(store::Txn&, const type::v1::ResourceChange&)> apply;
  // Runs in the transaction with which all that exists is there: at the first sync, and whenever
  // everything was read again. Pure, as `apply` is. May be empty.
  std::function<absl::Status(store::Txn&)> complete;
  // Called (from the follower's thread) when the connection is lost or an apply fails, with the
  // error, and with OK once the follower has caught up with all that exists. May be empty.
  std::function<void(const absl::Status&)> report;
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(5);
};

// Starts following when made, on a thread of its own; the destructor stops it and waits.
class Follower {
 public:
  explicit Follower(FollowerOptions options);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // True once the store holds everything that existed when the follower first reached the other
  // side (also in an earlier process): the derived data is complete, if perhaps not fresh.
  static absl::StatusOr<bool> Synced(const store::Reader& at, absl::string_view name);
  // Key and value that the store holds once that is so for just these collections: for who watches
  // the store instead of asking.
  static std::pair<std::string, std::string> SyncedMark(absl::string_view name,
                                                        std::vector<std::string> collections);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_FOLLOWER_H_
