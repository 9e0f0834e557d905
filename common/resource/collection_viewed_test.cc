// What a collection shows through a reader that reads for somebody's eyes: in each way to read it,
// no more than a Get would tell.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/collection.h"
#include "common/resource/testing/bids.h"
#include "common/resource/testing/store.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::Bid;
using testing::Bids;
using testing::CallAt;
using testing::CallerOf;
using testing::DraftBid;
using testing::ListBidsRequest;
using testing::ListBidsResponse;
using testing::OpenBid;
using type::v1::Audience;
using Names = std::vector<std::string>;

class CollectionViewedTest : public testing::StoreTest {
 protected:
  Bid Create(const std::string& id, Bid bid, int minute = 0) {
    EXPECT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(bid, Bids().Create(CallAt(minute), txn, bid, id));
                  return absl::OkStatus();
                }).ok());
    return bid;
  }
  Bid Write(Bid bid, int minute) {
    EXPECT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(bid, Bids().Write(CallAt(minute), txn, bid, ""));
                  return absl::OkStatus();
                }).ok());
    return bid;
  }
  // Runs `fn` as one transaction of `caller`.
  template <typename Fn>
  absl::Status DoAs(const auth::Caller& caller, Fn fn) {
    return Do([&](store::Txn& txn) -> absl::Status {
      ViewedTxn viewed(txn, caller);
      return fn(static_cast<store::Txn&>(viewed));
    });
  }
  ListBidsResponse List(const auth::Caller& caller, const ListBidsRequest& request) {
    const auto at = ViewFor(std::make_shared<auth::Caller>(caller), Now());
    auto listed = Bids().List<ListBidsResponse>(*at, request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed.ok() ? *listed : ListBidsResponse();
  }
  Names ListNames(const auth::Caller& caller, const std::string& filter,
                  const std::string& order_by = "") {
    ListBidsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    const ListBidsResponse listed = List(caller, request);
    Names names;
    for (const Bid& bid : listed.bids()) names.push_back(bid.name());
    EXPECT_EQ(listed.total_size(), listed.bids_size());
    return names;
  }

  const auth::Caller owner_ = CallerOf("states/NOR");
  const auth::Caller other_ = CallerOf("states/LAO");
};

TEST_F(CollectionViewedTest, WhatIsNotSeenIsNotThere) {
  Create("draft", DraftBid());
  Create("open", OpenBid());
  const auto snapshot = Now();
  const ViewedSnapshot other(*snapshot, other_), owner(*snapshot, owner_);
  const auto hidden = Bids().Get(other, "bids/draft"), missing = Bids().Get(other, "bids/drafx");
  EXPECT_EQ(hidden.status().code(), absl::StatusCode::kNotFound);
  // But for the name that was asked for, the answers are the same, details and all.
  EXPECT_EQ(hidden.status(), rpc::NotFound("bids/draft"));
  EXPECT_EQ(missing.status(), rpc::NotFound("bids/drafx"));
  EXPECT_FALSE(*Bids().Exists(other, "bids/draft"));
  EXPECT_TRUE(*Bids().Exists(other, "bids/open"));
  EXPECT_TRUE(Bids().Get(owner, "bids/draft").ok());
  EXPECT_TRUE(*Bids().Exists(owner, "bids/draft"));
  EXPECT_TRUE(Bids().Get(AsSystem(other), "bids/draft").ok());
  EXPECT_TRUE(*Bids().Exists(AsSystem(other), "bids/draft"));
  const auto anybody = auth::Caller::Unrestricted("actors/anybody");
  EXPECT_TRUE(Bids().Get(ViewedSnapshot(*snapshot, anybody), "bids/draft").ok());
}

