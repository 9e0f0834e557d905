#include "common/audit/prepare.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/stored_event.h"
#include "common/audit/testing/events.h"
#include "common/audit/trail.h"
#include "common/audit/verify.h"
#include "common/resource/fingerprint.h"
#include "common/resource/keys.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::Sha256;
using resource::testing::CallAt;
using storage::v1::AuditRecord;
using storage::v1::StoredRecord;
using testing::Events;

class PrepareTest : public resource::testing::StoreTest {
 protected:
  // What the first release wrote for one change.
  static absl::Status OldChange(store::Txn& txn, const std::string& name, storage::v1::Verb verb,
                                int64_t version, int minute) {
    AuditRecord old;
    old.set_format_version(1);
    old.set_name(name);
    old.set_verb(verb);
    old.set_action("publish");
    old.set_actor("actors/officer");
    old.set_method("clearway.cooperation.v1.CooperationService/PublishOffer");
    old.mutable_time()->set_seconds(1352710800 + 60 * minute);
    old.mutable_time()->set_nanos(5000);
    old.set_peer("127.0.0.1:1234");
    old.set_request_id("6f1e0c5a-9b3d-4f27-a1c8-e2b4d6f80913");
    old.set_trace_id("0123456789abcdef0123456789abcdef");
    old.set_revision(txn.revision());
    old.set_version(version);
    return txn.Put(absl::StrCat("a/", resource::BigEndian(txn.revision()), "/", name, "/",
                                resource::BigEndian(version)),
                   old.SerializeAsString());
  }
  static std::string Record(int64_t version, store::Revision revision) {
    StoredRecord record;
    record.set_format_version(1);
    record.set_version(version);
    record.set_revision(revision);
    return record.SerializeAsString();
  }

  // A record made.
  static absl::Status OldCreate(store::Txn& txn, int number) {
    const std::string name = absl::StrCat("offers/", number);
    RETURN_IF_ERROR(OldChange(txn, name, storage::v1::VERB_CREATED, 1, 0));
    return txn.Put(absl::StrCat("r/", name), Record(1, txn.revision()));
  }

  // A record made and changed, and another made and purged.
  void FillOld() {
    ASSERT_TRUE(Do([](store::Txn& txn) -> absl::Status {
                  RETURN_IF_ERROR(OldChange(txn, "offers/a", storage::v1::VERB_CREATED, 1, 0));
                  RETURN_IF_ERROR(OldChange(txn, "offers/b", storage::v1::VERB_CREATED, 1, 0));
                  return txn.Put("r/offers/a", Record(1, 1));
                }).ok());
    ASSERT_TRUE(Do([](store::Txn& txn) -> absl::Status {
                  RETURN_IF_ERROR(OldChange(txn, "offers/a", storage::v1::VERB_UPDATED, 2, 1));
                  RETURN_IF_ERROR(
                      txn.Put(absl::StrCat("h/offers/a/", resource::BigEndian(1)), Record(1, 1)));
                  return txn.Put("r/offers/a", Record(2, 2));
                }).ok());
    ASSERT_TRUE(Do([](store::Txn& txn) -> absl::Status {
                  return OldChange(txn, "offers/b", storage::v1::VERB_PURGED, 2, 2);
                }).ok());
  }
};

TEST_F(PrepareTest, RecordsOfTheFirstReleaseBecomeTheChainsFirstEvents) {
  FillOld();
  ASSERT_TRUE(Prepare(store_.get()).ok());
  std::vector<std::string> seen;
  for (const StoredAuditEvent& event : Events(*Now())) {
    seen.push_back(absl::StrCat(event.resource(), " ", storage::v1::Verb_Name(event.verb()), " ",
                                event.revision(), " ", event.version()));
    EXPECT_EQ(event.actor(), "actors/officer");
    EXPECT_EQ(event.action(), "publish");
    EXPECT_EQ(event.peer(), "127.0.0.1:1234");
  }
  EXPECT_EQ(seen,
            (std::vector<std::string>{"offers/a VERB_CREATED 1 1", "offers/b VERB_CREATED 1 1",
                                      "offers/a VERB_UPDATED 2 2", "offers/b VERB_PURGED 3 2"}));
  const auto events = Events(*Now());
  EXPECT_EQ(events[2].time_micros(), (1352710800LL + 60) * 1000000 + 5);
  EXPECT_EQ(events[0].after_sha256(), Sha256(Record(1, 1)));
  EXPECT_EQ(events[2].before_sha256(), Sha256(Record(1, 1)));
  EXPECT_EQ(events[2].after_sha256(), Sha256(Record(2, 2)));
  EXPECT_EQ(events[1].after_sha256(), "") << "nothing is kept of it";
  EXPECT_FALSE(Now()->Scan(std::string("a/\0", 3), "a/\x01")->Valid());
  // And the chain goes on from there.
  ASSERT_TRUE(Do([](store::Txn& txn) -> absl::Status {
                const std::string bytes = Record(1, txn.revision());
                RETURN_IF_ERROR(txn.Put("r/offers/c", bytes));
                return Append(CallAt(3), txn,
                              {.resource = "offers/c", .version = 1, .after = bytes});
              }).ok());
  const auto verdict = Verify(*Now(), {});
  ASSERT_TRUE(verdict.ok());
  EXPECT_TRUE(verdict->intact()) << verdict->finding();
  EXPECT_EQ(verdict->events(), 5);
}

