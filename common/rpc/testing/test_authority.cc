#include "common/rpc/testing/test_authority.h"

#include <stdlib.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/credentials/atomic_file.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/auth/credentials/signing_key.h"

namespace clearway::rpc {
namespace {

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "TestAuthority: %s\n", status.ToString().c_str());
  std::abort();
}

template <typename T>
T Must(absl::StatusOr<T> result) {
  Must(result.status());
  return *std::move(result);
}

}  // namespace

TestAuthority::TestAuthority() {
  const char* base = std::getenv("TEST_TMPDIR");
  directory_ = absl::StrCat(base != nullptr ? base : "/tmp", "/authority-XXXXXX");
  if (mkdtemp(directory_.data()) == nullptr) std::abort();
  const absl::Time now = absl::Now();
  authority_ =
      Must(auth::NewAuthority("test authority", now - absl::Hours(24), now + absl::Hours(24)));
  Must(auth::WriteFileAtomically(Path("authority.pem"),
                                 auth::CertificatePem(*authority_.certificate),
                                 auth::FileMode::kPublic));
}

TlsFiles TestAuthority::Issue(absl::string_view name, const Holder& holder) {
  const absl::Time now = absl::Now();
  auth::CertificateRequest request;
  request.common_name = std::string(name);
  if (!holder.uri.empty()) request.uris = {holder.uri};
  request.dns_names = {"localhost"};
  request.ip_addresses = {"127.0.0.1"};
  request.server = true;
  request.not_before = now + holder.begins;
  request.not_after = now + holder.ends;
  const auth::EvpKeyPtr key = auth::NewSigningKey(auth::Algorithm::kEs256);
  const auth::X509Ptr certificate = Must(auth::SignCertificate(authority_, *key, request));
  TlsFiles files;
  files.certificate = Path(absl::StrCat(name, ".pem"));
  files.key = Path(absl::StrCat(name, ".key"));
  files.authorities = Path("authority.pem");
  Must(auth::WriteFileAtomically(files.key, auth::PrivateKeyPem(*key), auth::FileMode::kSecret));
  Must(auth::WriteFileAtomically(files.certificate, auth::CertificatePem(*certificate),
                                 auth::FileMode::kPublic));
  return files;
}

std::string TestAuthority::Revoke(const std::vector<std::string>& certificate_files) {
  const absl::Time now = absl::Now();
  std::vector<auth::RevokedSerial> revoked;
  for (const std::string& file : certificate_files) {
    const std::string pem = Must(auth::ReadSmallFile(file, 64 << 10));
    revoked.push_back({Must(auth::ParseCertificate(pem)).serial, now - absl::Seconds(1)});
  }
  std::string path = Path("revoked.pem");
  Must(auth::WriteFileAtomically(
      path,
      Must(auth::SignRevocationList(authority_, revoked, ++lists_, now - absl::Seconds(1),
                                    now + absl::Hours(1))),
      auth::FileMode::kPublic));
  return path;
}

std::string TestAuthority::Path(absl::string_view name) const {
  return absl::StrCat(directory_, "/", name);
}

}  // namespace clearway::rpc
