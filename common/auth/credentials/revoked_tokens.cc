#include "common/auth/credentials/revoked_tokens.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/status_macros.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::auth {
namespace {

using config::v1::RevokedToken;

absl::Status CheckEntry(const RevokedToken& entry) {
  const int ways = (entry.token_id().empty() ? 0 : 1) + (entry.sha256().empty() ? 0 : 1) +
                   (entry.identity().empty() ? 0 : 1);
  if (ways != 1) {
    return absl::InvalidArgumentError("must have one of tokenId, sha256 and identity");
  }
  if (entry.token_id().empty() != entry.issuer().empty()) {
    return absl::InvalidArgumentError("must have tokenId and issuer together");
  }
  if (entry.identity().empty() == entry.has_issued_before()) {
    return absl::InvalidArgumentError("must have identity and issuedBefore together");
  }
  if (!entry.sha256().empty()) {
    bool hexadecimal = entry.sha256().size() == 64;
    for (char c : entry.sha256()) {
      hexadecimal = hexadecimal && absl::ascii_isxdigit(static_cast<unsigned char>(c));
    }
    if (!hexadecimal) {
      return absl::InvalidArgumentError("must have a sha256 of 64 hexadecimal digits");
    }
  }
  return absl::OkStatus();
}

// Issuers have no line feed (auth_config.cc).
std::string IdKey(absl::string_view issuer, absl::string_view token_id) {
  return absl::StrCat(issuer, "\n", token_id);
}

}  // namespace

struct RevokedTokens::Snapshot {
  absl::flat_hash_set<std::string> ids, digests;
  absl::flat_hash_map<std::string, absl::Time> issued_before;  // by identity
};

absl::StatusOr<config::v1::RevokedTokens> ParseRevokedTokens(absl::string_view json) {
  config::v1::RevokedTokens revoked;
  const auto status =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &revoked);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("is no list of revoked tokens: ", status.message().as_string()));
  }
  for (int i = 0; i < revoked.revoked_size(); ++i) {
    absl::Status entry = CheckEntry(revoked.revoked(i));
    if (!entry.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("revoked[", i, "] ", entry.message()));
    }
  }
  return revoked;
}

std::string FormatRevokedTokens(const config::v1::RevokedTokens& revoked) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = false;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(revoked, &json, options);
  return json;
}

absl::Status RevokedTokens::Set(absl::string_view json) {
  ASSIGN_OR_RETURN(const config::v1::RevokedTokens revoked, ParseRevokedTokens(json));
  auto snapshot = std::make_shared<Snapshot>();
  for (const RevokedToken& entry : revoked.revoked()) {
    if (!entry.token_id().empty()) {
      snapshot->ids.insert(IdKey(entry.issuer(), entry.token_id()));
    } else if (!entry.sha256().empty()) {
      snapshot->digests.insert(absl::HexStringToBytes(entry.sha256()));
    } else {
      const absl::Time before = absl::FromUnixSeconds(entry.issued_before().seconds()) +
                                absl::Nanoseconds(entry.issued_before().nanos());
      auto [it, inserted] = snapshot->issued_before.emplace(entry.identity(), before);
      if (!inserted && it->second < before) it->second = before;
    }
  }
  std::lock_guard<std::mutex> lock(mutex_);
  snapshot_ = std::move(snapshot);
  return absl::OkStatus();
}

bool RevokedTokens::Contains(const TokenMarks& token) const {
  std::shared_ptr<const Snapshot> at;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    at = snapshot_;
  }
  if (at == nullptr) return false;
  if (at->digests.contains(token.digest)) return true;
  if (!token.token_id.empty() && !at->ids.empty() &&
      at->ids.contains(IdKey(token.issuer, token.token_id))) {
    return true;
  }
  auto it = at->issued_before.find(token.identity);
  return it != at->issued_before.end() && token.issued < it->second;
}

}  // namespace clearway::auth
