#include "common/auth/credentials/revoked_certificates.h"

#include <openssl/pem.h>

#include <random>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/signing_key.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

const absl::Time kStart = absl::FromCivil(absl::CivilDay(2026, 3, 1), absl::UTCTimeZone());
constexpr absl::Duration kDay = absl::Hours(24);

class RevokedCertificatesTest : public testing::Test {
 protected:
  RevokedCertificatesTest()
      : authority_(*NewAuthority("One", kStart, kStart + 365 * kDay)),
        other_(*NewAuthority("Two", kStart, kStart + 365 * kDay)) {
    EXPECT_TRUE(revoked_.SetAuthorities(CertificatePem(*authority_.certificate)).ok());
  }
  Certificate Issue(const Authority& authority) {
    CertificateRequest request;
    request.common_name = "undp";
    request.uris = {"spiffe://clearway.example/actors/undp"};
    request.not_before = kStart;
    request.not_after = kStart + kDay;
    const EvpKeyPtr key = NewSigningKey(Algorithm::kEs256);
    return *ParseCertificate(CertificatePem(**SignCertificate(authority, *key, request)));
  }
  std::string List(const Authority& authority, const std::vector<Certificate>& certificates) {
    std::vector<RevokedSerial> serials;
    serials.reserve(certificates.size());
    for (const Certificate& certificate : certificates) {
      serials.push_back({certificate.serial, kStart});
    }
    return *SignRevocationList(authority, serials, 1, kStart, kStart + kDay);
  }

  bool IsRevoked(const Certificate& certificate) const {
    return revoked_.StateOf(certificate, kStart).revoked;
  }
  bool IsStale(const Certificate& certificate, absl::Time now) const {
    return revoked_.StateOf(certificate, now).stale;
  }

  Authority authority_, other_;
  RevokedCertificates revoked_;
};

