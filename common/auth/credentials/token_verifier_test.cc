#include "common/auth/credentials/token_verifier.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <atomic>
#include <random>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/auth/credentials/base64url.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/signing_key.h"
#include "common/rpc/errors.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using type::v1::ERROR_REASON_CREDENTIAL_EXPIRED;
using type::v1::ERROR_REASON_CREDENTIAL_INVALID;
using type::v1::ERROR_REASON_CREDENTIAL_REVOKED;
using type::v1::ERROR_REASON_KEYS_UNAVAILABLE;

const absl::Time kNow = absl::FromUnixSeconds(1772355600);
constexpr absl::Duration kLeeway = absl::Seconds(30);

// Keys that count how often they were missed.
class TestKeys : public HeldKeys {
 public:
  void NoteUnknownKey() override { ++unknown; }
  std::atomic<int> unknown{0};
};

class TokenVerifierTest : public testing::Test {
 protected:
  TokenVerifierTest()
      : ed_(NewSigningKey(Algorithm::kEdDsa)),
        ec_(NewSigningKey(Algorithm::kEs256)),
        rsa_(NewSigningKey(Algorithm::kRs256)),
        keys_(std::make_shared<TestKeys>()) {
    Publish({Jwk(*ed_, "ed"), Jwk(*ec_, "ec"), Jwk(*rsa_, "rsa")});
    TrustedIssuer issuer;
    issuer.issuer = "https://login.example";
    issuer.audiences = {"clearway", "clearway-test"};
    issuer.max_lifetime = absl::Hours(8);
    issuer.keys = keys_;
    verifier_ =
        std::make_unique<TokenVerifier>(std::vector<TrustedIssuer>{issuer}, kLeeway, &revoked_);
  }
  static std::string Jwk(const EVP_PKEY& key, absl::string_view id) { return *PublicJwk(key, id); }
  void Publish(const std::vector<std::string>& jwks) {
    auto keys = KeySet::Parse(absl::StrCat("{\"keys\":[", absl::StrJoin(jwks, ","), "]}"));
    ASSERT_TRUE(keys.ok()) << keys.status();
    keys_->Set(*keys);
  }
  // Claims that are good at kNow for an hour.
  static std::string Claims(absl::string_view more = "") {
    const int64_t now = absl::ToUnixSeconds(kNow);
    return absl::StrCat(R"({"iss":"https://login.example","sub":"alice","aud":"clearway","iat":)",
                        now, R"(,"exp":)", now + 3600, more, "}");
  }
  std::string Token(const std::string& claims = Claims(),
                    const std::string& header = R"({"alg":"EdDSA","kid":"ed"})") {
    return *SignToken(*ed_, header, claims);
  }
  void ExpectRefused(const std::string& token, rpc::ErrorReason reason, absl::string_view why,
                     absl::Time now = kNow) {
    auto verified = verifier_->Verify(token, now);
    EXPECT_EQ(verified.status().code(), absl::StatusCode::kUnauthenticated) << why;
    EXPECT_EQ(rpc::ReasonOf(verified.status()), reason) << why << verified.status();
    EXPECT_TRUE(absl::StrContains(verified.status().message(), why)) << verified.status();
  }
  void ExpectInvalid(const std::string& token, absl::string_view why) {
    ExpectRefused(token, ERROR_REASON_CREDENTIAL_INVALID, why);
  }

  EvpKeyPtr ed_, ec_, rsa_;
  std::shared_ptr<TestKeys> keys_;
  RevokedTokens revoked_;
  std::unique_ptr<TokenVerifier> verifier_;
};

TEST_F(TokenVerifierTest, TakesATokenOfEachAlgorithm) {
  auto ed = verifier_->Verify(Token(), kNow);
  ASSERT_TRUE(ed.ok()) << ed.status();
  EXPECT_EQ((*ed)->marks.identity, "https://login.example#alice");
  EXPECT_EQ((*ed)->expires, kNow + absl::Hours(1));
  EXPECT_EQ((*ed)->credential.size(), std::string("token 0123456789abcdef").size());
  EXPECT_TRUE(
      verifier_->Verify(*SignToken(*ec_, R"({"alg":"ES256","kid":"ec"})", Claims()), kNow).ok());
  EXPECT_TRUE(
      verifier_->Verify(*SignToken(*rsa_, R"({"alg":"RS256","kid":"rsa"})", Claims()), kNow).ok());
  for (const char* type : {"JWT", "jwt", "at+jwt", "application/at+jwt"}) {
    EXPECT_TRUE(verifier_
                    ->Verify(Token(Claims(), absl::StrCat(R"({"alg":"EdDSA","kid":"ed","typ":")",
                                                          type, "\"}")),
                             kNow)
                    .ok());
  }
  auto named = verifier_->Verify(Token(Claims(R"(,"jti":"8d1e-7")")), kNow);
  ASSERT_TRUE(named.ok());
  EXPECT_EQ((*named)->credential, "token 8d1e-7");
}

