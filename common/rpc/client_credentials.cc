#include "common/rpc/client_credentials.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/rpc/errors.h"
#include "common/rpc/look_at_file.h"
#include "common/rpc/peer.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

constexpr size_t kMaxTokenBytes = 16 << 10;

absl::StatusOr<std::shared_ptr<const std::string>> ReadToken(const std::string& path) {
  const auto text = auth::ReadSmallFile(path, kMaxTokenBytes);
  if (!text.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the token file ", text.status().message()));
  }
  const absl::string_view token = absl::StripAsciiWhitespace(*text);
  if (token.empty() || !std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the token file ", path, " holds no token: one line, without spaces"));
  }
  return std::make_shared<const std::string>(absl::StrCat("Bearer ", token));
}

}  // namespace

absl::Status CheckCredentials(const ClientCredentials& credentials, absl::string_view address) {
  const std::string& actor = credentials.actor;
  if (!std::all_of(actor.begin(), actor.end(), absl::ascii_isgraph)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the actor ", Quote(actor), " is no name; it looks like actors/undp"));
  }
  if (!credentials.tls.authorities.empty()) return absl::OkStatus();
  if (!credentials.tls.empty()) {
    return absl::InvalidArgumentError(
        "a certificate is shown only over TLS: give the authority of the server's (--ca) too");
  }
  if (!credentials.token_file.empty() && !IsLoopbackHost(HostOf(address))) {
    return absl::InvalidArgumentError(absl::StrCat(
        "refusing to send a token to ", address,
        " in plain text, where anybody on the way could take it: give the authority of the "
        "server's certificate (--ca)"));
  }
  return absl::OkStatus();
}

TokenFile::TokenFile(std::string path, std::string seen,
                     std::shared_ptr<const std::string> authorization)
    : path_(std::move(path)), seen_(std::move(seen)), authorization_(std::move(authorization)) {}

absl::StatusOr<std::unique_ptr<TokenFile>> TokenFile::Open(const std::string& path) {
  std::string seen = LookAtFile(path);
  ASSIGN_OR_RETURN(auto authorization, ReadToken(path));
  return std::unique_ptr<TokenFile>(new TokenFile(path, std::move(seen), std::move(authorization)));
}

std::shared_ptr<const std::string> TokenFile::Authorization() {
  std::lock_guard<std::mutex> lock(mutex_);
  std::string seen = LookAtFile(path_);
  if (seen == seen_) return authorization_;
  auto read = ReadToken(path_);
  if (read.ok()) {
    seen_ = std::move(seen);
    authorization_ = *std::move(read);
  }
  return authorization_;
}

}  // namespace clearway::rpc
