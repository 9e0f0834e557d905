#include "common/auth/credentials/verification_key.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/json.h"
#include "common/status_macros.h"

namespace clearway::auth {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using ParamBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;

constexpr size_t kCoordinateBytes = 32;  // of Ed25519 and P-256
constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;
constexpr size_t kMaxKeyIdBytes = 256;

// What a key needs to be one of ours, and its RFC 7638 form.
struct Material {
  EvpKeyPtr key;
  std::string canonical;
};

absl::Status Invalid(absl::string_view why) { return absl::InvalidArgumentError(why); }

// A member of exactly `size` bytes, or of any size when that is zero.
absl::StatusOr<std::string> BinaryMember(const Struct& jwk, const std::string& name, size_t size) {
  const std::string* text = StringMember(jwk, name);
  absl::optional<std::string> bytes;
  if (text != nullptr) bytes = Base64UrlDecode(*text);
  if (!bytes.has_value() || bytes->empty() || (size != 0 && bytes->size() != size)) {
    return Invalid(absl::StrCat(
        name, " must be ", size == 0 ? "a number" : absl::StrCat(size, " bytes"), " in base64url"));
  }
  return *std::move(bytes);
}

EvpKeyPtr FromParams(const char* type, OSSL_PARAM_BLD* builder) {
  const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
  const EvpKeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  EvpKeyPtr owned(key);
  const EvpKeyContextPtr check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (check == nullptr || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return owned;
}

absl::StatusOr<Material> Ed25519(const Struct& jwk) {
  ASSIGN_OR_RETURN(const std::string x, BinaryMember(jwk, "x", kCoordinateBytes));
  Material material;
  material.key.reset(
      EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, Bytes(x), x.size()));
  if (material.key == nullptr) return Invalid("x is no point of Ed25519");
  material.canonical =
      absl::StrCat(R"({"crv":"Ed25519","kty":"OKP","x":")", Base64UrlEncode(x), "\"}");
  return material;
}

absl::StatusOr<Material> P256(const Struct& jwk) {
  ASSIGN_OR_RETURN(const std::string x, BinaryMember(jwk, "x", kCoordinateBytes));
  ASSIGN_OR_RETURN(const std::string y, BinaryMember(jwk, "y", kCoordinateBytes));
  const std::string point = absl::StrCat("\x04", x, y);
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  Material material;
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) == 1) {
    material.key = FromParams("EC", builder.get());
  }
  if (material.key == nullptr) return Invalid("x and y are no point of P-256");
  material.canonical = absl::StrCat(R"({"crv":"P-256","kty":"EC","x":")", Base64UrlEncode(x),
                                    R"(","y":")", Base64UrlEncode(y), "\"}");
  return material;
}

absl::StatusOr<Material> Rsa(const Struct& jwk) {
  ASSIGN_OR_RETURN(const std::string n, BinaryMember(jwk, "n", 0));
  ASSIGN_OR_RETURN(const std::string e, BinaryMember(jwk, "e", 0));
  if (n.size() > kMostRsaBits / 8 || e.size() > 8) return Invalid("n or e is too large");
  const BignumPtr modulus(BN_bin2bn(Bytes(n), static_cast<int>(n.size()), nullptr));
  const BignumPtr exponent(BN_bin2bn(Bytes(e), static_cast<int>(e.size()), nullptr));
  if (BN_num_bits(modulus.get()) < kLeastRsaBits) {
    return Invalid(absl::StrCat("n has ", BN_num_bits(modulus.get()), " bits; it must have ",
                                kLeastRsaBits, " or more"));
  }
  if (!BN_is_odd(exponent.get()) || BN_num_bits(exponent.get()) < 17) {
    return Invalid("e must be odd and at least 65537");
  }
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  Material material;
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1) {
    material.key = FromParams("RSA", builder.get());
  }
  if (material.key == nullptr) return Invalid("n and e are no RSA key");
  material.canonical = absl::StrCat(R"({"e":")", Base64UrlEncode(e), R"(","kty":"RSA","n":")",
                                    Base64UrlEncode(n), "\"}");
  return material;
}

