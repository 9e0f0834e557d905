#include "common/auth/credentials/development_authority.h"

#include <openssl/rand.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/auth/credentials/atomic_file.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/file_lock.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/auth/credentials/identity_uri.h"
#include "common/auth/credentials/json.h"
#include "common/auth/credentials/jws.h"
#include "common/auth/credentials/key_set.h"
#include "common/auth/credentials/revoked_tokens.h"
#include "common/auth/credentials/signing_key.h"
#include "common/auth/credentials/token_claims.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"
#include "google/protobuf/util/json_util.h"

namespace clearway::auth {
namespace {

constexpr char kSettings[] = "settings.json";
constexpr char kAuthority[] = "authority.pem";
constexpr char kAuthorityKey[] = "authority.key";
constexpr char kRevokedCertificates[] = "revoked-certificates.pem";
constexpr char kTokenKey[] = "token-signing.key";
constexpr char kKeySet[] = "jwks.json";
constexpr char kRevokedTokens[] = "revoked-tokens.json";
constexpr char kLock[] = "lock";

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kAuthorityLifetime = absl::Hours(10 * 365 * 24);
constexpr absl::Duration kListLifetime = absl::Hours(30 * 24);
// Clocks of two machines may differ.
constexpr absl::Duration kEarlier = absl::Minutes(5);
constexpr size_t kMaxFileBytes = 16 << 20;

absl::Status Invalid(absl::string_view what) { return absl::InvalidArgumentError(what); }

absl::Status CheckLifetime(absl::Duration lifetime, absl::Duration most) {
  if (lifetime >= absl::Seconds(1) && lifetime <= most) return absl::OkStatus();
  return Invalid(
      absl::StrCat("the lifetime must be between a second and ", absl::FormatDuration(most)));
}

bool IsText(absl::string_view text) {
  return !text.empty() && text.size() <= 200 && std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

absl::Status CheckSettings(const DevelopmentSettings& settings) {
  if (absl::Status good = CheckTrustDomain(settings.trust_domain); !good.ok()) {
    return Invalid(absl::StrCat("the trust domain ", good.message()));
  }
  if (!IsText(settings.issuer) || settings.issuer.find('#') != std::string::npos ||
      settings.issuer.find(' ') != std::string::npos) {
    return Invalid("the issuer must be 1 to 200 letters without \"#\" and spaces");
  }
  if (!IsText(settings.audience)) return Invalid("the audience must be 1 to 200 letters");
  return absl::OkStatus();
}

std::string SettingsJson(const DevelopmentSettings& settings) {
  return absl::StrCat("{\n  \"trustDomain\": ", rpc::JsonString(settings.trust_domain),
                      ",\n  \"issuer\": ", rpc::JsonString(settings.issuer),
                      ",\n  \"audience\": ", rpc::JsonString(settings.audience), "\n}\n");
}

absl::StatusOr<DevelopmentSettings> ParseSettings(absl::string_view json) {
  ASSIGN_OR_RETURN(const auto object, ParseJsonObject(json));
  DevelopmentSettings settings;
  const std::pair<const char*, std::string*> members[] = {{"trustDomain", &settings.trust_domain},
                                                          {"issuer", &settings.issuer},
                                                          {"audience", &settings.audience}};
  for (const auto& [name, to] : members) {
    const std::string* text = StringMember(object, name);
    if (text == nullptr) return Invalid(absl::StrCat("has no ", name));
    *to = *text;
  }
  RETURN_IF_ERROR(CheckSettings(settings));
  return settings;
}

std::string RandomId() {
  std::string bytes(16, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return absl::BytesToHexString(bytes);
}

absl::StatusOr<std::string> KeySetJson(const std::vector<std::string>& keys) {
  const std::string json = absl::StrCat("{\"keys\": [\n  ", absl::StrJoin(keys, ",\n  "), "\n]}\n");
  RETURN_IF_ERROR(KeySet::Parse(json).status());
  return json;
}

}  // namespace

std::string DevelopmentAuthority::Path(absl::string_view file) const {
  return absl::StrCat(directory_, "/", file);
}

absl::StatusOr<std::string> DevelopmentAuthority::Read(absl::string_view file) const {
  return ReadSmallFile(Path(file), kMaxFileBytes);
}

absl::StatusOr<std::unique_ptr<DevelopmentAuthority>> DevelopmentAuthority::Create(
    const std::string& directory, const DevelopmentSettings& settings, absl::Time now) {
  RETURN_IF_ERROR(CheckSettings(settings));
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(directory, error).lexically_normal();
  if (!std::filesystem::exists(absolute, error)) {
    std::filesystem::create_directories(absolute, error);
    if (error) {
      return absl::UnavailableError(absl::StrCat("cannot make ", absolute, ": ", error.message()));
    }
    chmod(absolute.c_str(), 0700);
  }
  std::unique_ptr<DevelopmentAuthority> made(new DevelopmentAuthority(absolute, settings));
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(made->Path(kLock)));
  if (std::filesystem::exists(made->Path(kSettings), error)) {
    return absl::AlreadyExistsError(absl::StrCat(absolute, " has an authority already"));
  }
  ASSIGN_OR_RETURN(
      const Authority authority,
      NewAuthority("Clearway development authority", now - kEarlier, now + kAuthorityLifetime));
  const EvpKeyPtr token_key = NewSigningKey(Algorithm::kEdDsa);
  if (token_key == nullptr) return absl::InternalError("OpenSSL makes no Ed25519 key");
  ASSIGN_OR_RETURN(const std::string jwk, PublicJwk(*token_key, ""));
  ASSIGN_OR_RETURN(const std::string keys, KeySetJson({jwk}));
  RETURN_IF_ERROR(WriteFileAtomically(made->Path(kAuthorityKey), PrivateKeyPem(*authority.key),
                                      FileMode::kSecret));
  RETURN_IF_ERROR(WriteFileAtomically(made->Path(kAuthority),
                                      CertificatePem(*authority.certificate), FileMode::kPublic));
  RETURN_IF_ERROR(made->WriteList(authority, RevocationList(), now));
  RETURN_IF_ERROR(
      WriteFileAtomically(made->Path(kTokenKey), PrivateKeyPem(*token_key), FileMode::kSecret));
  RETURN_IF_ERROR(WriteFileAtomically(made->Path(kKeySet), keys, FileMode::kPublic));
  RETURN_IF_ERROR(WriteFileAtomically(made->Path(kRevokedTokens),
                                      FormatRevokedTokens(config::v1::RevokedTokens()),
                                      FileMode::kPublic));
  // Last: a directory with it is whole.
  RETURN_IF_ERROR(
      WriteFileAtomically(made->Path(kSettings), SettingsJson(settings), FileMode::kPublic));
  return made;
}

absl::StatusOr<std::unique_ptr<DevelopmentAuthority>> DevelopmentAuthority::Open(
    const std::string& directory) {
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(directory, error).lexically_normal();
  const std::string path = absl::StrCat(absolute, "/", kSettings);
  ASSIGN_OR_RETURN(const std::string json, ReadSmallFile(path, kMaxFileBytes));
  auto settings = ParseSettings(json);
  if (!settings.ok()) return Invalid(absl::StrCat(path, ": ", settings.status().message()));
  return std::unique_ptr<DevelopmentAuthority>(
      new DevelopmentAuthority(absolute, *std::move(settings)));
}

absl::StatusOr<Authority> DevelopmentAuthority::ReadAuthority() const {
  ASSIGN_OR_RETURN(const std::string pem, Read(kAuthority));
  ASSIGN_OR_RETURN(const std::string key, Read(kAuthorityKey));
  Authority authority;
  ASSIGN_OR_RETURN(std::vector<X509Ptr> certificates, ParseCertificates(pem));
  authority.certificate = std::move(certificates.front());
  ASSIGN_OR_RETURN(authority.key, ParsePrivateKey(key));
  const OpensslErrors errors;
  if (X509_check_private_key(authority.certificate.get(), authority.key.get()) != 1) {
    return Invalid(absl::StrCat(Path(kAuthorityKey), " is not the key of ", kAuthority));
  }
  return authority;
}

absl::Status DevelopmentAuthority::WriteList(const Authority& authority, const RevocationList& list,
                                             absl::Time now) {
  ASSIGN_OR_RETURN(
      const std::string pem,
      SignRevocationList(authority, list.revoked, list.number + 1, now, now + kListLifetime));
  return WriteFileAtomically(Path(kRevokedCertificates), pem, FileMode::kPublic);
}

absl::StatusOr<IssuedCertificate> DevelopmentAuthority::IssueCertificate(
    const CertificateOrder& order, absl::Time now) {
  RETURN_IF_ERROR(CheckLifetime(order.lifetime, kMostCertificateLifetime));
  IssuedCertificate issued;
  issued.uri = absl::StrCat("spiffe://", settings_.trust_domain, "/", order.identity);
  if (auto good = ParseIdentityUri(issued.uri, settings_.trust_domain); !good.ok()) {
    return Invalid(
        absl::StrCat("\"", order.identity, "\" cannot be an identity: ", good.status().message()));
  }
  ASSIGN_OR_RETURN(const Authority authority, ReadAuthority());
  CertificateRequest request;
  request.common_name = order.identity.substr(0, 64);
  request.uris = {issued.uri};
  request.dns_names = order.dns_names;
  request.ip_addresses = order.ip_addresses;
  request.server = !order.dns_names.empty() || !order.ip_addresses.empty();
  request.not_before = now - kEarlier;
  request.not_after = now + order.lifetime;
  const EvpKeyPtr key = NewSigningKey(Algorithm::kEs256);
  if (key == nullptr) return absl::InternalError("OpenSSL makes no P-256 key");
  ASSIGN_OR_RETURN(const X509Ptr certificate, SignCertificate(authority, *key, request));
  issued.certificate_pem = CertificatePem(*certificate);
  issued.key_pem = PrivateKeyPem(*key);
  issued.serial = SerialOf(X509_get0_serialNumber(certificate.get()));
  issued.expires = request.not_after;
  RETURN_IF_ERROR(RenewRevocationList(now));
  return issued;
}

absl::StatusOr<IssuedToken> DevelopmentAuthority::IssueToken(const TokenOrder& order,
                                                             absl::Time now) {
  RETURN_IF_ERROR(CheckLifetime(order.lifetime, kMostTokenLifetime));
  if (!IsText(order.subject)) return Invalid("the subject must be 1 to 200 letters");
  const std::string& audience = order.audience.empty() ? settings_.audience : order.audience;
  if (!IsText(audience)) return Invalid("the audience must be 1 to 200 letters");
  std::string confirmation;
  if (!order.certificate_pem.empty()) {
    ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate(order.certificate_pem));
    confirmation =
        absl::StrCat(R"(,"cnf":{"x5t#S256":")", Base64UrlEncode(certificate.thumbprint), "\"}");
  }
  ASSIGN_OR_RETURN(const std::string pem, Read(kTokenKey));
  ASSIGN_OR_RETURN(const EvpKeyPtr key, ParsePrivateKey(pem));
  ASSIGN_OR_RETURN(const std::string jwk, PublicJwk(*key, ""));
  ASSIGN_OR_RETURN(const auto published, ParseJsonObject(jwk));
  const int64_t second = absl::ToUnixSeconds(now);
  IssuedToken issued;
  issued.id = RandomId();
  issued.identity = absl::StrCat(settings_.issuer, "#", order.subject);
  issued.expires = absl::FromUnixSeconds(absl::ToUnixSeconds(now + order.lifetime));
  const std::string header = absl::StrCat(R"({"alg":"EdDSA","typ":"JWT","kid":)",
                                          rpc::JsonString(*StringMember(published, "kid")), "}");
  const std::string claims =
      absl::StrCat(R"({"iss":)", rpc::JsonString(settings_.issuer), R"(,"sub":)",
                   rpc::JsonString(order.subject), R"(,"aud":)", rpc::JsonString(audience),
                   R"(,"iat":)", second, R"(,"exp":)", absl::ToUnixSeconds(issued.expires),
                   R"(,"jti":)", rpc::JsonString(issued.id), confirmation, "}");
  ASSIGN_OR_RETURN(issued.token, SignToken(*key, header, claims));
  return issued;
}

absl::Status DevelopmentAuthority::RevokeCertificate(absl::string_view serial, absl::Time now) {
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(Path(kLock)));
  ASSIGN_OR_RETURN(const Authority authority, ReadAuthority());
  ASSIGN_OR_RETURN(const std::string pem, Read(kRevokedCertificates));
  ASSIGN_OR_RETURN(RevocationList list, ReadRevocationList(pem));
  const std::string lower = absl::AsciiStrToLower(serial);
  const bool listed =
      std::any_of(list.revoked.begin(), list.revoked.end(),
                  [&](const RevokedSerial& entry) { return entry.serial == lower; });
  if (!listed) list.revoked.push_back({lower, now});
  return WriteList(authority, list, now);
}

absl::Status DevelopmentAuthority::RenewRevocationList(absl::Time now) {
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(Path(kLock)));
  ASSIGN_OR_RETURN(const Authority authority, ReadAuthority());
  ASSIGN_OR_RETURN(const std::string pem, Read(kRevokedCertificates));
  ASSIGN_OR_RETURN(const RevocationList list, ReadRevocationList(pem));
  // A list of the last day is fresh enough.
  if (list.next_update > now + kListLifetime - kDay) return absl::OkStatus();
  return WriteList(authority, list, now);
}

