#include "common/resource/feed.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::CallAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Project;
using testing::Projects;
using testing::Steps;
using testing::Titled;
using type::v1::ResourceChange;
using type::v1::WatchRequest;
using type::v1::WatchResponse;

class FeedTest : public testing::StoreTest {
 protected:
  FeedTest() { store_id_ = *EnsureStoreId(store_.get(), 0x1234); }

  void Create(const std::string& id, const std::string& title = "Survey") {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Projects().Create(CallAt(0), txn, Titled(title), id).status();
                }).ok());
  }

  // All changes after `after` up to now, by the store's own watch.
  std::vector<WatchResponse> Watch(const Feed& feed, store::Revision after) {
    std::vector<WatchResponse> responses;
    std::mutex mutex;
    std::condition_variable done;
    bool reached = false;
    store::Revision now = store_->revision();
    auto subscription = store_->Watch("r/", after, [&](absl::StatusOr<store::Store::Batch> batch) {
      EXPECT_TRUE(batch.ok());
      EXPECT_TRUE(feed.Changes(*batch,
                               [&](const WatchResponse& response) {
                                 responses.push_back(response);
                                 return absl::OkStatus();
                               })
                      .ok());
      std::lock_guard<std::mutex> lock(mutex);
      reached = batch->through >= now;
      done.notify_one();
      return true;
    });
    EXPECT_TRUE(subscription.ok());
    std::unique_lock<std::mutex> lock(mutex);
    done.wait(lock, [&] { return reached; });
    return responses;
  }

  static std::vector<std::string> Text(const std::vector<WatchResponse>& responses) {
    std::vector<std::string> text;
    for (const WatchResponse& response : responses) {
      for (const ResourceChange& change : response.changes()) {
        text.push_back(absl::StrCat(change.name(), " ", ResourceChange::Kind_Name(change.kind()),
                                    change.action().empty() ? "" : " ", change.action()));
      }
    }
    return text;
  }

  std::vector<WatchResponse> Existing(const Feed& feed) {
    std::vector<WatchResponse> responses;
    EXPECT_TRUE(feed.Existing(*Now(),
                              [&](const WatchResponse& response) {
                                responses.push_back(response);
                                return absl::OkStatus();
                              })
                    .ok());
    return responses;
  }

  std::string store_id_;
};

TEST_F(FeedTest, TheStoreKeepsItsId) {
  EXPECT_EQ(store_id_, "0000000000001234");
  Reopen();
  EXPECT_EQ(*EnsureStoreId(store_.get(), 0x9999), store_id_);
}

TEST_F(FeedTest, TellsEveryChangeWithItsResource) {
  Create("x");
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                Project project = *Projects().Get(txn, "projects/x");
                project.set_state(Project::STATE_OPEN);
                return Projects().Write(CallAt(1), txn, project, "publish").status();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Delete(CallAt(2), txn, "projects/x").status();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Undelete(CallAt(3), txn, "projects/x").status();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Delete(CallAt(4), txn, "projects/x").status();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().PurgeExpired(CallAt(100000), txn, 1).status();
              }).ok());
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  auto responses = Watch(feed, 0);
  EXPECT_THAT(Text(responses),
              ElementsAre("projects/x KIND_CREATED", "projects/x KIND_UPDATED publish",
                          "projects/x KIND_DELETED", "projects/x KIND_UNDELETED",
                          "projects/x KIND_DELETED", "projects/x KIND_PURGED"));
  const ResourceChange* published = nullptr;
  for (const auto& response : responses) {
    for (const auto& change : response.changes()) {
      if (change.action() == "publish") published = &change;
      EXPECT_EQ(change.has_resource(), change.kind() != ResourceChange::KIND_PURGED);
    }
  }
  ASSERT_NE(published, nullptr);
  EXPECT_EQ(published->actor(), "actors/officer");
  EXPECT_EQ(published->revision(), 3);  // the store's id was the first
  EXPECT_EQ(published->time().seconds(), 1352710860);
  Project project;
  ASSERT_TRUE(published->resource().UnpackTo(&project));
  EXPECT_EQ(project.state(), Project::STATE_OPEN);
}

TEST_F(FeedTest, ResumesExactlyWhereTheTokenSays) {
  for (int i = 0; i < 5; ++i) Create(absl::StrCat("p", i));
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  EXPECT_EQ(feed.Start(77), 77);
  WatchRequest request;
  request.set_resume_token(feed.Token(4));
  auto resumed = Feed::Make(store_id_, request);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->Start(77), 4);
  auto responses = Watch(*resumed, resumed->Start(store_->revision()));
  EXPECT_THAT(Text(responses), ElementsAre("projects/p3 KIND_CREATED", "projects/p4 KIND_CREATED"));
  EXPECT_EQ(responses.back().resume_token(), feed.Token(store_->revision()));
  EXPECT_LE(feed.Token(INT64_MAX).size(), 200u);
}

