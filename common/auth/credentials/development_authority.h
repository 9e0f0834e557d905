// An authority for one machine: it signs certificates and tokens, and revokes them, out of a
// directory. For development and trials; a real deployment has its own authorities, whose files
// have the same forms.
//
//   settings.json             trust domain, issuer, audience
//   authority.pem             the certificate that services and clients trust
//   authority.key             its key: a secret
//   revoked-certificates.pem  what it revoked (RFC 5280), renewed whenever it signs
//   token-signing.key         the key that tokens are signed with: a secret
//   jwks.json                 its public half, and those of keys before it (RFC 7517)
//   revoked-tokens.json       docs/formats/identity.md
//
// Every file is written whole or not at all; secrets are their owner's alone. Several processes may
// use a directory at once: who changes it holds the lock of its file "lock".
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_DEVELOPMENT_AUTHORITY_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_DEVELOPMENT_AUTHORITY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clearway/config/v1/auth.pb.h"
#include "clearway/config/v1/revoked_tokens.pb.h"
#include "common/auth/credentials/certificate_maker.h"

namespace clearway::auth {

struct DevelopmentSettings {
  std::string trust_domain = "clearway.example";
  std::string issuer = "clearway-development";  // "iss" of the tokens
  std::string audience = "clearway";            // "aud"
};

struct CertificateOrder {
  // The URI's path: "services/cooperation", "actors/undp", "actors/undp/vientiane", "states/LAO".
  std::string identity;
  // Where it serves; without any it is a client's only.
  std::vector<std::string> dns_names, ip_addresses;
  absl::Duration lifetime = absl::Hours(24);
};
struct IssuedCertificate {
  std::string certificate_pem;
  std::string key_pem;  // a secret
  std::string uri, serial;
  absl::Time expires;
};

struct TokenOrder {
  std::string subject;   // "alice"
  std::string audience;  // empty: that of the settings
  absl::Duration lifetime = absl::Hours(8);
  // The PEM of the only certificate that it counts with (RFC 8705); empty: with any, or none.
  std::string certificate_pem;
};
struct IssuedToken {
  std::string token;     // a secret
  std::string id;        // its "jti"
  std::string identity;  // "{iss}#{sub}"
  absl::Time expires;
};

// Stateless but for its directory. Not thread-safe; several may use one directory.
class DevelopmentAuthority {
 public:
  static constexpr absl::Duration kMostCertificateLifetime = absl::Hours(24 * 90);
  // What services take unless they are configured otherwise.
  static constexpr absl::Duration kMostTokenLifetime = absl::Hours(24);

  // Makes the directory and its files. ALREADY_EXISTS when there is an authority in it: it is never
  // overwritten. INVALID_ARGUMENT for settings that are none.
  static absl::StatusOr<std::unique_ptr<DevelopmentAuthority>> Create(
      const std::string& directory, const DevelopmentSettings& settings, absl::Time now);
  // NOT_FOUND names the file that is missing.
  static absl::StatusOr<std::unique_ptr<DevelopmentAuthority>> Open(const std::string& directory);

  const DevelopmentSettings& settings() const { return settings_; }
  std::string Path(absl::string_view file) const;

  // INVALID_ARGUMENT for an identity, name, address or lifetime that is none.
  absl::StatusOr<IssuedCertificate> IssueCertificate(const CertificateOrder& order, absl::Time now);
  absl::StatusOr<IssuedToken> IssueToken(const TokenOrder& order, absl::Time now);

  // Serial number in hexadecimal. Revoking again changes nothing.
  absl::Status RevokeCertificate(absl::string_view serial, absl::Time now);
  // A token as it was issued, by its id where it has one. INVALID_ARGUMENT for one of another
  // issuer, or that is none.
  absl::Status RevokeToken(absl::string_view token, absl::string_view reason, absl::Time now);
  // All of somebody's tokens that were issued before now.
  absl::Status RevokeTokensOf(absl::string_view subject, absl::string_view reason, absl::Time now);

  // From now on tokens are signed with a new key. The old one's stay good until it is forgotten.
  absl::Status RotateTokenKey(bool forget_old);

  // Signs the revocation list again, so that it does not run out for another 30 days or nearly.
  absl::Status RenewRevocationList(absl::Time now);

  // How a service is told to trust this authority; paths are absolute.
  config::v1::AuthConfig Config() const;

 private:
  DevelopmentAuthority(std::string directory, DevelopmentSettings settings)
      : directory_(std::move(directory)), settings_(std::move(settings)) {}

  absl::StatusOr<std::string> Read(absl::string_view file) const;
  absl::StatusOr<Authority> ReadAuthority() const;
  absl::Status WriteList(const Authority& authority, const RevocationList& list, absl::Time now);
  absl::Status AddRevokedToken(config::v1::RevokedToken entry, absl::Time now);

  std::string directory_;  // absolute
  DevelopmentSettings settings_;
};

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_DEVELOPMENT_AUTHORITY_H_