TEST_F(TokenVerifierTest, RefusesNoneAndSwappedAlgorithms) {
  const std::string unsigned_token = absl::StrCat(Base64UrlEncode(R"({"alg":"none","kid":"ed"})"),
                                                  ".", Base64UrlEncode(Claims()), ".");
  ExpectInvalid(unsigned_token, "algorithm is \"none\"");
  for (const char* name : {"None", "NONE", "nOnE", "HS256", "HS512", "ES384", "PS256", "eddsa"}) {
    ExpectInvalid(Token(Claims(), absl::StrCat(R"({"alg":")", name, R"(","kid":"ed"})")),
                  "the token's algorithm is");
  }
  // One key's token in the name of another's algorithm, and one key's id with another's signature.
  ExpectInvalid(Token(Claims(), R"({"alg":"RS256","kid":"ed"})"), "its key's is EdDSA");
  ExpectInvalid(Token(Claims(), R"({"alg":"EdDSA","kid":"rsa"})"), "its key's is RS256");
  ExpectInvalid(Token(Claims(), R"({"alg":"ES256","kid":"ec"})"), "signature is wrong");

  // The classic: the published RSA key as the secret of an HMAC, under both names.
  const BioPtr out(BIO_new(BIO_s_mem()));
  ASSERT_EQ(PEM_write_bio_PUBKEY(out.get(), rsa_.get()), 1);
  char* pem = nullptr;
  const auto size = static_cast<int>(BIO_get_mem_data(out.get(), &pem));
  for (const char* name : {"HS256", "RS256"}) {
    const std::string input =
        absl::StrCat(Base64UrlEncode(absl::StrCat(R"({"alg":")", name, R"(","kid":"rsa"})")), ".",
                     Base64UrlEncode(Claims()));
    unsigned char mac[32];
    unsigned int mac_size = 0;
    HMAC(EVP_sha256(), pem, size, Bytes(input), input.size(), mac, &mac_size);
    ExpectInvalid(
        absl::StrCat(input, ".",
                     Base64UrlEncode(absl::string_view(reinterpret_cast<char*>(mac), mac_size))),
        std::string(name) == "HS256" ? "algorithm is \"HS256\"" : "signature is wrong");
  }
}

TEST_F(TokenVerifierTest, TheKeyIsTheIssuersAndNeverTheTokensOwn) {
  ExpectInvalid(Token(Claims(), R"({"alg":"EdDSA","kid":"other"})"), "does not publish");
  EXPECT_EQ(keys_->unknown, 1);
  ExpectInvalid(Token(Claims(), R"({"alg":"EdDSA"})"), "does not publish");
  EXPECT_EQ(keys_->unknown, 1);  // no id: nothing to look for
  const EvpKeyPtr own = NewSigningKey(Algorithm::kEdDsa);
  ExpectInvalid(*SignToken(*own,
                           absl::StrCat(R"({"alg":"EdDSA","kid":"ed","jwk":)", Jwk(*own, "ed"),
                                        R"(,"jku":"https://evil.example/keys"})"),
                           Claims()),
                "signature is wrong");
}

TEST_F(TokenVerifierTest, AnAlteredTokenIsNone) {
  const std::string token = Token();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verifier_->Verify(altered, kNow).ok()) << i;
  }
  ExpectInvalid(std::string(9000, 'a'), "too long");
  ExpectInvalid("", "three parts");
}

TEST_F(TokenVerifierTest, ItIsForUsFromOneOfOurs) {
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{"login", "evil"}})),
                "issuer is \"https://evil.example\"");
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{"login.example", "login.example/"}})),
                "issuer is");
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{R"("clearway")", R"("others")"}})),
                "for others");
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{R"("clearway")", R"(["a","Clearway"])"}})),
                "for others");
  EXPECT_TRUE(verifier_
                  ->Verify(Token(absl::StrReplaceAll(
                               Claims(), {{R"("clearway")", R"(["others","clearway-test"])"}})),
                           kNow)
                  .ok());
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{"\"sub\":\"alice\",", ""}})), "no sub");
}

