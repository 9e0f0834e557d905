// The directory that several services share (--data), each with its store in a folder of its own.
#ifndef CLEARWAY_COMMON_STORE_DATA_ROOT_H_
#define CLEARWAY_COMMON_STORE_DATA_ROOT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace clearway::store {

// What `root` is for the store root/service, looked at and not touched.
enum class DataRoot {
  kHasStore,  // the store, or what an interrupted start left of it, is there
  kFresh,     // a store may be made: nothing is there, or something of Clearway's is
};

// FAILED_PRECONDITION, saying what is there and what to do, when a store would have to be made
// among things that are not Clearway's: then it was most likely another directory that was meant.
// One thing of Clearway's (another service's store, or a file called CLEARWAY) makes it ours.
// `ours`: files that do not count, such as the configuration file.
absl::StatusOr<DataRoot> InspectDataRoot(const std::string& root, const std::string& service,
                                         const std::vector<std::string>& ours);

// Makes the directory, when it is missing, and puts the file CLEARWAY into it before any store:
// services that are started at once find each other's folders before there is a store in them.
// UNAVAILABLE when that cannot be done.
absl::Status MakeDataRoot(const std::string& root);

}  // namespace clearway::store

#endif  // CLEARWAY_COMMON_STORE_DATA_ROOT_H_
