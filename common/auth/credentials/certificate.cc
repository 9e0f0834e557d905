#include "common/auth/credentials/certificate.h"

#include <openssl/pem.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/digest.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using NamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the certificate ", why));
}

// A PEM reader's callback for encrypted content: none of ours is, and nobody is asked.
int NoPassword(char*, int, int, void*) { return -1; }

X509Ptr ReadPem(BIO* from) {
  return X509Ptr(PEM_read_bio_X509(from, nullptr, NoPassword, nullptr));
}

// The one URI among the subject alternative names (SPIFFE X.509-SVID, section 2).
absl::StatusOr<std::string> UriOf(const X509* certificate) {
  int critical = 0;
  const NamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, nullptr)));
  if (names == nullptr) return Invalid("has no subject alternative name");
  std::string uri;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    if (!uri.empty()) return Invalid("has more than one URI");
    uri.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
               static_cast<size_t>(ASN1_STRING_length(text)));
    if (uri.empty() || !std::all_of(uri.begin(), uri.end(), [](char c) {
          return absl::ascii_isgraph(static_cast<unsigned char>(c));
        })) {
      return Invalid("has a URI with letters that none has");
    }
  }
  if (uri.empty()) return Invalid("has no URI");
  return uri;
}

std::string Der(int (*write)(const X509*, unsigned char**), const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = write(certificate, &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string SerialOf(const ASN1_INTEGER* serial) {
  const BignumPtr number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (number == nullptr) return "";
  std::string bytes(static_cast<size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return absl::StrCat(BN_is_negative(number.get()) ? "-" : "", absl::BytesToHexString(bytes));
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm utc = {};
  if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) return absl::InfinitePast();
  return absl::FromTM(utc, absl::UTCTimeZone());
}

std::string NameOf(const X509_NAME* name) {
  const unsigned char* der = nullptr;
  size_t size = 0;
  if (X509_NAME_get0_der(name, &der, &size) != 1) return "";
  return std::string(reinterpret_cast<const char*>(der), size);
}

std::string RevocationKey(absl::string_view issuer, absl::string_view serial) {
  return absl::StrCat(serial, " ", issuer);
}

absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem) {
  const OpensslErrors errors;
  if (pem.size() > kMaxCertificateBytes) return Invalid("has more than 32 KiB");
  X509Ptr parsed = ReadPem(ReadFrom(pem).get());
  if (parsed == nullptr) return Invalid(absl::StrCat("cannot be read: ", errors.Last()));
  Certificate certificate;
  ASSIGN_OR_RETURN(certificate.uri, UriOf(parsed.get()));
  if (X509_check_ca(parsed.get()) != 0) return Invalid("is an authority's own");
  certificate.serial = SerialOf(X509_get0_serialNumber(parsed.get()));
  certificate.not_before = TimeOf(X509_get0_notBefore(parsed.get()));
  certificate.not_after = TimeOf(X509_get0_notAfter(parsed.get()));
  certificate.issuer = NameOf(X509_get_issuer_name(parsed.get()));
  const std::string der = Der(i2d_X509, parsed.get());
  if (certificate.serial.empty() || certificate.issuer.empty() || der.empty() ||
      certificate.not_before == absl::InfinitePast() ||
      certificate.not_after == absl::InfinitePast()) {
    return Invalid("has no serial number, issuer or dates");
  }
  certificate.thumbprint = Sha256(der);
  certificate.parsed = std::move(parsed);
  certificate.issuer_and_serial = RevocationKey(certificate.issuer, certificate.serial);
  return certificate;
}

absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(absl::string_view pem) {
  const OpensslErrors errors;
  const BioPtr from = ReadFrom(pem);
  std::vector<X509Ptr> certificates;
  while (X509Ptr certificate = ReadPem(from.get())) certificates.push_back(std::move(certificate));
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (certificates.empty() || !ended) {
    return absl::InvalidArgumentError(absl::StrCat(
        certificates.empty() ? "has no certificate in PEM" : "has a damaged certificate", ": ",
        errors.Last()));
  }
  return certificates;
}

}  // namespace clearway::auth
