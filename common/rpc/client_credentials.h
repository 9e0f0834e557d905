// How a client secures its connection and says who calls. No gRPC here.
#ifndef CLEARWAY_COMMON_RPC_CLIENT_CREDENTIALS_H_
#define CLEARWAY_COMMON_RPC_CLIENT_CREDENTIALS_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/rpc/tls_files.h"

namespace clearway::rpc {

// A value. Files are read when a client is made, and again within about a second of a change: the
// next call goes over a connection made with what they hold then.
struct ClientCredentials {
  // The authorities of the server's certificate; without them the connection is plain text. With
  // them, a certificate and key of one's own, which may be left out.
  TlsFiles tls;
  // A file with a bearer token. Sent over TLS, or in plain text on loopback, nowhere else.
  std::string token_file;
  // For whom to act, where the identity has several actors: "actors/undp", "states/LAO".
  std::string actor;
};

// INVALID_ARGUMENT for credentials that would not be sent, or must not: a certificate without the
// server's authorities; a token in plain text to another machine; an actor that is no name.
absl::Status CheckCredentials(const ClientCredentials& credentials, absl::string_view address);

// A bearer token in a file. Thread-safe.
class TokenFile {
 public:
  // INVALID_ARGUMENT when it cannot be read or holds no token (one line of printable characters, at
  // most 16 KiB). Messages never hold the token.
  static absl::StatusOr<std::unique_ptr<TokenFile>> Open(const std::string& path);

  // "Bearer …". Looks at the file, and reads it when it has changed; what cannot be used leaves the
  // old in force, which the server refuses once it has expired.
  std::shared_ptr<const std::string> Authorization();

 private:
  TokenFile(std::string path, std::string seen, std::shared_ptr<const std::string> authorization);

  const std::string path_;
  std::mutex mutex_;
  std::string seen_;
  std::shared_ptr<const std::string> authorization_;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_CLIENT_CREDENTIALS_H_
