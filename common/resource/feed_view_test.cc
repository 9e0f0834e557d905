// Who is told of which change: a watcher that applies what it is sent has at any time what it sees,
// and is never told of anything else.
#include "common/resource/feed_view.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clearway/storage/v1/storage.pb.h"
#include "common/resource/feed.h"
#include "common/resource/testing/bids.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/resource/viewed.h"
#include "common/status_macros.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::Bid;
using testing::Bids;
using testing::CallAt;
using testing::CallerOf;
using testing::DraftBid;
using testing::OpenBid;
using type::v1::Audience;
using type::v1::ResourceChange;
using type::v1::WatchRequest;
using type::v1::WatchResponse;
using Texts = std::vector<std::string>;

class FeedViewTest : public testing::StoreTest {
 protected:
  FeedViewTest() { store_id_ = *EnsureStoreId(store_.get(), 0x1234); }

  template <typename Fn>
  void Change(Fn fn) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status { return fn(txn); }).ok());
  }
  void Create(const std::string& id, const Bid& bid) {
    Change([&](store::Txn& txn) { return Bids().Create(CallAt(0), txn, bid, id).status(); });
  }
  // `edit` changes the record; several edits are several writes of one transaction.
  template <typename... Fns>
  void Edit(const std::string& id, Fns... edit) {
    Change([&](store::Txn& txn) -> absl::Status {
      absl::Status status;
      const auto one = [&](auto& fn) -> absl::Status {
        ASSIGN_OR_RETURN(Bid bid, Bids().Get(txn, "bids/" + id));
        fn(&bid);
        return Bids().Write(CallAt(1), txn, bid, "edit").status();
      };
      (status.Update(one(edit)), ...);
      return status;
    });
  }
  void Delete(const std::string& id) {
    Change([&](store::Txn& txn) { return Bids().Delete(CallAt(2), txn, "bids/" + id).status(); });
  }
  void Purge() {
    Change([](store::Txn& txn) {
      return Bids().PurgeExpired(CallAt(100 * 24 * 60), txn, 100).status();
    });
  }

  Feed FeedFor(const auth::Caller& caller) {
    return *Feed::Make(store_id_, WatchRequest(), std::make_shared<auth::Caller>(caller));
  }

  // The store's batch of everything after `after`.
  store::Store::Batch BatchAfter(store::Revision after) {
    store::Store::Batch all;
    std::mutex mutex;
    std::condition_variable done;
    all.through = after;
    const store::Revision now = store_->revision();
    if (after == now) return all;
    auto subscription = store_->Watch("r/", after, [&](absl::StatusOr<store::Store::Batch> batch) {
      EXPECT_TRUE(batch.ok());
      std::lock_guard<std::mutex> lock(mutex);
      for (auto& change : batch->changes) all.changes.push_back(std::move(change));
      all.through = batch->through;
      done.notify_one();
      return true;
    });
    EXPECT_TRUE(subscription.ok());
    std::unique_lock<std::mutex> lock(mutex);
    done.wait(lock, [&] { return all.through >= now; });
    return all;
  }

  std::vector<ResourceChange> Changes(const auth::Caller& caller, store::Revision after = 0) {
    std::vector<ResourceChange> changes;
    EXPECT_TRUE(FeedFor(caller)
                    .Changes(BatchAfter(after),
                             [&](const WatchResponse& response) {
                               changes.insert(changes.end(), response.changes().begin(),
                                              response.changes().end());
                               return absl::OkStatus();
                             })
                    .ok());
    return changes;
  }
  Texts Told(const auth::Caller& caller, store::Revision after = 0) {
    Texts text;
    for (const ResourceChange& change : Changes(caller, after)) {
      text.push_back(absl::StrCat(change.name(), " ", ResourceChange::Kind_Name(change.kind())));
    }
    return text;
  }

  std::string store_id_;
  const auth::Caller owner_ = CallerOf("states/NOR");
  const auth::Caller other_ = CallerOf("states/LAO");
};

void Open(Bid* bid) { bid->set_state(Bid::STATE_OPEN); }
void Narrow(Bid* bid) { bid->mutable_audience()->set_kind(Audience::KIND_NAMED); }

TEST_F(FeedViewTest, DraftsAreToldToTheirOwnersAlone) {
  Create("a", DraftBid());
  Edit("a", [](Bid* bid) { bid->set_title("b"); });
  EXPECT_EQ(Told(owner_), (Texts{"bids/a KIND_CREATED", "bids/a KIND_UPDATED"}));
  EXPECT_EQ(Told(other_), Texts());
  Edit("a", Open);
  EXPECT_EQ(Told(other_), (Texts{"bids/a KIND_UPDATED"}));
}

