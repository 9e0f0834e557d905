// Certificates for tests: an authority of the test's own, in a fresh directory.
#ifndef CLEARWAY_COMMON_RPC_TESTING_TEST_AUTHORITY_H_
#define CLEARWAY_COMMON_RPC_TESTING_TEST_AUTHORITY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/rpc/tls_files.h"

namespace clearway::rpc {

class TestAuthority {
 public:
  TestAuthority();

  struct Holder {
    std::string uri;  // "spiffe://clearway.test/actors/undp"; empty: a server without one
    absl::Duration begins = -absl::Hours(1);  // from now
    absl::Duration ends = absl::Hours(1);
  };
  // A certificate for "localhost" and 127.0.0.1 with the URI, as three files `name`.pem, `name`.key
  // and this authority's certificate. Another one of the same name takes the files' place.
  TlsFiles Issue(absl::string_view name, const Holder& holder);
  TlsFiles Issue(absl::string_view name, absl::string_view uri) {
    return Issue(name, Holder{std::string(uri)});
  }
  // Writes "revoked.pem", a list with these certificates' files, and returns its path.
  std::string Revoke(const std::vector<std::string>& certificate_files);

  // A file in the authority's directory.
  std::string Path(absl::string_view name) const;

 private:
  std::string directory_;
  auth::Authority authority_;
  int64_t lists_ = 0;
};

}  // namespace clearway::rpc

#endif  // CLEARWAY_COMMON_RPC_TESTING_TEST_AUTHORITY_H_
