// What watches share: callers who are shown the same of a batch get the same bytes, made once.
#include "common/rpc/watch_hub.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "common/resource/testing/bids.h"
#include "common/resource/testing/store.h"
#include "gtest/gtest.h"

namespace clearway::rpc {
namespace {

using resource::Feed;
using resource::testing::Bids;
using resource::testing::CallAt;
using resource::testing::CallerOf;
using resource::testing::DraftBid;
using resource::testing::OpenBid;

class WatchHubTest : public resource::testing::StoreTest {
 protected:
  void SetUp() override { ASSERT_TRUE(hub_.Start().ok()); }
  void TearDown() override { hub_.Stop(); }

  static Feed FeedOf(std::shared_ptr<const auth::Caller> caller) {
    return *Feed::Make("0000000000001234", type::v1::WatchRequest(), std::move(caller));
  }
  static Feed FeedOf(const std::string& actor) {
    return FeedOf(std::make_shared<auth::Caller>(CallerOf(actor)));
  }

  // The first batch that the hub has for the feed; waits until the hub has everything.
  std::shared_ptr<const EncodedBatch> First(const Feed& feed) {
    const store::Revision now = store_->revision();
    for (;;) {
      store::Revision position = 0;
      std::shared_ptr<const EncodedBatch> batch;
      const auto found = hub_.Next(feed, "", &position, &batch);
      EXPECT_TRUE(found.ok()) << found.status();
      if (position >= now) return batch;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  WatchHub hub_{store_.get(), 1 << 20};
};

TEST_F(WatchHubTest, WhoIsShownTheSameGetsTheSameBytes) {
  ASSERT_TRUE(Do([](store::Txn& txn) {
                auto made = Bids().Create(CallAt(0), txn, OpenBid(), "a").status();
                made.Update(Bids().Create(CallAt(0), txn, DraftBid(), "b").status());
                return made;
              }).ok());
  const auto first = First(FeedOf("actors/x"));
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(First(FeedOf("actors/x")), first) << "of equal sight";
  EXPECT_EQ(First(FeedOf("actors/y")), first) << "of another sight, with nothing here to tell";
  const auto owner = First(FeedOf("states/NOR"));
  EXPECT_NE(owner, first);
  const auto everybody = std::make_shared<auth::Caller>(auth::Caller::Unrestricted("actors/a"));
  EXPECT_EQ(First(FeedOf(everybody)), owner) << "sees everything here, as the owner does";
  EXPECT_EQ(First(FeedOf(std::shared_ptr<const auth::Caller>())), owner);
}

TEST_F(WatchHubTest, WhereACallerSeesNothingThereIsNothing) {
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return Bids().Create(CallAt(0), txn, DraftBid(), "b").status();
              }).ok());
  EXPECT_EQ(First(FeedOf("actors/x")), nullptr);
  EXPECT_NE(First(FeedOf("states/NOR")), nullptr);
}

}  // namespace
}  // namespace clearway::rpc
