// The directory of a service that has the registry in its store: universalization its own, others
// the copy that they keep by following it. Memory follows the store, so that a change counts within
// moments of its commit.
//
//   ASSIGN_OR_RETURN(auto directory, RegistryDirectory::Start(store, std::move(source)));
//   options.directory = directory.get();
#ifndef CLEARWAY_COMMON_AUTH_REGISTRY_REGISTRY_DIRECTORY_H_
#define CLEARWAY_COMMON_AUTH_REGISTRY_REGISTRY_DIRECTORY_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/auth/directory.h"
#include "common/auth/registry/roster.h"
#include "common/store/store.h"

namespace clearway::auth {

// How the registry stands in a store.
struct RegistrySource {
  // All of it stands under this prefix, which the store watches.
  std::string prefix;
  // What a key with this value says; nullopt value: the key is gone. Nothing for other keys.
  std::function<absl::StatusOr<absl::optional<RegistryChange>>(
      absl::string_view key, const absl::optional<absl::string_view>& value)>
      read;
  // What stands under the prefix once the registry is all there (Follower::SyncedMark); an empty
  // key: it always is.
  std::string complete_key, complete_value;
};

class RegistryDirectory final : public Directory {
 public:
  // Reads what is there, then follows. The store is not owned, and outlives the directory.
  static absl::StatusOr<std::unique_ptr<RegistryDirectory>> Start(store::Store* store,
                                                                  RegistrySource source);
  ~RegistryDirectory() override;

  absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                             absl::Time now) const override {
    return roster_.Find(identity, now);
  }
  int64_t Generation(absl::Time now) const override { return roster_.Generation(now); }

 private:
  RegistryDirectory(store::Store* store, RegistrySource source)
      : store_(store), source_(std::move(source)) {}

  // Everything as it stands now, and from then on what changes.
  absl::Status Read();
  absl::Status Take(const store::Store::Batch& batch);
  bool OnBatch(const absl::StatusOr<store::Store::Batch>& batch);

  store::Store* const store_;
  const RegistrySource source_;
  Roster roster_;
  std::mutex mutex_;  // of what follows
  bool stopped_ = false;
  std::unique_ptr<store::Subscription> subscription_;
};

// Where universalization itself keeps it: the records of common/resource.
RegistrySource RecordsOfRegistry();

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_REGISTRY_REGISTRY_DIRECTORY_H_
