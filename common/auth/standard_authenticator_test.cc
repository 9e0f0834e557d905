#include "common/auth/standard_authenticator.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/development_authority.h"
#include "common/auth/credentials/signing_key.h"
#include "common/rpc/errors.h"
#include "common/rpc/log.h"
#include "common/store/test_directory.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using type::v1::ERROR_REASON_ACTOR_AMBIGUOUS;
using type::v1::ERROR_REASON_CREDENTIAL_EXPIRED;
using type::v1::ERROR_REASON_CREDENTIAL_INVALID;
using type::v1::ERROR_REASON_CREDENTIAL_MISSING;
using type::v1::ERROR_REASON_CREDENTIAL_REVOKED;
using type::v1::ERROR_REASON_NO_MEMBERSHIP;
using type::v1::ERROR_REASON_REGISTRY_NOT_READY;
using type::v1::ERROR_REASON_RIGHTS_CHANGED;

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2026, 3, 1), absl::UTCTimeZone());
constexpr char kAlice[] = "clearway-development#alice";
constexpr char kUndp[] = "spiffe://clearway.example/actors/undp";

// A registry in memory that the test writes.
class TestRegistry : public Directory {
 public:
  absl::StatusOr<std::vector<Standing>> Find(absl::string_view identity,
                                             absl::Time) const override {
    std::lock_guard<std::mutex> lock(mutex_);
    ++finds;
    if (!ready_) {
      return rpc::MakeError(absl::StatusCode::kUnavailable, ERROR_REASON_REGISTRY_NOT_READY,
                            "not yet");
    }
    auto it = standings_.find(std::string(identity));
    return it == standings_.end() ? std::vector<Standing>() : it->second;
  }
  int64_t Generation(absl::Time) const override {
    std::lock_guard<std::mutex> lock(mutex_);
    return generation_;
  }
  void Set(const std::string& identity, const std::vector<std::pair<std::string, Roles>>& actors) {
    std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Standing>& list = standings_[identity];
    list.clear();
    for (const auto& [actor, roles] : actors) {
      Standing standing;
      standing.membership = "memberships/m";
      standing.actor = actor;
      standing.names = {actor};
      standing.roles = roles;
      list.push_back(standing);
    }
    ++generation_;
  }
  void SetReady(bool ready) {
    std::lock_guard<std::mutex> lock(mutex_);
    ready_ = ready;
    ++generation_;
  }
  mutable std::atomic<int> finds{0};

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Standing>> standings_;
  int64_t generation_ = 1;
  bool ready_ = true;
};

class StandardAuthenticatorTest : public testing::Test {
 protected:
  StandardAuthenticatorTest()
      : directory_(store::NewPath()),
        authority_(*DevelopmentAuthority::Create(directory_, DevelopmentSettings(), kNow)) {
    rpc::SetLogSink([this](absl::string_view line) {
      std::lock_guard<std::mutex> lock(log_mutex_);
      log_.emplace_back(line);
    });
    registry_.Set(kAlice, {{"actors/undp", {type::v1::ROLE_IMPLEMENTER}}});
    registry_.Set(kUndp, {{"actors/undp", {type::v1::ROLE_DONOR_OFFICER}}});
    Start();
  }
  ~StandardAuthenticatorTest() override { rpc::SetLogSink({}); }

  void Start() {
    StandardAuthenticatorOptions options;
    options.config = authority_->Config();
    options.directory = &registry_;
    options.file_poll = absl::InfiniteDuration();
    auto made = StandardAuthenticator::Create(options);
    ASSERT_TRUE(made.ok()) << made.status();
    authenticator_ = *std::move(made);
  }
  std::string Token(const std::string& subject = "alice", const std::string& certificate = "") {
    TokenOrder order;
    order.subject = subject;
    order.certificate_pem = certificate;
    return authority_->IssueToken(order, kNow)->token;
  }
  IssuedCertificate Certificate(const std::string& identity) {
    return *authority_->IssueCertificate({identity, {}, {}}, kNow);
  }

