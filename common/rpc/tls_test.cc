// A server over TLS: who gets through the handshake and who does not, what of a connection reaches
// the authenticator, renewed certificates, and streams that outlive their caller's rights.
#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/certificate_authenticator.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/handshake.h"
#include "common/rpc/testing/raw_call.h"
#include "common/rpc/testing/test_authority.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::StreamEchoRequest;
using type::v1::WatchRequest;
using type::v1::WatchResponse;

constexpr char kUndp[] = "spiffe://clearway.test/actors/undp";
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr int kTls12 = 0x0303;
constexpr int kTls13 = 0x0304;

class TlsTest : public ::testing::Test {
 protected:
  ServerOptions Options() {
    ServerOptions options;
    options.tls = authority_.Issue("server", "spiffe://clearway.test/services/echo");
    options.authenticator = authenticator_;
    return options;
  }
  ClientOptions As(const TlsFiles& files) {
    ClientOptions options;
    options.max_attempts = 1;
    options.credentials.tls = files;
    return options;
  }
  ClientOptions AsUndp() { return As(authority_.Issue("undp", kUndp)); }
  TlsFiles OnlyAuthority() { return {"", "", authority_.Path("authority.pem")}; }

  // Who the server takes the client for.
  static absl::StatusOr<std::string> Who(const Client& client) {
    GetEchoRequest request;
    request.set_name("echoes/call");
    auto echo = client.Call<Echo>(TestServer::Method("GetEcho"), request);
    if (!echo.ok()) return echo.status();
    return echo->text().substr(0, echo->text().find(' '));
  }
  static absl::StatusOr<std::string> Who(const std::string& address, const ClientOptions& options) {
    auto client = Client::Connect(address, options);
    if (!client.ok()) return client.status();
    return Who(**client);
  }
  static int PortOf(const TestServer& server) {
    return std::stoi(server.address().substr(server.address().rfind(':') + 1));
  }

  TestAuthority authority_;
  std::shared_ptr<CertificateAuthenticator> authenticator_ =
      std::make_shared<CertificateAuthenticator>();
};

TEST_F(TlsTest, ACertificateSaysWhoCalls) {
  TestServer server(Options(), AsUndp());
  auto who = Who(server.client());
  ASSERT_TRUE(who.ok()) << who.status();
  EXPECT_EQ(*who, "actors/undp");
  const auto seen = authenticator_->last();
  EXPECT_TRUE(seen.encrypted);
  EXPECT_TRUE(seen.certificate);
  EXPECT_TRUE(absl::StartsWith(seen.peer_address, "127.0.0.1:")) << seen.peer_address;
  EXPECT_THAT(seen.authorization, IsEmpty());
  // A service acts for nobody: what it does is its own doing.
  const char kService[] = "spiffe://clearway.test/services/cooperation";
  EXPECT_EQ(*Who(server.address(), As(authority_.Issue("service", kService))), kService);
}

TEST_F(TlsTest, WithoutACertificateTheCallIsRefusedNotTheConnection) {
  TestServer server(Options(), As(OnlyAuthority()));
  EXPECT_EQ(ReasonOf(Who(server.client()).status()), type::v1::ERROR_REASON_CREDENTIAL_MISSING);
  EXPECT_FALSE(authenticator_->last().certificate);
  // Nor does anybody learn which methods there are.
  absl::Status unknown = server.client().CallRaw("no.Such/Method", GetEchoRequest(), nullptr);
  EXPECT_EQ(unknown.code(), absl::StatusCode::kUnauthenticated) << unknown;
}

TEST_F(TlsTest, ATokenIsSentAndReadAgainWhenItChanges) {
  const std::string path = authority_.Path("token");
  std::ofstream(path) << "of-one\n";
  ClientOptions options = As(OnlyAuthority());
  options.credentials.token_file = path;
  options.credentials.actor = "actors/two";
  TestServer server(Options(), options);
  EXPECT_EQ(*Who(server.client()), "actors/one");
  EXPECT_THAT(authenticator_->last().authorization, ElementsAre("Bearer of-one"));
  EXPECT_EQ(authenticator_->last().actor, "actors/two");
  std::ofstream(path + ".new") << "of-another\n";
  ASSERT_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
  EXPECT_EQ(*Who(server.client()), "actors/another");
}