TEST_F(CollectionViewedTest, AMessageThatWasNotShownIsLeftEmpty) {
  Create("draft", DraftBid());
  const auto snapshot = Now();
  const ViewedSnapshot other(*snapshot, other_);
  const CollectionBase& bids = Bids();
  Bid bid;
  EXPECT_FALSE(bids.Get(other, "bids/draft", &bid).ok());
  EXPECT_EQ(bid.ByteSizeLong(), 0u);
  EXPECT_FALSE(bids.GetAsOf(other, "bids/draft", CallAt(5).time, &bid).ok());
  EXPECT_EQ(bid.ByteSizeLong(), 0u);
  EXPECT_FALSE(bids.GetAtRevision(other, "bids/draft", 1, &bid).ok());
  EXPECT_EQ(bid.ByteSizeLong(), 0u);
}

TEST_F(CollectionViewedTest, SnapshotsAreRedactedTransactionsAreNot) {
  Bid bid = OpenBid();
  bid.set_private_(true);
  Create("a", bid);
  const auto snapshot = Now();
  const auto seen = Bids().Get(ViewedSnapshot(*snapshot, other_), "bids/a");
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->ceiling(), 0);
  EXPECT_EQ(seen->grade(), Bid::GRADE_UNSPECIFIED);
  EXPECT_EQ(seen->title(), "bid");
  EXPECT_EQ(Bids().Get(ViewedSnapshot(*snapshot, owner_), "bids/a")->ceiling(), 10);
  // What a transaction reads may be written back.
  EXPECT_TRUE(DoAs(other_, [](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(Bid whole, Bids().Get(txn, "bids/a"));
                EXPECT_EQ(whole.ceiling(), 10);
                whole.set_title("changed");
                return Bids().Write(CallAt(1), txn, whole, "").status();
              }).ok());
  EXPECT_EQ(Bids().Get(*Now(), "bids/a")->ceiling(), 10);
}

TEST_F(CollectionViewedTest, ListsCountAndHoldWhatIsSeen) {
  for (int i = 0; i < 5; ++i) {
    Create(absl::StrCat("d", i), DraftBid());
    Create(absl::StrCat("o", i), OpenBid());
  }
  EXPECT_EQ(ListNames(other_, ""), (Names{"bids/o0", "bids/o1", "bids/o2", "bids/o3", "bids/o4"}));
  EXPECT_EQ(ListNames(other_, "state = DRAFT"), Names());
  EXPECT_EQ(ListNames(other_, "owner = \"states/NOR\"").size(), 5u);
  EXPECT_EQ(ListNames(other_, "", "title, name desc")[0], "bids/o4");
  EXPECT_EQ(ListNames(owner_, "").size(), 10u);
  ListBidsRequest page;
  page.set_page_size(2);
  Names names;
  do {
    const ListBidsResponse listed = List(other_, page);
    EXPECT_EQ(listed.total_size(), 5);
    for (const Bid& bid : listed.bids()) names.push_back(bid.name());
    page.set_page_token(listed.next_page_token());
  } while (!page.page_token().empty());
  EXPECT_EQ(names.size(), 5u);
}

TEST_F(CollectionViewedTest, WhatIsPrivateIsNeitherFilteredNorSortedBy) {
  for (int i = 0; i < 4; ++i) {
    Bid bid = OpenBid();
    bid.set_private_(true);
    bid.set_ceiling(10 - i);
    bid.set_grade(i % 2 == 0 ? Bid::GRADE_HIGH : Bid::GRADE_UNSPECIFIED);
    Create(absl::StrCat("b", i), bid);
  }
  EXPECT_EQ(ListNames(other_, "ceiling > 8"), Names());
  EXPECT_EQ(ListNames(other_, "ceiling < 100").size(), 4u) << "all look as if they had none";
  EXPECT_EQ(ListNames(other_, "NOT ceiling > 8").size(), 4u);
  EXPECT_EQ(ListNames(other_, "ceiling:*"), Names());
  EXPECT_EQ(ListNames(other_, "", "ceiling"), (Names{"bids/b0", "bids/b1", "bids/b2", "bids/b3"}));
  EXPECT_EQ(ListNames(owner_, "", "ceiling")[0], "bids/b3");
  // Also where an index has it.
  EXPECT_EQ(ListNames(other_, "grade = HIGH"), Names());
  EXPECT_EQ(ListNames(other_, "grade = GRADE_UNSPECIFIED").size(), 4u);
  EXPECT_EQ(ListNames(owner_, "grade = HIGH").size(), 2u);
}