TEST_F(FeedViewTest, WhatIsTakenFromSomebodysEyesIsPurgedForThem) {
  Create("a", OpenBid());
  Edit("a", Narrow);
  Edit("a", [](Bid* bid) { bid->set_title("not for all"); });
  EXPECT_EQ(Told(other_), (Texts{"bids/a KIND_CREATED", "bids/a KIND_PURGED"}));
  const auto changes = Changes(other_);
  EXPECT_EQ(changes[1].revision(), 3) << "the store's id took the first revision";
  EXPECT_FALSE(changes[1].has_resource());
  EXPECT_EQ(changes[1].actor() + changes[1].action(), "");
  EXPECT_EQ(Told(owner_),
            (Texts{"bids/a KIND_CREATED", "bids/a KIND_UPDATED", "bids/a KIND_UPDATED"}));
}

TEST_F(FeedViewTest, APurgeIsToldToThoseWhoSawWhatWasPurged) {
  Create("open", OpenBid());
  Create("draft", DraftBid());
  Create("narrowed", OpenBid());
  Edit("narrowed", Narrow);
  Delete("open");
  Delete("draft");
  Delete("narrowed");
  const store::Revision before = store_->revision();
  Purge();
  EXPECT_EQ(Told(other_, before), (Texts{"bids/open KIND_PURGED"}));
  EXPECT_EQ(Told(owner_, before), (Texts{"bids/draft KIND_PURGED", "bids/narrowed KIND_PURGED",
                                         "bids/open KIND_PURGED"}));
  // Who comes back later is told the same, though the past of the records is gone.
  EXPECT_EQ(Told(other_), (Texts{"bids/open KIND_CREATED", "bids/narrowed KIND_CREATED",
                                 "bids/narrowed KIND_PURGED", "bids/open KIND_DELETED",
                                 "bids/open KIND_PURGED"}));
}

TEST_F(FeedViewTest, SeveralWritesOfOneTransactionAreOneChange) {
  Create("a", OpenBid());
  Edit("a", Narrow, [](Bid* bid) { bid->set_title("x"); });
  EXPECT_EQ(Told(other_), (Texts{"bids/a KIND_CREATED", "bids/a KIND_PURGED"}));
  // There and back again in one transaction: nobody saw that it was gone.
  Create("b", OpenBid());
  const store::Revision before = store_->revision();
  Edit("b", Narrow, [](Bid* bid) {
    bid->clear_audience();
    bid->set_title("y");
  });
  EXPECT_EQ(Told(other_, before), (Texts{"bids/b KIND_UPDATED"}));
  // Created and hidden in one.
  Change([&](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Bid bid, Bids().Create(CallAt(0), txn, OpenBid(), "c"));
    Narrow(&bid);
    return Bids().Write(CallAt(0), txn, bid, "").status();
  });
  // Written and purged in one.
  Change([&](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Bid bid, Bids().Get(txn, "bids/b"));
    Narrow(&bid);
    RETURN_IF_ERROR(Bids().Write(CallAt(1), txn, bid, "").status());
    RETURN_IF_ERROR(Bids().Delete(CallAt(2), txn, "bids/b").status());
    return Bids().PurgeExpired(CallAt(100 * 24 * 60), txn, 100).status();
  });
  EXPECT_EQ(Told(other_, before), (Texts{"bids/b KIND_UPDATED", "bids/b KIND_PURGED"}));
}

TEST_F(FeedViewTest, WhatIsPrivateIsTakenOut) {
  Create("a", OpenBid());
  Bid bid;
  ASSERT_TRUE(Changes(other_)[0].resource().UnpackTo(&bid));
  EXPECT_EQ(bid.grade(), Bid::GRADE_UNSPECIFIED);
  EXPECT_EQ(bid.title(), "bid");
  ASSERT_TRUE(Changes(owner_)[0].resource().UnpackTo(&bid));
  EXPECT_EQ(bid.grade(), Bid::GRADE_HIGH);
}

TEST_F(FeedViewTest, WhatIsEveryonesIsToldToEverybody) {
  Change([](store::Txn& txn) {
    return testing::Projects().Create(CallAt(0), txn, testing::Titled("Survey"), "p").status();
  });
  Change([](store::Txn& txn) {
    testing::Step step;
    return testing::Steps().Create(CallAt(0), txn, step, "p/s").status();
  });
  Change([](store::Txn& txn) {
    return testing::Steps().Delete(CallAt(0), txn, "projects/p/steps/s").status();
  });
  EXPECT_EQ(Told(other_), (Texts{"projects/p KIND_CREATED", "projects/p/steps/s KIND_CREATED",
                                 "projects/p/steps/s KIND_PURGED"}));
}

TEST_F(FeedViewTest, ExistingRecordsAreThoseThatTheCallerSees) {
  Create("a", OpenBid());
  Create("b", DraftBid());
  const auto existing = [&](const auth::Caller& caller) {
    Texts names;
    EXPECT_TRUE(FeedFor(caller)
                    .Existing(*Now(),
                              [&](const WatchResponse& response) {
                                for (const auto& change : response.changes()) {
                                  Bid bid;
                                  EXPECT_TRUE(change.resource().UnpackTo(&bid));
                                  names.push_back(absl::StrCat(change.name(), " ", bid.grade()));
                                }
                                return absl::OkStatus();
                              })
                    .ok());
    return names;
  };
  EXPECT_EQ(existing(other_), (Texts{"bids/a 0"}));
  EXPECT_EQ(existing(owner_), (Texts{"bids/a 1", "bids/b 1"}));
}

