// A TLS handshake with a server as any client may try it: with OpenSSL alone, so that what a
// careful client of ours would not send can be sent.
#ifndef CLEARWAY_COMMON_RPC_TESTING_HANDSHAKE_H_
#define CLEARWAY_COMMON_RPC_TESTING_HANDSHAKE_H_

#include <string>

#include "common/rpc/tls_files.h"

namespace clearway::rpc {

struct Handshake {
  // What the server let this client get to: true once application data came over the connection.
  bool accepted = false;
  std::string error;          // OpenSSL's words where it was not
  std::string version;        // "TLSv1.3"
  std::string serial_number;  // of the server's certificate, in hexadecimal digits
};

// Connects to 127.0.0.1:`port` with TLS of `version` (0x0303 is TLS 1.2, 0x0304 is 1.3) and the
// certificate and key of `files`, if any; does not check the server. Waits for the server's first
// bytes, since it judges a client's certificate only after the client has done its part.
Handshake TryHandshake(int port, int version, const TlsFiles& files = {});

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_HANDSHAKE_H_