absl::Status DevelopmentAuthority::AddRevokedToken(config::v1::RevokedToken entry, absl::Time now) {
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(Path(kLock)));
  ASSIGN_OR_RETURN(const std::string json, Read(kRevokedTokens));
  ASSIGN_OR_RETURN(config::v1::RevokedTokens list, ParseRevokedTokens(json));
  // What has long expired is refused without us.
  auto* entries = list.mutable_revoked();
  entries->erase(std::remove_if(entries->begin(), entries->end(),
                                [now](const config::v1::RevokedToken& old) {
                                  return old.has_expire_time() &&
                                         absl::FromUnixSeconds(old.expire_time().seconds()) <
                                             now - kDay;
                                }),
                 entries->end());
  *list.add_revoked() = std::move(entry);
  return WriteFileAtomically(Path(kRevokedTokens), FormatRevokedTokens(list), FileMode::kPublic);
}

absl::Status DevelopmentAuthority::RevokeToken(absl::string_view token, absl::string_view reason,
                                               absl::Time now) {
  ASSIGN_OR_RETURN(const Jws jws, ParseJws(absl::StripAsciiWhitespace(token)));
  ASSIGN_OR_RETURN(const TokenClaims claims, ParseTokenClaims(jws.payload));
  if (claims.issuer != settings_.issuer) {
    return Invalid("the token is of another issuer; add it to revoked-tokens.json by hand");
  }
  config::v1::RevokedToken entry;
  if (claims.token_id.empty()) {
    entry.set_sha256(absl::BytesToHexString(Sha256(jws.signing_input)));
  } else {
    entry.set_token_id(claims.token_id);
    entry.set_issuer(claims.issuer);
  }
  entry.set_reason(std::string(reason));
  entry.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(claims.expires));
  return AddRevokedToken(std::move(entry), now);
}

