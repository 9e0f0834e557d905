// A client's certificate, as far as it says who the client is. The TLS handshake has verified its
// chain and that the client has its key; dates and revocation are looked at in every call, because
// connections outlive both.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/credentials/openssl.h"

namespace clearway::auth {

// A value; what is parsed is shared and never changed.
struct Certificate {
  std::string uri;                   // of the subject alternative name, the only one
  std::string serial;                // lower-case hexadecimal
  absl::Time not_before, not_after;  // both inclusive
  std::shared_ptr<X509> parsed;
  std::string thumbprint;  // SHA-256 of the whole certificate, 32 bytes (RFC 8705's x5t#S256)
  std::string issuer;      // the issuer's name in DER
  std::string issuer_and_serial;  // what a revocation list knows it by; see RevocationKey
};

inline constexpr size_t kMaxCertificateBytes = 32 << 10;

// Reads one certificate, the first, from PEM. INVALID_ARGUMENT for what is none, is too long, or
// has no URI or several, one with a NUL or of more than printable ASCII, and for an authority's own
// certificate: it signs, and speaks for nobody.
absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem);

// Issuer (DER) and serial number as one key.
std::string RevocationKey(absl::string_view issuer, absl::string_view serial);

// OpenSSL's forms as ours. TimeOf gives InfinitePast for what is no time.
std::string SerialOf(const ASN1_INTEGER* serial);
absl::Time TimeOf(const ASN1_TIME* time);
std::string NameOf(const X509_NAME* name);

// All certificates in a PEM file, at least one. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(absl::string_view pem);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_H_
