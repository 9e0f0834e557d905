#include "common/auth/credentials/openid_keys.h"

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/auth/credentials/json.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

// For the schedule: a clock that nobody sets.
absl::Time SteadyNow() {
  return absl::FromUnixNanos(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                 std::chrono::steady_clock::now().time_since_epoch())
                                 .count());
}

bool AllowsHttp(absl::string_view issuer) { return absl::StartsWith(issuer, "http://"); }

}  // namespace

std::string MetadataUrl(absl::string_view issuer) {
  return absl::StrCat(absl::StripSuffix(issuer, "/"), "/.well-known/openid-configuration");
}

absl::StatusOr<std::string> KeySetUrl(absl::string_view metadata, const std::string& issuer) {
  auto parsed = ParseJsonObject(metadata);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the metadata ", parsed.status().message()));
  }
  const std::string* named = StringMember(*parsed, "issuer");
  if (named == nullptr || *named != issuer) {
    return absl::InvalidArgumentError("the metadata are those of another issuer");
  }
  const std::string* url = StringMember(*parsed, "jwks_uri");
  if (url == nullptr) return absl::InvalidArgumentError("the metadata name no jwks_uri");
  absl::Status good = CheckProviderUrl(*url, AllowsHttp(issuer));
  if (!good.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the metadata's jwks_uri ", good.message()));
  }
  return *url;
}

OpenIdKeys::OpenIdKeys(OpenIdOptions options)
    : options_(std::move(options)), schedule_(options_.times) {
  thread_ = std::thread([this] { Run(); });
}

OpenIdKeys::~OpenIdKeys() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<const KeySet> OpenIdKeys::keys() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return keys_;
}

void OpenIdKeys::NoteUnknownKey() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const absl::Time before = schedule_.next();
    schedule_.OnReason(SteadyNow());
    if (schedule_.next() == before) return;
  }
  changed_.notify_all();
}

absl::StatusOr<std::shared_ptr<const KeySet>> OpenIdKeys::Read() const {
  HttpsGetOptions get;
  get.authority_file = options_.authority_file;
  get.allow_http = AllowsHttp(options_.issuer);
  get.max_bytes = KeySet::kMaxBytes;
  get.timeout = options_.timeout;
  get.cancel = &stop_;
  ASSIGN_OR_RETURN(const std::string metadata, HttpsGet(MetadataUrl(options_.issuer), get));
  ASSIGN_OR_RETURN(const std::string url, KeySetUrl(metadata, options_.issuer));
  ASSIGN_OR_RETURN(const std::string text, HttpsGet(url, get));
  return KeySet::Parse(text);
}

void OpenIdKeys::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop_) {
    const absl::Duration wait = schedule_.next() - SteadyNow();
    if (wait > absl::ZeroDuration()) {
      changed_.wait_for(lock, absl::ToChronoNanoseconds(wait));
      continue;
    }
    lock.unlock();
    auto keys = Read();
    lock.lock();
    if (stop_) return;
    if (keys.ok()) {
      const bool first = keys_ == nullptr;
      keys_ = *std::move(keys);
      schedule_.OnSuccess(SteadyNow());
      rpc::Log(first ? rpc::LogLevel::kInfo : rpc::LogLevel::kDebug, "provider's keys read",
               {{"issuer", options_.issuer}, {"keys", keys_->size()}});
    } else {
      schedule_.OnFailure(SteadyNow());
      rpc::Log(rpc::LogLevel::kError,
               keys_ == nullptr ? "provider's keys cannot be read; its tokens cannot be checked"
                                : "provider's keys cannot be read; the last ones stay in force",
               {{"issuer", options_.issuer}, {"why", std::string(keys.status().message())}});
    }
  }
}

}  // namespace clearway::auth
