// Whether records hang together, before anything is computed from them.
#ifndef CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_CHECK_H_
#define CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_CHECK_H_

#include "absl/status/status.h"
#include "services/cooperation/matching/records.h"

namespace clearway::matching {

// OK, or INVALID_ARGUMENT naming the first record that breaks what records.h says: an index that
// points nowhere, a name or year that stands twice, a quantity below zero or more left than asked
// for, weights that do not add up to 100, bonuses that rise.
absl::Status CheckRecords(const Records& records);

}  // namespace clearway::matching

#endif  // CLEARWAY_SERVICES_COOPERATION_MATCHING_RECORDS_CHECK_H_
