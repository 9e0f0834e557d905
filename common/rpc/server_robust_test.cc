// What broken and hostile clients send: every answer has a code and details, and nothing falls.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/raw_call.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using ::testing::HasSubstr;
using testing::v1::Echo;
using testing::v1::GetEchoRequest;

class ServerRobustTest : public ::testing::Test {
 protected:
  static std::string Path(const char* method) { return "/" + TestServer::Method(method); }
  bool Alive() {
    GetEchoRequest request;
    request.set_name("echoes/fixed");
    return server_.client().Call<Echo>(TestServer::Method("GetEcho"), request).ok();
  }

  TestServer server_;
  RawCaller caller_{server_.address()};
};

TEST_F(ServerRobustTest, MalformedBytes) {
  for (const char* method : {"GetEcho", "CreateEcho", "StreamEcho", "ComputeEcho", "Watch"}) {
    const std::string truncated(
        "\x0a\x10"
        "abc",
        5);
    for (const std::string& bytes : {std::string("\xff\xff\xff\xff"), truncated,
                                     std::string("\x0a\x80"), std::string(1, '\0')}) {
      absl::Status status = caller_.Call(Path(method), bytes);
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << method;
      EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_MALFORMED_MESSAGE) << method;
      EXPECT_THAT(std::string(status.message()), HasSubstr("Request"));
    }
  }
  EXPECT_TRUE(Alive());
}

TEST_F(ServerRobustTest, BadUtf8InAString) {
  absl::Status status = caller_.Call(Path("GetEcho"), std::string("\x0a\x02\xc3\x28", 4));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_MALFORMED_MESSAGE);
}

TEST_F(ServerRobustTest, TooDeep) {
  Echo echo;
  Echo* deepest = &echo;
  for (int i = 0; i < 10000; ++i) deepest = deepest->mutable_inner();
  GetEchoRequest request;
  request.set_name("echoes/fixed");
  request.mutable_padding()->Swap(&echo);
  absl::Status status = caller_.Call(Path("GetEcho"), request.SerializeAsString());
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_MALFORMED_MESSAGE) << status;
}

TEST_F(ServerRobustTest, TooLarge) {
  GetEchoRequest request;
  request.set_name("echoes/fixed");
  request.mutable_padding()->set_text(std::string(5 << 20, 'x'));
  absl::Status status = caller_.Call(Path("GetEcho"), request.SerializeAsString());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  request.mutable_padding()->set_text(std::string(20 << 20, 'x'));
  status = caller_.Call(Path("GetEcho"), request.SerializeAsString());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << "far too large: gRPC's own";
  EXPECT_TRUE(Alive());
}

TEST_F(ServerRobustTest, UnknownMethodsAndServices) {
  absl::Status status = caller_.Call(Path("NoSuch"), "");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_UNKNOWN_METHOD);
  EXPECT_THAT(std::string(status.message()), HasSubstr("CreateEcho, GetCard, GetEcho"));
  for (const char* path :
       {"/a.B/C", "/", "/x", "//", "/clearway.testing.v1.EchoServiceX/GetEcho"}) {
    status = caller_.Call(path, "abc");
    EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented) << path;
    EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_UNKNOWN_METHOD) << path;
    EXPECT_THAT(std::string(status.message()), HasSubstr(kEchoService)) << path;
  }
}

TEST_F(ServerRobustTest, RandomBytesOnEveryMethod) {
  std::mt19937 random(20100812);
  const std::string seed_message = [] {
    testing::v1::CreateEchoRequest request;
    request.set_echo_id("fuzz");
    request.mutable_echo()->set_text("some text");
    request.mutable_echo()->mutable_inner()->set_index(7);
    request.set_validate_only(true);
    return request.SerializeAsString();
  }();
  for (int round = 0; round < 400; ++round) {
    std::string bytes;
    if (round % 2 == 0) {
      bytes.resize(random() % 100);
      for (char& c : bytes) c = static_cast<char>(random());
    } else {
      bytes = seed_message;  // a good message with a few bytes changed
      for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    for (const char* method : {"GetEcho", "CreateEcho", "Watch"}) {
      // A Watch that was understood goes on until its deadline.
      absl::Status status =
          caller_.Call(Path(method), bytes, absl::Milliseconds(method[0] == 'W' ? 20 : 10000));
      if (status.code() == absl::StatusCode::kDeadlineExceeded && method[0] == 'W') continue;
      EXPECT_THAT(status.code(),
                  ::testing::AnyOf(absl::StatusCode::kOk, absl::StatusCode::kInvalidArgument,
                                   absl::StatusCode::kNotFound, absl::StatusCode::kAlreadyExists,
                                   absl::StatusCode::kOutOfRange))
          << method << " " << status;
      if (!status.ok()) {
        EXPECT_NE(ReasonOf(status), type::v1::ERROR_REASON_UNSPECIFIED) << status;
      }
    }
  }
  EXPECT_TRUE(Alive());
}

// Fields of grpc.reflection.v1alpha.ServerReflectionRequest: 4 file_containing_symbol,
// 7 list_services.
TEST_F(ServerRobustTest, ReflectionDescribesTheServicesAndHealth) {
  const std::string path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  const std::string services = caller_.Answer(path, std::string("\x3a\x01*", 3));
  EXPECT_THAT(services, HasSubstr(kEchoService));
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
  for (const std::string symbol : {kEchoService, "grpc.health.v1.Health"}) {
    const std::string file = caller_.Answer(
        path, absl::StrCat("\x22", std::string(1, static_cast<char>(symbol.size())), symbol));
    EXPECT_THAT(file, HasSubstr("Request")) << symbol;
  }
}

TEST_F(ServerRobustTest, HealthKnowsTheServices) {
  EXPECT_EQ(caller_.Health(""), 1);
  EXPECT_EQ(caller_.Health(kEchoService), 1);
  EXPECT_EQ(caller_.Health("no.such.Service"), -1);
}

TEST_F(ServerRobustTest, CountsWhatItAnswers) {
  ASSERT_TRUE(Alive());
  (void)caller_.Call(Path("GetEcho"), "\xff");
  (void)caller_.Call("/no.Such/Method", "");
  const std::string text = server_.server().metrics().Text();
  const std::string labels =
      "grpc_method=\"GetEcho\",grpc_service=\"clearway.testing.v1.EchoService\",grpc_type="
      "\"unary\"";
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", labels, "} 2")));
  EXPECT_THAT(
      text, HasSubstr(absl::StrCat("grpc_server_handled_total{", labels, ",grpc_code=\"OK\"} 1")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handled_total{", labels,
                                           ",grpc_code=\"InvalidArgument\"} 1")));
  EXPECT_THAT(text, HasSubstr("grpc_code=\"Unimplemented\"} 1"));
  EXPECT_THAT(text, HasSubstr("clearway_store_revision"));
}

}  // namespace
}  // namespace clearway::rpc
