#include "common/rpc/testing/test_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <ctime>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace clearway::rpc {
namespace {

void Must(bool ok, absl::string_view what) {
  if (ok) return;
  std::fprintf(stderr, "TestAuthority: %s\n", std::string(what).c_str());
  std::abort();
}

// Written beside it and then put in place, as whoever renews a certificate should.
template <typename Write>
void WriteFile(const std::string& path, const Write& write) {
  const std::string fresh = path + ".new";
  std::FILE* file = std::fopen(fresh.c_str(), "w");
  Must(file != nullptr && write(file) == 1 && std::fclose(file) == 0, path);
  Must(std::rename(fresh.c_str(), path.c_str()) == 0, path);
}

void Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value);
  X509_EXTENSION_free(extension);
}

X509* NewCertificate(EVP_PKEY* key, absl::string_view name, int64_t serial, absl::Time begins,
                     absl::Time ends) {
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate), serial);
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(begins));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(ends));
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  return certificate;
}

}  // namespace

struct TestAuthority::Impl {
  std::string directory;
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  int64_t serial = 1;
};

TestAuthority::TestAuthority() : impl_(std::make_unique<Impl>()) {
  const char* base = std::getenv("TEST_TMPDIR");
  impl_->directory = absl::StrCat(base != nullptr ? base : "/tmp", "/authority-XXXXXX");
  Must(mkdtemp(impl_->directory.data()) != nullptr, impl_->directory);
  impl_->key = EVP_EC_gen("P-256");
  const absl::Time now = absl::Now();
  X509* certificate = impl_->certificate =
      NewCertificate(impl_->key, "test authority", 1, now - absl::Hours(24), now + absl::Hours(24));
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  Extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  Extend(certificate, certificate, NID_subject_key_identifier, "hash");
  Must(X509_sign(certificate, impl_->key, EVP_sha256()) > 0, "sign");
  WriteFile(Path("authority.pem"),
            [&](std::FILE* file) { return PEM_write_X509(file, certificate); });
}

TestAuthority::~TestAuthority() {
  X509_free(impl_->certificate);
  EVP_PKEY_free(impl_->key);
}

TlsFiles TestAuthority::Issue(absl::string_view name, const Holder& holder) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  const absl::Time now = absl::Now();
  X509* certificate =
      NewCertificate(key, name, ++impl_->serial, now + holder.begins, now + holder.ends);
  X509_set_issuer_name(certificate, X509_get_subject_name(impl_->certificate));
  Extend(certificate, impl_->certificate, NID_key_usage, "critical,digitalSignature");
  Extend(certificate, impl_->certificate, NID_ext_key_usage, "serverAuth,clientAuth");
  Extend(certificate, impl_->certificate, NID_authority_key_identifier, "keyid");
  Extend(certificate, impl_->certificate, NID_subject_alt_name,
         absl::StrCat("DNS:localhost,IP:127.0.0.1", holder.uri.empty() ? "" : ",URI:", holder.uri));
  Must(X509_sign(certificate, impl_->key, EVP_sha256()) > 0, "sign");
  TlsFiles files;
  files.certificate = Path(absl::StrCat(name, ".pem"));
  files.key = Path(absl::StrCat(name, ".key"));
  files.authorities = Path("authority.pem");
  WriteFile(files.key, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  WriteFile(files.certificate, [&](std::FILE* file) { return PEM_write_X509(file, certificate); });
  X509_free(certificate);
  EVP_PKEY_free(key);
  return files;
}

std::string TestAuthority::Path(absl::string_view name) const {
  return absl::StrCat(impl_->directory, "/", name);
}

}  // namespace clearway::rpc
