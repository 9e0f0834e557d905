#include "common/rpc/health_server.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/codec.h"
#include "common/rpc/health.pb.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";

class HealthServerTest : public ::testing::Test {
 protected:
  HealthServerTest() : server_(*HealthServer::Listen("127.0.0.1:0")) {
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                   grpc::InsecureChannelCredentials());
  }

  // One call, read as a stream: Check answers once.
  struct Open {
    Open(std::shared_ptr<grpc::Channel> channel, const char* path, const grpc::ByteBuffer& request)
        : stream(std::move(channel), path, &context, request) {}

    // The next answer; -1 when there is none any more.
    int Next() {
      if (stream.Await(absl::Minutes(1)) != ClientStream::State::kMessage) return -1;
      HealthCheckResponse response;
      EXPECT_TRUE(Parse(stream.message(), 100, &response).ok());
      stream.ReadNext();
      return response.status();
    }

    grpc::ClientContext context;
    ClientStream stream;
  };

  std::unique_ptr<Open> Call(const char* path, const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    grpc::ByteBuffer bytes;
    EXPECT_TRUE(Serialize(request, &bytes).ok());
    return std::make_unique<Open>(channel_, path, bytes);
  }

  std::unique_ptr<Open> Call(const char* path, absl::string_view bytes) {
    const grpc::Slice slice(bytes.data(), bytes.size());
    return std::make_unique<Open>(channel_, path, grpc::ByteBuffer(&slice, 1));
  }

  const std::unique_ptr<HealthServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(HealthServerTest, ChecksTheServerAndItsServices) {
  server_->health().Set("a.Service", true);
  server_->health().Set("b.Service", false);
  for (const auto& [service, status] :
       {std::pair<std::string, int>{"", HealthCheckResponse::SERVING},
        {"a.Service", HealthCheckResponse::SERVING},
        {"b.Service", HealthCheckResponse::NOT_SERVING}}) {
    auto call = Call(kCheck, service);
    EXPECT_EQ(call->Next(), status) << service;
    EXPECT_EQ(call->Next(), -1);
    EXPECT_TRUE(call->stream.Finish().ok());
  }
  auto unknown = Call(kCheck, std::string("no.Service"));
  EXPECT_EQ(unknown->Next(), -1);
  EXPECT_EQ(unknown->stream.Finish().code(), absl::StatusCode::kNotFound);
}

TEST_F(HealthServerTest, AWatchTellsEveryChangeOfItsService) {
  auto later = Call(kWatch, std::string("a.Service"));
  EXPECT_EQ(later->Next(), HealthCheckResponse::SERVICE_UNKNOWN);
  server_->health().Set("a.Service", true);
  EXPECT_EQ(later->Next(), HealthCheckResponse::SERVING);
  server_->health().Set("b.Service", true);  // nothing to it
  server_->health().SetAll(false);
  EXPECT_EQ(later->Next(), HealthCheckResponse::NOT_SERVING);
  auto whole = Call(kWatch, std::string());
  EXPECT_EQ(whole->Next(), HealthCheckResponse::NOT_SERVING);
  later->stream.Stop();
  server_->health().SetAll(true);
  EXPECT_EQ(whole->Next(), HealthCheckResponse::SERVING);
  whole->stream.Stop();
}

TEST_F(HealthServerTest, BytesThatAreNoRequestAreRefused) {
  const std::string large(5000, '\x0a');
  for (const char* path : {kCheck, kWatch}) {
    for (const absl::string_view bytes : {absl::string_view("\xff"), absl::string_view(large)}) {
      auto call = Call(path, bytes);
      EXPECT_EQ(call->Next(), -1);
      const absl::StatusCode code = call->stream.Finish().code();
      EXPECT_TRUE(code == absl::StatusCode::kInvalidArgument ||
                  code == absl::StatusCode::kResourceExhausted)
          << path << " " << code;
    }
  }
  auto call = Call(kCheck, std::string());
  EXPECT_EQ(call->Next(), HealthCheckResponse::SERVING);
  call->stream.Stop();
}

TEST_F(HealthServerTest, WatchesAreBounded) {
  std::vector<std::unique_ptr<Open>> open;
  for (int i = 0; i < 1000; ++i) {
    open.push_back(Call(kWatch, std::string()));
    ASSERT_EQ(open.back()->Next(), HealthCheckResponse::SERVING);
  }
  auto more = Call(kWatch, std::string());
  EXPECT_EQ(more->Next(), -1);
  EXPECT_EQ(more->stream.Finish().code(), absl::StatusCode::kResourceExhausted);
  open.back()->stream.Stop();
  open.pop_back();
  // The server hears of it when it does.
  for (;;) {
    auto next = Call(kWatch, std::string());
    const int answer = next->Next();
    next->stream.Stop();
    if (answer == HealthCheckResponse::SERVING) break;
  }
  for (auto& watch : open) watch->stream.Stop();
}

}  // namespace
}  // namespace clearway::rpc
