// Watch through a real server: every change once and in order, wherever it is resumed.
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/rpc/errors.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_clock.h"
#include "common/rpc/testing/test_server.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using type::v1::ResourceChange;
using type::v1::WatchRequest;
using type::v1::WatchResponse;

std::string TokenOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "";
  auto it = info.metadata().find("resume_token");
  return it == info.metadata().end() ? "" : it->second;
}

void Create(TestServer& server, const std::string& id, const std::string& text = "x") {
  CreateEchoRequest request;
  request.set_echo_id(id);
  request.mutable_echo()->set_text(text);
  auto echo = server.client().Call<Echo>(TestServer::Method("CreateEcho"), request);
  ASSERT_TRUE(echo.ok()) << echo.status();
}

// Reads until `enough` says so.
absl::Status Read(const Client& client, const WatchRequest& request,
                  const std::function<bool(const WatchResponse&)>& go_on) {
  return client.Stream<WatchResponse>(TestServer::Method("Watch"), request, go_on);
}

// The token that a watch from now on begins with.
std::string TokenNow(TestServer& server) {
  std::string token;
  EXPECT_TRUE(Read(server.client(), WatchRequest(), [&](const WatchResponse& response) {
                token = response.resume_token();
                return false;
              }).ok());
  return token;
}

std::vector<std::string> ReadNames(const Client& client, std::string* token, size_t count) {
  WatchRequest request;
  request.set_resume_token(*token);
  std::vector<std::string> names;
  absl::Status status = Read(client, request, [&](const WatchResponse& response) {
    for (const auto& change : response.changes()) names.push_back(change.name());
    *token = response.resume_token();
    return names.size() < count;
  });
  EXPECT_TRUE(status.ok()) << status;
  return names;
}

TEST(ServerWatchTest, ChangesComeOnceInOrderAfterTheToken) {
  TestServer server;
  Create(server, "before");
  std::string token = TokenNow(server);
  EXPECT_FALSE(token.empty());
  for (int i = 0; i < 20; ++i) Create(server, absl::StrCat("e", i));
  const std::vector<std::string> names = ReadNames(server.client(), &token, 20);
  ASSERT_EQ(names.size(), 20u);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(names[i], absl::StrCat("echoes/e", i));
}

TEST(ServerWatchTest, AWatcherThatReconnectsAtAnyPointSeesEveryChangeOnce) {
  ServerOptions options;
  options.limits.watch_tail_bytes = 4000;  // so that watches fall behind the tail
  TestServer server(options);
  std::string token = TokenNow(server);
  constexpr int kChanges = 400;
  std::thread writer([&] {
    for (int i = 0; i < kChanges; ++i) Create(server, absl::StrCat("e", i), std::string(200, 'x'));
  });
  std::mt19937 random(7);
  std::vector<std::string> names;
  while (names.size() < kChanges) {
    const size_t stop_after = 1 + random() % 40;
    for (std::string& name :
         ReadNames(server.client(), &token, std::min(stop_after, kChanges - names.size()))) {
      names.push_back(std::move(name));
    }
  }
  writer.join();
  ASSERT_EQ(names.size(), static_cast<size_t>(kChanges));
  for (int i = 0; i < kChanges; ++i) ASSERT_EQ(names[i], absl::StrCat("echoes/e", i));
}

TEST(ServerWatchTest, TokensHoldAcrossARestart) {
  TestServer server;
  std::string token = TokenNow(server);
  for (int i = 0; i < 5; ++i) Create(server, absl::StrCat("e", i));
  server.Restart();
  Create(server, "after");
  EXPECT_EQ(ReadNames(server.client(), &token, 6).size(), 6u);
}