  absl::StatusOr<std::shared_ptr<const Caller>> Try(const std::string& token,
                                                    const std::string& pem = "",
                                                    const std::string& actor = "",
                                                    absl::Time now = kNow, bool identity = false) {
    const std::string header = "Bearer " + token;
    Credentials credentials;
    credentials.peer_address = "127.0.0.1:1";
    credentials.encrypted = true;
    credentials.certificate_pem = pem;
    credentials.actor = actor;
    credentials.identity_suffices = identity;
    if (!token.empty()) credentials.authorization = {header};
    return authenticator_->Authenticate(credentials, now);
  }
  static void Expect(const absl::Status& status, absl::StatusCode code, rpc::ErrorReason reason) {
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(rpc::ReasonOf(status), reason) << status;
  }
  static void ExpectRefused(const absl::Status& status, rpc::ErrorReason reason) {
    Expect(status, absl::StatusCode::kUnauthenticated, reason);
  }

  std::string directory_;
  std::unique_ptr<DevelopmentAuthority> authority_;
  TestRegistry registry_;
  std::mutex log_mutex_;
  std::vector<std::string> log_;
  std::unique_ptr<StandardAuthenticator> authenticator_;
};

TEST_F(StandardAuthenticatorTest, KnowsWhoATokenIsFor) {
  auto caller = Try(Token());
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->identity, kAlice);
  EXPECT_EQ((*caller)->actor, "actors/undp");
  EXPECT_TRUE((*caller)->Owns("actors/undp"));
  EXPECT_EQ(RoleNames((*caller)->roles), "implementer");
  EXPECT_TRUE(absl::StartsWith((*caller)->credential, "token "));
  EXPECT_EQ((*caller)->expires, kNow + absl::Hours(8));
  EXPECT_FALSE((*caller)->unrestricted);
}

TEST_F(StandardAuthenticatorTest, KnowsWhoACertificateIsFor) {
  const IssuedCertificate undp = Certificate("actors/undp");
  auto caller = Try("", undp.certificate_pem);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->identity, kUndp);
  EXPECT_EQ(RoleNames((*caller)->roles), "donor officer");
  EXPECT_EQ((*caller)->credential, "certificate " + undp.serial);
  EXPECT_EQ((*caller)->expires, undp.expires);
}

TEST_F(StandardAuthenticatorTest, AServiceNeedsNoMembershipAndActsForNobody) {
  const std::string pem = Certificate("services/cooperation").certificate_pem;
  auto caller = Try("", pem);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->actor, "");
  EXPECT_TRUE((*caller)->names.empty());
  EXPECT_EQ(RoleNames((*caller)->roles), "service");
  registry_.Set("spiffe://clearway.example/services/cooperation",
                {{"actors/undp", {type::v1::ROLE_OPERATOR}}});
  EXPECT_EQ(RoleNames((*Try("", pem))->roles), "service");
  Expect(Try("", pem, "actors/undp").status(), absl::StatusCode::kPermissionDenied,
         ERROR_REASON_NO_MEMBERSHIP);
}

TEST_F(StandardAuthenticatorTest, WithBothTheTokenIsTheCaller) {
  const IssuedCertificate service = Certificate("services/gateway");
  auto caller = Try(Token(), service.certificate_pem);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->identity, kAlice);
  EXPECT_EQ(RoleNames((*caller)->roles), "implementer");
  ASSERT_TRUE(authority_->RevokeCertificate(service.serial, kNow).ok());
  authenticator_->PollFiles();
  ExpectRefused(Try(Token(), service.certificate_pem).status(), ERROR_REASON_CREDENTIAL_REVOKED);
  ExpectRefused(Try(Token(), service.certificate_pem, "", kNow + absl::Hours(25)).status(),
                ERROR_REASON_CREDENTIAL_EXPIRED);
}

TEST_F(StandardAuthenticatorTest, ABoundTokenCountsWithItsCertificateAlone) {
  const std::string own = Certificate("actors/undp").certificate_pem;
  const std::string other = Certificate("actors/undp").certificate_pem;
  const std::string token = Token("alice", own);
  EXPECT_TRUE(Try(token, own).ok());
  ExpectRefused(Try(token, other).status(), ERROR_REASON_CREDENTIAL_INVALID);
  ExpectRefused(Try(token).status(), ERROR_REASON_CREDENTIAL_INVALID);
}