TEST_F(TlsTest, WhatIsGivenTwiceIsSeenTwiceOrRefused) {
  TestServer server(Options());
  RawCaller caller(server.address(), OnlyAuthority());
  const std::string path = "/" + TestServer::Method("GetEcho");
  caller.AddMetadata("authorization", "Bearer of-one");
  caller.AddMetadata("authorization", "Bearer of-two");
  (void)caller.Call(path, "");
  EXPECT_EQ(authenticator_->last().authorization.size(), 2u);
  caller.AddMetadata("clearway-actor", "actors/one");
  caller.AddMetadata("clearway-actor", "actors/two");
  const absl::Status status = caller.Call(path, "");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("clearway-actor"));
}

TEST_F(TlsTest, PlainTextAndOlderTlsAreRefused) {
  TestServer server(Options(), AsUndp());
  ClientOptions plain;
  plain.max_attempts = 1;
  plain.timeout = absl::Seconds(5);
  EXPECT_EQ(Who(server.address(), plain).status().code(), absl::StatusCode::kUnavailable);

  const TlsFiles undp = authority_.Issue("undp", kUndp);
  const Handshake older = TryHandshake(PortOf(server), kTls12, undp);
  EXPECT_FALSE(older.accepted);
  EXPECT_EQ(older.version, "") << "the handshake itself failed";
  const Handshake newer = TryHandshake(PortOf(server), kTls13, undp);
  EXPECT_TRUE(newer.accepted) << newer.error;
  EXPECT_EQ(newer.version, "TLSv1.3");
  EXPECT_EQ(*Who(server.client()), "actors/undp") << "others are not disturbed";
}

TEST_F(TlsTest, CertificatesOfOthersAndExpiredOnesFailTheHandshake) {
  TestServer server(Options());
  const int port = PortOf(server);
  TestAuthority others;
  EXPECT_FALSE(TryHandshake(port, kTls13, others.Issue("undp", kUndp)).accepted);
  const TlsFiles old = authority_.Issue("old", {kUndp, -absl::Hours(2), -absl::Hours(1)});
  EXPECT_FALSE(TryHandshake(port, kTls13, old).accepted);
  EXPECT_TRUE(TryHandshake(port, kTls13).accepted) << "none at all is the authenticator's business";

  // A client of ours sees it before it connects, and checks whom it talks to.
  EXPECT_EQ(Who(server.address(), As(old)).status().code(), absl::StatusCode::kInvalidArgument);
  TlsFiles strangers = authority_.Issue("undp", kUndp);
  strangers.authorities = others.Path("authority.pem");
  EXPECT_EQ(Who(server.address(), As(strangers)).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, ARenewedServerCertificateIsServedWithoutARestart) {
  TestServer server(Options(), AsUndp());
  ASSERT_TRUE(Who(server.client()).ok());
  const std::string before = TryHandshake(PortOf(server), kTls13).serial_number;
  ASSERT_FALSE(before.empty());
  authority_.Issue("server", "spiffe://clearway.test/services/echo");
  std::string after;
  do {
    absl::SleepFor(absl::Milliseconds(50));
    after = TryHandshake(PortOf(server), kTls13).serial_number;
  } while (after == before);
  EXPECT_TRUE(Who(server.client()).ok()) << "open connections go on";
  // One with another's key never reaches anybody.
  std::ofstream(authority_.Path("server.key"), std::ios::app) << "no key\n";
  std::ofstream(authority_.Path("server.pem")) << "no certificate\n";
  for (int i = 0; i < 30; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    EXPECT_EQ(TryHandshake(PortOf(server), kTls13).serial_number, after);
  }
}

TEST_F(TlsTest, AClientGoesOnWithItsRenewedCertificate) {
  TestServer server(Options(), AsUndp());
  EXPECT_EQ(*Who(server.client()), "actors/undp");
  authority_.Issue("undp", "spiffe://clearway.test/actors/unicef");
  std::string who;
  while ((who = *Who(server.client())) == "actors/undp") absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(who, "actors/unicef");
}

TEST_F(TlsTest, ARevokedCallerIsRefusedAndItsStreamsEnd) {
  TestServer server(Options(), AsUndp());
  StreamEchoRequest hang;
  hang.set_count(1);
  hang.set_hang(true);
  std::atomic<bool> reading{false};
  absl::Status ended;
  std::thread reader([&] {
    ended = server.client().Stream<Echo>(TestServer::Method("StreamEcho"), hang,
                                         [&](const Echo&) { return reading = true; });
  });
  while (!reading) std::this_thread::yield();
  authenticator_->Revoke(kUndp);
  EXPECT_EQ(ReasonOf(Who(server.client()).status()), type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
  reader.join();
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(ended), type::v1::ERROR_REASON_CREDENTIAL_REVOKED);
  while (server.probe().cancelled == 0) std::this_thread::yield();
}

TEST_F(TlsTest, AWatchWhoseCallersRightsChangeEndsWithItsToken) {
  TestServer server(Options(), AsUndp());
  bool told = false;
  const absl::Status ended = server.client().Stream<WatchResponse>(
      TestServer::Method("Watch"), WatchRequest(), [&](const WatchResponse&) {
        if (!told) authenticator_->ChangeRights(kUndp);
        return told = true;
      });
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(ended), type::v1::ERROR_REASON_RIGHTS_CHANGED);
  EXPECT_THAT(std::string(*ended.GetPayload("type.googleapis.com/google.rpc.ErrorInfo")),
              HasSubstr("resume_token"));
}

