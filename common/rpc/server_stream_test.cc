// Streams from handlers: order, errors, cancellation, slow readers, drain, many at once.
#include <sys/resource.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/codec.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/raw_call.h"
#include "common/rpc/testing/test_clock.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using testing::v1::Echo;
using testing::v1::StreamEchoRequest;

absl::Status ReadAll(const Client& client, const StreamEchoRequest& request,
                     std::vector<int>* indexes, CallOptions options = {}) {
  return client.Stream<Echo>(
      TestServer::Method("StreamEcho"), request,
      [&](const Echo& echo) {
        indexes->push_back(echo.index());
        return true;
      },
      options);
}

// A stream that is opened and not read.
struct IdleStream {
  IdleStream(std::shared_ptr<grpc::Channel> channel, const StreamEchoRequest& request) {
    grpc::ByteBuffer bytes;
    EXPECT_TRUE(Serialize(request, &bytes).ok());
    stream = std::make_unique<ClientStream>(channel, "/" + TestServer::Method("StreamEcho"),
                                            &context, std::move(bytes));
  }
  grpc::ClientContext context;
  std::unique_ptr<ClientStream> stream;
};

std::shared_ptr<grpc::Channel> Connect(const TestServer& server) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server.address(), grpc::InsecureChannelCredentials(), arguments);
}

TEST(ServerStreamTest, MessagesComeInOrderAndThenTheStatus) {
  TestServer server;
  StreamEchoRequest request;
  request.set_count(1000);
  request.set_text_bytes(100);
  std::vector<int> got;
  EXPECT_TRUE(ReadAll(server.client(), request, &got).ok());
  ASSERT_EQ(got.size(), 1000u);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(got[i], i);

  got.clear();
  request.set_count(3);
  request.set_fail("is no good");
  absl::Status status = ReadAll(server.client(), request, &got);
  EXPECT_EQ(got.size(), 3u) << "what was sent before the error arrives";
  EXPECT_THAT(ViolatedFields(status), ::testing::ElementsAre("fail"));
  request.set_fail("throw");
  EXPECT_EQ(ReadAll(server.client(), request, &got).code(), absl::StatusCode::kInternal);
}

TEST(ServerStreamTest, ACancelledStreamStopsItsHandler) {
  TestServer server;
  StreamEchoRequest request;
  request.set_count(1);
  request.set_hang(true);
  absl::Status status = server.client().Stream<Echo>(TestServer::Method("StreamEcho"), request,
                                                     [](const Echo&) { return false; });
  EXPECT_TRUE(status.ok()) << "the reader had enough: " << status;
  while (server.probe().cancelled == 0) std::this_thread::yield();
}

TEST(ServerStreamTest, ABlockedHandlerIsFreedWhenItsClientLeaves) {
  TestServer server;
  StreamEchoRequest request;
  request.set_count(1000000);
  request.set_text_bytes(10000);
  {
    IdleStream idle(Connect(server), request);
    // Wait until gRPC's buffers and ours are full: the count stands still.
    int before = -1;
    while (server.probe().sent == 0 || server.probe().sent != before) {
      before = server.probe().sent;
      absl::SleepFor(absl::Milliseconds(100));
    }
    EXPECT_EQ(server.probe().cancelled, 0);
    EXPECT_LT(server.probe().sent, 5000) << "the handler was held back";
    idle.stream->Stop();
  }
  while (server.probe().cancelled == 0) std::this_thread::yield();
}

TEST(ServerStreamTest, AReaderThatIsTooSlowIsToldSo) {
  TestClock clock;
  ServerOptions options;
  options.limits.reader_patience = absl::Hours(1);
  options.clock = clock.AsFunction();
  TestServer server(options);
  StreamEchoRequest request;
  request.set_count(1000000);
  request.set_text_bytes(10000);
  IdleStream idle(Connect(server), request);
  clock.AdvanceUntil(absl::Minutes(61), [&] { return server.probe().cancelled > 0; });
  // Reading on, the client gets what was on its way, and then the reason.
  while (idle.stream->Await(absl::Seconds(60)) == ClientStream::State::kMessage) {
    idle.stream->ReadNext();
  }
  absl::Status status = idle.stream->Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_READER_TOO_SLOW);
}

