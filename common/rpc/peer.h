// Addresses as gRPC names them, and which of them are this machine.
#ifndef CLEARWAY_COMMON_RPC_PEER_H_
#define CLEARWAY_COMMON_RPC_PEER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace clearway::rpc {

// True for "127.x.y.z", "::1" and "localhost".
bool IsLoopbackHost(absl::string_view host);

// The host of "host:port" or "[::1]:port"; empty when there is no port.
absl::string_view HostOf(absl::string_view address);

// "127.0.0.1:53422" from gRPC's name of a peer ("ipv4:127.0.0.1:53422", "ipv6:%5B::1%5D:53422").
std::string PeerAddress(absl::string_view peer);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_PEER_H_
