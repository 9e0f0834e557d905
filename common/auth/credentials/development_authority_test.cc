#include "common/auth/credentials/development_authority.h"

#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/jws.h"
#include "common/auth/credentials/key_set.h"
#include "common/auth/credentials/revoked_certificates.h"
#include "common/auth/credentials/revoked_tokens.h"
#include "common/auth/credentials/signing_key.h"
#include "common/auth/credentials/token_verifier.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using store::ReadFile;

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 3, 1), absl::UTCTimeZone());

class DevelopmentAuthorityTest : public testing::Test {
 protected:
  DevelopmentAuthorityTest()
      : directory_(store::NewPath()),
        authority_(*DevelopmentAuthority::Create(directory_, DevelopmentSettings(), kNow)) {}

  // A verifier as a service has it.
  absl::Status Verify(const std::string& token, absl::Time now = kNow) {
    auto keys = std::make_shared<HeldKeys>();
    auto set = KeySet::Parse(ReadFile(directory_ + "/jwks.json"));
    EXPECT_TRUE(set.ok()) << set.status();
    keys->Set(*set);
    RevokedTokens revoked;
    EXPECT_TRUE(revoked.Set(ReadFile(directory_ + "/revoked-tokens.json")).ok());
    TrustedIssuer issuer;
    issuer.issuer = "clearway-development";
    issuer.audiences = {"clearway"};
    issuer.keys = keys;
    return TokenVerifier({issuer}, absl::ZeroDuration(), &revoked).Verify(token, now).status();
  }
  bool IsRevoked(const IssuedCertificate& issued) {
    RevokedCertificates revoked;
    EXPECT_TRUE(revoked.SetAuthorities(ReadFile(directory_ + "/authority.pem")).ok());
    EXPECT_TRUE(revoked.SetList("crl", ReadFile(directory_ + "/revoked-certificates.pem")).ok());
    return revoked.StateOf(*ParseCertificate(issued.certificate_pem), kNow).revoked;
  }

  std::string directory_;
  std::unique_ptr<DevelopmentAuthority> authority_;
};

TEST_F(DevelopmentAuthorityTest, KeepsItsSecretsToItsOwner) {
  int secrets = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat about = {};
    ASSERT_EQ(stat(entry.path().c_str(), &about), 0);
    if (absl::StrContains(ReadFile(entry.path()), "PRIVATE")) {
      ++secrets;
      EXPECT_EQ(about.st_mode & 0777, 0600u) << entry.path();
    }
  }
  EXPECT_EQ(secrets, 2);
  struct stat about = {};
  ASSERT_EQ(stat(directory_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
}

TEST_F(DevelopmentAuthorityTest, IsNeverOverwritten) {
  const auto before = store::Contents(directory_);
  auto again = DevelopmentAuthority::Create(directory_, DevelopmentSettings(), kNow);
  EXPECT_TRUE(absl::IsAlreadyExists(again.status())) << again.status();
  EXPECT_EQ(store::Contents(directory_), before);
}

TEST_F(DevelopmentAuthorityTest, IsOpenedWithItsSettings) {
  const std::string other = store::NewPath();
  DevelopmentSettings settings;
  settings.trust_domain = "trial.example";
  settings.issuer = "trial";
  settings.audience = "an \"audience\"";
  ASSERT_TRUE(DevelopmentAuthority::Create(other, settings, kNow).ok());
  auto opened = DevelopmentAuthority::Open(other);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->settings().trust_domain, "trial.example");
  EXPECT_EQ((*opened)->settings().audience, "an \"audience\"");
  EXPECT_EQ((*opened)->IssueCertificate({"actors/undp", {}, {}}, kNow)->uri,
            "spiffe://trial.example/actors/undp");
  EXPECT_TRUE(absl::IsNotFound(DevelopmentAuthority::Open(other + "x").status()));
  store::WriteFile(other + "/settings.json", "{}");
  EXPECT_TRUE(absl::StrContains(DevelopmentAuthority::Open(other).status().message(),
                                "settings.json: has no trustDomain"));
}

