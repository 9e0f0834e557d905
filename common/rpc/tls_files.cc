#include "common/rpc/tls_files.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/file_text.h"
#include "common/status_macros.h"

namespace clearway::rpc {
namespace {

// Far above what any chain needs.
constexpr size_t kMaxBytes = 1 << 20;

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<&EVP_PKEY_free>>;

absl::Status Wrong(absl::string_view what, const std::string& path, absl::string_view how) {
  return absl::InvalidArgumentError(absl::StrCat("the ", what, " ", path, " ", how));
}

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Never asks on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

// Every certificate in `text`; at least one.
absl::StatusOr<std::vector<Certificate>> Certificates(absl::string_view what,
                                                      const std::string& path,
                                                      const std::string& text) {
  std::vector<Certificate> all;
  const Bio bio = Open(text);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    all.emplace_back(next);
  }
  // The end of the text is an error to OpenSSL.
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!ended) return Wrong(what, path, "holds a damaged certificate");
  if (all.empty()) return Wrong(what, path, "holds none in PEM form");
  return all;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

std::string Iso(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

absl::Status ReadCertificate(const TlsFiles& files, absl::Time now, TlsMaterial* material) {
  ASSIGN_OR_RETURN(material->certificate,
                   ReadSmallFile("certificate", files.certificate, kMaxBytes));
  ASSIGN_OR_RETURN(material->key, ReadSmallFile("key", files.key, kMaxBytes));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificates("certificate", files.certificate, material->certificate));
  const Bio bio = Open(material->key);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return Wrong("key", files.key, "holds no private key in PEM form without a passphrase");
  }
  const bool match = X509_check_private_key(chain.front().get(), key.get()) == 1;
  ERR_clear_error();
  if (!match) {
    return Wrong("key", files.key,
                 absl::StrCat("is not that of the certificate ", files.certificate));
  }
  material->begins = TimeOf(X509_get0_notBefore(chain.front().get()));
  material->expires = TimeOf(X509_get0_notAfter(chain.front().get()));
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
  ASSIGN_OR_RETURN(material->authorities, ReadSmallFile(kWhat, files.authorities, kMaxBytes));
  ASSIGN_OR_RETURN(const std::vector<Certificate> all,
                   Certificates(kWhat, files.authorities, material->authorities));
  absl::Time last = absl::InfinitePast();
  for (const Certificate& one : all) {
    last = std::max(last, TimeOf(X509_get0_notAfter(one.get())));
  }
  if (last > now) return absl::OkStatus();
  return Wrong(kWhat, files.authorities,
               absl::StrCat("expired on ", Iso(last), "; nobody can be checked by it"));
}

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