TEST_F(PrepareTest, AnEmptyAndAPreparedStoreStayAsTheyAre) {
  ASSERT_TRUE(Prepare(store_.get()).ok());
  EXPECT_EQ(store_->revision(), 0);
  FillOld();
  ASSERT_TRUE(Prepare(store_.get()).ok());
  const store::Revision revision = store_->revision();
  ASSERT_TRUE(Prepare(store_.get()).ok());
  Reopen();
  ASSERT_TRUE(Prepare(store_.get()).ok());
  EXPECT_EQ(store_->revision(), revision);
}

TEST_F(PrepareTest, GoesOnWhereItWasStopped) {
  constexpr int kRecords = 5000;  // more than one transaction moves
  for (int i = 0; i < 10; ++i) {
    // As if the process was stopped once a first part had been moved.
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  for (int j = 0; j < kRecords / 10; ++j) {
                    RETURN_IF_ERROR(OldCreate(txn, 100000 + i * 1000 + j));
                  }
                  return absl::OkStatus();
                }).ok());
    if (i == 3) {
      ASSERT_TRUE(Prepare(store_.get()).ok());
    }
  }
  ASSERT_TRUE(Prepare(store_.get()).ok());
  const auto verdict = Verify(*Now(), {});
  ASSERT_TRUE(verdict.ok());
  EXPECT_TRUE(verdict->intact()) << verdict->finding();
  EXPECT_EQ(verdict->events(), kRecords);
  EXPECT_EQ(Events(*Now()).back().resource(), "offers/109499");
}

TEST_F(PrepareTest, RefusesATrailThatCannotBeGoneOnWith) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Append(CallAt(i), txn, {.resource = absl::StrCat("offers/", i)});
                }).ok());
  }
  const auto refused = [&](const std::function<absl::Status(store::Txn&)>& change) {
    const std::string head = **Now()->Get(kHeadKey), last = **Now()->Get(EventKey(3));
    EXPECT_TRUE(Do(change).ok());
    const absl::Status status = Prepare(store_.get());
    EXPECT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  RETURN_IF_ERROR(txn.Put(kHeadKey, head));
                  return txn.Put(EventKey(3), last);
                }).ok());
    return status.code();
  };
  const auto kDataLoss = absl::StatusCode::kDataLoss;
  EXPECT_EQ(refused([](store::Txn& txn) { return txn.Delete(kHeadKey); }), kDataLoss);
  EXPECT_EQ(refused([](store::Txn& txn) { return txn.Put(kHeadKey, "x"); }), kDataLoss);
  EXPECT_EQ(refused([](store::Txn& txn) { return txn.Delete(EventKey(3)); }), kDataLoss);
  EXPECT_EQ(refused([](store::Txn& txn) { return txn.Put(EventKey(3), "x"); }), kDataLoss);
  EXPECT_TRUE(Prepare(store_.get()).ok());
}

TEST_F(PrepareTest, RefusesAnOldRecordThatCannotBeRead) {
  FillOld();
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return txn.Put(absl::StrCat("a/", resource::BigEndian(2), "/offers/z/"), "rubbish");
              }).ok());
  EXPECT_EQ(Prepare(store_.get()).code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(Events(*Now()).empty()) << "nothing is moved";
}

}  // namespace
}  // namespace clearway::audit
