// Request ids made from what is asked, so that a loader that is run again repeats itself: the
// service answers with the first answer (AIP-155) and nothing is done twice.
#ifndef CLEARWAY_CLIENTS_LOADER_REQUEST_ID_H_
#define CLEARWAY_CLIENTS_LOADER_REQUEST_ID_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace clearway::loader {

// A UUID (RFC 9562 version 8: bits of one's own making) from the SHA-256 of `method` and the
// request's content. REQUIRES: the request's own request_id is not set yet.
std::string RequestIdFor(absl::string_view method, const google::protobuf::Message& request);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_REQUEST_ID_H_
