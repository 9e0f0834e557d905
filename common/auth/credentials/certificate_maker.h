// Certificates and revocation lists, made: what a development authority and the tests stand on.
#ifndef CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_MAKER_H_
#define CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_MAKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/credentials/openssl.h"

namespace clearway::auth {

// Somebody who signs certificates.
struct Authority {
  X509Ptr certificate;
  EvpKeyPtr key;  // P-256
};

// A new authority of that name, which signs itself: for end certificates and revocation lists only.
absl::StatusOr<Authority> NewAuthority(absl::string_view name, absl::Time not_before,
                                       absl::Time not_after);

struct CertificateRequest {
  std::string common_name;             // for people; at most 64 bytes
  std::vector<std::string> uris;       // subject alternative names; one, for an identity
  std::vector<std::string> dns_names;  // where it serves
  std::vector<std::string> ip_addresses;
  bool server = false;  // may serve; every certificate may be a client's
  absl::Time not_before, not_after;
};

// A certificate for the public half of `key`, with a random serial number. INVALID_ARGUMENT for a
// name that is none.
absl::StatusOr<X509Ptr> SignCertificate(const Authority& authority, const EVP_PKEY& key,
                                        const CertificateRequest& request);

struct RevokedSerial {
  std::string serial;  // lower-case hexadecimal
  absl::Time when;
};

// A revocation list in PEM. `number` rises with each.
absl::StatusOr<std::string> SignRevocationList(const Authority& authority,
                                               const std::vector<RevokedSerial>& revoked,
                                               int64_t number, absl::Time now,
                                               absl::Time next_update);

// What is in a revocation list made here.
struct RevocationList {
  std::vector<RevokedSerial> revoked;
  int64_t number = 0;
  absl::Time this_update, next_update;
};
// From PEM. INVALID_ARGUMENT for what is none. Its signature is not checked.
absl::StatusOr<RevocationList> ReadRevocationList(absl::string_view pem);

std::string CertificatePem(const X509& certificate);

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_CREDENTIALS_CERTIFICATE_MAKER_H_
