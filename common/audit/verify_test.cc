// A trail in a real store, and what somebody could do to it behind the service's back.
#include "common/audit/verify.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/resource/keys.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"

namespace clearway::audit {
namespace {

using resource::testing::CallAt;
using ::testing::HasSubstr;
using type::v1::AuditAnchor;
using type::v1::VerifyAuditTrailRequest;
using type::v1::VerifyAuditTrailResponse;

VerifyAuditTrailRequest With(const AuditAnchor& anchor) {
  VerifyAuditTrailRequest request;
  *request.mutable_anchor() = anchor;
  return request;
}

class VerifyTest : public resource::testing::StoreTest {
 protected:
  // So many changes of offers/a in one transaction, of which the last version is kept.
  void Fill(int events) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
                  ASSIGN_OR_RETURN(const auto current, txn.Get("r/offers/a"));
                  std::string bytes = current.value_or("");
                  if (current.has_value()) RETURN_IF_ERROR(txn.Put(HistoryKey(bytes), bytes));
                  for (int i = 0; i < events; ++i) {
                    const std::string next = NextVersion(bytes, txn.revision());
                    RETURN_IF_ERROR(chain.Add(CallAt(i), {.verb = storage::v1::VERB_UPDATED,
                                                          .action = "publish",
                                                          .resource = "offers/a",
                                                          .version = VersionOf(next),
                                                          .before = bytes,
                                                          .after = next}));
                    bytes = next;
                  }
                  RETURN_IF_ERROR(txn.Put("r/offers/a", bytes));
                  return chain.Close();
                }).ok());
  }

  static storage::v1::StoredRecord Parsed(const std::string& bytes) {
    storage::v1::StoredRecord record;
    EXPECT_TRUE(record.ParseFromString(bytes));
    return record;
  }
  static int64_t VersionOf(const std::string& bytes) { return Parsed(bytes).version(); }
  static std::string NextVersion(const std::string& bytes, store::Revision revision) {
    storage::v1::StoredRecord record = Parsed(bytes);
    record.set_format_version(1);
    record.set_version(record.version() + 1);
    record.set_revision(revision);
    return record.SerializeAsString();
  }
  static std::string HistoryKey(const std::string& bytes) {
    return absl::StrCat("h/offers/a/", resource::BigEndian(Parsed(bytes).revision()));
  }

  VerifyAuditTrailResponse Check(const VerifyAuditTrailRequest& request = {}) {
    auto verdict = Verify(*Now(), request);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return *std::move(verdict);
  }

  // What Verify says of the store after `change`, which is then undone.
  VerifyAuditTrailResponse After(const std::function<absl::Status(store::Txn&)>& change,
                                 const VerifyAuditTrailRequest& request = {}) {
    VerifyAuditTrailResponse response;
    EXPECT_EQ(Do([&](store::Txn& txn) -> absl::Status {
                RETURN_IF_ERROR(change(txn));
                ASSIGN_OR_RETURN(response, Verify(txn, request));
                return absl::CancelledError("undone");
              }).code(),
              absl::StatusCode::kCancelled);
    return response;
  }

  std::string Stored(absl::string_view key) { return (*Now()->Get(key)).value_or(""); }
};

TEST_F(VerifyTest, AWholeTrailIsIntact) {
  VerifyAuditTrailResponse empty = Check();
  EXPECT_TRUE(empty.intact()) << empty.finding();
  EXPECT_FALSE(empty.has_last());
  Fill(5);
  const VerifyAuditTrailResponse five = Check();
  EXPECT_TRUE(five.intact()) << five.finding();
  EXPECT_EQ(five.events(), 5);
  EXPECT_EQ(five.last().sequence(), 5);
  EXPECT_EQ(five.last().hash(), HashOf(Stored(EventKey(5))));
  Fill(static_cast<int>(2 * kBlockEvents));
  const VerifyAuditTrailResponse more = Check(With(five.last()));
  EXPECT_TRUE(more.intact()) << more.finding();
  EXPECT_EQ(more.events(), 5 + 2 * kBlockEvents);
}

TEST_F(VerifyTest, AnyChangedByteIsFound) {
  Fill(4);
  for (int64_t sequence = 1; sequence <= 4; ++sequence) {
    const std::string stored = Stored(EventKey(sequence));
    for (size_t i = 0; i < stored.size(); ++i) {
      std::string changed = stored;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      const auto verdict =
          After([&](store::Txn& txn) { return txn.Put(EventKey(sequence), changed); });
      EXPECT_FALSE(verdict.intact()) << "event " << sequence << ", byte " << i;
      EXPECT_EQ(verdict.finding_sequence(), sequence) << i << ": " << verdict.finding();
    }
  }
  const std::string head = Stored(kHeadKey);
  AuditHead parsed;
  ASSERT_TRUE(parsed.ParseFromString(head));
  parsed.clear_block();  // checked once it is full
  for (size_t i = 0; i < parsed.SerializeAsString().size(); ++i) {
    std::string changed = head;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    if (i == 1) continue;  // an older format's number; its bytes mean the same
    const auto verdict = After([&](store::Txn& txn) { return txn.Put(kHeadKey, changed); });
    EXPECT_FALSE(verdict.intact()) << "byte " << i << " of the trail's end";
  }
}

