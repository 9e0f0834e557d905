// The OWASP API Security Top 10 (2023), numbers 2, 8 and 9: what somebody without good credentials
// tries, and what is open that should not be.
#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/rpc/testing/handshake.h"
#include "common/rpc/testing/raw_call.h"
#include "services/universalization/service.h"
#include "tests/owasp/owasp.h"

namespace clearway::owasp {
namespace {

using absl::StatusCode;
using rpc::RawCaller;

constexpr int kTls12 = 0x0303, kTls13 = 0x0304;

class AuthenticationTest : public OwaspTest {
 protected:
  int port() const {
    const std::string address = world_.address(kCooperation);
    return std::stoi(address.substr(address.rfind(':') + 1));
  }
  static std::string Path(const std::string& method) {
    return "/" + FullName(kCooperation, method);
  }
  // A token of no issuer that anybody trusts.
  static std::string Token(const std::string& header, const std::string& claims,
                           const std::string& signature) {
    return absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims),
                        ".", absl::WebSafeBase64Escape(signature));
  }
  absl::Status WithToken(const std::string& token) {
    RawCaller raw(world_.address(kCooperation), world_.FilesOf({permission::kNoCredential, ""}));
    raw.AddMetadata("authorization", "Bearer " + token);
    return raw.Call(Path("ListOffers"), "");
  }
};

