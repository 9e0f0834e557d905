// Reads, writes and long calls, through a real server over TCP.
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_clock.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;
using testing::v1::StreamEchoRequest;

class ServerUnaryTest : public ::testing::Test {
 protected:
  absl::StatusOr<Echo> Get(const std::string& name) {
    GetEchoRequest request;
    request.set_name(name);
    return server_.client().Call<Echo>(TestServer::Method("GetEcho"), request);
  }
  absl::StatusOr<Echo> Create(const CreateEchoRequest& request) {
    return server_.client().Call<Echo>(TestServer::Method("CreateEcho"), request);
  }
  absl::StatusOr<Echo> Compute(const StreamEchoRequest& request) {
    return server_.client().Call<Echo>(TestServer::Method("ComputeEcho"), request);
  }
  static CreateEchoRequest NewEcho(const std::string& id, const std::string& text) {
    CreateEchoRequest request;
    request.set_echo_id(id);
    request.mutable_echo()->set_text(text);
    return request;
  }

  TestServer server_;
};

TEST_F(ServerUnaryTest, WritesAreReadAfterwards) {
  absl::StatusOr<Echo> created = Create(NewEcho("a", "hello"));
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "echoes/a");
  absl::StatusOr<Echo> got = Get("echoes/a");
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->text(), "hello");
}

TEST_F(ServerUnaryTest, ErrorsHaveCodeReasonAndDetails) {
  absl::Status status = Get("echoes/missing").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.ResourceInfo").has_value());
}

TEST_F(ServerUnaryTest, FieldRulesAreCheckedBeforeTheHandler) {
  absl::Status status = Create(CreateEchoRequest()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_FIELD_REQUIRED);
  EXPECT_THAT(ViolatedFields(status), ElementsAre("echo_id", "echo"));
  EXPECT_EQ(server_.probe().created, 0);
}