TEST_F(CollectionViewedTest, APageTokenShowsNobodyMore) {
  for (int i = 0; i < 6; ++i) Create(absl::StrCat("b", i), i < 3 ? DraftBid() : OpenBid());
  ListBidsRequest page;
  page.set_page_size(1);
  page.set_page_token(List(owner_, page).next_page_token());
  const ListBidsResponse listed = List(other_, page);
  ASSERT_EQ(listed.bids_size(), 1);
  EXPECT_EQ(listed.bids(0).name(), "bids/b3");
  EXPECT_EQ(listed.total_size(), 3);
}

TEST_F(CollectionViewedTest, LookupAndForEachPassOverWhatIsNotSeen) {
  Create("a", DraftBid());
  Create("b", OpenBid());
  Create("c", OpenBid());
  const auto snapshot = Now();
  const ViewedSnapshot at(*snapshot, other_);
  EXPECT_EQ(*Bids().Lookup(at, "owner", "states/NOR"), (Names{"bids/b", "bids/c"}));
  EXPECT_EQ(*Bids().Lookup(at, "owner", "states/NOR", 1), (Names{"bids/b"}));
  EXPECT_EQ(*Bids().Lookup(AsSystem(at), "owner", "states/NOR", 1), (Names{"bids/a"}));
  Names seen;
  EXPECT_TRUE(Bids()
                  .ForEach(at,
                           [&](const Bid& bid) {
                             seen.push_back(bid.name());
                             EXPECT_EQ(bid.grade(), Bid::GRADE_UNSPECIFIED);
                             return true;
                           })
                  .ok());
  EXPECT_EQ(seen, (Names{"bids/b", "bids/c"}));
}

TEST_F(CollectionViewedTest, TheHistoryOfADraftIsItsOwners) {
  Bid bid = Create("a", DraftBid(), 0);
  bid.set_title("second");
  bid = Write(bid, 10);
  bid.set_state(Bid::STATE_OPEN);
  bid = Write(bid, 20);
  const auto versions = [&](const auth::Caller& caller) {
    const auto snapshot = Now();
    const ViewedSnapshot at(*snapshot, caller);
    std::vector<int64_t> numbers;
    const CollectionBase& bids = Bids();
    EXPECT_TRUE(bids.ListHistory(at, "bids/a",
                                 [&](const Version& version, const Message& message) {
                                   numbers.push_back(version.number);
                                   EXPECT_EQ(static_cast<const Bid&>(message).grade() == 0,
                                             caller.actor != "states/NOR");
                                   return true;
                                 })
                    .ok());
    return numbers;
  };
  EXPECT_EQ(versions(owner_), (std::vector<int64_t>{3, 2, 1}));
  EXPECT_EQ(versions(other_), (std::vector<int64_t>{3}));
  const auto snapshot = Now();
  const ViewedSnapshot other(*snapshot, other_), owner(*snapshot, owner_);
  EXPECT_FALSE(Bids().GetAsOf(other, "bids/a", CallAt(15).time).ok());
  EXPECT_TRUE(Bids().GetAsOf(owner, "bids/a", CallAt(15).time).ok());
  EXPECT_TRUE(Bids().GetAsOf(other, "bids/a", CallAt(25).time).ok());
  EXPECT_EQ(Bids().GetAsOf(other, "bids/a", CallAt(25).time)->grade(), Bid::GRADE_UNSPECIFIED);
  Bid out;
  EXPECT_FALSE(Bids().GetAtRevision(other, "bids/a", 2, &out).ok());
  EXPECT_TRUE(Bids().GetAtRevision(other, "bids/a", 3, &out).ok());
  // What has been withdrawn from somebody's eyes is so with its past.
  bid.mutable_audience()->set_kind(Audience::KIND_NAMED);
  Write(bid, 30);
  const auto later = Now();
  const ViewedSnapshot now(*later, other_);
  EXPECT_FALSE(Bids().GetAsOf(now, "bids/a", CallAt(25).time).ok());
  EXPECT_FALSE(Bids().GetAtRevision(now, "bids/a", 3, &out).ok());
  const CollectionBase& bids = Bids();
  EXPECT_EQ(bids.ListHistory(now, "bids/a", [](const Version&, const Message&) { return true; }),
            rpc::NotFound("bids/a"));
}