TEST_F(DevelopmentAuthorityTest, IssuesCertificatesThatSayWhoTheyAreFor) {
  auto issued = authority_->IssueCertificate(
      {"services/cooperation", {"localhost"}, {"127.0.0.1"}, absl::Hours(2)}, kNow);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->uri, "spiffe://clearway.example/services/cooperation");
  auto certificate = ParseCertificate(issued->certificate_pem);
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_EQ(certificate->uri, issued->uri);
  EXPECT_EQ(certificate->serial, issued->serial);
  EXPECT_EQ(certificate->not_after, kNow + absl::Hours(2));
  const X509Ptr parsed = std::move(ParseCertificates(issued->certificate_pem)->front());
  const EvpKeyPtr key = *ParsePrivateKey(issued->key_pem);
  EXPECT_EQ(X509_check_private_key(parsed.get(), key.get()), 1);
  EXPECT_EQ(X509_check_host(parsed.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(parsed.get(), "127.0.0.1", 0), 1);
  const X509Ptr own =
      std::move(ParseCertificates(ReadFile(directory_ + "/authority.pem"))->front());
  EXPECT_EQ(X509_verify(parsed.get(), X509_get0_pubkey(own.get())), 1);
}

TEST_F(DevelopmentAuthorityTest, SaysWhatOfAnOrderIsWrong) {
  auto wrong = [&](const CertificateOrder& order) {
    auto issued = authority_->IssueCertificate(order, kNow);
    EXPECT_TRUE(absl::IsInvalidArgument(issued.status()));
    return std::string(issued.status().message());
  };
  EXPECT_TRUE(absl::StrContains(wrong({"undp", {}, {}}), "\"undp\" cannot be an identity"));
  EXPECT_TRUE(absl::StrContains(wrong({"actors/undp", {}, {"here"}}), "\"here\" is no IP address"));
  EXPECT_EQ(wrong({"actors/undp", {}, {}, absl::Hours(24 * 91)}),
            "the lifetime must be between a second and 2160h");
  TokenOrder order;
  EXPECT_EQ(authority_->IssueToken(order, kNow).status().message(),
            "the subject must be 1 to 200 letters");
  order.subject = "alice";
  order.lifetime = absl::Hours(25);
  EXPECT_EQ(authority_->IssueToken(order, kNow).status().message(),
            "the lifetime must be between a second and 24h");
}

TEST_F(DevelopmentAuthorityTest, IssuesTokensThatVerify) {
  TokenOrder order;
  order.subject = "alice \"the clerk\"";
  auto issued = authority_->IssueToken(order, kNow);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->identity, "clearway-development#alice \"the clerk\"");
  EXPECT_EQ(issued->expires, kNow + absl::Hours(8));
  EXPECT_TRUE(Verify(issued->token).ok()) << Verify(issued->token);
  EXPECT_FALSE(Verify(issued->token, kNow + absl::Hours(8)).ok());
  order.audience = "others";
  EXPECT_FALSE(Verify(authority_->IssueToken(order, kNow)->token).ok());
}

TEST_F(DevelopmentAuthorityTest, RevokesCertificates) {
  const IssuedCertificate one = *authority_->IssueCertificate({"actors/undp", {}, {}}, kNow);
  const IssuedCertificate two = *authority_->IssueCertificate({"actors/undp", {}, {}}, kNow);
  EXPECT_FALSE(IsRevoked(one));
  ASSERT_TRUE(authority_->RevokeCertificate(one.serial, kNow).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_FALSE(IsRevoked(two));
  ASSERT_TRUE(authority_->RevokeCertificate(absl::AsciiStrToUpper(two.serial), kNow).ok());
  ASSERT_TRUE(authority_->RevokeCertificate(two.serial, kNow).ok());
  EXPECT_TRUE(IsRevoked(one));
  EXPECT_TRUE(IsRevoked(two));
  auto list = ReadRevocationList(ReadFile(directory_ + "/revoked-certificates.pem"));
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->revoked.size(), 2u);
  EXPECT_EQ(list->number, 4);
  EXPECT_TRUE(absl::IsInvalidArgument(authority_->RevokeCertificate("none", kNow)));
}

