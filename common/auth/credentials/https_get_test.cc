#include "common/auth/credentials/https_get.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/credentials/certificate_maker.h"
#include "common/auth/credentials/signing_key.h"
#include "common/auth/credentials/testing/https_server.h"
#include "common/store/test_directory.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

class HttpsGetTest : public testing::Test {
 protected:
  HttpsGetTest()
      : authority_(
            *NewAuthority("Web", absl::Now() - absl::Hours(1), absl::Now() + absl::Hours(1))),
        key_(NewSigningKey(Algorithm::kEs256)) {
    options_.authority_file = store::NewPath();
    store::WriteFile(options_.authority_file, CertificatePem(*authority_.certificate));
  }
  // A server whose certificate is for `address`.
  std::unique_ptr<HttpsServer> Serve(const std::string& answer,
                                     const std::string& address = "127.0.0.1") {
    CertificateRequest request;
    request.common_name = "web";
    request.ip_addresses = {address};
    request.server = true;
    request.not_before = absl::Now() - absl::Hours(1);
    request.not_after = absl::Now() + absl::Hours(1);
    const X509Ptr certificate = *SignCertificate(authority_, *key_, request);
    return std::make_unique<HttpsServer>([answer](const std::string&) { return answer; },
                                         CertificatePem(*certificate), PrivateKeyPem(*key_));
  }
  std::string Refusal(const std::string& url) {
    auto body = HttpsGet(url, options_);
    EXPECT_TRUE(absl::IsUnavailable(body.status())) << body.status();
    return std::string(body.status().message());
  }

  Authority authority_;
  EvpKeyPtr key_;
  HttpsGetOptions options_;
};

TEST_F(HttpsGetTest, GetsADocument) {
  auto server = Serve(HttpsServer::Ok("{}"));
  auto body = HttpsGet(server->address() + "/keys", options_);
  ASSERT_TRUE(body.ok()) << body.status();
  EXPECT_EQ(*body, "{}");
}

TEST_F(HttpsGetTest, TrustsTheAuthorityGivenAndNoOther) {
  auto server = Serve(HttpsServer::Ok("{}"));
  const Authority other =
      *NewAuthority("Web", absl::Now() - absl::Hours(1), absl::Now() + absl::Hours(1));
  store::WriteFile(options_.authority_file, CertificatePem(*other.certificate));
  EXPECT_TRUE(absl::StrContains(Refusal(server->address() + "/"), "SSL certificate problem"));
  options_.authority_file.clear();
  EXPECT_TRUE(absl::StrContains(Refusal(server->address() + "/"), "SSL certificate problem"));
  EXPECT_EQ(server->requests(), 0);
}

TEST_F(HttpsGetTest, TheCertificateMustBeForThatHost) {
  auto server = Serve(HttpsServer::Ok("{}"), "127.0.0.2");
  EXPECT_TRUE(absl::StrContains(Refusal(server->address() + "/"), "SSL"));
  EXPECT_EQ(server->requests(), 0);
}

TEST_F(HttpsGetTest, FollowsNobodyElsewhere) {
  auto target = Serve(HttpsServer::Ok("{}"));
  auto server = Serve(absl::StrCat("HTTP/1.1 302 Found\r\nLocation: ", target->address(),
                                   "/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
  EXPECT_TRUE(absl::StrContains(Refusal(server->address() + "/"), "HTTP status 302"));
  EXPECT_EQ(target->requests(), 0);
}

TEST_F(HttpsGetTest, TakesNoMoreBytesThanAllowed) {
  options_.max_bytes = 1000;
  EXPECT_TRUE(HttpsGet(Serve(HttpsServer::Ok(std::string(1000, 'x')))->address(), options_).ok());
  EXPECT_TRUE(absl::StrContains(Refusal(Serve(HttpsServer::Ok(std::string(1001, 'x')))->address()),
                                "more than 1000 bytes"));
  // Also when it does not say how many there will be.
  EXPECT_TRUE(absl::StrContains(
      Refusal(Serve(absl::StrCat("HTTP/1.0 200 OK\r\n\r\n", std::string(100000, 'x')))->address()),
      "more than 1000 bytes"));
}

TEST_F(HttpsGetTest, ErrorsAndRubbishAreUnavailable) {
  EXPECT_TRUE(absl::StrContains(
      Refusal(Serve("HTTP/1.1 500 No\r\nContent-Length: 6\r\n\r\nsecret")->address()),
      "HTTP status 500"));
  Refusal(Serve("rubbish")->address());
  Refusal(Serve("")->address());
  Refusal("https://127.0.0.1:1/");
}

TEST_F(HttpsGetTest, AServerThatSaysNothingIsGivenUp) {
  options_.timeout = absl::Milliseconds(100);
  // A server that promises more than it sends.
  auto server = Serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
  Refusal(server->address());
}

TEST_F(HttpsGetTest, PlainHttpIsForLoopbackAndOnlyWhereAllowed) {
  HttpsServer server([](const std::string&) { return HttpsServer::Ok("{}"); });
  EXPECT_TRUE(absl::IsInvalidArgument(HttpsGet(server.address(), options_).status()));
  options_.allow_http = true;
  EXPECT_TRUE(HttpsGet(server.address(), options_).ok());
}

TEST_F(HttpsGetTest, SaysWhichUrlsItTakes) {
  for (const char* good : {"https://login.example", "https://login.example:8443/a/b/"}) {
    EXPECT_TRUE(CheckProviderUrl(good, false).ok()) << good;
  }
  for (const char* bad :
       {"", "login.example", "http://127.0.0.1", "ftp://login.example", "file:///etc/passwd",
        "https://", "https://u@login.example", "https://u:p@login.example",
        "https://login.example?x=1", "https://login.example#x", "HTTPS ://x", "https://a b"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckProviderUrl(bad, false))) << bad;
  }
  for (const char* good : {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1/x"}) {
    EXPECT_TRUE(CheckProviderUrl(good, true).ok()) << good;
  }
  for (const char* bad : {"http://login.example", "http://127.0.0.1.example", "http://10.0.0.1",
                          "http://localhost.example", "ftp://127.0.0.1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckProviderUrl(bad, true))) << bad;
  }
}

}  // namespace
}  // namespace clearway::auth