TEST(ServerWatchTest, ExistingResourcesFirstThenChanges) {
  TestServer server;
  for (int i = 0; i < 1200; ++i) Create(server, absl::StrCat("e", i));
  WatchRequest request;
  request.set_include_existing(true);
  int existing = 0;
  int created = 0;
  bool complete = false;
  absl::Status status = Read(server.client(), request, [&](const WatchResponse& response) {
    for (const auto& change : response.changes()) {
      existing += change.kind() == ResourceChange::KIND_EXISTING;
      created += change.kind() == ResourceChange::KIND_CREATED;
    }
    if (!complete && !response.resume_token().empty()) {
      complete = true;
      EXPECT_EQ(existing, 1200);
      Create(server, "new");
    }
    return created == 0;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(existing, 1200);
  EXPECT_EQ(created, 1);
}

TEST(ServerWatchTest, OtherCollectionsAreLeftOut) {
  TestServer server;
  WatchRequest request;
  request.set_resume_token(TokenNow(server));
  request.add_collections("others");
  Create(server, "a");
  CallOptions options;
  options.timeout = absl::Milliseconds(300);
  int changes = 0;
  absl::Status status = server.client().Stream<WatchResponse>(
      TestServer::Method("Watch"), request,
      [&](const WatchResponse& response) {
        changes += response.changes_size();
        return true;
      },
      options);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(changes, 0);
}

TEST(ServerWatchTest, WithoutChangesTheStreamSaysHowFarItHasCome) {
  ServerOptions options;
  options.limits.watch_heartbeat = absl::Milliseconds(50);
  TestServer server(options);
  int empty = 0;
  absl::Status status = Read(server.client(), WatchRequest(), [&](const WatchResponse& response) {
    EXPECT_FALSE(response.resume_token().empty());
    empty += response.changes().empty();
    return empty < 4;
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(ServerWatchTest, DamagedForeignAndOldTokens) {
  TestServer server;
  Create(server, "a");
  const std::string token = TokenNow(server);
  const auto reason = [&](const std::string& resume_token) {
    WatchRequest request;
    request.set_resume_token(resume_token);
    return ReasonOf(Read(server.client(), request, [](const WatchResponse&) { return false; }));
  };
  EXPECT_EQ(reason("rubbish"), type::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  TestServer other;
  EXPECT_EQ(reason(TokenNow(other)), type::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  Create(server, "b");
  ASSERT_TRUE(server.store().Compact(server.store().revision()).ok());
  WatchRequest request;
  request.set_resume_token(token);
  absl::Status status = Read(server.client(), request, [](const WatchResponse&) { return false; });
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD);
}

TEST(ServerWatchTest, ADrainEndsWatchesWithTheirLastToken) {
  TestServer server;
  std::atomic<int> changes{0};
  std::string last;
  absl::Status status;
  std::thread watcher([&] {
    status = Read(server.client(), WatchRequest(), [&](const WatchResponse& response) {
      last = response.resume_token();
      changes += 1 + response.changes_size();
      return true;
    });
  });
  while (changes == 0) std::this_thread::yield();
  Create(server, "a");
  while (changes < 3) std::this_thread::yield();
  server.StopServer();
  watcher.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_DRAINING);
  EXPECT_EQ(TokenOf(status), last);
  server.StartServer();
  Create(server, "b");
  EXPECT_THAT(ReadNames(server.client(), &last, 1), ::testing::ElementsAre("echoes/b"));
}

TEST(ServerWatchTest, ASlowWatcherIsEndedWithItsTokenAndLosesNothing) {
  TestClock clock;
  ServerOptions options;
  options.limits.reader_patience = absl::Hours(1);
  options.clock = clock.AsFunction();
  TestServer server(options);
  std::string token = TokenNow(server);
  WatchRequest request;
  request.set_resume_token(token);
  constexpr int kChanges = 40;
  std::vector<std::string> names;
  bool stalled = false;
  absl::Status status = Read(server.client(), request, [&](const WatchResponse& response) {
    if (!stalled) {
      stalled = true;
      for (int i = 0; i < kChanges; ++i) {
        Create(server, absl::StrCat("e", i), std::string(1000000, 'x'));
      }
      clock.AdvanceUntil(absl::Minutes(61), [&] {
        return absl::StrContains(server.server().metrics().Text(),
                                 "grpc_code=\"ResourceExhausted\"");
      });
    }
    for (const auto& change : response.changes()) names.push_back(change.name());
    token = response.resume_token();
    return true;
  });
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_READER_TOO_SLOW) << status;
  EXPECT_EQ(TokenOf(status), token);
  EXPECT_LT(names.size(), static_cast<size_t>(kChanges));
  for (std::string& name : ReadNames(server.client(), &token, kChanges - names.size())) {
    names.push_back(std::move(name));
  }
  ASSERT_EQ(names.size(), static_cast<size_t>(kChanges));
  for (int i = 0; i < kChanges; ++i) EXPECT_EQ(names[i], absl::StrCat("echoes/e", i));
}

}  // namespace
}  // namespace clearway::rpc
