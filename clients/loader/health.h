// Waits until a service serves (grpc.health.v1).
#ifndef CLEARWAY_CLIENTS_LOADER_HEALTH_H_
#define CLEARWAY_CLIENTS_LOADER_HEALTH_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/client.h"

namespace clearway::loader {

// OK once the server as a whole is SERVING; UNAVAILABLE with its address and what it last answered
// when it is not within `patience`. Asks ten times a second.
absl::Status WaitUntilServing(const rpc::Client& client, absl::Duration patience);

}  // namespace clearway::loader

#endif  // CLEARWAY_CLIENTS_LOADER_HEALTH_H_
