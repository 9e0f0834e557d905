// Who may come in to the real services over TLS, and for how long: connections and streams outlive
// certificates, and services outlive theirs.
#include <stdlib.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clearway/cooperation/v1/cooperation_service.pb.h"
#include "clearway/type/v1/watch.pb.h"
#include "clearway/universalization/v1/universalization_service.pb.h"
#include "common/auth/credentials/atomic_file.h"
#include "common/auth/credentials/certificate.h"
#include "common/auth/credentials/development_authority.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/handshake.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/cooperation/testing.h"
#include "tests/e2e/service_process.h"

namespace clearway::e2e {
namespace {

namespace coop = cooperation::v1;
namespace univ = universalization::v1;

constexpr int kTls13 = 0x0304;

std::string Coop(const char* method) {
  return absl::StrCat("clearway.cooperation.v1.CooperationService/", method);
}
std::string Univ(const char* method) {
  return absl::StrCat("clearway.universalization.v1.UniversalizationService/", method);
}

std::string NewDirectory() {
  std::string directory = absl::StrCat(testing::TempDir(), "/identity-XXXXXX");
  EXPECT_NE(mkdtemp(&directory[0]), nullptr);
  return directory;
}

std::unique_ptr<auth::DevelopmentAuthority> NewAuthority(const std::string& directory) {
  auto made = auth::DevelopmentAuthority::Create(directory, {}, absl::Now());
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

class IdentityTest : public testing::Test {
 protected:
  IdentityTest()
      : authority_(NewAuthority(directory_ + "/authority")),
        registry_("services/universalization/universalization", directory_ + "/data",
                  Flags("universalization"), As("actors/secretariat")),
        cooperation_("services/cooperation/cooperation", directory_ + "/data",
                     With(Flags("cooperation"), "--universalization", registry_.address()),
                     As("actors/secretariat")) {
    registry_.Start();
    cooperation_.Start();
    // Until the registry has been read for the first time, who has no membership is not known.
    const auto stranger = *rpc::Client::Connect(cooperation_.address(), As("states/LAO"));
    Eventually([&] { return !absl::IsUnavailable(List(*stranger)); });
  }

  static std::vector<std::string> With(std::vector<std::string> flags, const std::string& flag,
                                       const std::string& value) {
    flags.insert(flags.end(), {flag, value});
    return flags;
  }

  // A certificate that begins `age` ago and counts for a day; the serial number goes to `serial`.
  rpc::TlsFiles Issue(auth::DevelopmentAuthority& by, const std::string& identity,
                      absl::Duration age = absl::ZeroDuration(), std::string* serial = nullptr) {
    auth::CertificateOrder order;
    order.identity = identity;
    order.dns_names = {"localhost"};
    order.ip_addresses = {"127.0.0.1"};
    const auto issued = by.IssueCertificate(order, absl::Now() - age);
    EXPECT_TRUE(issued.ok()) << issued.status();
    if (serial != nullptr) *serial = issued->serial;
    rpc::TlsFiles files;
    std::string name = identity;
    for (char& c : name) c = c == '/' ? '-' : c;
    files.certificate = absl::StrCat(directory_, "/", name, ".pem");
    files.key = absl::StrCat(directory_, "/", name, ".key");
    files.authorities = authority_->Path("authority.pem");
    EXPECT_TRUE(
        auth::WriteFileAtomically(files.key, issued->key_pem, auth::FileMode::kSecret).ok());
    EXPECT_TRUE(auth::WriteFileAtomically(files.certificate, issued->certificate_pem,
                                          auth::FileMode::kPublic)
                    .ok());
    return files;
  }

  // The flags of a service, with a certificate of its own and what it believes of others.
  std::vector<std::string> Flags(const std::string& service) {
    config::v1::AuthConfig config = authority_->Config();
    const auto known = [&config](const std::string& identity, const std::string& actor,
                                 type::v1::Role role) {
      auto* bootstrap = config.add_bootstrap_identities();
      bootstrap->set_identity(identity);
      bootstrap->set_actor(actor);
      bootstrap->add_roles(role);
    };
    const std::string domain = "spiffe://clearway.example/";
    known(domain + "actors/secretariat", "actors/secretariat", type::v1::ROLE_SECRETARIAT);
    known(domain + "states/NOR", "states/NOR", type::v1::ROLE_DONOR_OFFICER);
    known("clearway-development#alice", "states/NOR", type::v1::ROLE_DONOR_OFFICER);
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(config, &json).ok());
    const std::string path = directory_ + "/auth.json";
    std::ofstream(path) << json;
    const rpc::TlsFiles files = Issue(*authority_, "services/" + service);
    return {"--tls-certificate", files.certificate, "--tls-key",     files.key,
            "--tls-client-ca",   files.authorities, "--auth-config", path};
  }

  static rpc::ClientOptions With(const rpc::TlsFiles& files) {
    rpc::ClientOptions options;
    options.credentials.tls = files;
    options.max_attempts = 1;
    options.timeout = absl::Seconds(20);
    return options;
  }
  rpc::ClientOptions As(const std::string& identity) { return With(Issue(*authority_, identity)); }
  rpc::TlsFiles NoCertificate() { return {"", "", authority_->Path("authority.pem")}; }

  absl::Status List(const rpc::Client& client) {
    return client.Call<coop::ListOffersResponse>(Coop("ListOffers"), coop::ListOffersRequest())
        .status();
  }
  absl::Status List(const rpc::ClientOptions& options) {
    const auto client = rpc::Client::Connect(cooperation_.address(), options);
    return client.ok() ? List(**client) : client.status();
  }

  // How a watch of cooperation's ends on which `then` is called once it is open.
  template <typename Then>
  absl::Status Watch(const rpc::Client& client, const Then& then) {
    bool open = false;
    return client.Stream<type::v1::WatchResponse>(Coop("Watch"), type::v1::WatchRequest(),
                                                  [&](const type::v1::WatchResponse&) {
                                                    if (!open) then();
                                                    return open = true;
                                                  });
  }

  template <typename Condition>
  static void Eventually(const Condition& condition) {
    for (int i = 0; i < 3000 && !condition(); ++i) absl::SleepFor(absl::Milliseconds(10));
    EXPECT_TRUE(condition());
  }

  const std::string directory_ = NewDirectory();
  const std::unique_ptr<auth::DevelopmentAuthority> authority_;
  ServiceProcess registry_, cooperation_;
};

TEST_F(IdentityTest, OnlyWhoShowsAValidCredentialOfOursComesIn) {
  EXPECT_TRUE(List(cooperation_.client()).ok());
  EXPECT_TRUE(List(As("states/NOR")).ok());

  rpc::ClientOptions plain;
  plain.max_attempts = 1;
  EXPECT_EQ(List(plain).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rpc::ReasonOf(List(With(NoCertificate()))), type::v1::ERROR_REASON_CREDENTIAL_MISSING);
  EXPECT_EQ(rpc::ReasonOf(List(As("states/LAO"))), type::v1::ERROR_REASON_NO_MEMBERSHIP);

  const auto others = NewAuthority(directory_ + "/others");
  const rpc::TlsFiles forged = Issue(*others, "actors/secretariat");
  EXPECT_FALSE(rpc::TryHandshake(cooperation_.port(), kTls13, forged).accepted);
  const rpc::TlsFiles expired = Issue(*authority_, "actors/secretariat", absl::Hours(25));
  EXPECT_FALSE(rpc::TryHandshake(cooperation_.port(), kTls13, expired).accepted);
  const rpc::TlsFiles good = Issue(*authority_, "actors/secretariat");
  EXPECT_TRUE(rpc::TryHandshake(cooperation_.port(), kTls13, good).accepted);
}

TEST_F(IdentityTest, BeforeTheRegistryWasReadNobodyIsToldThatTheyAreNoMember) {
  ServiceProcess early("services/cooperation/cooperation", directory_ + "/early",
                       With(Flags("cooperation"), "--universalization", "127.0.0.1:1"),
                       As("actors/secretariat"));
  early.Start();
  EXPECT_TRUE(List(early.client()).ok()) << "the configuration says who this is";
  const auto laos = *rpc::Client::Connect(early.address(), As("states/LAO"));
  const absl::Status status = List(*laos);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
  EXPECT_GT(rpc::RetryDelayOf(status), absl::ZeroDuration());
}

TEST_F(IdentityTest, ATokenSpeaksForAPersonUntilItIsRevoked) {
  auth::TokenOrder order;
  order.subject = "alice";
  const auto token = authority_->IssueToken(order, absl::Now());
  ASSERT_TRUE(token.ok()) << token.status();
  const std::string path = directory_ + "/alice.token";
  ASSERT_TRUE(auth::WriteFileAtomically(path, token->token, auth::FileMode::kSecret).ok());
  rpc::ClientOptions options = With(NoCertificate());
  options.credentials.token_file = path;
  const auto alice = *rpc::Client::Connect(cooperation_.address(), options);
  EXPECT_TRUE(List(*alice).ok()) << List(*alice);
  const absl::Status ended = Watch(*alice, [&] {
    ASSERT_TRUE(authority_->RevokeToken(token->token, "test", absl::Now()).ok());
  });
  EXPECT_EQ(rpc::ReasonOf(ended), type::v1::ERROR_REASON_CREDENTIAL_REVOKED) << ended;
  EXPECT_EQ(rpc::ReasonOf(List(*alice)), type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
}

TEST_F(IdentityTest, ARevokedCertificateEndsStreamsAndOpenConnections) {
  std::string serial;
  const auto norway =
      *rpc::Client::Connect(cooperation_.address(),
                            With(Issue(*authority_, "states/NOR", absl::ZeroDuration(), &serial)));
  ASSERT_TRUE(List(*norway).ok());
  const absl::Status ended =
      Watch(*norway, [&] { ASSERT_TRUE(authority_->RevokeCertificate(serial, absl::Now()).ok()); });
  EXPECT_EQ(rpc::ReasonOf(ended), type::v1::ERROR_REASON_CREDENTIAL_REVOKED) << ended;
  EXPECT_EQ(rpc::ReasonOf(List(*norway)), type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
  // A new one is somebody's right as before; the client finds it by itself.
  Issue(*authority_, "states/NOR");
  Eventually([&] { return List(*norway).ok(); });
}

TEST_F(IdentityTest, ACertificateThatExpiresEndsStreamsAndOpenConnections) {
  const auto norway = *rpc::Client::Connect(
      cooperation_.address(),
      With(Issue(*authority_, "states/NOR", absl::Hours(24) - absl::Seconds(15))));
  ASSERT_TRUE(List(*norway).ok());
  const absl::Status ended = Watch(*norway, [] {});
  EXPECT_EQ(rpc::ReasonOf(ended), type::v1::ERROR_REASON_CREDENTIAL_EXPIRED) << ended;
  EXPECT_EQ(rpc::ReasonOf(List(*norway)), type::v1::ERROR_REASON_CREDENTIAL_EXPIRED);
}

TEST_F(IdentityTest, ServicesRenewTheirCertificatesWithoutARestart) {
  // Cooperation follows the registry with its own certificate.
  const auto add_state = [&](const std::string& code) {
    univ::CreateStateRequest request;
    request.set_state_id(code);
    request.mutable_state()->set_display_name("State " + code);
    const auto made = registry_.client().Call<univ::State>(Univ("CreateState"), request);
    ASSERT_TRUE(made.ok()) << made.status();
  };
  const auto followed = [&](const std::string& code) {
    coop::CreateOfferRequest request;
    *request.mutable_offer() = cooperation::ExampleOffer();
    request.mutable_offer()->set_provider("states/" + code);
    request.mutable_offer()->mutable_earmark()->Clear();
    request.set_validate_only(true);
    const absl::Status status =
        cooperation_.client().Call<coop::Offer>(Coop("CreateOffer"), request).status();
    if (absl::IsUnavailable(status)) return false;  // nothing was followed yet
    const std::vector<std::string> wrong = rpc::ViolatedFields(status);
    return std::find(wrong.begin(), wrong.end(), "offer.provider") == wrong.end();
  };
  add_state("NOR");
  Eventually([&] { return followed("NOR"); });

  const std::string before = rpc::TryHandshake(cooperation_.port(), kTls13).serial_number;
  std::string old_serial = before;
  for (char& c : old_serial) c = static_cast<char>(std::tolower(c));
  Issue(*authority_, "services/cooperation");
  Eventually(
      [&] { return rpc::TryHandshake(cooperation_.port(), kTls13).serial_number != before; });
  EXPECT_TRUE(List(cooperation_.client()).ok()) << "open connections go on";

  // The certificate that the follower connected with is revoked: it comes again with the new one.
  ASSERT_TRUE(authority_->RevokeCertificate(old_serial, absl::Now()).ok());
  add_state("SWE");
  Eventually([&] { return followed("SWE"); });
  EXPECT_EQ(cooperation_.Stop(), 0);
  EXPECT_EQ(registry_.Stop(), 0);
}

}  // namespace
}  // namespace clearway::e2e
