// A directory together with the identities that the configuration names, for the first steps: when
// nobody is in the registry yet, somebody must be able to put the others there.
#ifndef CLEARWAY_COMMON_AUTH_BOOTSTRAP_DIRECTORY_H_
#define CLEARWAY_COMMON_AUTH_BOOTSTRAP_DIRECTORY_H_

#include <map>
#include <string>
#include <vector>

#include "clearway/config/v1/auth.pb.h"
#include "common/auth/directory.h"

namespace clearway::auth {

// Thread-safe.
class BootstrapDirectory final : public Directory {
 public:
  // `inner` is not owned, and may be null: then there is nobody else. The configuration is valid
  // (auth_config.h).
  BootstrapDirectory(const config::v1::AuthConfig& config, const Directory* inner);

  // What `inner` has and what the configuration has; for one actor together. While `inner` cannot
  // tell, those whom the configuration names have what it says.
  absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                             absl::Time now) const override;
  int64_t Generation(absl::Time now) const override;

 private:
  const Directory* const inner_;
  std::map<std::string, std::vector<Standing>, std::less<>> standings_;  // by identity
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_BOOTSTRAP_DIRECTORY_H_