TEST_F(TlsTest, HealthAndContractsAreForEverybody) {
  TestServer server(Options());
  RawCaller caller(server.address(), OnlyAuthority());
  EXPECT_EQ(caller.Health(""), 1);
  const std::string list_services = std::string("\x3a\x00", 2);
  EXPECT_THAT(caller.Answer(kReflection, list_services),
              HasSubstr("clearway.testing.v1.EchoService"));
}

TEST_F(TlsTest, ContractsAreServedOnlyWhereTheyAreSwitchedOn) {
  ServerOptions options = Options();
  options.reflection = false;
  TestServer server(options);
  RawCaller caller(server.address(), authority_.Issue("undp", kUndp));
  EXPECT_EQ(caller.Call(kReflection, std::string("\x3a\x00", 2)).code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(caller.Health(""), 1);
}

TEST_F(TlsTest, HealthAloneIsServedInPlainTextBesideIt) {
  ServerOptions options = Options();
  options.health_listen = "127.0.0.1:0";
  TestServer server(options);
  ASSERT_NE(server.server().health_port(), 0);
  RawCaller caller(absl::StrCat("127.0.0.1:", server.server().health_port()));
  EXPECT_EQ(caller.Health(""), 1);
  EXPECT_EQ(caller.Health(std::string(kEchoService)), 1);
  for (const std::string& path : {"/" + TestServer::Method("GetEcho"), std::string(kReflection)}) {
    EXPECT_EQ(caller.Call(path, "").code(), absl::StatusCode::kUnimplemented) << path;
  }
}

TEST_F(TlsTest, WithTlsEveryAddressMayBeListenedOn) {
  ServerOptions options = Options();
  options.listen = {"0.0.0.0:0", "127.0.0.1:0"};
  const auto server = Server::Start(options, {});
  ASSERT_TRUE(server.ok()) << server.status();
  for (const int port : (*server)->ports()) EXPECT_TRUE(TryHandshake(port, kTls13).accepted);
}

TEST_F(TlsTest, AServerThatWouldBeOpenOrMuteDoesNotStart) {
  const auto refusal = [](const ServerOptions& options) {
    return std::string(Server::Start(options, {}).status().message());
  };
  EXPECT_THAT(refusal(ServerOptions()), HasSubstr("--insecure-loopback"));
  ServerOptions options = Options();
  options.insecure_loopback = true;
  EXPECT_THAT(refusal(options), HasSubstr("exclude each other"));
  options = Options();
  options.authenticator = nullptr;
  EXPECT_THAT(refusal(options), HasSubstr("who callers are"));
  options = Options();
  options.tls.key = "";
  EXPECT_THAT(refusal(options), HasSubstr("--tls-key"));
  options = Options();
  options.tls.certificate = "/no/such/file";
  EXPECT_THAT(refusal(options), HasSubstr("the certificate /no/such/file: No such file"));
  options = Options();
  options.health_listen = "nowhere";
  EXPECT_THAT(refusal(options), HasSubstr("is no address"));
}

}  // namespace
}  // namespace clearway::rpc