TEST_F(TokenVerifierTest, ItIsValidFromItsBeginningToItsEnd) {
  const std::string token = Token();
  const absl::Time end = kNow + absl::Hours(1) + kLeeway;
  EXPECT_TRUE(verifier_->Verify(token, end - absl::Seconds(1)).ok());
  ExpectRefused(token, ERROR_REASON_CREDENTIAL_EXPIRED, "expired", end);  // from the cache
}

TEST_F(TokenVerifierTest, AnExpiredTokenNeverSeenBeforeIsExpiredToo) {
  ExpectRefused(Token(), ERROR_REASON_CREDENTIAL_EXPIRED, "expired",
                kNow + absl::Hours(1) + kLeeway);
}

TEST_F(TokenVerifierTest, NotBeforeAndIssuedAtCount) {
  const int64_t soon = absl::ToUnixSeconds(kNow) + 100;
  const std::string later = Token(Claims(absl::StrCat(R"(,"nbf":)", soon)));
  ExpectRefused(later, ERROR_REASON_CREDENTIAL_EXPIRED, "not valid yet");
  EXPECT_TRUE(verifier_->Verify(later, kNow + absl::Seconds(70)).ok());
  ExpectRefused(later, ERROR_REASON_CREDENTIAL_EXPIRED, "not valid yet",
                kNow + absl::Seconds(69));  // also once it is known

  const std::string future = Token(absl::StrReplaceAll(
      Claims(), {{absl::StrCat("\"iat\":", soon - 100), absl::StrCat("\"iat\":", soon)}}));
  ExpectRefused(future, ERROR_REASON_CREDENTIAL_EXPIRED, "in the future");
  ExpectInvalid(Token(Claims(absl::StrCat(R"(,"nbf":)", soon + 5000))), "before it begins");
}

TEST_F(TokenVerifierTest, OneThatLivesTooLongIsRefused) {
  const std::string end = absl::StrCat(absl::ToUnixSeconds(kNow) + 3600);
  for (int hours : {9, 24 * 365 * 1000}) {
    ExpectInvalid(Token(absl::StrReplaceAll(
                      Claims(), {{end, absl::StrCat(absl::ToUnixSeconds(kNow) + hours * 3600LL)}})),
                  "for longer than 8h");
  }
}

TEST_F(TokenVerifierTest, ARevokedTokenIsRefusedAlsoOnceItIsKnown) {
  const std::string token = Token(Claims(R"(,"jti":"t1")"));
  EXPECT_TRUE(verifier_->Verify(token, kNow).ok());
  ASSERT_TRUE(
      revoked_.Set(R"({"revoked":[{"issuer":"https://login.example","tokenId":"t1"}]})").ok());
  ExpectRefused(token, ERROR_REASON_CREDENTIAL_REVOKED, "revoked");
  ASSERT_TRUE(revoked_.Set(R"({"revoked":[]})").ok());
  EXPECT_TRUE(verifier_->Verify(token, kNow).ok());
}

TEST_F(TokenVerifierTest, ADigestRevokesATokenHoweverItsSignatureIsWritten) {
  const std::string token = *SignToken(*ec_, R"({"alg":"ES256","kid":"ec"})", Claims());
  const std::string input = token.substr(0, token.rfind('.'));
  // (r, s) and (r, n - s) are both good signatures.
  std::string signature = *Base64UrlDecode(token.substr(token.rfind('.') + 1));
  const BignumPtr s(BN_bin2bn(Bytes(signature) + 32, 32, nullptr));
  BIGNUM* order = nullptr;
  ASSERT_NE(BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
            0);
  ASSERT_EQ(BN_sub(s.get(), order, s.get()), 1);
  BN_free(order);
  ASSERT_EQ(BN_bn2binpad(s.get(), reinterpret_cast<unsigned char*>(signature.data()) + 32, 32), 32);
  const std::string twin = absl::StrCat(input, ".", Base64UrlEncode(signature));
  ASSERT_NE(twin, token);
  EXPECT_TRUE(verifier_->Verify(token, kNow).ok());
  EXPECT_TRUE(verifier_->Verify(twin, kNow).ok());
  ASSERT_TRUE(revoked_
                  .Set(absl::StrCat(R"({"revoked":[{"sha256":")",
                                    absl::BytesToHexString(Sha256(input)), "\"}]}"))
                  .ok());
  ExpectRefused(token, ERROR_REASON_CREDENTIAL_REVOKED, "revoked");
  ExpectRefused(twin, ERROR_REASON_CREDENTIAL_REVOKED, "revoked");
}

TEST_F(TokenVerifierTest, AWithdrawnKeyEndsItsTokensAtOnce) {
  const std::string token = Token();
  EXPECT_TRUE(verifier_->Verify(token, kNow).ok());
  Publish({Jwk(*ec_, "ec")});
  ExpectInvalid(token, "no longer published");
  // Another key under the same id does not bring it back.
  Publish({Jwk(*NewSigningKey(Algorithm::kEdDsa), "ed")});
  ExpectInvalid(token, "no longer published");
  Publish({Jwk(*ed_, "ed")});
  EXPECT_TRUE(verifier_->Verify(token, kNow).ok());
}

TEST_F(TokenVerifierTest, WithoutKeysItCannotBeTold) {
  keys_->Set(nullptr);
  auto verified = verifier_->Verify(Token(), kNow);
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rpc::ReasonOf(verified.status()), ERROR_REASON_KEYS_UNAVAILABLE);
  ExpectInvalid(Token(absl::StrReplaceAll(Claims(), {{"login", "evil"}})), "issuer is");
}

