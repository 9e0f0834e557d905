// What one actor may take, on a real server: who is greedy is refused, the others are not.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/authenticator.h"
#include "common/rpc/client.h"
#include "common/rpc/errors.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_server.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::StreamEchoRequest;

// Takes the actor that a call names for who it is: identity has tests of its own.
class BelievesTheActor : public auth::Authenticator {
 public:
  absl::StatusOr<std::shared_ptr<const auth::Caller>> Authenticate(
      const auth::Credentials& credentials, absl::Time /*now*/) override {
    auto caller = std::make_shared<auth::Caller>();
    caller->identity = absl::StrCat("of ", credentials.actor);
    caller->actor = std::string(credentials.actor);
    caller->names = {caller->actor};
    caller->roles = {type::v1::ROLE_DONOR_OFFICER};
    return caller;
  }
  absl::Status Recheck(const auth::Caller& /*caller*/, absl::Time /*now*/) override {
    return absl::OkStatus();
  }
};

struct Fixture {
  explicit Fixture(QuotaOptions quotas) {
    ServerOptions options;
    options.authenticator = std::make_shared<BelievesTheActor>();
    options.quotas = std::move(quotas);
    server = std::make_unique<TestServer>(std::move(options));
    CreateEchoRequest request;
    request.set_echo_id("a");
    request.mutable_echo()->set_text("hello");
    const absl::Status made =
        Of("actors/setup")->Call<Echo>(TestServer::Method("CreateEcho"), request).status();
    EXPECT_TRUE(made.ok()) << made;
  }
  std::unique_ptr<Client> Of(const std::string& actor) const {
    ClientOptions options;
    options.max_attempts = 1;
    options.credentials.actor = actor;
    return *Client::Connect(server->address(), options);
  }
  std::unique_ptr<TestServer> server;
};

QuotaOptions Only(CallClass call_class, ClassQuota quota) {
  QuotaOptions options;
  options.standard = Quota();
  options.standard.of(call_class) = quota;
  return options;
}

absl::Status Read(const Client& client, size_t padding = 0) {
  GetEchoRequest request;
  request.set_name("echoes/a");
  if (padding > 0) request.mutable_padding()->set_text(std::string(padding, 'x'));
  return client.Call<Echo>(TestServer::Method("GetEcho"), request).status();
}

TEST(ServerQuotaTest, TheGreedyOneIsRefusedAndTheOtherIsServed) {
  ClassQuota reads;
  reads.per_second = 10;
  reads.burst = 20;
  Fixture fixture(Only(CallClass::kRead, reads));
  std::atomic<bool> stop{false};
  std::atomic<int> served{0}, refused{0}, other{0};
  std::vector<std::thread> greedy;
  for (int t = 0; t < 4; ++t) {
    greedy.emplace_back([&] {
      auto client = fixture.Of("actors/greedy");
      while (!stop) {
        const absl::Status status = Read(*client);
        ++(status.ok()                                                 ? served
           : ReasonOf(status) == type::v1::ERROR_REASON_QUOTA_EXCEEDED ? refused
                                                                       : other);
      }
    });
  }
  auto modest = fixture.Of("actors/modest");
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(Read(*modest).ok()) << i;
  while (refused < 100) std::this_thread::yield();
  stop = true;
  for (std::thread& thread : greedy) thread.join();
  EXPECT_EQ(other, 0);
  EXPECT_GE(served, 20);
}

TEST(ServerQuotaTest, ARefusalSaysHowLongToWaitAndTheClientDoes) {
  ClassQuota writes;
  writes.per_second = 20;
  writes.burst = 1;
  Fixture fixture(Only(CallClass::kWrite, writes));
  CreateEchoRequest request;
  request.set_echo_id("one");
  request.mutable_echo()->set_text("hello");
  auto impatient = fixture.Of("actors/a");
  const std::string create = TestServer::Method("CreateEcho");
  ASSERT_TRUE(impatient->Call<Echo>(create, request).ok());
  request.set_echo_id("two");
  const absl::Status refused = impatient->Call<Echo>(create, request).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), type::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_GT(RetryDelayOf(refused), absl::ZeroDuration());
  EXPECT_TRUE(absl::StrContains(refused.message(), "actors/a"));
  EXPECT_TRUE(absl::StrContains(refused.message(), "writes: 20 a second"));
  // Without a request_id, since nothing was begun.
  ClientOptions patient;
  patient.credentials.actor = "actors/a";
  EXPECT_TRUE(
      (*Client::Connect(fixture.server->address(), patient))->Call<Echo>(create, request).ok());
}

TEST(ServerQuotaTest, OpenStreamsAreCountedAndGivenBack) {
  ClassQuota watches;
  watches.concurrent = 1;
  Fixture fixture(Only(CallClass::kWatch, watches));
  auto client = fixture.Of("actors/a");
  const auto watch = [&](const std::function<bool()>& fn) {
    return client->Stream<type::v1::WatchResponse>(
        TestServer::Method("Watch"), type::v1::WatchRequest(),
        [&](const type::v1::WatchResponse&) { return fn(); });
  };
  absl::Status second, other;
  EXPECT_TRUE(watch([&] {
                second = watch([] { return false; });
                other = fixture.Of("actors/b")
                            ->Stream<type::v1::WatchResponse>(
                                TestServer::Method("Watch"), type::v1::WatchRequest(),
                                [](const type::v1::WatchResponse&) { return false; });
                return false;
              }).ok());
  EXPECT_EQ(ReasonOf(second), type::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(other.ok()) << other;
  // The server hears of the end of a stream soon.
  absl::Status again = watch([] { return false; });
  while (!again.ok()) again = watch([] { return false; });
}

TEST(ServerQuotaTest, LargeRequestsAndAnswersHaveTheirBounds) {
  QuotaOptions options;
  options.standard = Quota();
  options.standard.of(CallClass::kRead).max_request_bytes = 1000;
  options.standard.of(CallClass::kLong).max_stream_bytes = 1000;
  options.special["actors/big"] = Quota();
  Fixture fixture(std::move(options));
  auto small = fixture.Of("actors/small"), big = fixture.Of("actors/big");
  EXPECT_TRUE(Read(*small, 900).ok());
  EXPECT_EQ(ReasonOf(Read(*small, 1100)), type::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_TRUE(Read(*big, 1100).ok());
  StreamEchoRequest request;
  request.set_count(500);
  const auto stream = [&](const Client& client) {
    return client.Stream<Echo>(TestServer::Method("StreamEcho"), request,
                               [](const Echo&) { return true; });
  };
  EXPECT_EQ(ReasonOf(stream(*small)), type::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(stream(*big).ok());
}

}  // namespace
}  // namespace clearway::rpc