absl::Status DevelopmentAuthority::RevokeTokensOf(absl::string_view subject,
                                                  absl::string_view reason, absl::Time now) {
  if (!IsText(subject)) return Invalid("the subject must be 1 to 200 letters");
  config::v1::RevokedToken entry;
  entry.set_identity(absl::StrCat(settings_.issuer, "#", subject));
  // Tokens count in whole seconds: those of this second are meant too.
  entry.mutable_issued_before()->set_seconds(absl::ToUnixSeconds(now) + 1);
  entry.set_reason(std::string(reason));
  entry.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(now + kMostTokenLifetime));
  return AddRevokedToken(std::move(entry), now);
}

absl::Status DevelopmentAuthority::RotateTokenKey(bool forget_old) {
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(Path(kLock)));
  const EvpKeyPtr key = NewSigningKey(Algorithm::kEdDsa);
  if (key == nullptr) return absl::InternalError("OpenSSL makes no Ed25519 key");
  ASSIGN_OR_RETURN(const std::string jwk, PublicJwk(*key, ""));
  std::vector<std::string> keys = {jwk};
  if (!forget_old) {
    ASSIGN_OR_RETURN(const std::string json, Read(kKeySet));
    RETURN_IF_ERROR(KeySet::Parse(json).status());
    ASSIGN_OR_RETURN(const auto set, ParseJsonObject(json));
    for (const auto& old : set.fields().at("keys").list_value().values()) {
      std::string text;
      const auto written = google::protobuf::util::MessageToJsonString(old.struct_value(), &text);
      if (!written.ok()) return absl::InternalError(written.message().as_string());
      keys.push_back(std::move(text));
    }
  }
  ASSIGN_OR_RETURN(const std::string published, KeySetJson(keys));
  // First the public half: whoever gets a token of the new key must find it.
  RETURN_IF_ERROR(WriteFileAtomically(Path(kKeySet), published, FileMode::kPublic));
  return WriteFileAtomically(Path(kTokenKey), PrivateKeyPem(*key), FileMode::kSecret);
}

config::v1::AuthConfig DevelopmentAuthority::Config() const {
  config::v1::AuthConfig config;
  config.set_trust_domain(settings_.trust_domain);
  config.set_authority_file(Path(kAuthority));
  config.add_revoked_certificates_files(Path(kRevokedCertificates));
  config.set_revoked_tokens_file(Path(kRevokedTokens));
  auto* issuer = config.add_token_issuers();
  issuer->set_issuer(settings_.issuer);
  issuer->add_audiences(settings_.audience);
  issuer->set_jwks_file(Path(kKeySet));
  return config;
}

}  // namespace clearway::auth