TEST_F(StandardAuthenticatorTest, RefusesNothingSeveralAndOtherSchemes) {
  ExpectRefused(Try("").status(), ERROR_REASON_CREDENTIAL_MISSING);
  const std::string header = "Bearer " + Token();
  for (const std::vector<absl::string_view>& values :
       {std::vector<absl::string_view>{header, header},
        {"Basic YTpi"},
        {"Bearer"},
        {"Bearer "},
        {""},
        {"Bearer  x"},
        {"Bearer x.y.z"}}) {
    Credentials credentials;
    credentials.encrypted = true;
    credentials.authorization = values;
    ExpectRefused(authenticator_->Authenticate(credentials, kNow).status(),
                  ERROR_REASON_CREDENTIAL_INVALID);
  }
  const std::string lower = "bearer " + Token();
  Credentials credentials;
  credentials.encrypted = true;
  credentials.authorization = {lower};
  EXPECT_TRUE(authenticator_->Authenticate(credentials, kNow).ok());
  credentials.encrypted = false;
  ExpectRefused(authenticator_->Authenticate(credentials, kNow).status(),
                ERROR_REASON_CREDENTIAL_INVALID);
}

TEST_F(StandardAuthenticatorTest, RefusesCertificatesOfOthersOrForNobody) {
  Authority authority;  // ours, and what it would never sign
  authority.certificate =
      std::move(ParseCertificates(store::ReadFile(directory_ + "/authority.pem"))->front());
  authority.key = *ParsePrivateKey(store::ReadFile(directory_ + "/authority.key"));
  const EvpKeyPtr key = NewSigningKey(Algorithm::kEs256);
  for (const char* uri : {"spiffe://other.example/actors/undp", "https://clearway.example/undp",
                          "spiffe://clearway.example/undp"}) {
    CertificateRequest request;
    request.common_name = "undp";
    request.uris = {uri};
    request.not_before = kNow;
    request.not_after = kNow + absl::Hours(1);
    ExpectRefused(Try("", CertificatePem(**SignCertificate(authority, *key, request))).status(),
                  ERROR_REASON_CREDENTIAL_INVALID);
  }
  const Authority stranger =
      *NewAuthority("Clearway development authority", kNow, kNow + absl::Hours(1));
  CertificateRequest request;
  request.common_name = "undp";
  request.uris = {kUndp};
  request.not_before = kNow;
  request.not_after = kNow + absl::Hours(1);
  ExpectRefused(Try("", CertificatePem(**SignCertificate(stranger, *key, request))).status(),
                ERROR_REASON_CREDENTIAL_INVALID);
  ExpectRefused(Try("", "rubbish").status(), ERROR_REASON_CREDENTIAL_INVALID);
  ExpectRefused(Try(Token(), "rubbish").status(), ERROR_REASON_CREDENTIAL_INVALID);
}

TEST_F(StandardAuthenticatorTest, AnAuthorityThatIsTakenOutEndsWhatItSigned) {
  const std::string pem = Certificate("actors/undp").certificate_pem;
  const auto caller = *Try("", pem);
  const Authority next = *NewAuthority("Next", kNow, kNow + absl::Hours(24));
  const std::string own = store::ReadFile(directory_ + "/authority.pem");
  store::WriteFile(directory_ + "/authority.pem", own + CertificatePem(*next.certificate));
  authenticator_->PollFiles();
  EXPECT_TRUE(Try("", pem).ok());
  store::WriteFile(directory_ + "/authority.pem", CertificatePem(*next.certificate));
  authenticator_->PollFiles();
  ExpectRefused(Try("", pem).status(), ERROR_REASON_CREDENTIAL_INVALID);
  ExpectRefused(authenticator_->Recheck(*caller, kNow), ERROR_REASON_CREDENTIAL_INVALID);
}

TEST_F(StandardAuthenticatorTest, ACertificatesDatesAreLookedAtInEveryCall) {
  const std::string pem = Certificate("actors/undp").certificate_pem;
  EXPECT_TRUE(Try("", pem).ok());
  EXPECT_TRUE(Try("", pem, "", kNow + absl::Hours(24)).ok());
  ExpectRefused(Try("", pem, "", kNow + absl::Hours(24) + absl::Seconds(1)).status(),
                ERROR_REASON_CREDENTIAL_EXPIRED);
  ExpectRefused(Try("", pem, "", kNow - absl::Hours(1)).status(), ERROR_REASON_CREDENTIAL_EXPIRED);
  EXPECT_TRUE(Try("", pem).ok());
}

