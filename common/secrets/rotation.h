// Changing keys while the service serves: steps that are each one small transaction, and can be
// done again after a crash at any moment.
//
// A State's key is replaced by writing the next version (from then on new keys are wrapped by it,
// because the latest version is read in the same transaction), wrapping the people's keys anew,
// some at a time, and removing the old version once it wraps none. What is encrypted with people's
// keys stays as it is. `k/w/` says at every moment which keys an old version still wraps, so there
// is no position to lose.
#ifndef CLEARWAY_COMMON_SECRETS_ROTATION_H_
#define CLEARWAY_COMMON_SECRETS_ROTATION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/secrets/stored_keys.h"
#include "common/store/store.h"

namespace clearway::secrets {

// Keys wrapped anew in one transaction: some milliseconds of the writer's time.
inline constexpr int kRewrapped = 100;

// Writes a new key of a State. False when its version is not the next one any more: somebody else
// was first.
absl::StatusOr<bool> AddStateKey(store::Txn& txn, const StoredStateKey& key);

// Replaces a State's key by the same one wrapped by another master key. False when what is stored
// is not `before` any more.
absl::StatusOr<bool> ReplaceStateKey(store::Txn& txn, const StoredStateKey& before,
                                     const StoredStateKey& after);

struct Rewrapping {
  int done = 0;      // wrapped anew
  int damaged = 0;   // could not be: left as they are
  bool more = true;  // there may be others after `after`
  std::string after;
};
// Wraps up to kRewrapped people's keys of an old version by the State's latest, beginning after
// `after` ("{collection}/{id}"; empty: from the beginning). UNAVAILABLE when either key is not at
// hand.
absl::StatusOr<Rewrapping> RewrapSome(store::Txn& txn, const StoredStateKey& old,
                                      const std::string& after);

// Removes an old version when it wraps nothing any more, and is not the latest. False when it
// stays.
absl::StatusOr<bool> RemoveStateKey(store::Txn& txn, const StoredStateKey& old);

}  // namespace clearway::secrets

#endif  // CLEARWAY_COMMON_SECRETS_ROTATION_H_