TEST(ServerStreamTest, AReaderThatNeverReadsAgainIsCutOff) {
  ServerOptions options;
  options.limits.reader_patience = absl::Milliseconds(300);
  TestServer server(options);
  StreamEchoRequest request;
  request.set_count(1000000);
  request.set_text_bytes(10000);
  IdleStream idle(Connect(server), request);
  while (server.probe().cancelled == 0) absl::SleepFor(absl::Milliseconds(1));
  while (server.server().metrics().Text().find("clearway_open_streams 0") == std::string::npos) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  idle.stream->Stop();
}

TEST(ServerStreamTest, ARefusedStreamIsNotTouchedByTheClock) {
  ServerOptions options;
  options.limits.max_streams = 0;
  options.limits.watch_heartbeat = absl::Microseconds(40);  // the clock looks all the time
  TestServer server(options);
  RawCaller caller(server.address());
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(ReasonOf(caller.Call("/" + TestServer::Method("Watch"), "")),
              type::v1::ERROR_REASON_TOO_MANY_REQUESTS);
  }
}

TEST(ServerStreamTest, DrainEndsStreamsAndRefusesNewCalls) {
  TestServer server;
  StreamEchoRequest request;
  request.set_count(1);
  request.set_hang(true);
  std::vector<int> got;
  absl::Status status;
  std::thread reader([&] { status = ReadAll(server.client(), request, &got); });
  while (server.probe().hanging == 0) std::this_thread::yield();
  RawCaller caller(server.address());
  EXPECT_EQ(caller.Health(""), 1);
  EXPECT_EQ(caller.Health(kEchoService), 1);
  server.StopServer(absl::Seconds(30));
  reader.join();
  EXPECT_EQ(got.size(), 1u);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_DRAINING);
  EXPECT_EQ(server.probe().cancelled, 1) << "its handler has ended too";
}

TEST(ServerStreamTest, DrainDoesNotWaitForAReaderThatIsGone) {
  TestServer server;
  StreamEchoRequest request;
  request.set_count(1000000);
  request.set_text_bytes(10000);
  IdleStream idle(Connect(server), request);
  while (server.probe().sent < 100) std::this_thread::yield();
  server.StopServer(absl::Milliseconds(200));
  idle.stream->Stop();
}

long ResidentKilobytes() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0;
  statm >> pages >> pages;
  return pages * 4;
}

TEST(ServerStreamTest, ThousandsOfOpenStreamsTakeBoundedMemoryAndOneMoreIsRefused) {
  ServerOptions options;
  options.limits.max_streams = 2000;
  TestServer server(options);
  auto channel = Connect(server);
  RawCaller caller(server.address());
  const std::string watch = "/" + TestServer::Method("Watch");
  const long before = ResidentKilobytes();
  struct Watch {
    grpc::ClientContext context;
    std::unique_ptr<ClientStream> stream;
  };
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 2000; ++i) {
    auto open = std::make_unique<Watch>();
    grpc::Slice empty;
    open->stream =
        std::make_unique<ClientStream>(channel, watch, &open->context, grpc::ByteBuffer(&empty, 1));
    watches.push_back(std::move(open));
  }
  for (auto& open : watches) {
    ASSERT_EQ(open->stream->Await(absl::Seconds(60)), ClientStream::State::kMessage);
  }
  EXPECT_LT((ResidentKilobytes() - before) / 2000, 150) << "KB for a stream, both ends";
  absl::Status status = caller.Call(watch, "");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_TOO_MANY_REQUESTS);
  // All of them hear of one change.
  testing::v1::CreateEchoRequest create;
  create.set_echo_id("news");
  create.mutable_echo()->set_text("x");
  for (auto& open : watches) open->stream->ReadNext();
  ASSERT_TRUE(server.client().Call<Echo>(TestServer::Method("CreateEcho"), create).ok());
  for (auto& open : watches) {
    ASSERT_EQ(open->stream->Await(absl::Seconds(60)), ClientStream::State::kMessage);
  }
  for (auto& open : watches) open->stream->Stop();
}

}  // namespace
}  // namespace clearway::rpc
