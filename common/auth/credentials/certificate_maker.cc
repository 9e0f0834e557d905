#include "common/auth/credentials/certificate_maker.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/signing_key.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Freer<ASN1_INTEGER_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>>;
using NamePtr = std::unique_ptr<X509_NAME, Freer<X509_NAME_free>>;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, Freer<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

absl::Status Failed(const OpensslErrors& errors, absl::string_view what) {
  return absl::InternalError(absl::StrCat("cannot make the ", what, ": ", errors.Last()));
}

NamePtr Name(absl::string_view common_name) {
  NamePtr name(X509_NAME_new());
  if (X509_NAME_add_entry_by_NID(name.get(), NID_commonName, MBSTRING_UTF8, Bytes(common_name),
                                 static_cast<int>(common_name.size()), -1, 0) != 1) {
    return nullptr;
  }
  return name;
}

TimePtr Time(absl::Time time) { return TimePtr(ASN1_TIME_set(nullptr, absl::ToTimeT(time))); }

// 127 random bits: positive, and within the 20 bytes of RFC 5280, section 4.1.2.2.
IntegerPtr RandomSerial() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return nullptr;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  const BignumPtr number(BN_bin2bn(bytes, sizeof(bytes), nullptr));
  return IntegerPtr(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

// An extension in OpenSSL's configuration syntax; `value` is ours, never from outside.
bool AddExtension(X509* to, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension != nullptr && X509_add_ext(to, extension.get(), -1) == 1;
}

bool AddName(GENERAL_NAMES* names, int type, int string_type, absl::string_view content) {
  GeneralNamePtr name(GENERAL_NAME_new());
  ASN1_STRING* text = ASN1_STRING_type_new(string_type);
  if (name == nullptr || text == nullptr ||
      ASN1_STRING_set(text, content.data(), static_cast<int>(content.size())) != 1) {
    return false;
  }
  GENERAL_NAME_set0_value(name.get(), type, text);
  return sk_GENERAL_NAME_push(names, name.release()) > 0;
}

absl::StatusOr<std::string> AddressBytes(const std::string& text) {
  unsigned char bytes[16];
  for (int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, text.c_str(), bytes) == 1) {
      return std::string(reinterpret_cast<char*>(bytes), family == AF_INET ? 4 : 16);
    }
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is no IP address"));
}

absl::Status AddAlternativeNames(X509* to, const CertificateRequest& request) {
  const GeneralNamesPtr names(GENERAL_NAMES_new());
  bool good = names != nullptr;
  for (const std::string& uri : request.uris) {
    good = good && AddName(names.get(), GEN_URI, V_ASN1_IA5STRING, uri);
  }
  for (const std::string& name : request.dns_names) {
    good = good && AddName(names.get(), GEN_DNS, V_ASN1_IA5STRING, name);
  }
  for (const std::string& address : request.ip_addresses) {
    ASSIGN_OR_RETURN(const std::string bytes, AddressBytes(address));
    good = good && AddName(names.get(), GEN_IPADD, V_ASN1_OCTET_STRING, bytes);
  }
  if (sk_GENERAL_NAME_num(names.get()) == 0) return absl::OkStatus();
  if (!good ||
      X509_add1_ext_i2d(to, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) != 1) {
    return absl::InternalError("cannot make the certificate's names");
  }
  return absl::OkStatus();
}

// What every certificate has; `issuer_key` signs it in the end.
X509Ptr Begin(const EVP_PKEY& key, const X509_NAME* subject, const X509_NAME* issuer,
              absl::Time not_before, absl::Time not_after) {
  X509Ptr made(X509_new());
  const IntegerPtr serial = RandomSerial();
  if (made == nullptr || subject == nullptr || serial == nullptr ||
      X509_set_version(made.get(), X509_VERSION_3) != 1 ||
      X509_set_serialNumber(made.get(), serial.get()) != 1 ||
      X509_set_subject_name(made.get(), subject) != 1 ||
      X509_set_issuer_name(made.get(), issuer) != 1 ||
      X509_set1_notBefore(made.get(), Time(not_before).get()) != 1 ||
      X509_set1_notAfter(made.get(), Time(not_after).get()) != 1 ||
      // OpenSSL counts a reference; it does not change the key.
      X509_set_pubkey(made.get(), const_cast<EVP_PKEY*>(&key)) != 1) {
    return nullptr;
  }
  return made;
}

}  // namespace