TEST_F(StandardAuthenticatorTest, RevocationIsSeenWithoutARestart) {
  const IssuedCertificate undp = Certificate("actors/undp");
  const std::string token = Token();
  EXPECT_TRUE(Try("", undp.certificate_pem).ok());
  EXPECT_TRUE(Try(token).ok());
  ASSERT_TRUE(authority_->RevokeCertificate(undp.serial, kNow).ok());
  ASSERT_TRUE(authority_->RevokeToken(token, "lost", kNow).ok());
  authenticator_->PollFiles();
  ExpectRefused(Try("", undp.certificate_pem).status(), ERROR_REASON_CREDENTIAL_REVOKED);
  ExpectRefused(Try(token).status(), ERROR_REASON_CREDENTIAL_REVOKED);
  EXPECT_TRUE(Try(Token()).ok());
}

TEST_F(StandardAuthenticatorTest, TokenKeysRotateWithoutARestart) {
  const std::string old = Token();
  EXPECT_TRUE(Try(old).ok());
  ASSERT_TRUE(authority_->RotateTokenKey(true).ok());
  authenticator_->PollFiles();
  ExpectRefused(Try(old).status(), ERROR_REASON_CREDENTIAL_INVALID);
  EXPECT_TRUE(Try(Token()).ok());
}

TEST_F(StandardAuthenticatorTest, BrokenFilesLeaveTheOldOnesInForce) {
  const std::string token = Token();
  ASSERT_TRUE(authority_->RevokeToken(token, "lost", kNow).ok());
  authenticator_->PollFiles();
  for (const char* file : {"/jwks.json", "/revoked-tokens.json", "/revoked-certificates.pem"}) {
    store::WriteFile(directory_ + file, "broken");
  }
  authenticator_->PollFiles();
  ExpectRefused(Try(token).status(), ERROR_REASON_CREDENTIAL_REVOKED);
  EXPECT_TRUE(Try(Token()).ok());
}

TEST_F(StandardAuthenticatorTest, AListThatRanOutStillCountsAndIsComplainedAbout) {
  const IssuedCertificate one =
      *authority_->IssueCertificate({"actors/undp", {}, {}, absl::Hours(24 * 60)}, kNow);
  const IssuedCertificate two =
      *authority_->IssueCertificate({"actors/undp", {}, {}, absl::Hours(24 * 60)}, kNow);
  ASSERT_TRUE(authority_->RevokeCertificate(one.serial, kNow).ok());
  authenticator_->PollFiles();
  const absl::Time later = kNow + absl::Hours(24 * 31);
  for (int i = 0; i < 100; ++i) {
    ExpectRefused(Try("", one.certificate_pem, "", later).status(),
                  ERROR_REASON_CREDENTIAL_REVOKED);
    EXPECT_TRUE(Try("", two.certificate_pem, "", later).ok());
  }
  int complaints = 0;
  for (const std::string& line : log_) complaints += absl::StrContains(line, "has run out") ? 1 : 0;
  EXPECT_EQ(complaints, 1);
}

TEST_F(StandardAuthenticatorTest, ChoosesAmongSeveralActors) {
  registry_.Set(kAlice, {{"actors/undp", {type::v1::ROLE_IMPLEMENTER}},
                         {"states/LAO", {type::v1::ROLE_STATE_DRAFTER}}});
  auto ambiguous = Try(Token());
  Expect(ambiguous.status(), absl::StatusCode::kPermissionDenied, ERROR_REASON_ACTOR_AMBIGUOUS);
  EXPECT_TRUE(absl::StrContains(ambiguous.status().message(), "actors/undp, states/LAO"));
  EXPECT_EQ((*Try(Token(), "", "states/LAO"))->actor, "states/LAO");
  EXPECT_EQ(RoleNames((*Try(Token(), "", "states/LAO"))->roles), "state drafter");
  auto other = Try(Token(), "", "states/NOR\n");
  Expect(other.status(), absl::StatusCode::kPermissionDenied, ERROR_REASON_NO_MEMBERSHIP);
  EXPECT_TRUE(absl::StrContains(other.status().message(), "\"states/NOR\\x0a\""));
}

