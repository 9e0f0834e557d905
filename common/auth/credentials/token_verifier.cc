#include "common/auth/credentials/token_verifier.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/jws.h"
#include "common/auth/credentials/refusal.h"
#include "common/auth/credentials/token_claims.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using type::v1::ERROR_REASON_CREDENTIAL_EXPIRED;
using type::v1::ERROR_REASON_CREDENTIAL_INVALID;
using type::v1::ERROR_REASON_CREDENTIAL_REVOKED;
using type::v1::ERROR_REASON_KEYS_UNAVAILABLE;

constexpr absl::Duration kKeysRetry = absl::Seconds(5);
constexpr size_t kMaxShownIdBytes = 64;
constexpr size_t kShownDigestBytes = 8;

absl::Status Invalid(absl::string_view why) { return Refuse(ERROR_REASON_CREDENTIAL_INVALID, why); }

bool IsKnownAlgorithm(absl::string_view name) {
  return name == AlgorithmName(Algorithm::kEdDsa) || name == AlgorithmName(Algorithm::kEs256) ||
         name == AlgorithmName(Algorithm::kRs256);
}

// RFC 7515, section 4.1.9; RFC 9068's access tokens. A token made for another purpose (a logout
// token, an encrypted one) says so here.
bool IsTokenType(absl::string_view type) {
  std::string lower = absl::AsciiStrToLower(type);
  absl::string_view name = absl::StripPrefix(lower, "application/");
  return name.empty() || name == "jwt" || name == "at+jwt";
}

// An id that may stand in a log as it is; else the digest's beginning.
std::string CredentialOf(const TokenMarks& marks) {
  const std::string& id = marks.token_id;
  const bool plain =
      !id.empty() && id.size() <= kMaxShownIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_isgraph(static_cast<unsigned char>(c));
      });
  return absl::StrCat(
      "token ", plain ? id : absl::BytesToHexString(marks.digest.substr(0, kShownDigestBytes)));
}

}  // namespace

TokenVerifier::TokenVerifier(std::vector<TrustedIssuer> issuers, absl::Duration leeway,
                             const RevokedTokens* revoked, size_t cache_capacity)
    : issuers_(std::move(issuers)), leeway_(leeway), revoked_(revoked), verified_(cache_capacity) {}

absl::StatusOr<std::shared_ptr<const VerifiedToken>> TokenVerifier::Verify(absl::string_view token,
                                                                           absl::Time now) {
  if (token.size() > kMaxTokenBytes) return Invalid("the token is too long");
  const std::string digest = Sha256(token);
  std::shared_ptr<const VerifiedToken> verified = verified_.Find(digest);
  if (verified == nullptr) {
    ASSIGN_OR_RETURN(verified, VerifyAnew(token, now));
    RETURN_IF_ERROR(Check(*verified, now));
    verified_.Put(digest, verified);
    return verified;
  }
  RETURN_IF_ERROR(Check(*verified, now));
  return verified;
}

absl::StatusOr<std::shared_ptr<const VerifiedToken>> TokenVerifier::VerifyAnew(
    absl::string_view token, absl::Time now) const {
  auto jws = ParseJws(token);
  if (!jws.ok()) return Invalid(jws.status().message());
  if (!IsKnownAlgorithm(jws->algorithm)) {
    return Invalid(absl::StrCat("the token's algorithm is ", rpc::Quote(jws->algorithm)));
  }
  if (!IsTokenType(jws->type)) {
    return Invalid(absl::StrCat("the token's typ is ", rpc::Quote(jws->type)));
  }
  auto claims = ParseTokenClaims(jws->payload);
  if (!claims.ok()) return Invalid(claims.status().message());
  const auto issuer =
      std::find_if(issuers_.begin(), issuers_.end(),
                   [&](const TrustedIssuer& known) { return known.issuer == claims->issuer; });
  if (issuer == issuers_.end()) {
    return Invalid(absl::StrCat("the token's issuer is ", rpc::Quote(claims->issuer)));
  }

  const std::shared_ptr<const KeySet> keys = issuer->keys->keys();
  if (keys == nullptr) {
    return rpc::RetryLater(absl::StatusCode::kUnavailable, ERROR_REASON_KEYS_UNAVAILABLE,
                           "the keys that tokens are checked with have not been read yet",
                           kKeysRetry);
  }
  std::shared_ptr<const VerificationKey> key = keys->Find(jws->key_id);
  if (key == nullptr) {
    if (!jws->key_id.empty()) issuer->keys->NoteUnknownKey();
    return Invalid(absl::StrCat("the token's key is ", rpc::Quote(jws->key_id),
                                ", which its issuer does not publish"));
  }
  if (jws->algorithm != AlgorithmName(key->algorithm())) {
    return Invalid(absl::StrCat("the token's algorithm is ", jws->algorithm, ", its key's is ",
                                AlgorithmName(key->algorithm())));
  }
  if (!key->Verify(jws->signing_input, jws->signature)) {
    return Invalid("the token's signature is wrong");
  }

  const auto is_ours = [&](const std::string& audience) {
    return std::find(issuer->audiences.begin(), issuer->audiences.end(), audience) !=
           issuer->audiences.end();
  };
  if (std::none_of(claims->audiences.begin(), claims->audiences.end(), is_ours)) {
    return Invalid(
        absl::StrCat("the token is for others, such as ", rpc::Quote(claims->audiences.front())));
  }
  if (claims->expires <= claims->issued || claims->expires <= claims->not_before) {
    return Invalid("the token expires before it begins");
  }
  if (claims->issued > now + leeway_) {
    return Refuse(ERROR_REASON_CREDENTIAL_EXPIRED, "the token was issued in the future");
  }
  if (claims->expires > now + issuer->max_lifetime + leeway_) {
    return Invalid(absl::StrCat("the token is valid for longer than ",
                                absl::FormatDuration(issuer->max_lifetime)));
  }

  auto verified = std::make_shared<VerifiedToken>();
  verified->marks.issuer = claims->issuer;
  verified->marks.token_id = claims->token_id;
  verified->marks.digest = Sha256(jws->signing_input);
  verified->marks.identity = absl::StrCat(claims->issuer, "#", claims->subject);
  verified->marks.issued = claims->issued;
  verified->credential = CredentialOf(verified->marks);
  verified->not_before = claims->not_before;
  verified->expires = claims->expires;
  verified->certificate_thumbprint = std::move(claims->certificate_thumbprint);
  verified->issuer = static_cast<size_t>(issuer - issuers_.begin());
  verified->key = std::move(key);
  return verified;
}

absl::Status TokenVerifier::Check(const VerifiedToken& token, absl::Time now) const {
  if (now >= token.expires + leeway_) {
    return Refuse(ERROR_REASON_CREDENTIAL_EXPIRED, "the token has expired");
  }
  if (now < token.not_before - leeway_) {
    return Refuse(ERROR_REASON_CREDENTIAL_EXPIRED, "the token is not valid yet");
  }
  const std::shared_ptr<const KeySet> keys = issuers_[token.issuer].keys->keys();
  if (keys == nullptr || !keys->Has(*token.key)) {
    return Invalid("the token's key is no longer published by its issuer");
  }
  if (revoked_->Contains(token.marks)) {
    return Refuse(ERROR_REASON_CREDENTIAL_REVOKED, "the token was revoked");
  }
  return absl::OkStatus();
}

}  // namespace clearway::auth
