// Request ids that are the same in every run, so that a call repeated after a crash is answered and
// not done again (AIP-155).
#ifndef CLEARWAY_CLIENTS_LOADER_STABLE_ID_H_
#define CLEARWAY_CLIENTS_LOADER_STABLE_ID_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace clearway::loader {

// A UUID (version 8) from SHA-256 over the method and the request: another request gets another id,
// so that corrected data is not answered with what was loaded before. Set request_id after it.
std::string StableRequestId(absl::string_view method, const google::protobuf::Message& request);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_STABLE_ID_H_