TEST_F(FeedTest, DamagedAndForeignTokensAreRefused) {
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  std::string good = feed.Token(4);
  auto reason = [&](const std::string& token, const std::string& store_id) {
    WatchRequest request;
    request.set_resume_token(token);
    return rpc::ReasonOf(Feed::Make(store_id, request).status());
  };
  EXPECT_EQ(reason(good, store_id_), type::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(good, "00000000000000ff"), type::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    // The last character carries bits beyond the last byte; they do not change what it says.
    if (i + 1 < good.size()) {
      EXPECT_EQ(reason(bad, store_id_), type::v1::ERROR_REASON_RESUME_TOKEN_INVALID) << i;
    }
    EXPECT_EQ(reason(good.substr(0, i) + "x", store_id_),
              type::v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  }
}

TEST_F(FeedTest, OnlyTheCollectionsAskedFor) {
  Create("x");
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Steps().Create(CallAt(0), txn, testing::Step(), "x/first").status();
              }).ok());
  auto make = [&](const std::string& collection) {
    WatchRequest request;
    request.add_collections(collection);
    return *Feed::Make(store_id_, request);
  };
  EXPECT_THAT(Text(Watch(make("projects"), 0)), ElementsAre("projects/x KIND_CREATED"));
  EXPECT_THAT(Text(Watch(make("steps"), 0)), ElementsAre("projects/x/steps/first KIND_CREATED"));
  EXPECT_THAT(Text(Watch(make("offers"), 0)), IsEmpty());
  EXPECT_THAT(Text(Existing(make("steps"))), ElementsAre("projects/x/steps/first KIND_EXISTING"));
}

TEST_F(FeedTest, ExistingRecordsThenTheToken) {
  for (const char* id : {"a", "b", "c"}) Create(id);
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Delete(CallAt(2), txn, "projects/b").status();
              }).ok());
  WatchRequest request;
  request.set_include_existing(true);
  Feed feed = *Feed::Make(store_id_, request);
  auto responses = Existing(feed);
  EXPECT_THAT(Text(responses), ElementsAre("projects/a KIND_EXISTING", "projects/c KIND_EXISTING"));
  EXPECT_EQ(responses.back().resume_token(), feed.Token(store_->revision()));
  request.set_resume_token(feed.Token(1));
  EXPECT_EQ(rpc::ViolatedFields(Feed::Make(store_id_, request).status()),
            std::vector<std::string>{"include_existing"});
}

TEST_F(FeedTest, ResponsesAreBoundedAndOnlyWholeRevisionsMoveTheToken) {
  ASSERT_TRUE(
      Do([&](store::Txn& txn) -> absl::Status {
        for (int i = 0; i < 1200; ++i) {
          RETURN_IF_ERROR(
              Projects().Create(CallAt(0), txn, Titled("Survey"), absl::StrCat("p", i)).status());
        }
        return absl::OkStatus();
      }).ok());
  Create("last");
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  auto responses = Watch(feed, 0);
  EXPECT_EQ(Text(responses).size(), 1201u);
  for (const WatchResponse& response : responses) {
    EXPECT_LE(response.changes_size(), kMaxResponseChanges);
    EXPECT_FALSE(response.resume_token().empty());
  }
  EXPECT_EQ(responses[0].resume_token(), feed.Token(1));
  EXPECT_EQ(responses.back().resume_token(), feed.Token(store_->revision()));

  // By size too: three of 600 kB make three responses.
  for (int i = 0; i < 3; ++i) Create(absl::StrCat("big", i), std::string(600000, 'x'));
  WatchRequest request;
  request.set_include_existing(true);
  for (const WatchResponse& response : Existing(*Feed::Make(store_id_, request))) {
    EXPECT_LE(response.ByteSizeLong(), kMaxResponseBytes + 1000);
  }
}

// What a client has handled when it stores a token must be all that came with it: a response that
// moves the token on has nothing of a later revision, which would come again after a resume.
TEST_F(FeedTest, ATokenCoversEverythingThatCameWithIt) {
  Create("first");
  store::Revision first = store_->revision();
  ASSERT_TRUE(
      Do([&](store::Txn& txn) -> absl::Status {
        for (int i = 0; i < 700; ++i) {
          RETURN_IF_ERROR(
              Projects().Create(CallAt(0), txn, Titled("Survey"), absl::StrCat("p", i)).status());
        }
        return absl::OkStatus();
      }).ok());
  Create("last");
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  auto snapshot_of_all = [&] {
    store::Store::Batch all;
    for (const WatchResponse& response : Watch(feed, 0)) {
      for (const ResourceChange& change : response.changes()) {
        store::Change raw;
        raw.revision = change.revision();
        raw.kind = store::Change::Kind::kDelete;
        raw.key = absl::StrCat("r/", change.name());
        all.changes.push_back(raw);
      }
    }
    all.through = store_->revision();
    return all;
  };
  std::vector<WatchResponse> responses;
  ASSERT_TRUE(feed.Changes(snapshot_of_all(),
                           [&](const WatchResponse& response) {
                             responses.push_back(response);
                             return absl::OkStatus();
                           })
                  .ok());
  ASSERT_EQ(responses.size(), 3u);
  EXPECT_EQ(responses[0].changes_size(), 1);
  EXPECT_EQ(responses[0].resume_token(), feed.Token(first));
  EXPECT_EQ(responses[1].changes_size(), kMaxResponseChanges);
  EXPECT_EQ(responses[1].resume_token(), feed.Token(first)) << "not moved on";
  EXPECT_EQ(responses[2].changes_size(), 201);
  EXPECT_EQ(responses[2].resume_token(), feed.Token(store_->revision()));
}

TEST_F(FeedTest, ASlowReadersErrorEndsIt) {
  Create("x");
  Feed feed = *Feed::Make(store_id_, WatchRequest());
  EXPECT_EQ(
      feed.Existing(*Now(), [](const WatchResponse&) { return absl::CancelledError(); }).code(),
      absl::StatusCode::kCancelled);
}

TEST(FeedExplainTest, SaysWhatToDoWhenTheTokenIsTooOld) {
  absl::Status status = Feed::Explain(absl::OutOfRangeError("compacted"));
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD);
  EXPECT_EQ(Feed::Explain(absl::UnavailableError("x")), absl::UnavailableError("x"));
}

}  // namespace
}  // namespace clearway::resource