TEST_F(AuthenticationTest, API2_BrokenAuthentication) {
  // Nothing shown: told what to show, and nothing of what is there.
  RawCaller nobody(world_.address(kCooperation), world_.FilesOf({permission::kNoCredential, ""}));
  const absl::Status missing = nobody.Call(Path("ListOffers"), "");
  EXPECT_EQ(missing.code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(rpc::ReasonOf(missing), type::v1::ERROR_REASON_CREDENTIAL_MISSING);
  // Not even whether its bytes would have been a message, or the method exists.
  EXPECT_EQ(nobody.Call(Path("ListOffers"), "\xff\xff").code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(nobody.Call(Path("DropOffers"), "").code(), StatusCode::kUnauthenticated);

  // Tokens that somebody made up.
  const std::string claims =
      R"({"iss":"https://login.example","sub":"anna","aud":"clearway","exp":4102444800})";
  for (const std::string& token :
       {Token(R"({"alg":"none"})", claims, ""), Token(R"({"alg":"HS256"})", claims, "signature"),
        Token(R"({"alg":"EdDSA","kid":"1"})", claims, std::string(64, 'x')), std::string("token"),
        std::string(), std::string("..")}) {
    const absl::Status refused = WithToken(token);
    EXPECT_EQ(refused.code(), StatusCode::kUnauthenticated) << token << refused;
    EXPECT_EQ(rpc::ReasonOf(refused), type::v1::ERROR_REASON_CREDENTIAL_INVALID) << token;
  }

  // Certificates of another authority, and those that have ended, get no further than the
  // handshake.
  rpc::TestAuthority others;
  rpc::TlsFiles forged = others.Issue("forged", "spiffe://clearway.test/states/NOR/donor-officer");
  EXPECT_FALSE(rpc::TryHandshake(port(), kTls13, forged).accepted);
  const rpc::TlsFiles ended = world_.authority().Issue(
      "ended",
      {"spiffe://clearway.test/states/NOR/donor-officer", -absl::Hours(2), -absl::Hours(1)});
  EXPECT_FALSE(rpc::TryHandshake(port(), kTls13, ended).accepted);
  EXPECT_TRUE(rpc::TryHandshake(port(), kTls13, world_.FilesOf(kNorwayOfficer)).accepted);

  // A good certificate for one actor, which asks to act for another.
  RawCaller norway(world_.address(kCooperation), world_.FilesOf(kNorwayOfficer));
  norway.AddMetadata("clearway-actor", "states/AUS");
  EXPECT_EQ(rpc::ReasonOf(norway.Call(Path("ListOffers"), "")),
            type::v1::ERROR_REASON_NO_MEMBERSHIP);
}

TEST_F(AuthenticationTest, API8_SecurityMisconfiguration) {
  // A server that would be half open does not start.
  const auto start = [&](rpc::ServerOptions options) {
    std::vector<std::unique_ptr<rpc::Service>> services;
    services.push_back(universalization::MakeService(&world_.store(kUniversalization)));
    return rpc::Server::Start(std::move(options), std::move(services)).status();
  };
  EXPECT_EQ(start({}).code(), StatusCode::kFailedPrecondition) << "neither TLS nor a choice";
  rpc::ServerOptions outside;
  outside.insecure_loopback = true;
  outside.listen = {"0.0.0.0:0"};
  EXPECT_EQ(start(outside).code(), StatusCode::kInvalidArgument) << "plain text to everybody";
  rpc::ServerOptions anybody;
  anybody.tls = world_.FilesOf({"service", ""});
  EXPECT_EQ(start(anybody).code(), StatusCode::kFailedPrecondition) << "TLS, and who calls is open";
  rpc::ServerOptions both = anybody;
  both.insecure_loopback = true;
  EXPECT_EQ(start(both).code(), StatusCode::kFailedPrecondition);

  // Old protocols are not spoken, plain text neither.
  EXPECT_FALSE(rpc::TryHandshake(port(), kTls12, world_.FilesOf(kNorwayOfficer)).accepted);
  RawCaller plain(world_.address(kCooperation));
  EXPECT_EQ(plain.Call(Path("ListOffers"), "", absl::Seconds(5)).code(), StatusCode::kUnavailable);

  // Errors tell nothing of the inside.
  RawCaller norway(world_.address(kCooperation), world_.FilesOf(kNorwayOfficer));
  const std::vector<std::string> rubbish = {"\xff\xff\xff", std::string("\x0a\x05", 2),
                                            std::string(100, '\x0b'), "\x0a\x01\xff"};
  for (const std::string& bytes : rubbish) {
    const absl::Status status = norway.Call(Path("GetOffer"), bytes);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << absl::CHexEscape(bytes);
    for (const char* inside : {".cc", "/tmp", "rocksdb", "0x", "what()"}) {
      EXPECT_FALSE(absl::StrContains(absl::AsciiStrToLower(status.message()), inside)) << status;
    }
  }
}

TEST_F(AuthenticationTest, API9_ImproperInventoryManagement) {
  for (const std::string& service : permission::Services()) {
    // What is served is what the contract has, and what gRPC needs: no older version, no other one.
    RawCaller raw(world_.address(service), world_.FilesOf({permission::kNoCredential, ""}));
    const std::string listed =
        raw.Answer("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                   std::string("\x3a\x01*", 3));
    const std::string own = permission::DescriptorOf(service)->full_name();
    EXPECT_TRUE(absl::StrContains(listed, own));
    std::set<std::string> names;
    for (size_t at = listed.find("\x0a"); at != std::string::npos;
         at = listed.find("\x0a", at + 1)) {
      if (at + 1 >= listed.size()) break;
      const auto size = static_cast<unsigned char>(listed[at + 1]);
      const std::string name = listed.substr(at + 2, size);
      if (name.find('.') != std::string::npos && name.find('\x0a') == std::string::npos) {
        names.insert(name);
      }
    }
    EXPECT_EQ(names, (std::set<std::string>{own, "grpc.health.v1.Health",
                                            "grpc.reflection.v1alpha.ServerReflection"}));
    // Neither versions that were or may come, nor what belongs to another service, nor what
    // operators of other systems leave behind.
    RawCaller caller(world_.address(service), world_.FilesOf(kSecretariat));
    const std::string other =
        permission::DescriptorOf(service == kCooperation ? kUniversalization : kCooperation)
            ->full_name();
    for (const std::string& path :
         {"/" + own + "/Debug", "/" + own + "/DeleteEverything", "/" + other + "/Watch",
          "/clearway." + service + ".v0.Service/Get", "/clearway." + service + ".v2.Service/Get",
          std::string("/grpc.channelz.v1.Channelz/GetServers")}) {
      EXPECT_EQ(caller.Call(path, "").code(), StatusCode::kUnimplemented) << path;
    }
  }
}

}  // namespace
}  // namespace clearway::owasp
