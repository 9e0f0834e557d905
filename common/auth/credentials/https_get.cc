#include "common/auth/credentials/https_get.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/auth/credentials/openssl.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using CurlPtr = std::unique_ptr<CURL, Freer<curl_easy_cleanup>>;
using UrlPtr = std::unique_ptr<CURLU, Freer<curl_url_cleanup>>;

void InitializeCurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// A part of a URL; empty when it has none.
std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string owned(text);
  curl_free(text);
  return owned;
}

bool IsLoopback(absl::string_view host) {
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

struct Body {
  std::string bytes;
  size_t max_bytes;
};

size_t Take(char* data, size_t size, size_t count, void* to) {
  auto* body = static_cast<Body*>(to);
  if (body->bytes.size() + size * count > body->max_bytes) return 0;  // ends the transfer
  body->bytes.append(data, size * count);
  return size * count;
}

int Progress(void* cancel, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(cancel)->load() ? 1 : 0;
}

}  // namespace

absl::Status CheckProviderUrl(const std::string& url, bool allow_http) {
  InitializeCurl();
  const UrlPtr parsed(curl_url());
  if (parsed == nullptr || url.size() > 2048 ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return absl::InvalidArgumentError("must be a URL: https://login.example");
  }
  for (CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (!Part(parsed.get(), part).empty()) {
      return absl::InvalidArgumentError("must be a URL without user, query or fragment");
    }
  }
  const bool loopback = IsLoopback(Part(parsed.get(), CURLUPART_HOST));
  if (absl::StartsWith(url, "https://") ||
      (allow_http && loopback && absl::StartsWith(url, "http://"))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("must begin with https:// (http:// on loopback alone)");
}

absl::StatusOr<std::string> HttpsGet(const std::string& url, const HttpsGetOptions& options) {
  RETURN_IF_ERROR(CheckProviderUrl(url, options.allow_http));
  const CurlPtr curl(curl_easy_init());
  if (curl == nullptr) return absl::UnavailableError("libcurl does not start");
  Body body{"", options.max_bytes};
  char why[CURL_ERROR_SIZE] = "";
  bool set = true;
  const auto option = [&](CURLoption name, auto value) {
    set = set && curl_easy_setopt(curl.get(), name, value) == CURLE_OK;
  };
  const long milliseconds =                                           // NOLINT(google-runtime-int)
      static_cast<long>(absl::ToInt64Milliseconds(options.timeout));  // NOLINT(google-runtime-int)
  option(CURLOPT_URL, url.c_str());
  option(CURLOPT_PROTOCOLS_STR, options.allow_http ? "https,http" : "https");
  option(CURLOPT_FOLLOWLOCATION, 0L);
  option(CURLOPT_SSL_VERIFYPEER, 1L);
  option(CURLOPT_SSL_VERIFYHOST, 2L);
  option(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT
  if (!options.authority_file.empty()) {
    option(CURLOPT_CAINFO, options.authority_file.c_str());
    option(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  // Loopback is this machine's, not a proxy's.
  option(CURLOPT_NOPROXY, "127.0.0.1,::1,localhost");
  option(CURLOPT_TIMEOUT_MS, milliseconds);
  option(CURLOPT_NOSIGNAL, 1L);                                       // several threads
  option(CURLOPT_MAXFILESIZE, static_cast<long>(options.max_bytes));  // NOLINT
  option(CURLOPT_USERAGENT, "clearway");
  option(CURLOPT_ERRORBUFFER, why);
  option(CURLOPT_WRITEFUNCTION, Take);
  option(CURLOPT_WRITEDATA, static_cast<void*>(&body));
  if (options.cancel != nullptr) {
    option(CURLOPT_NOPROGRESS, 0L);
    option(CURLOPT_XFERINFOFUNCTION, Progress);
    option(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(options.cancel)));
  }
  if (!set) return absl::InternalError("this libcurl lacks an option");
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_WRITE_ERROR || code == CURLE_FILESIZE_EXCEEDED) {
    return absl::UnavailableError(
        absl::StrCat(url, ": answers with more than ", options.max_bytes, " bytes"));
  }
  if (code != CURLE_OK) {
    return absl::UnavailableError(
        absl::StrCat(url, ": ", why[0] == '\0' ? curl_easy_strerror(code) : why));
  }
  long status = 0;  // NOLINT(google-runtime-int): libcurl's type
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) {
    return absl::UnavailableError(absl::StrCat(url, ": answers with HTTP status ", status));
  }
  return std::move(body.bytes);
}

}  // namespace clearway::auth
