// TLS 1.3 and nothing older, for every connection of the process.
//
// gRPC 1.51 asks OpenSSL for TLS 1.2 as the least version and offers no setting for it. Linking
// this target puts a function of OpenSSL's name before OpenSSL's own, which raises what is asked
// for. tls_test pins it with a handshake of TLS 1.2, which must fail.
#ifndef CLEARWAY_COMMON_RPC_TLS13_H_
#define CLEARWAY_COMMON_RPC_TLS13_H_

namespace clearway::rpc {

// True when it is in force: when the process's libraries find our function. A server refuses to
// start without it.
bool OnlyTls13();

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TLS13_H_
