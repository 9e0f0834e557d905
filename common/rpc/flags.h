// A command line of "--name=value" and "--name value".
#ifndef CLEARWAY_COMMON_RPC_FLAGS_H_
#define CLEARWAY_COMMON_RPC_FLAGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace clearway::rpc {

// `known` are the flags with a value, `switches` those without (their value is "true"). Arguments
// do not include the program's name. INVALID_ARGUMENT for a flag that is not known, stands twice or
// has no value, and for anything that is no flag.
absl::StatusOr<std::map<std::string, std::string>> ParseFlags(
    const std::vector<std::string>& arguments, const std::vector<std::string>& known,
    const std::vector<std::string>& switches);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_FLAGS_H_
