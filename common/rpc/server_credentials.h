// What a server's connections are secured with. Private to common/rpc.
#ifndef CLEARWAY_COMMON_RPC_SERVER_CREDENTIALS_H_
#define CLEARWAY_COMMON_RPC_SERVER_CREDENTIALS_H_

#include <memory>

#include "common/rpc/tls_files.h"
#include "grpcpp/security/server_credentials.h"

namespace clearway::rpc {

// TLS with the certificate, key and authorities that `source` has at each handshake. Where there
// are authorities, clients are asked for a certificate, and one that is shown must be theirs.
// For one listening port: another needs another.
std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(
    std::shared_ptr<const TlsSource> source);

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_SERVER_CREDENTIALS_H_
