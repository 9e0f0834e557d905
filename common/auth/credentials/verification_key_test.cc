#include "common/auth/credentials/verification_key.h"

#include <openssl/rsa.h>

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/json.h"
#include "common/auth/credentials/jws.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using KeyOr = absl::StatusOr<std::shared_ptr<const VerificationKey>>;

// RFC 8037, appendices A.2 and A.4.
constexpr char kEd25519[] =
    R"({"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
constexpr char kEdDsaToken[] =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
// RFC 7515, appendix A.3.
constexpr char kP256[] =
    R"({"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr char kEs256Token[] =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
// RFC 7515, appendix A.2.
constexpr char kRsa[] =
    R"({"kty":"RSA","kid":"k","e":"AQAB","n":")"
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4"
    "d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5re"
    "xMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX"
    "FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}";
constexpr char kRs256Token[] =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1"
    "L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYE"
    "UipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

KeyOr FromJson(absl::string_view json) {
  auto object = ParseJsonObject(json);
  if (!object.ok()) return object.status();
  return VerificationKey::FromJwk(*object);
}

class Rfc : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Rfc, TheExampleVerifiesAndNoAlteredOneDoes) {
  KeyOr key = FromJson(GetParam().first);
  ASSERT_TRUE(key.ok()) << key.status();
  auto jws = ParseJws(GetParam().second);
  ASSERT_TRUE(jws.ok()) << jws.status();
  EXPECT_EQ(jws->algorithm, AlgorithmName((*key)->algorithm()));
  EXPECT_TRUE((*key)->Verify(jws->signing_input, jws->signature));
  for (size_t i = 0; i < jws->signature.size(); ++i) {
    std::string altered = jws->signature;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE((*key)->Verify(jws->signing_input, altered)) << i;
    EXPECT_FALSE((*key)->Verify(jws->signing_input, jws->signature.substr(0, i))) << i;
  }
  EXPECT_FALSE((*key)->Verify(jws->signing_input, jws->signature + '\0'));
  EXPECT_FALSE((*key)->Verify(std::string(jws->signing_input) + "x", jws->signature));
  EXPECT_FALSE((*key)->Verify("", jws->signature));
}

TEST_P(Rfc, MutatedKeysNeverCrashAndNeverVerifyWhatTheyDidNotSign) {
  std::mt19937 random(17);
  auto jws = ParseJws(GetParam().second);
  ASSERT_TRUE(jws.ok());
  const KeyOr original = FromJson(GetParam().first);
  for (int i = 0; i < 400; ++i) {
    std::string json = GetParam().first;
    for (size_t changes = 1 + random() % 2; changes > 0; --changes) {
      json[random() % json.size()] = "AZaz09-_\"{}:,"[random() % 13];
    }
    const KeyOr key = FromJson(json);
    if (!key.ok() || (*key)->thumbprint() == (*original)->thumbprint()) continue;
    EXPECT_FALSE((*key)->Verify(jws->signing_input, jws->signature)) << json;
  }
}

TEST_P(Rfc, WithdrawsWhatIsNotForSignaturesByOneAlgorithm) {
  const std::string json = GetParam().first;
  auto with = [&](const std::string& members) {
    return FromJson(absl::StrReplaceAll(json, {{R"("kid":"k")", members}}));
  };
  EXPECT_TRUE(with(R"("kid":"k","use":"sig","key_ops":["verify"])").ok());
  for (const char* members :
       {R"("kid":"k","use":"enc")", R"("kid":"k","use":1)", R"("kid":"k","key_ops":["sign"])",
        R"("kid":"k","key_ops":[])", R"("kid":"k","alg":"HS256")", R"("kid":"k","alg":"none")",
        R"("kid":"k","alg":"PS256")", R"("kid":"")", R"("kid":7)", R"("x5t":"none")"}) {
    EXPECT_EQ(with(members).status().code(), absl::StatusCode::kUnimplemented) << members;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(with(R"("kid":"k","d":"AQAB")").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(with(R"("kid":")" + std::string(300, 'k') + "\"").status()));
}

