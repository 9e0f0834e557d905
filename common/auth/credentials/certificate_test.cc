#include "common/auth/credentials/certificate.h"

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/digest.h"
#include "common/auth/credentials/signing_key.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

const absl::Time kStart = absl::FromCivil(absl::CivilDay(2026, 3, 1), absl::UTCTimeZone());

class CertificateTest : public testing::Test {
 protected:
  CertificateTest()
      : authority_(*NewAuthority("Test authority", kStart, kStart + absl::Hours(24 * 365))),
        key_(NewSigningKey(Algorithm::kEs256)) {
    request_.common_name = "undp";
    request_.uris = {"spiffe://clearway.example/actors/undp"};
    request_.not_before = kStart;
    request_.not_after = kStart + absl::Hours(24);
  }
  std::string Pem() { return CertificatePem(**SignCertificate(authority_, *key_, request_)); }
  std::string Refusal(absl::string_view pem) {
    auto certificate = ParseCertificate(pem);
    EXPECT_TRUE(absl::IsInvalidArgument(certificate.status()));
    return std::string(certificate.status().message());
  }

  Authority authority_;
  EvpKeyPtr key_;
  CertificateRequest request_;
};

TEST_F(CertificateTest, ReadsWhoItIsForAndUntilWhen) {
  request_.dns_names = {"undp.example"};
  request_.ip_addresses = {"127.0.0.1", "::1"};
  auto made = SignCertificate(authority_, *key_, request_);
  ASSERT_TRUE(made.ok()) << made.status();
  auto certificate = ParseCertificate(CertificatePem(**made));
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_EQ(certificate->uri, "spiffe://clearway.example/actors/undp");
  EXPECT_EQ(certificate->not_before, kStart);
  EXPECT_EQ(certificate->not_after, kStart + absl::Hours(24));
  EXPECT_EQ(certificate->serial, SerialOf(X509_get0_serialNumber(made->get())));
  EXPECT_EQ(certificate->serial.size(), 32u);
  EXPECT_EQ(certificate->issuer, NameOf(X509_get_subject_name(authority_.certificate.get())));
  unsigned char digest[32];
  unsigned int size = 0;
  ASSERT_EQ(X509_digest(made->get(), EVP_sha256(), digest, &size), 1);
  EXPECT_EQ(certificate->thumbprint, std::string(reinterpret_cast<char*>(digest), size));
}

TEST_F(CertificateTest, OpensslTakesItsChainForClientsAndServers) {
  request_.server = true;
  const X509Ptr made = *SignCertificate(authority_, *key_, request_);
  for (const char* purpose : {"sslclient", "sslserver"}) {
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, authority_.certificate.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, made.get(), nullptr);
    X509_STORE_CTX_set_purpose(
        context, X509_PURPOSE_get_id(X509_PURPOSE_get0(X509_PURPOSE_get_by_sname(purpose))));
    X509_STORE_CTX_set_time(context, 0, absl::ToTimeT(kStart + absl::Hours(1)));
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
    EXPECT_EQ(X509_verify_cert(context), 1)
        << purpose << " " << X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
  }
}

TEST_F(CertificateTest, RefusesAnyButOneCleanUri) {
  request_.uris = {};
  EXPECT_EQ(Refusal(Pem()), "the certificate has no subject alternative name");
  request_.dns_names = {"spiffe://clearway.example/actors/undp"};
  EXPECT_EQ(Refusal(Pem()), "the certificate has no URI");
  request_.uris = {"spiffe://clearway.example/actors/undp",
                   "spiffe://clearway.example/services/cooperation"};
  EXPECT_EQ(Refusal(Pem()), "the certificate has more than one URI");
  request_.uris = {std::string("spiffe://clearway.example/actors/undp\0x", 39)};
  EXPECT_EQ(Refusal(Pem()), "the certificate has a URI with letters that none has");
  request_.uris = {"spiffe://clearway.example/actors/undp\n"};
  EXPECT_EQ(Refusal(Pem()), "the certificate has a URI with letters that none has");
}

TEST_F(CertificateTest, RefusesAnAuthoritysOwn) {
  EXPECT_TRUE(absl::StrContains(Refusal(CertificatePem(*authority_.certificate)),
                                "no subject alternative name"));
  // One with a URI, too.
  X509* const own = authority_.certificate.get();
  X509V3_CTX context;
  X509V3_set_ctx(&context, own, own, nullptr, nullptr, 0);
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, &context, NID_subject_alt_name,
                                              "URI:spiffe://clearway.example/actors/undp");
  X509_add_ext(own, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(own, authority_.key.get(), EVP_sha256());
  EXPECT_EQ(Refusal(CertificatePem(*own)), "the certificate is an authority's own");
}

TEST_F(CertificateTest, DamagedBytesAreRefusedAndNeverCrash) {
  EXPECT_TRUE(absl::StrContains(Refusal(""), "cannot be read"));
  EXPECT_TRUE(absl::StrContains(Refusal("-----BEGIN CERTIFICATE-----\n"), "cannot be read"));
  EXPECT_EQ(Refusal(std::string(kMaxCertificateBytes + 1, 'x')),
            "the certificate has more than 32 KiB");
  std::mt19937 random(5);
  const std::string pem = Pem();
  for (int i = 0; i < 3000; ++i) {
    std::string mutated = pem;
    for (size_t changes = 1 + random() % 3; changes > 0; --changes) {
      mutated[random() % mutated.size()] = static_cast<char>(random());
    }
    (void)ParseCertificate(mutated);
    (void)ParseCertificates(mutated);
  }
}

TEST_F(CertificateTest, ReadsAllCertificatesOfAFile) {
  auto two = ParseCertificates(absl::StrCat("a remark\n", Pem(), "another\n", Pem()));
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ(two->size(), 2u);
  EXPECT_FALSE(ParseCertificates("").ok());
  EXPECT_FALSE(ParseCertificates(absl::StrCat(Pem(), "-----BEGIN CERTIFICATE-----\nAAAA")).ok());
}

TEST_F(CertificateTest, AskingForANameThatIsNoneSaysWhich) {
  request_.ip_addresses = {"localhost"};
  auto made = SignCertificate(authority_, *key_, request_);
  EXPECT_EQ(made.status().message(), "\"localhost\" is no IP address");
}

}  // namespace
}  // namespace clearway::auth
