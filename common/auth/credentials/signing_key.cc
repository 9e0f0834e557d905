#include "common/auth/credentials/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/json.h"
#include "common/rpc/log.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

constexpr size_t kCoordinateBytes = 32;

int NoPassword(char*, int, int, void*) { return -1; }

// A big number of the key, in base64url; of `size` bytes, or as few as it takes when that is 0.
std::string Number(const EVP_PKEY& key, const char* name, size_t size) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(&key, name, &number) != 1) return "";
  const BignumPtr owned(number);
  if (size == 0) size = static_cast<size_t>(BN_num_bytes(number));
  std::string bytes(size, '\0');
  if (BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
                   static_cast<int>(bytes.size())) < 0) {
    return "";
  }
  return Base64UrlEncode(bytes);
}

absl::StatusOr<std::string> Sign(const EVP_PKEY& key, absl::string_view input) {
  const OpensslErrors errors;
  const bool ed25519 = EVP_PKEY_is_a(&key, "ED25519") == 1;
  const EvpDigestContextPtr context(EVP_MD_CTX_new());
  size_t size = 0;
  // OpenSSL does not change the key, whatever the type of its argument says.
  if (EVP_DigestSignInit_ex(context.get(), nullptr, ed25519 ? nullptr : "SHA256", nullptr, nullptr,
                            const_cast<EVP_PKEY*>(&key), nullptr) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, Bytes(input), input.size()) != 1) {
    return absl::InternalError(absl::StrCat("cannot sign: ", errors.Last()));
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(input), input.size()) != 1) {
    return absl::InternalError(absl::StrCat("cannot sign: ", errors.Last()));
  }
  signature.resize(size);
  if (EVP_PKEY_is_a(&key, "EC") != 1) return signature;
  // RFC 7518, section 3.4, from OpenSSL's DER.
  const unsigned char* der = Bytes(signature);
  const EcdsaSignaturePtr parts(d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size)));  // NOLINT
  if (parts == nullptr) return absl::InternalError("cannot sign");
  std::string both(2 * kCoordinateBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(both.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out, kCoordinateBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out + kCoordinateBytes, kCoordinateBytes);
  return both;
}

}  // namespace

EvpKeyPtr NewSigningKey(Algorithm algorithm) {
  const OpensslErrors errors;
  switch (algorithm) {
    case Algorithm::kEdDsa:
      return EvpKeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    case Algorithm::kEs256:
      return EvpKeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    case Algorithm::kRs256:
      return EvpKeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048}));
  }
  return nullptr;
}

std::string PrivateKeyPem(const EVP_PKEY& key) {
  const OpensslErrors errors;
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(out.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return "";
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);  // NOLINT(google-runtime-int)
  return std::string(text, static_cast<size_t>(size));
}

absl::StatusOr<EvpKeyPtr> ParsePrivateKey(absl::string_view pem) {
  const OpensslErrors errors;
  EvpKeyPtr key(PEM_read_bio_PrivateKey(ReadFrom(pem).get(), nullptr, NoPassword, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError("is no private key in PEM, or is encrypted");
  }
  return key;
}

absl::StatusOr<std::string> PublicJwk(const EVP_PKEY& key, absl::string_view key_id) {
  const OpensslErrors errors;
  std::string members;
  if (EVP_PKEY_is_a(&key, "ED25519") == 1) {
    std::string x(kCoordinateBytes, '\0');
    size_t size = x.size();
    EVP_PKEY_get_raw_public_key(&key, reinterpret_cast<unsigned char*>(x.data()), &size);
    members = absl::StrCat(R"("kty":"OKP","crv":"Ed25519","alg":"EdDSA","x":")", Base64UrlEncode(x),
                           "\"");
  } else if (EVP_PKEY_is_a(&key, "EC") == 1) {
    members = absl::StrCat(R"("kty":"EC","crv":"P-256","alg":"ES256","x":")",
                           Number(key, OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes), R"(","y":")",
                           Number(key, OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes), "\"");
  } else if (EVP_PKEY_is_a(&key, "RSA") == 1) {
    members =
        absl::StrCat(R"("kty":"RSA","alg":"RS256","n":")", Number(key, OSSL_PKEY_PARAM_RSA_N, 0),
                     R"(","e":")", Number(key, OSSL_PKEY_PARAM_RSA_E, 0), "\"");
  } else {
    return absl::InvalidArgumentError("is a key of a kind that signs no tokens");
  }
  const auto with = [&members](absl::string_view id) {
    return absl::StrCat("{", members, R"(,"use":"sig","kid":)", rpc::JsonString(id), "}");
  };
  // Read back as anybody would: what we publish must be of use.
  ASSIGN_OR_RETURN(const auto object, ParseJsonObject(with(key_id.empty() ? "?" : key_id)));
  ASSIGN_OR_RETURN(const auto parsed, VerificationKey::FromJwk(object));
  return with(key_id.empty() ? Base64UrlEncode(parsed->thumbprint()) : std::string(key_id));
}

absl::StatusOr<std::string> SignToken(const EVP_PKEY& key, absl::string_view header,
                                      absl::string_view claims) {
  const std::string input = absl::StrCat(Base64UrlEncode(header), ".", Base64UrlEncode(claims));
  ASSIGN_OR_RETURN(const std::string signature, Sign(key, input));
  return absl::StrCat(input, ".", Base64UrlEncode(signature));
}

}  // namespace clearway::auth
