// The first step of every call: who is calling.
#ifndef CLEARWAY_COMMON_RPC_AUTHENTICATE_H_
#define CLEARWAY_COMMON_RPC_AUTHENTICATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace clearway::rpc {

// True for "127.x.y.z", "::1" and "localhost".
bool IsLoopbackHost(absl::string_view host);

// "127.0.0.1:53422" from gRPC's name of a peer ("ipv4:127.0.0.1:53422", "ipv6:%5B::1%5D:53422").
std::string PeerAddress(absl::string_view peer);

// Until identity comes, the machine itself is the boundary: peers on loopback are
// "actors/anonymous", and everybody else is UNAUTHENTICATED (nor does the server listen elsewhere).
// `peer_address` is as PeerAddress returns it.
absl::StatusOr<std::string> Authenticate(absl::string_view peer_address);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_AUTHENTICATE_H_
