// A follower between two real stores: what it derives, and that it loses and repeats nothing.
#include "common/rpc/follower.h"

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/testing/echo.pb.h"
#include "common/rpc/testing/test_server.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using testing::v1::CreateEchoRequest;
using testing::v1::Echo;
using type::v1::ResourceChange;

class FollowerTest : public ::testing::Test {
 protected:
  // Counts in this store how often each name was applied, and how it ended.
  static absl::Status Apply(store::Txn& txn, const ResourceChange& change) {
    const std::string key = absl::StrCat("p/seen/", change.name());
    if (change.kind() == ResourceChange::KIND_PURGED) return txn.Put(key, "purged");
    ASSIGN_OR_RETURN(auto old, txn.Get(key));
    int count = 0;
    if (old.has_value()) (void)absl::SimpleAtoi(*old, &count);
    return txn.Put(key, absl::StrCat(count + 1));
  }

  std::unique_ptr<Follower> Follow() {
    FollowerOptions options;
    auto client = Client::Connect(source_.address());
    EXPECT_TRUE(client.ok());
    options.client = *std::move(client);
    options.service = kEchoService;
    options.collections = collections_;
    options.store = &own_.store();
    options.name = "echoes";
    options.apply = Apply;
    options.complete = [](store::Txn& txn) -> absl::Status {
      // All that was to be read is there in the same transaction.
      int seen = 0;
      for (auto cursor = txn.Scan("p/seen/", "p/seen0"); cursor->Valid(); cursor->Next()) ++seen;
      return txn.Put("p/complete", absl::StrCat(seen));
    };
    options.max_backoff = absl::Milliseconds(200);
    options.report = [this](const absl::Status& status) {
      if (status.ok()) ++caught_up_;
    };
    return std::make_unique<Follower>(std::move(options));
  }

  void Create(int from, int to) {
    for (int i = from; i < to; ++i) {
      CreateEchoRequest request;
      request.set_echo_id(absl::StrCat("e", i));
      request.mutable_echo()->set_text("x");
      auto echo = source_.client().Call<Echo>(TestServer::Method("CreateEcho"), request);
      ASSERT_TRUE(echo.ok()) << echo.status();
    }
  }

  std::map<std::string, std::string> Seen() {
    std::map<std::string, std::string> seen;
    auto snapshot = own_.store().GetSnapshot();
    auto cursor = snapshot->Scan("p/seen/", "p/seen0");
    for (; cursor->Valid(); cursor->Next()) {
      seen[std::string(cursor->key().substr(7))] = std::string(cursor->value());
    }
    return seen;
  }

  void AwaitSeen(size_t count) {
    while (Seen().size() < count) absl::SleepFor(absl::Milliseconds(2));
  }

  TestServer source_;
  TestServer own_;
  std::atomic<int> caught_up_{0};
  std::vector<std::string> collections_ = {"echoes"};
};

TEST_F(FollowerTest, EachChangeIsAppliedOnceThroughRestartsOfBothSides) {
  Create(0, 5);
  EXPECT_FALSE(*Follower::Synced(*own_.store().GetSnapshot(), "echoes"));
  auto follower = Follow();
  AwaitSeen(5);
  EXPECT_EQ(own_.store().GetSnapshot()->Get("p/complete")->value_or(""), "5");
  Create(5, 10);
  AwaitSeen(10);
  EXPECT_TRUE(*Follower::Synced(*own_.store().GetSnapshot(), "echoes"));
  follower.reset();
  Create(10, 15);
  follower = Follow();
  AwaitSeen(15);
  source_.StopServer();
  absl::SleepFor(absl::Milliseconds(50));
  source_.StartServer();
  Create(15, 20);
  AwaitSeen(20);
  for (const auto& [name, count] : Seen()) EXPECT_EQ(count, "1") << name;
}

TEST_F(FollowerTest, AnotherStoreIsReadAgainAndWhatHasGoneIsPurged) {
  Create(0, 3);
  auto follower = Follow();
  AwaitSeen(3);
  follower.reset();
  // The same names but e0 and e1, in another store.
  TestServer other;
  for (const char* id : {"e2", "e3"}) {
    CreateEchoRequest request;
    request.set_echo_id(id);
    request.mutable_echo()->set_text("x");
    ASSERT_TRUE(other.client().Call<Echo>(TestServer::Method("CreateEcho"), request).ok());
  }
  FollowerOptions options;
  options.client = *Client::Connect(other.address());
  options.service = kEchoService;
  options.store = &own_.store();
  options.name = "echoes";
  options.apply = Apply;
  Follower again(std::move(options));
  AwaitSeen(4);
  while (Seen()["echoes/e0"] != "purged") absl::SleepFor(absl::Milliseconds(2));
  const auto seen = Seen();
  EXPECT_EQ(seen.at("echoes/e1"), "purged");
  EXPECT_EQ(seen.at("echoes/e2"), "2");
  EXPECT_EQ(seen.at("echoes/e3"), "1");
}

TEST_F(FollowerTest, ATokenTooOldIsReadAgain) {
  Create(0, 3);
  auto follower = Follow();
  AwaitSeen(3);
  follower.reset();
  Create(3, 6);
  ASSERT_TRUE(source_.store().Compact(source_.store().revision()).ok());
  follower = Follow();
  AwaitSeen(6);
  EXPECT_EQ(Seen().at("echoes/e5"), "1");
}

TEST_F(FollowerTest, ACollectionThatWasNotFollowedBeforeIsReadFromItsBeginning) {
  Create(0, 3);
  collections_ = {"others"};
  auto follower = Follow();
  while (caught_up_ == 0) absl::SleepFor(absl::Milliseconds(2));
  EXPECT_THAT(Seen(), ::testing::IsEmpty());
  follower.reset();
  collections_ = {"echoes", "others"};
  follower = Follow();
  AwaitSeen(3);
}

TEST_F(FollowerTest, WaitsForAServerThatIsNotThereYet) {
  source_.StopServer();
  auto follower = Follow();
  source_.StartServer();
  Create(0, 1);
  AwaitSeen(1);
  while (caught_up_ == 0) absl::SleepFor(absl::Milliseconds(2));
}

}  // namespace
}  // namespace clearway::rpc