TEST_F(RevokedCertificatesTest, HasWhatIsListedUntilTheListIsReplaced) {
  const Certificate one = Issue(authority_), two = Issue(authority_);
  EXPECT_FALSE(IsRevoked(one));
  ASSERT_TRUE(revoked_.SetList("crl", List(authority_, {one})).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_FALSE(IsRevoked(two));
  ASSERT_TRUE(revoked_.SetList("crl", List(authority_, {two})).ok());
  EXPECT_FALSE(IsRevoked(one));
  EXPECT_TRUE(IsRevoked(two));
  ASSERT_TRUE(revoked_.SetList("crl 2", List(authority_, {one})).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_TRUE(IsRevoked(two));
}

TEST_F(RevokedCertificatesTest, ASerialNumberIsOneAuthoritysAlone) {
  Certificate one = Issue(authority_);
  Certificate alike = Issue(other_);
  alike.serial = one.serial;
  alike.issuer_and_serial = RevocationKey(alike.issuer, alike.serial);
  ASSERT_TRUE(revoked_.SetList("crl", List(authority_, {one})).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_FALSE(IsRevoked(alike));
}

TEST_F(RevokedCertificatesTest, TakesPemWithSeveralAndDer) {
  const Certificate one = Issue(authority_), two = Issue(other_);
  ASSERT_TRUE(revoked_
                  .SetAuthorities(absl::StrCat(CertificatePem(*authority_.certificate),
                                               CertificatePem(*other_.certificate)))
                  .ok());
  const std::string pem = absl::StrCat(List(authority_, {one}), List(other_, {two}));
  ASSERT_TRUE(revoked_.SetList("crl", pem).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_TRUE(IsRevoked(two));

  const X509CrlPtr list(
      PEM_read_bio_X509_CRL(ReadFrom(List(authority_, {})).get(), nullptr, nullptr, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(list.get(), &der);
  EXPECT_TRUE(revoked_.SetList("crl", absl::string_view(reinterpret_cast<char*>(der), size)).ok());
  OPENSSL_free(der);
  EXPECT_FALSE(IsRevoked(one));
}

TEST_F(RevokedCertificatesTest, ABrokenOrForeignListLeavesTheOldOne) {
  const Certificate one = Issue(authority_);
  ASSERT_TRUE(revoked_.SetList("crl", List(authority_, {one})).ok());
  for (const std::string& bytes :
       {std::string(), std::string("x"), std::string("-----BEGIN X509 CRL-----\nAAAA"),
        List(authority_, {}).substr(0, 200), CertificatePem(*authority_.certificate)}) {
    absl::Status status = revoked_.SetList("crl", bytes);
    EXPECT_TRUE(absl::StrContains(status.message(), "cannot be read")) << status;
  }
  EXPECT_EQ(revoked_.SetList("crl", List(other_, {})).message(),
            "the revocation list is signed by none of the authorities");
  // In the name of one authority, by another's key.
  const Authority forger = *NewAuthority("One", kStart, kStart + kDay);
  EXPECT_EQ(revoked_.SetList("crl", List(forger, {})).message(),
            "the revocation list is signed by none of the authorities");
  EXPECT_TRUE(IsRevoked(one));
}

TEST_F(RevokedCertificatesTest, AListThatIsOnlyAPartIsRefused) {
  const std::string pem = List(authority_, {});
  const X509CrlPtr list(PEM_read_bio_X509_CRL(ReadFrom(pem).get(), nullptr, nullptr, nullptr));
  ASN1_INTEGER* base = ASN1_INTEGER_new();
  ASN1_INTEGER_set_int64(base, 1);
  X509_CRL_add1_ext_i2d(list.get(), NID_delta_crl, base, 1, X509V3_ADD_DEFAULT);
  ASN1_INTEGER_free(base);
  X509_CRL_sign(list.get(), authority_.key.get(), EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_X509_CRL(list.get(), &der);
  absl::Status status =
      revoked_.SetList("crl", absl::string_view(reinterpret_cast<char*>(der), size));
  OPENSSL_free(der);
  EXPECT_TRUE(absl::StrContains(status.message(), "critical extension")) << status;
}

TEST_F(RevokedCertificatesTest, AListWaitsForItsAuthority) {
  const Certificate two = Issue(other_);
  EXPECT_FALSE(revoked_.SetList("crl", List(other_, {two})).ok());
  EXPECT_FALSE(IsRevoked(two));
  ASSERT_TRUE(revoked_.SetAuthorities(CertificatePem(*other_.certificate)).ok());
  EXPECT_TRUE(IsRevoked(two));
  EXPECT_FALSE(revoked_.SetAuthorities("nothing").ok());
  EXPECT_TRUE(IsRevoked(two));
}

TEST_F(RevokedCertificatesTest, KnowsWhenAListHasRunOut) {
  const Certificate one = Issue(authority_), two = Issue(other_);
  EXPECT_FALSE(IsStale(one, kStart));
  ASSERT_TRUE(revoked_.SetList("crl", List(authority_, {one})).ok());
  EXPECT_FALSE(IsStale(one, kStart + kDay));
  EXPECT_TRUE(IsStale(one, kStart + kDay + absl::Seconds(1)));
  EXPECT_FALSE(IsStale(two, kStart + 2 * kDay));
  EXPECT_TRUE(IsRevoked(one));
}

TEST_F(RevokedCertificatesTest, DamagedBytesNeverCrash) {
  std::mt19937 random(9);
  const std::string pem = List(authority_, {Issue(authority_)});
  for (int i = 0; i < 3000; ++i) {
    std::string mutated = pem;
    for (size_t changes = 1 + random() % 3; changes > 0; --changes) {
      mutated[random() % mutated.size()] = static_cast<char>(random());
    }
    (void)revoked_.SetList("crl", mutated);
  }
}

TEST_F(RevokedCertificatesTest, IsReplacedWhileItIsAsked) {
  const Certificate always = Issue(authority_), sometimes = Issue(authority_);
  const std::string with = List(authority_, {always, sometimes});
  const std::string without = List(authority_, {always});
  ASSERT_TRUE(revoked_.SetList("crl", with).ok());
  std::thread writer([&] {
    for (int i = 0; i < 200; ++i) {
      EXPECT_TRUE(revoked_.SetList("crl", i % 2 == 0 ? without : with).ok());
    }
  });
  for (int i = 0; i < 20000; ++i) {
    ASSERT_TRUE(IsRevoked(always));
    (void)IsRevoked(sometimes);
  }
  writer.join();
}

}  // namespace
}  // namespace clearway::auth