INSTANTIATE_TEST_SUITE_P(Examples, Rfc,
                         testing::Values(std::make_pair(kEd25519, kEdDsaToken),
                                         std::make_pair(kP256, kEs256Token),
                                         std::make_pair(kRsa, kRs256Token)));

TEST(VerificationKeyTest, AnEcdsaSignatureOutOfRangeIsNone) {
  KeyOr key = FromJson(kP256);
  ASSERT_TRUE(key.ok());
  EXPECT_FALSE((*key)->Verify("x", std::string(64, '\0')));  // CVE-2022-21449's: r = s = 0
  EXPECT_FALSE((*key)->Verify("x", std::string(64, '\xff')));
  EXPECT_FALSE((*key)->Verify("x", ""));
}

TEST(VerificationKeyTest, ThumbprintsAreThoseOfRfc7638) {
  // RFC 8037, appendix A.3.
  EXPECT_EQ(Base64UrlEncode((*FromJson(kEd25519))->thumbprint()),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST(VerificationKeyTest, RefusesBrokenKeysWithTheMember) {
  auto refused = [](const std::string& json) {
    KeyOr key = FromJson(json);
    EXPECT_TRUE(absl::IsInvalidArgument(key.status())) << json << key.status();
    return std::string(key.status().message());
  };
  EXPECT_EQ(refused(R"({"kty":"OKP","crv":"Ed25519","kid":"k","x":"AAAA"})"),
            "x must be 32 bytes in base64url");
  EXPECT_EQ(refused(R"({"kty":"OKP","crv":"Ed25519","kid":"k"})"),
            "x must be 32 bytes in base64url");
  // Off the curve: a changed y.
  EXPECT_EQ(refused(absl::StrReplaceAll(kP256, {{"x_FEz", "x_FEy"}})),
            "x and y are no point of P-256");
  EXPECT_EQ(refused(absl::StrReplaceAll(kRsa, {{"AQAB", "Aw"}})),  // 3
            "e must be odd and at least 65537");
  EXPECT_EQ(refused(absl::StrReplaceAll(kRsa, {{"AQAB", "AQAA"}})),  // even
            "e must be odd and at least 65537");
  EXPECT_EQ(refused(R"({"kty":"RSA","kid":"k","e":"AQAB","n":")" +
                    Base64UrlEncode(std::string(128, '\xf1')) + "\"}"),
            "n has 1024 bits; it must have 2048 or more");
  EXPECT_EQ(refused(R"({"kty":"RSA","kid":"k","e":"AQAB","n":")" +
                    Base64UrlEncode(std::string(2048, '\xf1')) + "\"}"),
            "n or e is too large");
}

TEST(VerificationKeyTest, LeavesOutOtherKinds) {
  for (const char* json :
       {R"({"kid":"k"})", R"({"kty":"oct","kid":"k","k":"AyM1SysPpbyDfgZld3um"})",
        R"({"kty":"EC","crv":"P-384","kid":"k"})", R"({"kty":"OKP","crv":"X25519","kid":"k"})",
        R"({"kty":["RSA"],"kid":"k"})"}) {
    EXPECT_EQ(FromJson(json).status().code(), absl::StatusCode::kUnimplemented) << json;
  }
}

TEST(VerificationKeyTest, LeavesNoErrorBehindOnTheThread) {
  ERR_clear_error();
  ERR_put_error(ERR_LIB_USER, 0, 1, "", 0);  // somebody else's
  (void)FromJson(absl::StrReplaceAll(kP256, {{"x_FEz", "x_FEy"}}));
  KeyOr key = FromJson(kRsa);
  ASSERT_TRUE(key.ok());
  EXPECT_FALSE((*key)->Verify("x", "y"));
  EXPECT_NE(ERR_get_error(), 0u);
  EXPECT_EQ(ERR_get_error(), 0u);
}

}  // namespace
}  // namespace clearway::auth
