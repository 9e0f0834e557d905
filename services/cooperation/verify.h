// Checks that what the service has stored agrees with itself:
//   books    the sums in each offer and request are what its contributions make, and no ceiling and
//            no need is exceeded;
//   records  each can be read and is in exactly the indexes that it belongs to, with its history
//            before it (resource::CollectionBase::Check);
//   feed     revisions rise, and the last change of each record in the feed is the record.
// Tests ask this after crashes and crowds; an operator may ask it of a copy.
#ifndef CLEARWAY_SERVICES_COOPERATION_VERIFY_H_
#define CLEARWAY_SERVICES_COOPERATION_VERIFY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/store/store.h"

namespace clearway::cooperation {

// What does not agree, each in a line; empty when all is well. Reads everything; blocks. Nothing
// may be written meanwhile. The store must keep the feed of "r/".
absl::StatusOr<std::vector<std::string>> Verify(store::Store* store);

}  // namespace clearway::cooperation

#endif  // CLEARWAY_SERVICES_COOPERATION_VERIFY_H_