TEST_F(VerifyTest, AnyChangedFieldIsFound) {
  Fill(3);
  using Change = std::function<void(StoredAuditEvent*)>;
  const std::vector<Change> changes = {
      [](StoredAuditEvent* e) { e->set_time_micros(e->time_micros() + 1); },
      [](StoredAuditEvent* e) { e->set_verb(storage::v1::VERB_READ); },
      [](StoredAuditEvent* e) { e->set_action("retract"); },
      [](StoredAuditEvent* e) { e->set_resource("offers/b"); },
      [](StoredAuditEvent* e) { e->set_method("another"); },
      [](StoredAuditEvent* e) { e->set_identity("somebody"); },
      [](StoredAuditEvent* e) { e->set_actor("actors/somebody"); },
      [](StoredAuditEvent* e) { e->set_credential("token 1"); },
      [](StoredAuditEvent* e) { e->set_peer("127.0.0.1:1"); },
      [](StoredAuditEvent* e) { e->set_request_id("1"); },
      [](StoredAuditEvent* e) { e->set_trace_id("1"); },
      [](StoredAuditEvent* e) { e->set_revision(7); },
      [](StoredAuditEvent* e) { e->set_version(7); },
      [](StoredAuditEvent* e) { e->set_before_sha256(std::string(32, '0')); },
      [](StoredAuditEvent* e) { e->clear_after_sha256(); },
      [](StoredAuditEvent* e) { e->set_previous_hash(std::string(32, '0')); },
      [](StoredAuditEvent* e) { e->GetReflection()->MutableUnknownFields(e)->AddVarint(99, 1); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    for (int64_t sequence = 1; sequence <= 3; ++sequence) {
      auto event = ParseEvent("", Stored(EventKey(sequence)));
      ASSERT_TRUE(event.ok());
      changes[i](&*event);
      const auto verdict = After(
          [&](store::Txn& txn) { return txn.Put(EventKey(sequence), event->SerializeAsString()); });
      EXPECT_FALSE(verdict.intact()) << i;
      EXPECT_EQ(verdict.finding_sequence(), sequence) << i << ": " << verdict.finding();
    }
  }
}

TEST_F(VerifyTest, RemovedEventsAreFound) {
  Fill(5);
  const auto remove = [&](std::vector<int64_t> sequences) {
    return After([&](store::Txn& txn) -> absl::Status {
      for (const int64_t sequence : sequences) RETURN_IF_ERROR(txn.Delete(EventKey(sequence)));
      return absl::OkStatus();
    });
  };
  EXPECT_THAT(remove({1}).finding(), HasSubstr("event 1 is missing"));
  EXPECT_THAT(remove({1, 2}).finding(), HasSubstr("events 1 to 2 are missing"));
  EXPECT_THAT(remove({3}).finding(), HasSubstr("event 3 is missing"));
  EXPECT_THAT(remove({2, 3, 4}).finding(), HasSubstr("events 2 to 4 are missing"));
  EXPECT_THAT(remove({5}).finding(), HasSubstr("event 5 is missing"));
  EXPECT_EQ(remove({5}).finding_sequence(), 5);
  EXPECT_THAT(remove({4, 5}).finding(), HasSubstr("events 4 to 5 are missing"));
  const auto all = remove({1, 2, 3, 4, 5});
  EXPECT_FALSE(all.intact());
  EXPECT_THAT(all.finding(), HasSubstr("events 1 to 5 are missing"));
  EXPECT_EQ(all.events(), 0);
}

TEST_F(VerifyTest, SwappedAndInsertedEventsAreFound) {
  Fill(5);
  const auto swapped = After([&](store::Txn& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Put(EventKey(2), Stored(EventKey(3))));
    return txn.Put(EventKey(3), Stored(EventKey(2)));
  });
  EXPECT_EQ(swapped.finding_sequence(), 2);
  EXPECT_THAT(swapped.finding(), HasSubstr("in its place stands event 3"));

  // Moved up by one, the new one in its right place and order.
  const auto inserted = After([&](store::Txn& txn) -> absl::Status {
    for (int64_t sequence = 5; sequence >= 3; --sequence) {
      ASSIGN_OR_RETURN(StoredAuditEvent event, ParseEvent("", Stored(EventKey(sequence))));
      event.set_sequence(sequence + 1);
      RETURN_IF_ERROR(txn.Put(EventKey(sequence + 1), event.SerializeAsString()));
    }
    ASSIGN_OR_RETURN(StoredAuditEvent event, ParseEvent("", Stored(EventKey(3))));
    event.set_resource("offers/b");
    return txn.Put(EventKey(3), event.SerializeAsString());
  });
  EXPECT_FALSE(inserted.intact());
  EXPECT_THAT(inserted.finding(), HasSubstr("does not fit event"));

  const auto appended = After([&](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(StoredAuditEvent event, ParseEvent("", Stored(EventKey(5))));
    event.set_sequence(6);
    event.set_previous_hash(HashOf(Stored(EventKey(5))));
    return txn.Put(EventKey(6), event.SerializeAsString());
  });
  EXPECT_EQ(appended.finding_sequence(), 6);

  const auto beside =
      After([&](store::Txn& txn) { return txn.Put(EventKey(2) + "x", Stored(EventKey(2))); });
  EXPECT_FALSE(beside.intact());
}

