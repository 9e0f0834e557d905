// Who may act for whom: the memberships of an identity, as the registry has them now.
#ifndef CLEARWAY_COMMON_AUTH_DIRECTORY_H_
#define CLEARWAY_COMMON_AUTH_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/caller.h"

namespace clearway::auth {

// One actor that an identity may act for, with all that a Caller needs of it (caller.h).
struct Standing {
  std::string membership;  // "memberships/{membership}"; empty when the configuration gives it
  std::string actor;
  std::vector<std::string> names;
  Roles roles;
  bool vetted = false;
  bool state_party = false;
};

// Thread-safe; answers from memory.
class Directory {
 public:
  virtual ~Directory() = default;

  // The active memberships of `identity` at `now`, by actor; several of one actor are one, with the
  // roles of all. Empty for an identity that is not known. UNAVAILABLE (REGISTRY_NOT_READY) while
  // the registry has not been read for the first time.
  virtual absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                                     absl::Time now) const = 0;

  // Rises whenever an answer of Find may have changed (also at the turn of a day, UTC): what was
  // found under an older one must be asked again.
  virtual int64_t Generation(absl::Time now) const = 0;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_DIRECTORY_H_