TEST_F(CollectionViewedTest, ClientsWritesFindOnlyWhatTheirCallerSees) {
  Create("draft", DraftBid());
  Bid patch;
  patch.set_name("bids/draft");
  patch.set_title("mine");
  const auto status = [&](const auto& fn) { return DoAs(other_, fn); };
  EXPECT_EQ(status([&](store::Txn& txn) {
              return Bids().Update(CallAt(1), txn, patch, UpdateOptions()).status();
            }),
            rpc::NotFound("bids/draft"));
  EXPECT_EQ(
      status([&](store::Txn& txn) { return Bids().Delete(CallAt(1), txn, "bids/draft").status(); }),
      rpc::NotFound("bids/draft"));
  EXPECT_EQ(status([&](store::Txn& txn) {
              return Bids().Undelete(CallAt(1), txn, "bids/draft").status();
            }),
            rpc::NotFound("bids/draft"));
  // Succeeds as it would without the record, and does nothing.
  EXPECT_TRUE(status([&](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(const Bid gone, Bids().Delete(CallAt(1), txn, "bids/draft", "",
                                                               /*allow_missing=*/true));
                EXPECT_EQ(gone.ByteSizeLong(), 0u);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(Bids().Get(*Now(), "bids/draft")->title(), "bid");
  // A taken id cannot be hidden; nothing but its name is told.
  EXPECT_EQ(status([&](store::Txn& txn) {
              return Bids().Create(CallAt(1), txn, OpenBid(), "draft").status();
            }),
            rpc::AlreadyExists("bids/draft"));
  EXPECT_TRUE(DoAs(owner_, [&](store::Txn& txn) {
                return Bids().Update(CallAt(2), txn, patch, UpdateOptions()).status();
              }).ok());
  EXPECT_EQ(Bids().Get(*Now(), "bids/draft")->title(), "mine");
}

TEST_F(CollectionViewedTest, DeletedRecordsAreShownToThoseWhoSawThem) {
  Create("draft", DraftBid());
  Create("open", OpenBid());
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                RETURN_IF_ERROR(Bids().Delete(CallAt(1), txn, "bids/draft").status());
                return Bids().Delete(CallAt(1), txn, "bids/open").status();
              }).ok());
  ListBidsRequest request;
  request.set_show_deleted(true);
  EXPECT_EQ(List(owner_, request).bids_size(), 2);
  EXPECT_EQ(List(other_, request).bids_size(), 1);
  EXPECT_EQ(
      DoAs(other_,
           [&](store::Txn& txn) { return Bids().Undelete(CallAt(2), txn, "bids/draft").status(); }),
      rpc::NotFound("bids/draft"));
}

// Who knows all but a private number could otherwise try numbers until the etag fits.
TEST_F(CollectionViewedTest, AnEtagIsNotMadeOfWhatIsPrivate) {
  Bid a = OpenBid(), b = OpenBid();
  b.set_ceiling(11);
  a = Create("a", a);
  ASSERT_TRUE(
      Do([&](store::Txn& txn) { return Bids().Delete(CallAt(0), txn, "bids/a").status(); }).ok());
  const std::string directory = testing::NewDirectory();
  const auto store = testing::OpenStore(directory);
  ASSERT_TRUE(store
                  ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                    ASSIGN_OR_RETURN(b, Bids().Create(CallAt(0), txn, b, "a"));
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(a.etag(), b.etag()) << "same name, time, revision and version";
  b.set_title("changed");
  ASSERT_TRUE(store
                  ->TransactAndWait([&](store::Txn& txn) -> absl::Status {
                    ASSIGN_OR_RETURN(b, Bids().Write(CallAt(0), txn, b, ""));
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_NE(a.etag(), b.etag());
}

}  // namespace
}  // namespace clearway::resource