TEST_F(StandardAuthenticatorTest, NobodyIsSomebodyWithoutAMembership) {
  Expect(Try(Token("bob")).status(), absl::StatusCode::kPermissionDenied,
         ERROR_REASON_NO_MEMBERSHIP);
  // For WhoAmI the identity is enough, and gives no right at all.
  auto caller = Try(Token("bob"), "", "", kNow, true);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->identity, "clearway-development#bob");
  EXPECT_TRUE((*caller)->roles.empty());
  EXPECT_EQ((*caller)->actor, "");
  EXPECT_TRUE((*caller)->names.empty());
  // And stays so: the caller of WhoAmI is never another method's.
  Expect(Try(Token("bob")).status(), absl::StatusCode::kPermissionDenied,
         ERROR_REASON_NO_MEMBERSHIP);
  const std::string alice = Token();
  EXPECT_EQ((*Try(alice, "", "", kNow, true))->actor, "actors/undp");
}

TEST_F(StandardAuthenticatorTest, ACertificatesMembershipIsThatOfItsActor) {
  registry_.Set(kUndp, {{"actors/isu", {type::v1::ROLE_SECRETARIAT}}});
  const std::string pem = Certificate("actors/undp").certificate_pem;
  Expect(Try("", pem).status(), absl::StatusCode::kPermissionDenied, ERROR_REASON_NO_MEMBERSHIP);
  Expect(Try("", pem, "actors/isu").status(), absl::StatusCode::kPermissionDenied,
         ERROR_REASON_NO_MEMBERSHIP);
  registry_.Set(kUndp, {{"actors/isu", {type::v1::ROLE_SECRETARIAT}},
                        {"actors/undp", {type::v1::ROLE_OBSERVER}}});
  EXPECT_EQ(RoleNames((*Try("", pem))->roles), "observer");
}

TEST_F(StandardAuthenticatorTest, RightsChangeWithTheRegistry) {
  const std::string token = Token();
  EXPECT_EQ(RoleNames((*Try(token))->roles), "implementer");
  const int finds = registry_.finds;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(Try(token).ok());
  EXPECT_EQ(registry_.finds, finds);
  registry_.Set(kAlice, {{"actors/undp", {type::v1::ROLE_OBSERVER}}});
  EXPECT_EQ(RoleNames((*Try(token))->roles), "observer");
  registry_.Set(kAlice, {});
  Expect(Try(token).status(), absl::StatusCode::kPermissionDenied, ERROR_REASON_NO_MEMBERSHIP);
  registry_.SetReady(false);
  Expect(Try(token).status(), absl::StatusCode::kUnavailable, ERROR_REASON_REGISTRY_NOT_READY);
}

TEST_F(StandardAuthenticatorTest, OpenStreamsAreRechecked) {
  const IssuedCertificate undp = Certificate("actors/undp");
  const std::string token = Token("alice", undp.certificate_pem);
  const auto caller = *Try(token, undp.certificate_pem);
  EXPECT_TRUE(authenticator_->Recheck(*caller, kNow).ok());
  ExpectRefused(authenticator_->Recheck(*caller, kNow + absl::Hours(9)),
                ERROR_REASON_CREDENTIAL_EXPIRED);

  registry_.Set("clearway-development#other", {});  // nothing of alice's
  EXPECT_TRUE(authenticator_->Recheck(*caller, kNow).ok());
  registry_.Set(kAlice, {{"actors/undp", {type::v1::ROLE_OBSERVER}}});
  Expect(authenticator_->Recheck(*caller, kNow), absl::StatusCode::kUnavailable,
         ERROR_REASON_RIGHTS_CHANGED);
  registry_.Set(kAlice, {});
  Expect(authenticator_->Recheck(*caller, kNow), absl::StatusCode::kUnavailable,
         ERROR_REASON_RIGHTS_CHANGED);
  registry_.SetReady(false);
  EXPECT_TRUE(authenticator_->Recheck(*caller, kNow).ok());
  registry_.SetReady(true);
  registry_.Set(kAlice, {{"actors/undp", {type::v1::ROLE_IMPLEMENTER}}});
  EXPECT_TRUE(authenticator_->Recheck(*caller, kNow).ok());
  // A copy carries its evidence along.
  const auto copy = std::make_unique<Caller>(*caller);
  EXPECT_TRUE(authenticator_->Recheck(*copy, kNow).ok());

  ASSERT_TRUE(authority_->RevokeCertificate(undp.serial, kNow).ok());
  authenticator_->PollFiles();
  ExpectRefused(authenticator_->Recheck(*caller, kNow), ERROR_REASON_CREDENTIAL_REVOKED);
  EXPECT_TRUE(authenticator_->Recheck(Caller::Unrestricted("actors/anonymous"), kNow).ok());
  ExpectRefused(authenticator_->Recheck(Caller(), kNow), ERROR_REASON_CREDENTIAL_INVALID);
}