TEST_F(TokenVerifierTest, SaysWhichCertificateItIsBoundTo) {
  const std::string thumbprint = Sha256("certificate");
  auto verified = verifier_->Verify(
      Token(Claims(absl::StrCat(R"(,"cnf":{"x5t#S256":")", Base64UrlEncode(thumbprint), "\"}"))),
      kNow);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ((*verified)->certificate_thumbprint, thumbprint);
  ExpectInvalid(Token(Claims(R"(,"cnf":{"jkt":"x"})")), "bound to something else");
}

TEST_F(TokenVerifierTest, NoRefusalHasTheTokenInIt) {
  for (const std::string& token :
       {Token(absl::StrReplaceAll(Claims(), {{"clearway", "secret"}})), Token() + "x"}) {
    auto verified = verifier_->Verify(token, kNow);
    ASSERT_FALSE(verified.ok());
    for (absl::string_view part : absl::StrSplit(token, '.')) {
      EXPECT_FALSE(absl::StrContains(verified.status().message(), part));
    }
    EXPECT_FALSE(absl::StrContains(verified.status().message(), "alice"));
  }
}

TEST_F(TokenVerifierTest, MutatedTokensNeverCrashAndNeverPass) {
  std::mt19937 random(1);
  const std::string token = Token();
  const std::string header = R"({"alg":"EdDSA","kid":"ed"})";
  for (int i = 0; i < 5000; ++i) {
    std::string mutated = token;
    mutated[random() % mutated.size()] = static_cast<char>(random());
    if (mutated != token) {
      EXPECT_FALSE(verifier_->Verify(mutated, kNow).ok());
    }
    // Rightly signed nonsense.
    std::string claims = Claims();
    for (size_t n = 1 + random() % 3; n > 0; --n) {
      claims[random() % claims.size()] = static_cast<char>(random() % 128);
    }
    (void)verifier_->Verify(Token(claims), kNow);
  }
}

TEST_F(TokenVerifierTest, KeysRotateUnderLoad) {
  const EvpKeyPtr next = NewSigningKey(Algorithm::kEdDsa);
  std::vector<std::string> old_tokens, new_tokens;
  old_tokens.reserve(20);
  new_tokens.reserve(20);
  for (int i = 0; i < 20; ++i) {
    const std::string claims = Claims(absl::StrCat(R"(,"jti":"t)", i, "\""));
    old_tokens.push_back(Token(claims));
    new_tokens.push_back(*SignToken(*next, R"({"alg":"EdDSA","kid":"next"})", claims));
  }
  std::atomic<bool> stop{false};
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; !stop; ++i) {
        const auto& tokens = i % 2 == 0 ? old_tokens : new_tokens;
        auto verified = verifier_->Verify(tokens[static_cast<size_t>(i) % tokens.size()], kNow);
        if (verified.ok()) {
          ++taken;
        } else {
          EXPECT_EQ(rpc::ReasonOf(verified.status()), ERROR_REASON_CREDENTIAL_INVALID)
              << verified.status();
        }
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    if (i % 2 == 0) {
      Publish({Jwk(*ed_, "ed"), Jwk(*next, "next")});
    } else {
      Publish({Jwk(*next, "next")});
    }
    ASSERT_TRUE(revoked_.Set(R"({"revoked":[]})").ok());
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  EXPECT_GT(taken, 0);
  ExpectInvalid(old_tokens[0], "publish");
  EXPECT_TRUE(verifier_->Verify(new_tokens[0], kNow).ok());
}

}  // namespace
}  // namespace clearway::auth
