#include "clients/cli/credential_text.h"

#include <openssl/pem.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/jws.h"
#include "common/auth/credentials/openssl.h"
#include "common/auth/credentials/token_claims.h"
#include "common/status_macros.h"

namespace clearway::cli {
namespace {

// Names and values in two columns.
class Lines {
 public:
  void Add(absl::string_view name, absl::string_view value) {
    absl::StrAppend(&text_, name, ":", std::string(name.size() < 13 ? 13 - name.size() : 1, ' '));
    // What is in a credential is others' text: no control characters on a terminal.
    for (char c : value) {
      text_.push_back(absl::ascii_iscntrl(static_cast<unsigned char>(c)) ? '?' : c);
    }
    text_.push_back('\n');
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string Instant(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

std::string Until(absl::Time from, absl::Time until, absl::Time now) {
  const char* state = now < from ? " (not valid yet)" : now > until ? " (expired)" : "";
  return absl::StrCat(Instant(until), state);
}

// The subject alternative names as OpenSSL prints them, and the issuer's name.
std::string PrintedNames(const X509& certificate) {
  const auth::BioPtr out(BIO_new(BIO_s_mem()));
  const int at = X509_get_ext_by_NID(&certificate, NID_subject_alt_name, -1);
  if (at < 0) return "none";
  X509V3_EXT_print(out.get(), X509_get_ext(&certificate, at), 0, 0);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);  // NOLINT(google-runtime-int)
  return std::string(text, static_cast<size_t>(size));
}

std::string PrintedName(const X509_NAME* name) {
  const auth::BioPtr out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);  // NOLINT(google-runtime-int)
  return std::string(text, static_cast<size_t>(size));
}

absl::StatusOr<std::string> CertificateText(absl::string_view pem, absl::Time now) {
  const auth::OpensslErrors errors;
  ASSIGN_OR_RETURN(const std::vector<auth::X509Ptr> all, auth::ParseCertificates(pem));
  const X509& first = *all.front();
  const std::string serial = auth::SerialOf(X509_get0_serialNumber(&first));
  const absl::Time from = auth::TimeOf(X509_get0_notBefore(&first));
  const absl::Time until = auth::TimeOf(X509_get0_notAfter(&first));
  Lines lines;
  lines.Add("certificate", X509_check_ca(all.front().get()) != 0 ? "of an authority" : serial);
  if (auto ours = auth::ParseCertificate(pem); ours.ok()) {
    lines.Add("identity", ours->uri);
  } else {
    lines.Add("identity", absl::StrCat("none (", ours.status().message(), ")"));
  }
  lines.Add("names", PrintedNames(first));
  lines.Add("issuer", PrintedName(X509_get_issuer_name(&first)));
  lines.Add("serial", serial);
  lines.Add("valid from", Instant(from));
  lines.Add("expires", Until(from, until, now));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  X509_digest(&first, EVP_sha256(), digest, &size);
  lines.Add("sha256",
            absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size)));
  if (all.size() > 1) lines.Add("followed by", absl::StrCat(all.size() - 1, " more certificates"));
  return lines.text();
}

absl::StatusOr<std::string> TokenText(absl::string_view token, absl::Time now) {
  ASSIGN_OR_RETURN(const auth::Jws jws, auth::ParseJws(token));
  ASSIGN_OR_RETURN(const auth::TokenClaims claims, auth::ParseTokenClaims(jws.payload));
  Lines lines;
  lines.Add("token", claims.token_id.empty() ? "without an id" : claims.token_id);
  lines.Add("identity", absl::StrCat(claims.issuer, "#", claims.subject));
  lines.Add("audience", absl::StrJoin(claims.audiences, ", "));
  if (claims.issued != absl::InfinitePast()) lines.Add("issued", Instant(claims.issued));
  if (claims.not_before != absl::InfinitePast())
    lines.Add("valid from", Instant(claims.not_before));
  lines.Add("expires", Until(claims.not_before, claims.expires, now));
  if (!claims.certificate_thumbprint.empty()) {
    lines.Add("bound to", absl::StrCat("the certificate with sha256 ",
                                       absl::BytesToHexString(claims.certificate_thumbprint)));
  }
  lines.Add("algorithm", jws.algorithm);
  lines.Add("key id", jws.key_id);
  lines.Add("sha256", absl::BytesToHexString(auth::Sha256(jws.signing_input)));
  lines.Add("signature", "not checked");
  return lines.text();
}

absl::StatusOr<std::string> ListText(absl::string_view pem, absl::Time now) {
  ASSIGN_OR_RETURN(const auth::RevocationList list, auth::ReadRevocationList(pem));
  Lines lines;
  lines.Add("list of", absl::StrCat(list.revoked.size(), " revoked certificates"));
  lines.Add("number", absl::StrCat(list.number));
  lines.Add("made", Instant(list.this_update));
  lines.Add("next due", Until(list.this_update, list.next_update, now));
  for (const auth::RevokedSerial& entry : list.revoked) {
    lines.Add("revoked", absl::StrCat(entry.serial, " at ", Instant(entry.when)));
  }
  lines.Add("signature", "not checked");
  return lines.text();
}

}  // namespace

absl::StatusOr<std::string> CredentialText(absl::string_view content, absl::Time now) {
  if (absl::StrContains(content, "-----BEGIN CERTIFICATE-----")) {
    return CertificateText(content, now);
  }
  if (absl::StrContains(content, "-----BEGIN X509 CRL-----")) return ListText(content, now);
  if (absl::StrContains(content, "PRIVATE KEY-----")) {
    return absl::InvalidArgumentError("is a private key, of which nothing is shown");
  }
  const absl::string_view token = absl::StripAsciiWhitespace(content);
  if (std::count(token.begin(), token.end(), '.') == 2) return TokenText(token, now);
  return absl::InvalidArgumentError("is no certificate or revocation list in PEM, and no token");
}

}  // namespace clearway::cli
