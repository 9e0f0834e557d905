#include "common/rpc/tls_files.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/file_watcher.h"
#include "common/auth/credentials/openssl.h"
#include "common/rpc/look_at_file.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

// Far above what any chain needs.
constexpr size_t kMaxBytes = 1 << 20;

absl::Status Wrong(absl::string_view what, absl::string_view path, absl::string_view how) {
  return absl::InvalidArgumentError(absl::StrCat("the ", what, " ", path, " ", how));
}

// What was said of a file, as our caller's mistake.
absl::Status Wrong(absl::string_view what, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("the ", what, " ", status.message()));
}

// Never asks on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

std::string Iso(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

// The text of a PEM file, with the certificates in it.
struct Certificates {
  std::string text;
  std::vector<auth::X509Ptr> all;  // at least one
};

absl::StatusOr<Certificates> ReadCertificates(absl::string_view what, const std::string& path) {
  Certificates certificates;
  auto text = auth::ReadSmallFile(path, kMaxBytes);
  if (!text.ok()) return Wrong(what, text.status());
  auto all = auth::ParseCertificates(*text);
  if (!all.ok()) return Wrong(what, path, all.status().message());
  return Certificates{*std::move(text), *std::move(all)};
}

absl::Status ReadCertificate(const TlsFiles& files, absl::Time now, TlsMaterial* material) {
  const auth::OpensslErrors errors;
  ASSIGN_OR_RETURN(Certificates chain, ReadCertificates("certificate", files.certificate));
  X509* own = chain.all.front().get();
  material->certificate = std::move(chain.text);
  auto text = auth::ReadSmallFile(files.key, kMaxBytes);
  if (!text.ok()) return Wrong("key", text.status());
  material->key = *std::move(text);
  const auth::EvpKeyPtr key(
      PEM_read_bio_PrivateKey(auth::ReadFrom(material->key).get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) {
    return Wrong("key", files.key, "has no private key in PEM without a passphrase");
  }
  if (X509_check_private_key(own, key.get()) != 1) {
    return Wrong("key", files.key,
                 absl::StrCat("is not that of the certificate ", files.certificate));
  }
  material->begins = auth::TimeOf(X509_get0_notBefore(own));
  material->expires = auth::TimeOf(X509_get0_notAfter(own));
  if (material->expires <= now) {
    return Wrong("certificate", files.certificate,
                 absl::StrCat("expired on ", Iso(material->expires), "; issue a new one"));
  }
  if (material->begins > now) {
    return Wrong(
        "certificate", files.certificate,
        absl::StrCat("is valid only from ", Iso(material->begins), "; is the clock right?"));
  }
  return absl::OkStatus();
}

absl::Status ReadAuthorities(const TlsFiles& files, absl::Time now, TlsMaterial* material) {
  constexpr absl::string_view kWhat = "authority's certificate";
  ASSIGN_OR_RETURN(Certificates authorities, ReadCertificates(kWhat, files.authorities));
  absl::Time last = absl::InfinitePast();
  for (const auth::X509Ptr& one : authorities.all) {
    last = std::max(last, auth::TimeOf(X509_get0_notAfter(one.get())));
  }
  material->authorities = std::move(authorities.text);
  if (last > now) return absl::OkStatus();
  return Wrong(kWhat, files.authorities,
               absl::StrCat("expired on ", Iso(last), "; nobody can be checked by it"));
}

// Tells one state of the files from another without reading them.
std::string Look(const TlsFiles& files) {
  return absl::StrCat(LookAtFile(files.certificate), ";", LookAtFile(files.key), ";",
                      LookAtFile(files.authorities));
}

}  // namespace

absl::StatusOr<TlsMaterial> ReadTlsFiles(const TlsFiles& files, absl::Time now) {
  TlsMaterial material;
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a certificate and its key go together, but there is only ",
        files.key.empty() ? "the certificate " + files.certificate : "the key " + files.key));
  }
  if (!files.certificate.empty()) RETURN_IF_ERROR(ReadCertificate(files, now, &material));
  if (!files.authorities.empty()) RETURN_IF_ERROR(ReadAuthorities(files, now, &material));
  return material;
}

TlsSource::TlsSource(TlsFiles files, std::string seen, std::shared_ptr<const TlsMaterial> material)
    : files_(std::move(files)), seen_(std::move(seen)), material_(std::move(material)) {}

absl::StatusOr<std::shared_ptr<TlsSource>> TlsSource::Open(TlsFiles files, absl::Time now) {
  // Looked at before they are read: what changes in between is read again.
  std::string seen = Look(files);
  ASSIGN_OR_RETURN(TlsMaterial material, ReadTlsFiles(files, now));
  return std::shared_ptr<TlsSource>(new TlsSource(
      std::move(files), std::move(seen), std::make_shared<const TlsMaterial>(std::move(material))));
}

std::shared_ptr<const TlsMaterial> TlsSource::material() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return material_;
}

TlsSource::Change TlsSource::Poll(absl::Time now, absl::Status* error) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::string seen = Look(files_);
  if (seen == seen_) return Change::kNone;
  auto read = ReadTlsFiles(files_, now);
  if (read.ok()) {
    seen_ = std::move(seen);
    material_ = std::make_shared<const TlsMaterial>(*std::move(read));
    wrong_.clear();
    return Change::kTaken;
  }
  if (seen != wrong_) {
    wrong_ = std::move(seen);
    told_ = false;
    return Change::kNone;
  }
  if (told_) return Change::kNone;
  told_ = true;
  *error = read.status();
  return Change::kRefused;
}

}  // namespace clearway::rpc