TEST_F(ServerUnaryTest, ARequestIdGetsTheFirstAnswerAlsoAfterARestart) {
  CreateEchoRequest request = NewEcho("a", "hello");
  request.set_request_id(NewRequestId());
  absl::StatusOr<Echo> first = Create(request);
  ASSERT_TRUE(first.ok()) << first.status();
  absl::StatusOr<Echo> again = Create(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  server_.Restart();
  again = Create(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(server_.probe().created, 1);

  request.mutable_echo()->set_text("something else");
  EXPECT_EQ(ReasonOf(Create(request).status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_F(ServerUnaryTest, ValidateOnlyAnswersAndStoresNothing) {
  const store::Revision before = server_.store().revision();
  CreateEchoRequest request = NewEcho("a", "hello");
  request.set_request_id(NewRequestId());
  request.set_validate_only(true);
  absl::StatusOr<Echo> answer = Create(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->name(), "echoes/a");
  EXPECT_EQ(server_.store().revision(), before);
  EXPECT_EQ(Get("echoes/a").status().code(), absl::StatusCode::kNotFound);
  request.set_validate_only(false);
  EXPECT_TRUE(Create(request).ok()) << "the id of the rehearsal is free";
  request.set_validate_only(true);
  request.set_request_id(NewRequestId());
  EXPECT_EQ(Create(request).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(ServerUnaryTest, InternalErrorsAndExceptionsSayNothingButATraceId) {
  for (const char* name : {"echoes/internal", "echoes/throw", "echoes/throw-number"}) {
    absl::Status status = Get(name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << name;
    EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_INTERNAL_ERROR) << name;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("trace id"), Not(HasSubstr("secret"))));
  }
}

TEST_F(ServerUnaryTest, AnExceptionInATransactionLeavesNothing) {
  EXPECT_EQ(Create(NewEcho("throw", "x")).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Get("echoes/throws").status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Create(NewEcho("b", "x")).ok()) << "the server goes on";
}

TEST_F(ServerUnaryTest, HandlersKnowTheCall) {
  absl::StatusOr<Echo> echo = Get("echoes/call");
  ASSERT_TRUE(echo.ok()) << echo.status();
  EXPECT_EQ(echo->name(), TestServer::Method("GetEcho"));
  EXPECT_THAT(echo->text(), ::testing::MatchesRegex("actors/anonymous [0-9a-f]{32}"));
}

TEST_F(ServerUnaryTest, LongCallsSendExactlyOneAnswer) {
  StreamEchoRequest request;
  request.set_count(1);
  request.set_text_bytes(3);
  absl::StatusOr<Echo> one = Compute(request);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->text(), "xxx");
  request.set_count(0);
  EXPECT_EQ(Compute(request).status().code(), absl::StatusCode::kInternal);
  request.set_count(2);
  EXPECT_EQ(Compute(request).status().code(), absl::StatusCode::kInternal);
  request.set_count(0);
  request.set_fail("throw");
  EXPECT_EQ(Compute(request).status().code(), absl::StatusCode::kInternal);
}

TEST_F(ServerUnaryTest, LongCallsAreCancelledWithTheirDeadline) {
  StreamEchoRequest request;
  request.set_hang(true);
  CallOptions options;
  options.timeout = absl::Milliseconds(200);
  absl::Status status =
      server_.client().Call<Echo>(TestServer::Method("ComputeEcho"), request, options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  while (server_.probe().cancelled == 0) std::this_thread::yield();
}

TEST_F(ServerUnaryTest, CancelledCallsEndSoon) {
  StreamEchoRequest request;
  request.set_hang(true);
  std::atomic<bool> cancel{false};
  CallOptions options;
  options.cancel = &cancel;
  std::thread canceller([&] {
    while (server_.probe().hanging == 0) std::this_thread::yield();
    cancel = true;
  });
  EXPECT_EQ(server_.client()
                .Call<Echo>(TestServer::Method("ComputeEcho"), request, options)
                .status()
                .code(),
            absl::StatusCode::kCancelled);
  canceller.join();
  while (server_.probe().cancelled == 0) std::this_thread::yield();
}

TEST(ServerLimitsTest, CallsBeyondTheLimitAreRefusedWithRetryInfo) {
  ServerOptions options;
  options.limits.max_calls = 1;
  TestServer server(options);
  StreamEchoRequest hang;
  hang.set_hang(true);
  std::atomic<bool> cancel{false};
  std::thread first([&] {
    CallOptions call;
    call.cancel = &cancel;
    EXPECT_EQ(
        server.client().Call<Echo>(TestServer::Method("ComputeEcho"), hang, call).status().code(),
        absl::StatusCode::kCancelled);
  });
  while (server.probe().hanging == 0) std::this_thread::yield();
  GetEchoRequest get;
  get.set_name("echoes/fixed");
  absl::Status status = server.client().Call<Echo>(TestServer::Method("GetEcho"), get).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_TOO_MANY_REQUESTS);
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  cancel = true;
  first.join();
}

TEST(ServerLimitsTest, LongCallsBeyondThreadsAndBacklogAreRefused) {
  ServerOptions options;
  options.limits.stream_threads = 1;
  options.limits.stream_backlog = 0;
  TestServer server(options);
  StreamEchoRequest hang;
  hang.set_hang(true);
  std::atomic<bool> cancel{false};
  std::thread first([&] {
    CallOptions call;
    call.cancel = &cancel;
    (void)server.client().Call<Echo>(TestServer::Method("ComputeEcho"), hang, call);
  });
  while (server.probe().hanging == 0) std::this_thread::yield();
  EXPECT_EQ(ReasonOf(server.client()
                         .Call<Echo>(TestServer::Method("ComputeEcho"), StreamEchoRequest())
                         .status()),
            type::v1::ERROR_REASON_TOO_MANY_REQUESTS);
  cancel = true;
  first.join();
}

TEST(ServerDeadlineTest, WorkIsNotBegunAfterTheDeadline) {
  TestClock clock;
  ServerOptions options;
  options.clock = clock.AsFunction();
  TestServer server(options);
  bool late = false;
  clock.AdvanceUntil(absl::Hours(1), [&] { return std::exchange(late, true); });
  CreateEchoRequest request;
  request.set_echo_id("a");
  request.mutable_echo()->set_text("x");
  absl::Status status =
      server.client().Call<Echo>(TestServer::Method("CreateEcho"), request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_DEADLINE_PASSED);
  EXPECT_EQ(server.probe().created, 0);
}

TEST(ServerStartTest, RefusesWhatIsNotLoopbackTakenOrIncomplete) {
  TestServer running;
  ServerOptions options;
  options.insecure_loopback = true;
  options.listen = {"0.0.0.0:0"};
  absl::Status status = Server::Start(options, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("only this machine"));
  options.listen = {"localhost"};
  EXPECT_EQ(Server::Start(options, {}).status().code(), absl::StatusCode::kInvalidArgument);
  options.listen = {running.address()};
  EXPECT_EQ(Server::Start(options, {}).status().code(), absl::StatusCode::kUnavailable);

  options.listen = {"127.0.0.1:0"};
  std::vector<std::unique_ptr<Service>> services;
  services.push_back(std::make_unique<Service>(
      Echo::descriptor()->file()->FindServiceByName("EchoService"), &running.store()));
  status = Server::Start(options, std::move(services)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("GetEcho, CreateEcho, StreamEcho"));
}

TEST(ServerRetryTest, ReadsAreRetriedUntilTheServerIsBack) {
  TestServer server;
  server.StopServer();
  std::thread later([&] { server.StartServer(); });
  GetEchoRequest request;
  request.set_name("echoes/fixed");
  ClientOptions options;
  options.max_attempts = 100;
  auto client = Client::Connect(server.address(), options);
  ASSERT_TRUE(client.ok());
  EXPECT_TRUE((*client)->Call<Echo>(TestServer::Method("GetEcho"), request).ok());
  later.join();
}

TEST(ServerRetryTest, WritesWithoutARequestIdAreNot) {
  TestServer server;
  server.StopServer();
  CreateEchoRequest request;
  request.set_echo_id("a");
  EXPECT_EQ(server.client().Call<Echo>(TestServer::Method("CreateEcho"), request).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace clearway::rpc
