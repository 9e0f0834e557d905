// One document from an OpenID provider: an HTTPS GET by libcurl that trusts nobody.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_HTTPS_GET_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_HTTPS_GET_H_

#include <atomic>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace clearway::auth {

struct HttpsGetOptions {
  std::string authority_file;  // PEM; empty: the system's
  bool allow_http = false;     // to loopback alone
  size_t max_bytes = 256 << 10;
  absl::Duration timeout = absl::Seconds(10);  // connecting and all
  // Ends the call soon after it becomes true. Not owned; may be null.
  const std::atomic<bool>* cancel = nullptr;
};

// OK for an "https://" URL with a host, without user, query or fragment; where `allow_http`, also
// for "http://" on loopback (127.0.0.1, [::1], localhost).
absl::Status CheckProviderUrl(const std::string& url, bool allow_http);

// The body of an answer 200. Redirects are not followed: a provider says where its documents are.
// UNAVAILABLE for anything else, in words without the body. Blocks the thread.
absl::StatusOr<std::string> HttpsGet(const std::string& url, const HttpsGetOptions& options);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_HTTPS_GET_H_