TEST_F(DevelopmentAuthorityTest, RenewsItsListWhileItWorks) {
  const auto next = [&] {
    return ReadRevocationList(ReadFile(directory_ + "/revoked-certificates.pem"))->next_update;
  };
  EXPECT_EQ(next(), kNow + absl::Hours(24 * 30));
  const IssuedCertificate one = *authority_->IssueCertificate({"actors/undp", {}, {}}, kNow);
  ASSERT_TRUE(authority_->RevokeCertificate(one.serial, kNow).ok());
  const absl::Time later = kNow + absl::Hours(24 * 20);
  ASSERT_TRUE(authority_->IssueCertificate({"actors/undp", {}, {}}, later).ok());
  EXPECT_EQ(next(), later + absl::Hours(24 * 30));
  EXPECT_TRUE(IsRevoked(one));
}

TEST_F(DevelopmentAuthorityTest, RevokesTokensOneByOneAndAllOfSomebody) {
  TokenOrder order;
  order.subject = "alice";
  const IssuedToken one = *authority_->IssueToken(order, kNow);
  const IssuedToken two = *authority_->IssueToken(order, kNow);
  ASSERT_TRUE(authority_->RevokeToken(one.token + "\n", "lost", kNow).ok());
  EXPECT_FALSE(Verify(one.token).ok());
  EXPECT_TRUE(Verify(two.token).ok());
  ASSERT_TRUE(authority_->RevokeTokensOf("alice", "left", kNow).ok());
  EXPECT_FALSE(Verify(two.token).ok());
  const absl::Time later = kNow + absl::Seconds(1);
  EXPECT_TRUE(Verify(authority_->IssueToken(order, later)->token, later).ok());
  // Entries go when their tokens have long expired.
  ASSERT_TRUE(authority_->RevokeToken(two.token, "", kNow + absl::Hours(72)).ok());
  EXPECT_EQ(ParseRevokedTokens(ReadFile(directory_ + "/revoked-tokens.json"))->revoked_size(), 1);
  EXPECT_FALSE(authority_->RevokeToken("rubbish", "", kNow).ok());
}

TEST_F(DevelopmentAuthorityTest, RotatesItsTokenKey) {
  TokenOrder order;
  order.subject = "alice";
  const IssuedToken old = *authority_->IssueToken(order, kNow);
  ASSERT_TRUE(authority_->RotateTokenKey(false).ok());
  const IssuedToken now = *authority_->IssueToken(order, kNow);
  EXPECT_NE(ParseJws(old.token)->key_id, ParseJws(now.token)->key_id);
  EXPECT_TRUE(Verify(old.token).ok());
  EXPECT_TRUE(Verify(now.token).ok());
  ASSERT_TRUE(authority_->RotateTokenKey(true).ok());
  EXPECT_FALSE(Verify(old.token).ok());
  EXPECT_FALSE(Verify(now.token).ok());
  EXPECT_TRUE(Verify(authority_->IssueToken(order, kNow)->token).ok());
}

TEST_F(DevelopmentAuthorityTest, TwoWhoRevokeAtOnceLoseNothing) {
  std::vector<IssuedCertificate> issued;
  issued.reserve(20);
  for (int i = 0; i < 20; ++i) {
    issued.push_back(*authority_->IssueCertificate({"actors/undp", {}, {}}, kNow));
  }
  std::vector<std::thread> threads;
  threads.reserve(2);
  for (size_t t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      auto own = DevelopmentAuthority::Open(directory_);
      ASSERT_TRUE(own.ok());
      for (size_t i = t; i < issued.size(); i += 2) {
        ASSERT_TRUE((*own)->RevokeCertificate(issued[i].serial, kNow).ok());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const IssuedCertificate& one : issued) EXPECT_TRUE(IsRevoked(one));
}

}  // namespace
}  // namespace clearway::auth
