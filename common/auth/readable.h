// Which collections a role may read whole: what Watch and the audit trail may show of, since they
// show records of all collections at once.
//
// A collection is readable for a role when its line with the verb "get" (or, where it has none,
// "list") says `any` or `visible` and nothing more. A narrower condition ("own", "before …") asks
// about a request that there is not here, so it gives nothing; what a role may read of single
// records belongs into the record's option `access` (clearway/type/v1/access.proto). A collection
// without such a line nobody may read.
#ifndef CLEARWAY_COMMON_AUTH_READABLE_H_
#define CLEARWAY_COMMON_AUTH_READABLE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/auth/caller.h"
#include "common/auth/permissions.h"

namespace clearway::auth {

// A value. Thread-safe once made.
class Readable {
 public:
  // Of one service, as the table names it ("cooperation").
  Readable(const Permissions& table, absl::string_view service);

  // Collections as the table names them ("offers", "matchRuns.proposals"), sorted.
  std::vector<std::string> For(Roles roles) const;
  bool May(Roles roles, absl::string_view collection) const;
  // Whether somebody may.
  bool Knows(absl::string_view collection) const;

 private:
  std::map<std::string, Roles, std::less<>> roles_;  // by collection
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_READABLE_H_