absl::StatusOr<Authority> NewAuthority(absl::string_view name, absl::Time not_before,
                                       absl::Time not_after) {
  const OpensslErrors errors;
  Authority authority;
  authority.key = NewSigningKey(Algorithm::kEs256);
  const NamePtr subject = Name(name);
  authority.certificate = authority.key == nullptr ? nullptr
                                                   : Begin(*authority.key, subject.get(),
                                                           subject.get(), not_before, not_after);
  X509* const made = authority.certificate.get();
  if (made == nullptr ||
      !AddExtension(made, made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
      !AddExtension(made, made, NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !AddExtension(made, made, NID_subject_key_identifier, "hash") ||
      X509_sign(made, authority.key.get(), EVP_sha256()) == 0) {
    return Failed(errors, "authority");
  }
  return authority;
}

absl::StatusOr<X509Ptr> SignCertificate(const Authority& authority, const EVP_PKEY& key,
                                        const CertificateRequest& request) {
  const OpensslErrors errors;
  X509* const issuer = authority.certificate.get();
  X509Ptr made = Begin(key, Name(request.common_name).get(), X509_get_subject_name(issuer),
                       request.not_before, request.not_after);
  if (made == nullptr) return Failed(errors, "certificate");
  RETURN_IF_ERROR(AddAlternativeNames(made.get(), request));
  if (!AddExtension(made.get(), issuer, NID_basic_constraints, "critical,CA:FALSE") ||
      !AddExtension(made.get(), issuer, NID_key_usage, "critical,digitalSignature") ||
      !AddExtension(made.get(), issuer, NID_ext_key_usage,
                    request.server ? "serverAuth,clientAuth" : "clientAuth") ||
      !AddExtension(made.get(), issuer, NID_subject_key_identifier, "hash") ||
      !AddExtension(made.get(), issuer, NID_authority_key_identifier, "keyid:always") ||
      X509_sign(made.get(), authority.key.get(), EVP_sha256()) == 0) {
    return Failed(errors, "certificate");
  }
  return made;
}

absl::StatusOr<std::string> SignRevocationList(const Authority& authority,
                                               const std::vector<RevokedSerial>& revoked,
                                               int64_t number, absl::Time now,
                                               absl::Time next_update) {
  const OpensslErrors errors;
  const X509CrlPtr list(X509_CRL_new());
  const IntegerPtr crl_number(ASN1_INTEGER_new());
  X509V3_CTX context;
  X509V3_set_ctx(&context, authority.certificate.get(), nullptr, nullptr, list.get(), 0);
  const ExtensionPtr key_id(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  if (list == nullptr || X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) != 1 ||
      X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority.certificate.get())) !=
          1 ||
      X509_CRL_set1_lastUpdate(list.get(), Time(now).get()) != 1 ||
      X509_CRL_set1_nextUpdate(list.get(), Time(next_update).get()) != 1 ||
      ASN1_INTEGER_set_int64(crl_number.get(), number) != 1 ||
      X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, crl_number.get(), 0, X509V3_ADD_DEFAULT) !=
          1 ||
      key_id == nullptr || X509_CRL_add_ext(list.get(), key_id.get(), -1) != 1) {
    return Failed(errors, "revocation list");
  }
  for (const RevokedSerial& entry : revoked) {
    BIGNUM* parsed = nullptr;
    const bool hexadecimal =
        BN_hex2bn(&parsed, entry.serial.c_str()) == static_cast<int>(entry.serial.size());
    const BignumPtr serial(parsed);
    if (!hexadecimal || entry.serial.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", entry.serial, "\" is no serial number in hexadecimal"));
    }
    const IntegerPtr integer(BN_to_ASN1_INTEGER(serial.get(), nullptr));
    X509_REVOKED* record = X509_REVOKED_new();
    if (X509_REVOKED_set_serialNumber(record, integer.get()) != 1 ||
        X509_REVOKED_set_revocationDate(record, Time(entry.when).get()) != 1 ||
        X509_CRL_add0_revoked(list.get(), record) != 1) {
      X509_REVOKED_free(record);
      return Failed(errors, "revocation list");
    }
  }
  if (X509_CRL_sort(list.get()) != 1 ||
      X509_CRL_sign(list.get(), authority.key.get(), EVP_sha256()) == 0) {
    return Failed(errors, "revocation list");
  }
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509_CRL(out.get(), list.get()) != 1) return Failed(errors, "revocation list");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);  // NOLINT(google-runtime-int)
  return std::string(text, static_cast<size_t>(size));
}

absl::StatusOr<RevocationList> ReadRevocationList(absl::string_view pem) {
  const OpensslErrors errors;
  const X509CrlPtr list(PEM_read_bio_X509_CRL(ReadFrom(pem).get(), nullptr, nullptr, nullptr));
  if (list == nullptr) return absl::InvalidArgumentError("is no revocation list in PEM");
  RevocationList result;
  result.this_update = TimeOf(X509_CRL_get0_lastUpdate(list.get()));
  result.next_update = TimeOf(X509_CRL_get0_nextUpdate(list.get()));
  int critical = 0;
  const IntegerPtr number(static_cast<ASN1_INTEGER*>(
      X509_CRL_get_ext_d2i(list.get(), NID_crl_number, &critical, nullptr)));
  if (number != nullptr) ASN1_INTEGER_get_int64(&result.number, number.get());
  const STACK_OF(X509_REVOKED)* revoked = X509_CRL_get_REVOKED(list.get());
  for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(revoked, i);
    result.revoked.push_back({SerialOf(X509_REVOKED_get0_serialNumber(entry)),
                              TimeOf(X509_REVOKED_get0_revocationDate(entry))});
  }
  return result;
}

std::string CertificatePem(const X509& certificate) {
  const OpensslErrors errors;
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(out.get(), const_cast<X509*>(&certificate)) != 1) return "";
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);  // NOLINT(google-runtime-int)
  return std::string(text, static_cast<size_t>(size));
}

}  // namespace clearway::auth
