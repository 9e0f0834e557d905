// The permission table in a real server: the echo service's own (echo_service.h).
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/type/v1/audit.pb.h"
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
using ::testing::ElementsAre;
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

// What a watch that begins with what exists tells of, or why there is none.
absl::StatusOr<std::vector<std::string>> Watched(const Client& client,
                                                 const std::vector<std::string>& collections) {
  type::v1::WatchRequest request;
  request.set_include_existing(true);
  for (const std::string& collection : collections) request.add_collections(collection);
  std::vector<std::string> names;
  const absl::Status status = client.Stream<type::v1::WatchResponse>(
      TestServer::Method("Watch"), request, [&](const type::v1::WatchResponse& response) {
        for (const auto& change : response.changes()) names.push_back(change.name());
        return response.resume_token().empty();
      });
  if (!status.ok()) return status;
  return names;
}

TEST_F(ServerPermissionTest, AWatchTellsOnlyOfWhatItsRolesMayGet) {
  callers_->Put("actors/me", By({type::v1::ROLE_SECRETARIAT}));
  ASSERT_TRUE(Create("a").ok());
  testing::v1::UpdateCardRequest card;
  card.mutable_card()->set_name("cards/c");
  card.mutable_card()->set_text("text");
  ASSERT_TRUE(
      server_.client().Call<testing::v1::Card>(TestServer::Method("UpdateCard"), card).ok());
  const Client& me = server_.client();
  EXPECT_THAT(*Watched(me, {}), ElementsAre("cards/c", "echoes/a"));
  callers_->Put("actors/me", By({type::v1::ROLE_VICTIM_DATA_STEWARD}));
  EXPECT_THAT(*Watched(me, {}), ElementsAre("cards/c"));
  EXPECT_THAT(*Watched(me, {"cards"}), ElementsAre("cards/c"));
  const absl::Status refused = Watched(me, {"cards", "echoes"}).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("your roles (victim data steward) may get no echoes"));
  callers_->Put("actors/me", By({type::v1::ROLE_REPORTING_OFFICER}));
  EXPECT_EQ(Watched(me, {}).status().code(), absl::StatusCode::kPermissionDenied);
  callers_->Put("actors/me", By({type::v1::ROLE_REPORTING_OFFICER, type::v1::ROLE_OBSERVER}));
  EXPECT_THAT(*Watched(me, {}), ElementsAre("cards/c", "echoes/a"));
}

// Watches with different roles wait for the same changes at once.
TEST_F(ServerPermissionTest, AWatchOfWhatComesTellsOnlyOfWhatItsRolesMayGet) {
  callers_->Put("actors/officer", By({type::v1::ROLE_DONOR_OFFICER}));
  callers_->Put("actors/steward", By({type::v1::ROLE_VICTIM_DATA_STEWARD}));
  callers_->Put("actors/me", By({type::v1::ROLE_SECRETARIAT}));
  const auto names_seen = [&](const std::string& who, int open) {
    std::vector<std::string> names;
    bool created = false;
    const auto client = *Client::Connect(server_.address(), As(who));
    (void)client->Stream<type::v1::WatchResponse>(
        TestServer::Method("Watch"), type::v1::WatchRequest(),
        [&](const type::v1::WatchResponse& response) {
          if (!created) {
            EXPECT_TRUE(Create(absl::StrCat("e", open)).ok());
            testing::v1::UpdateCardRequest card;
            card.mutable_card()->set_name(absl::StrCat("cards/c", open));
            EXPECT_TRUE(server_.client()
                            .Call<testing::v1::Card>(TestServer::Method("UpdateCard"), card)
                            .ok());
            created = true;
          }
          for (const auto& change : response.changes()) names.push_back(change.name());
          return names.empty() || names.back() != absl::StrCat("cards/c", open);
        });
    return names;
  };
  EXPECT_THAT(names_seen("actors/officer", 1), ElementsAre("echoes/e1", "cards/c1"));
  EXPECT_THAT(names_seen("actors/steward", 2), ElementsAre("cards/c2"));
}

TEST_F(ServerPermissionTest, TheAuditTrailShowsNoRecordsThatItsReaderMayNotGet) {
  callers_->Put("actors/me", By({type::v1::ROLE_SECRETARIAT}));
  ASSERT_TRUE(Create("a").ok());
  type::v1::ListAuditEventsRequest list;
  list.set_view(type::v1::AUDIT_VIEW_FULL);
  list.set_filter("resource = \"echoes/a\"");
  const auto shown = [&] {
    const auto events = server_.client().Call<type::v1::ListAuditEventsResponse>(
        TestServer::Method("ListAuditEvents"), list);
    EXPECT_TRUE(events.ok()) << events.status();
    if (!events.ok() || events->audit_events_size() != 1) return false;
    return events->audit_events(0).has_after();
  };
  EXPECT_TRUE(shown());
  callers_->Put("actors/me", By({type::v1::ROLE_OPERATOR}));
  EXPECT_FALSE(shown());
}

TEST_F(ServerPermissionTest, TheContractIsForWhoeverAsks) {
  RawCaller raw(server_.address());
  const std::string list_services = {0x3a, 0x01, '*'};
  const std::string alpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  EXPECT_THAT(raw.Answer(alpha, list_services), HasSubstr("clearway.testing.v1.EchoService"));
  // A client tries the newer version first, and goes on to the next only from here.
  const absl::Status newer =
      raw.Call("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", list_services);
  EXPECT_EQ(newer.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(newer.message()), HasSubstr("grpc.reflection.v1alpha"));
  EXPECT_EQ(raw.Call("/some.other.Service/Method", "").code(), absl::StatusCode::kUnauthenticated);

  ServerOptions options = Options(callers_);
  options.reflection = false;
  TestServer closed(std::move(options), As("actors/me"));
  RawCaller of_closed(closed.address());
  const absl::Status off = of_closed.Call(alpha, list_services);
  EXPECT_EQ(off.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(off.message()), HasSubstr("reflection is off"));
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
