#include "common/store/feed_hub.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "common/store/conformance.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::store {
namespace {

using ::testing::ElementsAre;

std::shared_ptr<FeedSegment> Segment(Revision revision, absl::string_view key) {
  auto segment = std::make_shared<FeedSegment>();
  auto arena = std::make_shared<Arena>();
  segment->first = revision;
  segment->last = revision;
  segment->changes.push_back({revision, 0, Change::Kind::kPut, arena->Copy(key), ""});
  segment->arena = std::move(arena);
  return segment;
}

absl::StatusOr<Store::Batch> NoPast(absl::string_view, Revision) {
  return absl::InternalError("the past was asked for");
}

// A subscription that starts at the present needs no disk.
TEST(FeedHubTest, ServesThePresentFromMemory) {
  FeedHub hub(5, 1 << 20, NoPast);
  Collector collector(5);
  auto subscription = hub.Subscribe("e/", 5, collector.Callback());
  hub.Publish(Segment(6, "e/a"));
  hub.Publish(Segment(7, "other"));
  hub.Publish(Segment(8, "e/b"));
  collector.WaitFor(8);
  EXPECT_THAT(ToStrings(collector.changes()), ElementsAre("put e/a= @6.0", "put e/b= @8.0"));
  // One that begins within the tail neither.
  Collector late(6);
  auto second = hub.Subscribe("e/", 6, late.Callback());
  late.WaitFor(8);
  EXPECT_THAT(ToStrings(late.changes()), ElementsAre("put e/b= @8.0"));
}

// The disk may already show what has not been published here: that must not come again.
TEST(FeedHubTest, WhatTheDiskShowedFirstIsNotToldAgain) {
  FeedHub hub(2, 1 << 20, [](absl::string_view, Revision) {
    Store::Batch batch;
    batch.changes.push_back({3, 0, Change::Kind::kPut, "e/3", ""});
    batch.through = 3;
    return batch;
  });
  Collector collector(1);  // expects each batch to go further
  auto subscription = hub.Subscribe("e/", 1, collector.Callback());
  collector.WaitFor(3);
  hub.Publish(Segment(3, "e/3"));
  Collector witness(2);
  auto second = hub.Subscribe("e/", 2, witness.Callback());
  witness.WaitFor(3);
  hub.Publish(Segment(4, "e/4"));
  collector.WaitFor(4);
  EXPECT_THAT(ToStrings(collector.changes()), ElementsAre("put e/3= @3.0", "put e/4= @4.0"));
}

TEST(FeedHubTest, AFailedReadEndsTheSubscription) {
  FeedHub hub(2, 1 << 20,
              [](absl::string_view, Revision) { return absl::DataLossError("damaged"); });
  Collector collector(1);
  auto subscription = hub.Subscribe("e/", 1, collector.Callback());
  EXPECT_EQ(collector.WaitForEnd(), absl::DataLossError("damaged"));
  hub.Publish(Segment(3, "e/3"));
  EXPECT_EQ(collector.through(), 1);
}

TEST(FeedHubTest, HandlesMayOutliveTheHub) {
  Collector collector(1);
  auto hub = std::make_unique<FeedHub>(1, 1 << 20, NoPast);
  auto subscription = hub->Subscribe("e/", 1, collector.Callback());
  auto ended = hub->Subscribe("e/", 1, [](absl::StatusOr<Store::Batch>) { return false; });
  hub->Publish(Segment(2, "e/2"));
  collector.WaitFor(2);
  hub.reset();
  subscription.reset();
}

TEST(FeedHubTest, ServesManySubscriptions) {
  FeedHub hub(0, 1 << 20, NoPast);
  std::vector<std::unique_ptr<Collector>> collectors;
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  for (int i = 0; i < 2000; ++i) {
    collectors.push_back(std::make_unique<Collector>(0));
    subscriptions.push_back(hub.Subscribe("e/", 0, collectors.back()->Callback()));
  }
  for (Revision revision = 1; revision <= 10; ++revision) hub.Publish(Segment(revision, "e/x"));
  for (const auto& collector : collectors) {
    collector->WaitFor(10);
    ASSERT_EQ(collector->changes().size(), 10u);
  }
  subscriptions.clear();
}

// Who subscribes and leaves while nothing is written leaves nothing behind.
TEST(FeedHubTest, LetsGoOfTheCallbackAtOnce) {
  FeedHub hub(1, 1 << 20, NoPast);
  auto held = std::make_shared<int>(0);
  for (int i = 0; i < 100; ++i) {
    auto subscription =
        hub.Subscribe("e/", 1, [held](absl::StatusOr<Store::Batch>) { return true; });
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace clearway::store
