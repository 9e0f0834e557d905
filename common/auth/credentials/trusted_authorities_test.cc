#include "common/auth/credentials/trusted_authorities.h"

#include "absl/strings/str_cat.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/signing_key.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1772355600);

Authority New(absl::string_view name) {
  return *NewAuthority(name, kStart, kStart + absl::Hours(1));
}

Certificate Issue(const Authority& authority) {
  CertificateRequest request;
  request.common_name = "undp";
  request.uris = {"spiffe://clearway.example/actors/undp"};
  request.not_before = kStart;
  request.not_after = kStart + absl::Hours(1);
  const EvpKeyPtr key = NewSigningKey(Algorithm::kEs256);
  return *ParseCertificate(CertificatePem(**SignCertificate(authority, *key, request)));
}

TEST(TrustedAuthoritiesTest, KnowWhatTheySignedThemselves) {
  const Authority one = New("One"), two = New("Two"), forger = New("One");
  TrustedAuthorities trusted;
  EXPECT_EQ(trusted.generation(), 0);
  ASSERT_TRUE(
      trusted.Set(absl::StrCat(CertificatePem(*one.certificate), CertificatePem(*two.certificate)))
          .ok());
  EXPECT_EQ(trusted.generation(), 1);
  EXPECT_TRUE(trusted.Signed(Issue(one)));
  EXPECT_TRUE(trusted.Signed(Issue(two)));
  EXPECT_FALSE(trusted.Signed(Issue(forger)));

  const Certificate before = Issue(one);
  ASSERT_TRUE(trusted.Set(CertificatePem(*two.certificate)).ok());
  EXPECT_EQ(trusted.generation(), 2);
  EXPECT_FALSE(trusted.Signed(before));
  EXPECT_FALSE(trusted.Set("rubbish").ok());
  EXPECT_EQ(trusted.generation(), 2);
  EXPECT_TRUE(trusted.Signed(Issue(two)));
}

}  // namespace
}  // namespace clearway::auth
