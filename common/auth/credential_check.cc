#include "common/auth/credential_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/auth_config.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/key_set.h"
#include "common/auth/credentials/openid_keys.h"
#include "common/auth/credentials/refusal.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using config::v1::TokenIssuer;
using type::v1::ERROR_REASON_CREDENTIAL_EXPIRED;
using type::v1::ERROR_REASON_CREDENTIAL_INVALID;
using type::v1::ERROR_REASON_CREDENTIAL_MISSING;
using type::v1::ERROR_REASON_CREDENTIAL_REVOKED;

constexpr size_t kMaxAuthoritiesBytes = 1 << 20;
constexpr size_t kCertificates = 4096;
constexpr int64_t kWarnEverySeconds = 600;

absl::StatusOr<std::shared_ptr<KeySource>> KeysOf(const TokenIssuer& issuer, FileWatcher* watcher) {
  if (issuer.jwks_file().empty()) {
    OpenIdOptions options;
    options.issuer = issuer.issuer();
    options.authority_file = issuer.provider_authority_file();
    options.times.period =
        DurationOr(issuer.has_refresh_period(), issuer.refresh_period(), options.times.period);
    return std::make_shared<OpenIdKeys>(std::move(options));
  }
  auto keys = std::make_shared<HeldKeys>();
  RETURN_IF_ERROR(watcher->Watch(issuer.jwks_file(), KeySet::kMaxBytes,
                                 [keys](absl::string_view text) -> absl::Status {
                                   ASSIGN_OR_RETURN(auto set, KeySet::Parse(text));
                                   keys->Set(std::move(set));
                                   return absl::OkStatus();
                                 }));
  return keys;
}

}  // namespace

const std::string& CheckedCredentials::identity() const {
  return token != nullptr ? token->marks.identity : certificate->certificate.uri;
}

const std::string& CheckedCredentials::credential() const {
  return token != nullptr ? token->credential : certificate->credential;
}

absl::Time CheckedCredentials::expires() const {
  absl::Time end = absl::InfiniteFuture();
  if (certificate != nullptr) end = std::min(end, certificate->certificate.not_after);
  if (token != nullptr) end = std::min(end, token->expires);
  return end;
}

absl::StatusOr<absl::string_view> BearerToken(const std::vector<absl::string_view>& authorization) {
  if (authorization.empty()) return absl::string_view();
  if (authorization.size() > 1) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID, "the call has several authorizations");
  }
  constexpr absl::string_view kScheme = "bearer ";  // RFC 7235: without regard to case
  if (!absl::StartsWithIgnoreCase(authorization[0], kScheme)) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID, "the authorization is no bearer token");
  }
  absl::string_view token = authorization[0].substr(kScheme.size());
  if (token.empty()) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID, "the authorization has no token in it");
  }
  return token;
}

std::string NameForLog(const Credentials& credentials) {
  auto token = BearerToken(credentials.authorization);
  if (token.ok() && !token->empty()) {
    const std::string digest = Sha256(token->substr(0, token->rfind('.')));
    return absl::StrCat("token ", absl::BytesToHexString(digest.substr(0, 8)));
  }
  if (credentials.certificate_pem.empty()) return "";
  auto certificate = ParseCertificate(credentials.certificate_pem);
  return absl::StrCat("certificate ", certificate.ok() ? certificate->serial : "?");
}

CredentialCheck::CredentialCheck(std::string trust_domain, std::vector<TrustedIssuer> issuers,
                                 absl::Duration leeway)
    : trust_domain_(std::move(trust_domain)),
      verifier_(std::move(issuers), leeway, &revoked_tokens_),
      certificates_(kCertificates) {}

absl::StatusOr<std::unique_ptr<CredentialCheck>> CredentialCheck::Create(
    const config::v1::AuthConfig& config, FileWatcher* watcher) {
  std::vector<TrustedIssuer> issuers;
  for (const TokenIssuer& configured : config.token_issuers()) {
    TrustedIssuer issuer;
    issuer.issuer = configured.issuer();
    issuer.audiences = {configured.audiences().begin(), configured.audiences().end()};
    issuer.max_lifetime =
        DurationOr(configured.has_max_lifetime(), configured.max_lifetime(), issuer.max_lifetime);
    ASSIGN_OR_RETURN(issuer.keys, KeysOf(configured, watcher));
    issuers.push_back(std::move(issuer));
  }
  std::unique_ptr<CredentialCheck> check(
      new CredentialCheck(config.trust_domain(), std::move(issuers),
                          DurationOr(config.has_leeway(), config.leeway(), absl::Seconds(30))));
  CredentialCheck* const self = check.get();
  if (!config.authority_file().empty()) {
    RETURN_IF_ERROR(watcher->Watch(config.authority_file(), kMaxAuthoritiesBytes,
                                   [self](absl::string_view pem) {
                                     RETURN_IF_ERROR(self->authorities_.Set(pem));
                                     return self->revoked_certificates_.SetAuthorities(pem);
                                   }));
  }
  for (const std::string& file : config.revoked_certificates_files()) {
    RETURN_IF_ERROR(watcher->Watch(file, RevokedCertificates::kMaxListBytes,
                                   [self, file](absl::string_view list) {
                                     return self->revoked_certificates_.SetList(file, list);
                                   }));
  }
  if (!config.revoked_tokens_file().empty()) {
    RETURN_IF_ERROR(
        watcher->Watch(config.revoked_tokens_file(), RevokedTokens::kMaxBytes,
                       [self](absl::string_view json) { return self->revoked_tokens_.Set(json); }));
  }
  return check;
}

