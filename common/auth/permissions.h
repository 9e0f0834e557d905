// The permission table: who may do what. It is one file, common/auth/permissions.csv, which stands
// in the binaries; docs/permissions.md is the same in sentences.
//
// One line a method, one column a role; a cell is a condition (condition.h), empty for "not at
// all". What does not stand in the table cannot be called:
//
//   service,method,resource,verb,observer,state drafter,…
//   cooperation,PublishOffer,offers,publish,,,,own provider,…
//
// `service` is the service's package without "clearway." and ".v1"; `resource` the collection that
// the method is about, "-" for none. No quotes, no spaces around cells, no empty lines.
#ifndef CLEARWAY_COMMON_AUTH_PERMISSIONS_H_
#define CLEARWAY_COMMON_AUTH_PERMISSIONS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/caller.h"
#include "common/auth/condition.h"

namespace clearway::auth {

// A value. Thread-safe once made.
class Permissions {
 public:
  struct Line {
    int number = 0;  // in the file, from 1
    std::string service, method, resource, verb;
    std::vector<Condition> conditions;  // one for each of AllRoles(), in its order
  };

  // INVALID_ARGUMENT says the file's name, line and column, what was wrong and what would be right.
  static absl::StatusOr<Permissions> Parse(absl::string_view csv, absl::string_view file_name);

  // The suite's own table. A table that cannot be read stops the process.
  static const Permissions& BuiltIn();

  // Null when there is none.
  const Line* Find(absl::string_view service, absl::string_view method) const;
  // In the order of the file.
  const std::vector<Line>& lines() const { return lines_; }

  // How the table names the service of a package: "cooperation" for "clearway.cooperation.v1".
  static std::string ServiceName(absl::string_view package);

 private:
  std::vector<Line> lines_;
  std::map<std::pair<std::string, std::string>, size_t> by_method_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_PERMISSIONS_H_
