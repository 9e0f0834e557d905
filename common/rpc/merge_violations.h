// Telling a client of the violations that two checks found in one answer.
#ifndef CLEARWAY_COMMON_RPC_MERGE_VIOLATIONS_H_
#define CLEARWAY_COMMON_RPC_MERGE_VIOLATIONS_H_

#include "absl/status/status.h"

namespace clearway::rpc {

// `first`, an error of Violations::ToStatus() (errors.h), with the field violations of `more` added
// to its BadRequest, as far as they are about other fields: one whose path is the same as, within
// or around a path of `first` is left out, since a field that breaks one rule breaks others by it.
// Code, reason and message stay those of `first`. Anything else than violations in `more` is
// ignored.
absl::Status MergeViolations(absl::Status first, const absl::Status& more);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_MERGE_VIOLATIONS_H_