absl::StatusOr<std::shared_ptr<const KnownCertificate>> CredentialCheck::Read(
    absl::string_view pem) {
  if (auto known = certificates_.Find(pem)) return known;
  auto known = std::make_shared<KnownCertificate>();
  auto certificate = ParseCertificate(pem);
  if (!certificate.ok()) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID, certificate.status().message());
  }
  known->certificate = *std::move(certificate);
  auto identity = ParseIdentityUri(known->certificate.uri, trust_domain_);
  if (!identity.ok()) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID, identity.status().message());
  }
  known->identity = *std::move(identity);
  known->credential = absl::StrCat("certificate ", known->certificate.serial);
  certificates_.Put(pem, known);
  return known;
}

void CredentialCheck::WarnOfStaleList(absl::Time now) {
  const int64_t second = absl::ToUnixSeconds(now);
  int64_t warned = warned_.load();
  if (second - warned < kWarnEverySeconds || !warned_.compare_exchange_strong(warned, second)) {
    return;
  }
  rpc::Log(rpc::LogLevel::kError,
           "certificate revocation list has run out; what it revokes stays revoked, what was "
           "revoked since is not known: have the authority issue a new one");
}

absl::Status CredentialCheck::CheckCertificate(const KnownCertificate& known, absl::Time now) {
  const Certificate& certificate = known.certificate;
  if (now > certificate.not_after) {
    return Refuse(ERROR_REASON_CREDENTIAL_EXPIRED, "the certificate has expired");
  }
  if (now < certificate.not_before) {
    return Refuse(ERROR_REASON_CREDENTIAL_EXPIRED, "the certificate is not valid yet");
  }
  const int64_t generation = authorities_.generation();
  if (known.signed_under.load() != generation) {
    if (!authorities_.Signed(certificate)) {
      return Refuse(ERROR_REASON_CREDENTIAL_INVALID,
                    "the certificate was signed by none of the authorities");
    }
    known.signed_under.store(generation);
  }
  const RevokedCertificates::State state = revoked_certificates_.StateOf(certificate, now);
  if (state.stale) WarnOfStaleList(now);
  if (state.revoked) {
    return Refuse(ERROR_REASON_CREDENTIAL_REVOKED, "the certificate was revoked");
  }
  return absl::OkStatus();
}

absl::StatusOr<CheckedCredentials> CredentialCheck::Check(const Credentials& credentials,
                                                          absl::Time now) {
  ASSIGN_OR_RETURN(const absl::string_view token, BearerToken(credentials.authorization));
  if (token.empty() && credentials.certificate_pem.empty()) {
    return Refuse(ERROR_REASON_CREDENTIAL_MISSING, "there is neither certificate nor token");
  }
  if (!credentials.encrypted) {
    return Refuse(ERROR_REASON_CREDENTIAL_INVALID,
                  "the connection is not encrypted: whoever listens has the token");
  }
  CheckedCredentials checked;
  if (!credentials.certificate_pem.empty()) {
    ASSIGN_OR_RETURN(checked.certificate, Read(credentials.certificate_pem));
    RETURN_IF_ERROR(CheckCertificate(*checked.certificate, now));
  }
  if (!token.empty()) {
    ASSIGN_OR_RETURN(checked.token, verifier_.Verify(token, now));
    const std::string& bound = checked.token->certificate_thumbprint;
    if (!bound.empty() &&
        (checked.certificate == nullptr || checked.certificate->certificate.thumbprint != bound)) {
      return Refuse(ERROR_REASON_CREDENTIAL_INVALID,
                    "the token is bound to another certificate than the connection's");
    }
  }
  return checked;
}

absl::Status CredentialCheck::Recheck(const CheckedCredentials& checked, absl::Time now) {
  if (checked.certificate != nullptr) {
    RETURN_IF_ERROR(CheckCertificate(*checked.certificate, now));
  }
  return checked.token == nullptr ? absl::OkStatus() : verifier_.Check(*checked.token, now);
}

}  // namespace clearway::auth
