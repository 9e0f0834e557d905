// For crash tests: a workload whose every trace in a store can be checked.
//
// It writes the numbers 0, 1, 2… in order, one transaction and one revision each, into four records
// that must always agree (two of them watched) and into "last".
#ifndef CLEARWAY_COMMON_STORE_CRASH_WORKLOAD_H_
#define CLEARWAY_COMMON_STORE_CRASH_WORKLOAD_H_

#include <functional>

#include "absl/status/statusor.h"
#include "common/store/store.h"

namespace clearway::store {

// Writes first, first + 1… from several threads until the store refuses or `count` are written;
// calls `acknowledged` (one call at a time) for each that is durable. Returns the greatest of
// them, or first - 1. A refusal other than UNAVAILABLE is an error.
absl::StatusOr<int> WriteNumbers(Store* store, int first, int count,
                                 const std::function<void(int)>& acknowledged);

// Checks that the store shows the numbers up to some last one, at least `acknowledged`, each whole,
// and that its feed tells the same. Returns that last one (-1 for none).
absl::StatusOr<int> CheckNumbers(Store* store, int acknowledged);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_CRASH_WORKLOAD_H_
