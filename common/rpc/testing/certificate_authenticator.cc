#include "common/rpc/testing/certificate_authenticator.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/rpc/errors.h"

namespace clearway::rpc {
namespace {

constexpr absl::string_view kDomain = "spiffe://clearway.test/";

// The first URI of the certificate; empty when there is none.
std::string UriOf(absl::string_view pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  std::string uri;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    uri.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
               static_cast<size_t>(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(names);
  X509_free(certificate);
  return uri;
}

absl::Status Refused(ErrorReason reason) {
  return MakeError(absl::StatusCode::kUnauthenticated, reason, "not let in");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const auth::Caller>> CertificateAuthenticator::Authenticate(
    const auth::Credentials& credentials, absl::Time /*now*/) {
  auth::Caller caller;
  if (!credentials.authorization.empty()) {
    absl::string_view token = credentials.authorization.front();
    if (!absl::ConsumePrefix(&token, "Bearer of-")) {
      return Refused(type::v1::ERROR_REASON_CREDENTIAL_INVALID);
    }
    caller.identity = std::string(token);
    caller.actor = "actors/" + caller.identity;
  } else if (!credentials.certificate_pem.empty()) {
    caller.identity = UriOf(credentials.certificate_pem);
    const absl::string_view name = absl::StripPrefix(caller.identity, kDomain);
    if (!absl::StartsWith(name, "services/")) caller.actor = std::string(name);
  }
  caller.names = {caller.actor};
  // The table has tests of its own.
  caller.roles = {type::v1::ROLE_SECRETARIAT, type::v1::ROLE_OPERATOR};
  std::lock_guard<std::mutex> lock(mutex_);
  last_ = Seen();
  last_.peer_address = credentials.peer_address;
  last_.actor = std::string(credentials.actor);
  for (absl::string_view value : credentials.authorization) {
    last_.authorization.emplace_back(value);
  }
  last_.encrypted = credentials.encrypted;
  last_.certificate = !credentials.certificate_pem.empty();
  last_.identity_suffices = credentials.identity_suffices;
  if (caller.identity.empty()) return Refused(type::v1::ERROR_REASON_CREDENTIAL_MISSING);
  if (revoked_.count(caller.identity) > 0) {
    return Refused(type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
  }
  return std::make_shared<const auth::Caller>(std::move(caller));
}

absl::Status CertificateAuthenticator::Recheck(const auth::Caller& caller, absl::Time /*now*/) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (revoked_.count(caller.identity) > 0) {
    return Refused(type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
  }
  if (changed_.erase(caller.identity) > 0) {
    return RetryLater(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_RIGHTS_CHANGED,
                      "the caller's rights have changed", absl::ZeroDuration());
  }
  return absl::OkStatus();
}

void CertificateAuthenticator::Revoke(const std::string& identity) {
  std::lock_guard<std::mutex> lock(mutex_);
  revoked_.insert(identity);
}

void CertificateAuthenticator::ChangeRights(const std::string& identity) {
  std::lock_guard<std::mutex> lock(mutex_);
  changed_.insert(identity);
}

CertificateAuthenticator::Seen CertificateAuthenticator::last() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return last_;
}

}  // namespace clearway::rpc
