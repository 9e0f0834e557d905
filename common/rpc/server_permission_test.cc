// The permission table in a real server: the echo service's own (echo_service.h).
#include <memory>
#include <string>
#include <utility>

#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/named_callers.h"
#include "common/rpc/testing/raw_call.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using auth::Caller;
using ::testing::HasSubstr;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::StreamEchoRequest;
using type::v1::WhoAmIRequest;
using type::v1::WhoAmIResponse;

Caller By(auth::Roles roles) {
  Caller caller;
  caller.identity = "https://login.example#anna";
  caller.actor = "actors/norad";
  caller.names = {"actors/norad", "states/NOR"};
  caller.roles = roles;
  caller.credential = "token 8d1e";
  caller.expires = absl::FromUnixSeconds(1800000000);
  caller.state_party = true;
  return caller;
}

class ServerPermissionTest : public ::testing::Test {
 protected:
  ServerPermissionTest() : server_(Options(callers_), As("actors/me")) {
    callers_->Put("actors/me", By({type::v1::ROLE_OBSERVER}));
  }

  static ServerOptions Options(std::shared_ptr<NamedCallers> callers) {
    ServerOptions options;
    options.insecure_loopback = true;
    options.authenticator = std::move(callers);
    return options;
  }
  static ClientOptions As(const std::string& name) {
    ClientOptions options;
    options.credentials.actor = name;
    return options;
  }

  absl::StatusOr<Echo> Create(const std::string& id, bool validate_only = false) {
    CreateEchoRequest request;
    request.set_echo_id(id);
    request.mutable_echo()->set_text("text");
    request.set_validate_only(validate_only);
    return server_.client().Call<Echo>(TestServer::Method("CreateEcho"), request);
  }

  std::shared_ptr<NamedCallers> callers_ = std::make_shared<NamedCallers>();
  TestServer server_;
};

TEST_F(ServerPermissionTest, ARoleMayDoWhatItsColumnSays) {
  GetEchoRequest get;
  get.set_name("echoes/fixed");
  EXPECT_TRUE(server_.client().Call<Echo>(TestServer::Method("GetEcho"), get).ok());
  const absl::Status refused = Create("a").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("CreateEcho is for these roles: donor officer, secretariat; yours for "
                        "actors/norad: observer"));
  EXPECT_EQ(Create("a", /*validate_only=*/true).status(), refused);
  EXPECT_EQ(server_.probe().created, 0);
  callers_->Put("actors/me", By({type::v1::ROLE_OBSERVER, type::v1::ROLE_DONOR_OFFICER}));
  EXPECT_TRUE(Create("a").ok());
}

TEST_F(ServerPermissionTest, WhoMayNotIsToldNothingOfTheRequest) {
  RawCaller raw(server_.address());
  // Without a name, and with bytes that are no message.
  EXPECT_EQ(raw.Call("/" + TestServer::Method("CreateEcho"), "\xff\xff").code(),
            absl::StatusCode::kUnauthenticated);
  const absl::Status refused = Create("").status();  // the id is required
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ServerPermissionTest, StreamsToo) {
  callers_->Put("actors/me", By({type::v1::ROLE_IMPLEMENTER}));
  const auto none = [](const Echo&) { return true; };
  EXPECT_EQ(server_.client()
                .Stream<Echo>(TestServer::Method("StreamEcho"), StreamEchoRequest(), none)
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(
      server_.client()
          .Stream<type::v1::WatchResponse>(TestServer::Method("Watch"), type::v1::WatchRequest(),
                                           [](const type::v1::WatchResponse&) { return false; })
          .code(),
      absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(server_.client()
                .Call<Echo>(TestServer::Method("ComputeEcho"), StreamEchoRequest())
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(ServerPermissionTest, EverybodyWhoIsIdentifiedIsToldWhoTheyAre) {
  auto me = server_.client().Call<WhoAmIResponse>(TestServer::Method("WhoAmI"), WhoAmIRequest());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->identity(), "https://login.example#anna");
  EXPECT_EQ(me->actor(), "actors/norad");
  EXPECT_EQ(me->roles_size(), 1);
  EXPECT_EQ(me->roles(0), type::v1::ROLE_OBSERVER);
  EXPECT_THAT(me->own_names(), ::testing::ElementsAre("actors/norad", "states/NOR"));
  EXPECT_EQ(me->credential(), "token 8d1e");
  EXPECT_EQ(me->expire_time().seconds(), 1800000000);
  EXPECT_TRUE(me->state_party());
  EXPECT_FALSE(me->vetted());
  ASSERT_EQ(me->memberships_size(), 1);
  EXPECT_EQ(me->memberships(0).actor(), "actors/norad");

  Caller nobody;
  nobody.identity = "https://login.example#new";
  callers_->Put("actors/me", nobody);
  me = server_.client().Call<WhoAmIResponse>(TestServer::Method("WhoAmI"), WhoAmIRequest());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->identity(), "https://login.example#new");
  EXPECT_EQ(me->actor(), "");
  EXPECT_EQ(me->roles_size(), 0);
  EXPECT_EQ(me->memberships_size(), 0);
  GetEchoRequest get;
  get.set_name("echoes/fixed");
  const absl::Status refused =
      server_.client().Call<Echo>(TestServer::Method("GetEcho"), get).status();
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_NO_MEMBERSHIP);
}

TEST(WhoAmITest, WhereNobodyIsIdentifiedEverybodyHasAllRoles) {
  TestServer server;
  const auto me =
      server.client().Call<WhoAmIResponse>(TestServer::Method("WhoAmI"), WhoAmIRequest());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->actor(), "actors/anonymous");
  EXPECT_EQ(static_cast<size_t>(me->roles_size()), auth::AllRoles().size());
}

}  // namespace
}  // namespace clearway::rpc
