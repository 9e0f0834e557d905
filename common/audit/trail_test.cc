#include "common/audit/trail.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/testing/events.h"
#include "common/resource/fingerprint.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::Sha256;
using resource::testing::CallAt;
using testing::Events;

class TrailTest : public resource::testing::StoreTest {
 protected:
  absl::Status Change(int minute, absl::string_view resource, int64_t version = 1) {
    return Do([&](store::Txn& txn) {
      return Append(CallAt(minute), txn,
                    {.verb = storage::v1::VERB_UPDATED,
                     .action = "publish",
                     .resource = resource,
                     .version = version,
                     .before = "old",
                     .after = "new"});
    });
  }
};

TEST_F(TrailTest, SaysWhoDidWhatWhenAndFromWhere) {
  rpc::Call call = CallAt(3);
  call.request_id = "6f1e0c5a-9b3d-4f27-a1c8-e2b4d6f80913";
  auth::Caller caller;
  caller.identity = "spiffe://clearway.example/actors/undp";
  caller.credential = "certificate 4f2a";
  call.caller = std::make_shared<auth::Caller>(caller);
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Append(call, txn,
                              {.verb = storage::v1::VERB_UPDATED,
                               .action = "publish",
                               .resource = "offers/a",
                               .version = 7,
                               .before = "old",
                               .after = "new"});
              }).ok());
  const std::vector<StoredAuditEvent> events = Events(*Now());
  ASSERT_EQ(events.size(), 1U);
  const type::v1::AuditEvent event = ToEvent(events[0], "the hash");
  EXPECT_EQ(event.sequence(), 1);
  EXPECT_EQ(event.time().seconds(), absl::ToUnixSeconds(call.time));
  EXPECT_EQ(event.identity(), caller.identity);
  EXPECT_EQ(event.credential(), caller.credential);
  EXPECT_EQ(event.actor(), "actors/officer");
  EXPECT_EQ(event.kind(), type::v1::AuditEvent::KIND_UPDATED);
  EXPECT_EQ(event.action(), "publish");
  EXPECT_EQ(event.resource(), "offers/a");
  EXPECT_EQ(event.method(), call.method);
  EXPECT_EQ(event.peer(), call.peer);
  EXPECT_EQ(event.request_id(), call.request_id);
  EXPECT_EQ(event.trace_id(), call.trace_id);
  EXPECT_EQ(event.revision(), 1);
  EXPECT_EQ(event.version(), 7);
  EXPECT_EQ(event.before_sha256(), Sha256("old"));
  EXPECT_EQ(event.after_sha256(), Sha256("new"));
  EXPECT_EQ(event.previous_hash(), "");
  EXPECT_EQ(event.hash(), "the hash");
}

TEST_F(TrailTest, EachEventHasTheHashOfTheOneBefore) {
  ASSERT_TRUE(Change(0, "offers/a").ok());
  // Two in one transaction, and one that is refused and leaves nothing.
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                RETURN_IF_ERROR(Append(CallAt(1), txn, {.resource = "offers/b"}));
                return Append(CallAt(1), txn, {.resource = "offers/c"});
              }).ok());
  EXPECT_FALSE(Do([&](store::Txn& txn) -> absl::Status {
                 RETURN_IF_ERROR(Append(CallAt(2), txn, {.resource = "offers/refused"}));
                 return absl::AbortedError("no");
               }).ok());
  ASSERT_TRUE(Change(3, "offers/d").ok());
  Reopen();
  ASSERT_TRUE(Change(4, "offers/e").ok());

  const auto at = Now();
  const std::vector<StoredAuditEvent> events = Events(*at);
  ASSERT_EQ(events.size(), 5U);
  std::string hash;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(events[i].sequence(), i + 1);
    EXPECT_EQ(events[i].resource(), absl::StrCat("offers/", std::string(1, "abcde"[i])));
    EXPECT_EQ(events[i].previous_hash(), hash) << i;
    hash = HashOf(**at->Get(EventKey(i + 1)));
  }
  const auto head = ReadHead(*at);
  ASSERT_TRUE(head.ok() && head->has_value());
  EXPECT_EQ((*head)->sequence(), 5);
  EXPECT_EQ((*head)->hash(), hash);
  EXPECT_EQ((*head)->first(), 1);
}

TEST_F(TrailTest, AFullBlockSaysWhenItsEventsHappened) {
  auto add = [&](int64_t from, int64_t to) {
    return Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
      for (int64_t i = from; i <= to; ++i) {
        StoredAuditEvent event;
        event.set_time_micros(i == 700 ? 5 : 1000 + i);  // one call that took long
        RETURN_IF_ERROR(chain.Add(event));
      }
      return chain.Close();
    });
  };
  ASSERT_TRUE(add(1, kBlockEvents - 1).ok());
  EXPECT_FALSE((*Now()->Get(BlockKey(0))).has_value());
  ASSERT_TRUE(add(kBlockEvents, kBlockEvents + 1).ok());
  AuditBlock block;
  ASSERT_TRUE(block.ParseFromString((*Now()->Get(BlockKey(0))).value()));
  EXPECT_EQ(block.min_micros(), 5);
  EXPECT_EQ(block.max_micros(), 1000 + kBlockEvents);
  ASSERT_TRUE(add(kBlockEvents + 2, 2 * kBlockEvents).ok());
  ASSERT_TRUE(block.ParseFromString((*Now()->Get(BlockKey(1))).value()));
  EXPECT_EQ(block.min_micros(), 1000 + kBlockEvents + 1);
  EXPECT_FALSE((*Now()->Get(BlockKey(2))).has_value());
}

TEST_F(TrailTest, DoesNotBeginAgainWhenItsEndIsLost) {
  ASSERT_TRUE(Change(0, "offers/a").ok());
  for (const char* end : {"", "rubbish"}) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return *end == '\0' ? txn.Delete(kHeadKey) : txn.Put(kHeadKey, end);
                }).ok());
    const absl::Status status = Change(1, "offers/b");
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_DATA_DAMAGED);
    EXPECT_EQ(Events(*Now()).size(), 1U);
  }
}

TEST(StoredEventTest, KeysAndNamesComeBack) {
  for (const int64_t sequence : {int64_t{1}, int64_t{256}, INT64_MAX}) {
    EXPECT_EQ(SequenceOfKey(EventKey(sequence)), sequence);
    EXPECT_EQ(SequenceOfName(EventName(sequence)), sequence);
  }
  EXPECT_EQ(SequenceOfKey("a/e/"), 0);
  EXPECT_EQ(SequenceOfKey(EventKey(1) + "x"), 0);
  for (const char* name : {"", "offers/1", "auditEvents/", "auditEvents/-1", "auditEvents/1x"}) {
    EXPECT_EQ(SequenceOfName(name), 0) << name;
  }
  EXPECT_EQ(BlockOf(1), 0);
  EXPECT_EQ(BlockOf(kBlockEvents), 0);
  EXPECT_EQ(BlockOf(kBlockEvents + 1), 1);
}

TEST(StoredEventTest, ANewerFormatIsRefused) {
  StoredAuditEvent event;
  event.set_format_version(kAuditFormat + 1);
  EXPECT_EQ(ParseEvent("a/e/1", event.SerializeAsString()).status().code(),
            absl::StatusCode::kDataLoss);
  AuditHead head;
  head.set_format_version(kAuditFormat + 1);
  head.set_sequence(1);
  head.set_first(1);
  EXPECT_EQ(ParseHead(head.SerializeAsString()).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace clearway::audit