TEST_F(FeedViewTest, CallersOfEqualSightShareTheirView) {
  Create("a", OpenBid());
  Create("b", DraftBid());
  const auto opened = OpenedBatch::Open(BatchAfter(0));
  ASSERT_TRUE(opened.ok());
  const auto key = [&](const auth::Caller& caller) { return (*opened)->ViewFor(caller).key; };
  EXPECT_EQ(key(other_), key(CallerOf("actors/x")));
  EXPECT_NE(key(other_), key(owner_));
  EXPECT_EQ(key(owner_), "") << "sees everything here";
}

// Records of a type that this program does not know, or of before there were farewells.
TEST_F(FeedViewTest, WhatCannotBeJudgedIsShownToNobody) {
  Change([](store::Txn& txn) {
    clearway::storage::v1::StoredRecord record;
    record.set_format_version(1);
    record.set_type("clearway.Unknown");
    RETURN_IF_ERROR(txn.Put("r/bids/u", record.SerializeAsString()));
    return txn.Put("r/bids/v", record.SerializeAsString());
  });
  Change([](store::Txn& txn) { return txn.Delete("r/bids/v"); });
  EXPECT_EQ(Told(other_), Texts());
  EXPECT_EQ(Told(auth::Caller::Unrestricted("actors/x")).size(), 3u);
}

TEST_F(FeedViewTest, AWatcherHasAtAnyTimeWhatItSees) {
  std::mt19937 random(11);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  const Texts kNames = {"states/NOR", "states/LAO", "actors/x", ""};
  auto secretariat = CallerOf("actors/s");
  secretariat.roles = {type::v1::ROLE_SECRETARIAT};
  const std::vector<auth::Caller> watchers = {owner_, other_, CallerOf("actors/x"),
                                              CallerOf("actors/y"), secretariat};
  std::vector<std::map<std::string, std::string>> copies(watchers.size());
  store::Revision after = 0;
  for (int round = 0; round < 400; ++round) {
    for (int writes = 1 + below(3); writes > 0; --writes) {
      const std::string id = absl::StrCat("b", below(8));
      const std::string name = "bids/" + id;
      absl::Status done = Do([&](store::Txn& txn) -> absl::Status {
        for (int i = 1 + below(3); i > 0; --i) {
          auto bid = Bids().Get(txn, name);
          if (!bid.ok()) {
            (void)Bids().Create(CallAt(round), txn, below(2) ? DraftBid() : OpenBid(), id);
            (void)Bids().Undelete(CallAt(round), txn, name);
            continue;
          }
          switch (below(7)) {
            case 0:
              Open(&*bid);
              break;
            case 1:
              bid->set_state(Bid::STATE_DRAFT);
              break;
            case 2:
              bid->mutable_audience()->set_kind(static_cast<Audience::Kind>(below(5)));
              bid->mutable_audience()->add_members(kNames[below(4)]);
              break;
            case 3:
              bid->set_party(kNames[below(4)]);
              break;
            case 4:
              bid->set_owner(kNames[below(4)]);
              break;
            case 5:
              bid->set_private_(!bid->private_());
              bid->set_title(absl::StrCat(round));
              break;
            default:
              RETURN_IF_ERROR(Bids().Delete(CallAt(round), txn, name).status());
              continue;
          }
          RETURN_IF_ERROR(Bids().Write(CallAt(round), txn, *bid, "").status());
        }
        if (below(10) == 0) {
          return Bids().PurgeExpired(CallAt(round + 31 * 24 * 60), txn, 3).status();
        }
        return absl::OkStatus();
      });
      ASSERT_TRUE(done.ok()) << done;
    }
    const store::Store::Batch batch = BatchAfter(after);
    after = batch.through;
    const auto at = Now();
    for (size_t i = 0; i < watchers.size(); ++i) {
      auto& copy = copies[i];
      ASSERT_TRUE(FeedFor(watchers[i])
                      .Changes(batch,
                               [&](const WatchResponse& response) {
                                 for (const ResourceChange& change : response.changes()) {
                                   if (change.kind() == ResourceChange::KIND_PURGED) {
                                     EXPECT_EQ(copy.erase(change.name()), 1u)
                                         << "told of what it never saw";
                                   } else {
                                     copy[change.name()] = change.resource().value();
                                   }
                                 }
                                 return absl::OkStatus();
                               })
                      .ok());
      std::map<std::string, std::string> seen;
      ASSERT_TRUE(Bids()
                      .ForEach(
                          ViewedSnapshot(*at, watchers[i]),
                          [&](const Bid& bid) {
                            seen[bid.name()] = bid.SerializeAsString();
                            return true;
                          },
                          /*deleted_too=*/true)
                      .ok());
      ASSERT_EQ(copy, seen) << "watcher " << i << ", round " << round;
    }
  }
}

}  // namespace
}  // namespace clearway::resource