TEST_F(StandardAuthenticatorTest, TheConfigurationGivesTheFirstMemberships) {
  StandardAuthenticatorOptions options;
  options.config = authority_->Config();
  auto* first = options.config.add_bootstrap_identities();
  first->set_identity("clearway-development#carol");
  first->set_actor("actors/isu");
  first->add_roles(type::v1::ROLE_SECRETARIAT);
  authenticator_ = *StandardAuthenticator::Create(options);  // no registry at all
  auto caller = Try(Token("carol"));
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(RoleNames((*caller)->roles), "secretariat");
  EXPECT_EQ(authenticator_->Standings(**caller, kNow)->size(), 1u);
  Expect(Try(Token()).status(), absl::StatusCode::kPermissionDenied, ERROR_REASON_NO_MEMBERSHIP);
}

TEST_F(StandardAuthenticatorTest, RefusesConfigurationsWithTheField) {
  StandardAuthenticatorOptions options;
  options.config = authority_->Config();
  options.config.mutable_token_issuers(0)->set_jwks_file(directory_ + "/none.json");
  absl::Status status = StandardAuthenticator::Create(options).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "/none.json: No such file")) << status;
  options.config = authority_->Config();
  options.config.set_authority_file(directory_ + "/jwks.json");
  EXPECT_TRUE(absl::StrContains(StandardAuthenticator::Create(options).status().message(),
                                "/jwks.json: has no certificate in PEM"));
  options.config.clear_trust_domain();
  EXPECT_TRUE(absl::StrContains(StandardAuthenticator::Create(options).status().message(),
                                "auth.trust_domain must be"));
}

TEST_F(StandardAuthenticatorTest, TheLogSaysWhyAndTheAnswerDoesNot) {
  const std::string token = Token("alice");
  const std::string forged = token.substr(0, token.rfind('.') + 1) + std::string(86, 'A');
  auto refused = Try(forged);
  ExpectRefused(refused.status(), ERROR_REASON_CREDENTIAL_INVALID);
  EXPECT_EQ(refused.status().message(), "the credential is not valid here");
  ASSERT_FALSE(log_.empty());
  const std::string& line = log_.back();
  EXPECT_TRUE(absl::StrContains(line, "signature is wrong")) << line;
  EXPECT_TRUE(absl::StrContains(line, "127.0.0.1:1")) << line;
  for (const std::string& entry : log_) {
    EXPECT_FALSE(absl::StrContains(entry, "alice")) << entry;
    for (absl::string_view part : absl::StrSplit(forged, '.')) {
      EXPECT_FALSE(absl::StrContains(entry, part)) << entry;
    }
  }
}

TEST_F(StandardAuthenticatorTest, EverythingChangesUnderLoad) {
  const std::string token = Token(), doomed = Token();
  const IssuedCertificate undp = Certificate("actors/undp");
  std::atomic<bool> stop{false};
  std::atomic<int64_t> calls{0};
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      while (!stop) {
        ++calls;
        auto caller = Try(token);
        ASSERT_TRUE(caller.ok()) << caller.status();
        ASSERT_EQ((*caller)->actor, "actors/undp");
        absl::Status again = authenticator_->Recheck(**caller, kNow);
        ASSERT_TRUE(again.ok() || absl::IsUnavailable(again)) << again;
        (void)Try(doomed);
        ASSERT_TRUE(Try("", undp.certificate_pem).ok());
      }
    });
  }
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(authority_->RotateTokenKey(false).ok());
    ASSERT_TRUE(authority_->RevokeToken(Token("bob"), "", kNow).ok());
    ASSERT_TRUE(authority_->RevokeCertificate(Certificate("actors/x").serial, kNow).ok());
    authenticator_->PollFiles();
    registry_.Set(kAlice, {{"actors/undp",
                            {i % 2 == 0 ? type::v1::ROLE_IMPLEMENTER : type::v1::ROLE_OBSERVER}}});
  }
  ASSERT_TRUE(authority_->RevokeToken(doomed, "", kNow).ok());
  authenticator_->PollFiles();
  ExpectRefused(Try(doomed).status(), ERROR_REASON_CREDENTIAL_REVOKED);
  stop = true;
  for (auto& thread : threads) thread.join();
  EXPECT_GT(calls, 0);
}

}  // namespace
}  // namespace clearway::auth