// Whether the key may be used to check signatures (RFC 7517, sections 4.2 and 4.3).
bool IsForVerifying(const Struct& jwk) {
  if (HasMember(jwk, "use")) {
    const std::string* use = StringMember(jwk, "use");
    if (use == nullptr || *use != "sig") return false;
  }
  auto operations = jwk.fields().find("key_ops");
  if (operations == jwk.fields().end()) return true;
  for (const Value& operation : operations->second.list_value().values()) {
    if (operation.string_value() == "verify") return true;
  }
  return false;
}

absl::optional<Algorithm> AlgorithmOf(const Struct& jwk) {
  const std::string* type = StringMember(jwk, "kty");
  const std::string* curve = StringMember(jwk, "crv");
  if (type == nullptr) return absl::nullopt;
  if (*type == "RSA") return Algorithm::kRs256;
  if (*type == "OKP" && curve != nullptr && *curve == "Ed25519") return Algorithm::kEdDsa;
  if (*type == "EC" && curve != nullptr && *curve == "P-256") return Algorithm::kEs256;
  return absl::nullopt;
}

// RFC 7518, section 3.4, to what OpenSSL takes; empty when it cannot be.
std::string ToDer(absl::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  BignumPtr r(BN_bin2bn(Bytes(signature), kCoordinateBytes, nullptr));
  BignumPtr s(BN_bin2bn(Bytes(signature) + kCoordinateBytes, kCoordinateBytes, nullptr));
  const EcdsaSignaturePtr parts(ECDSA_SIG_new());
  if (parts == nullptr || ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) return "";
  (void)r.release();  // both are the signature's now
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

absl::string_view AlgorithmName(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kEdDsa:
      return "EdDSA";
    case Algorithm::kEs256:
      return "ES256";
    case Algorithm::kRs256:
      return "RS256";
  }
  return "";
}

absl::StatusOr<std::shared_ptr<const VerificationKey>> VerificationKey::FromJwk(const Struct& jwk) {
  const OpensslErrors errors;
  if (HasMember(jwk, "d") || HasMember(jwk, "p") || HasMember(jwk, "q")) {
    return Invalid("has a private key, which must not be published");
  }
  const absl::optional<Algorithm> algorithm = AlgorithmOf(jwk);
  if (!algorithm.has_value()) return absl::UnimplementedError("is of another kind");
  if (!IsForVerifying(jwk)) return absl::UnimplementedError("is not for signatures");
  if (HasMember(jwk, "alg")) {
    const std::string* name = StringMember(jwk, "alg");
    if (name == nullptr || *name != AlgorithmName(*algorithm)) {
      return absl::UnimplementedError("is for another algorithm");
    }
  }
  const std::string* key_id = StringMember(jwk, "kid");
  if (key_id == nullptr || key_id->empty()) return absl::UnimplementedError("has no kid");
  if (key_id->size() > kMaxKeyIdBytes) return Invalid("has a kid of more than 256 bytes");

  ASSIGN_OR_RETURN(Material material, *algorithm == Algorithm::kEdDsa   ? Ed25519(jwk)
                                      : *algorithm == Algorithm::kEs256 ? P256(jwk)
                                                                        : Rsa(jwk));
  std::shared_ptr<VerificationKey> key(new VerificationKey);
  key->key_id_ = *key_id;
  key->algorithm_ = *algorithm;
  key->thumbprint_ = Sha256(material.canonical);
  key->key_ = std::move(material.key);
  return key;
}

bool VerificationKey::Verify(absl::string_view input, absl::string_view signature) const {
  const OpensslErrors errors;
  std::string der;
  if (algorithm_ == Algorithm::kEs256) {
    der = ToDer(signature);
    if (der.empty()) return false;
    signature = der;
  }
  const char* digest = algorithm_ == Algorithm::kEdDsa ? nullptr : "SHA256";
  const EvpDigestContextPtr context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key_.get(),
                                 nullptr) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(input),
                          input.size()) == 1;
}

}  // namespace clearway::auth