// Removes event `sequence` and chains what follows anew, head and all.
absl::Status Rebuild(store::Txn& txn, int64_t sequence) {
  ASSIGN_OR_RETURN(auto head, ReadHead(txn));
  std::string hash = HashOf(**txn.Get(EventKey(sequence - 1)));
  for (int64_t i = sequence + 1; i <= head->sequence(); ++i) {
    ASSIGN_OR_RETURN(StoredAuditEvent event, ParseEvent("", **txn.Get(EventKey(i))));
    event.set_sequence(i - 1);
    event.set_previous_hash(hash);
    hash = HashOf(event.SerializeAsString());
    RETURN_IF_ERROR(txn.Put(EventKey(i - 1), event.SerializeAsString()));
  }
  RETURN_IF_ERROR(txn.Delete(EventKey(head->sequence())));
  head->set_sequence(head->sequence() - 1);
  head->set_hash(hash);
  return txn.Put(kHeadKey, head->SerializeAsString());
}

TEST_F(VerifyTest, ARebuiltTrailIsFoundByTheAnchorAlone) {
  Fill(5);
  const AuditAnchor anchor = Check().last();
  Fill(3);
  const auto rebuild = [](store::Txn& txn) { return Rebuild(txn, 3); };
  EXPECT_TRUE(After(rebuild).intact());
  const auto verdict = After(rebuild, With(anchor));
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.finding_sequence(), 5);
  EXPECT_THAT(verdict.finding(), HasSubstr("written anew"));
}

TEST_F(VerifyTest, ACutEndIsFoundByTheAnchorAlone) {
  Fill(3);
  const std::string head = Stored(kHeadKey), record = Stored("r/offers/a");
  Fill(2);
  const AuditAnchor anchor = Check().last();
  const auto cut_events = [&](store::Txn& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Delete(EventKey(4)));
    RETURN_IF_ERROR(txn.Delete(EventKey(5)));
    return txn.Put(kHeadKey, head);
  };
  EXPECT_THAT(After(cut_events).finding(), HasSubstr("offers/a was written without"));
  // Together with what the events tell of:
  const auto cut = [&](store::Txn& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Put("r/offers/a", record));
    RETURN_IF_ERROR(txn.Delete(HistoryKey(record)));
    return cut_events(txn);
  };
  EXPECT_TRUE(After(cut).intact());
  const auto verdict = After(cut, With(anchor));
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.finding_sequence(), 4);
  EXPECT_THAT(verdict.finding(), HasSubstr("cut off"));
  const auto emptied = After(
      [&](store::Txn& txn) -> absl::Status {
        for (int64_t i = 1; i <= 5; ++i) RETURN_IF_ERROR(txn.Delete(EventKey(i)));
        return txn.Delete(kHeadKey);
      },
      With(anchor));
  EXPECT_FALSE(emptied.intact());
}

TEST_F(VerifyTest, ChangedTimesOfABlockAreFound) {
  Fill(static_cast<int>(kBlockEvents + 1));
  AuditBlock block;
  ASSERT_TRUE(block.ParseFromString(Stored(BlockKey(0))));
  block.set_max_micros(block.max_micros() - 1);
  EXPECT_FALSE(After([&](store::Txn& txn) {
                 return txn.Put(BlockKey(0), block.SerializeAsString());
               }).intact());
  EXPECT_FALSE(After([&](store::Txn& txn) { return txn.Delete(BlockKey(0)); }).intact());
}

TEST_F(VerifyTest, StopsWhenNobodyWaits) {
  Fill(3);
  EXPECT_EQ(Verify(*Now(), {}, [] { return true; }).status().code(), absl::StatusCode::kCancelled);
}

// No transaction of ours: the database's files, edited while the service is down.
TEST_F(VerifyTest, AStoreEditedBehindTheServicesBackIsFound) {
  Fill(5);
  const std::string key = EventKey(3), path = directory_ + "/data/rocksdb";
  store_.reset();
  {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : {"default", "records", "feed"}) {
      families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::DBOptions(), path, families, &handles, &db).ok());
    std::string value;
    ASSERT_TRUE(db->Get(rocksdb::ReadOptions(), handles[1], key, &value).ok());
    StoredAuditEvent event;
    ASSERT_TRUE(event.ParseFromString(value));
    event.set_actor("actors/innocent");
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), handles[1], key, event.SerializeAsString()).ok());
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }
  store_ = resource::testing::OpenStore(directory_);
  const VerifyAuditTrailResponse verdict = Check();
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.finding_sequence(), 3);
}

}  // namespace
}  // namespace clearway::audit
