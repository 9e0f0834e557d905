#include "common/audit/trim.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/list.h"
#include "common/audit/stored_event.h"
#include "common/audit/testing/events.h"
#include "common/audit/trail.h"
#include "common/audit/verify.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::testing::CallAt;
using resource::testing::Projects;
using testing::Events;
using ::testing::HasSubstr;
using type::v1::AuditAnchor;
using type::v1::VerifyAuditTrailRequest;
using type::v1::VerifyAuditTrailResponse;

class TrimTest : public resource::testing::StoreTest {
 protected:
  // One record for each of these minutes, each created then.
  void Fill(const std::vector<int>& minutes) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  for (const int minute : minutes) {
                    RETURN_IF_ERROR(Projects()
                                        .Create(CallAt(minute, static_cast<uint64_t>(++made_)), txn,
                                                resource::testing::Titled("One"))
                                        .status());
                  }
                  return absl::OkStatus();
                }).ok());
  }

  int64_t TrimBefore(int minute) {
    auto trimmed = Trim(CallAt(1000), store_.get(), CallAt(minute).time);
    EXPECT_TRUE(trimmed.ok()) << trimmed.status();
    return trimmed.value_or(-1);
  }

  VerifyAuditTrailResponse Check(const AuditAnchor* anchor = nullptr) {
    VerifyAuditTrailRequest request;
    if (anchor != nullptr) *request.mutable_anchor() = *anchor;
    auto verdict = Verify(*Now(), request);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return *std::move(verdict);
  }

  // What Verify says after `change`, which is then undone.
  template <typename Change>
  VerifyAuditTrailResponse After(Change change) {
    VerifyAuditTrailResponse response;
    EXPECT_FALSE(Do([&](store::Txn& txn) -> absl::Status {
                   RETURN_IF_ERROR(change(txn));
                   ASSIGN_OR_RETURN(response, Verify(txn, {}));
                   return absl::CancelledError("undone");
                 }).ok());
    return response;
  }

  int made_ = 0;
};

TEST_F(TrimTest, RemovesWhatIsOldAndSaysSo) {
  EXPECT_EQ(TrimBefore(100), 0) << "nothing is there";
  Fill({0, 1, 5, 3, 9});
  EXPECT_EQ(TrimBefore(0), 0);
  EXPECT_EQ(store_->revision(), 1);
  const std::string second = **Now()->Get(EventKey(2));
  EXPECT_EQ(TrimBefore(4), 2) << "the fourth is old too, but comes after one that is not";
  const auto events = Events(*Now());
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0].sequence(), 3);
  EXPECT_EQ(events[3].sequence(), 6);
  const type::v1::AuditEvent trimming = ToEvent(events[3], "");
  EXPECT_EQ(trimming.kind(), type::v1::AuditEvent::KIND_TRIMMED);
  EXPECT_EQ(trimming.resource(), "auditEvents/2");
  EXPECT_EQ(trimming.before_sha256(), HashOf(second));
  EXPECT_EQ(trimming.actor(), CallAt(0).actor);
  EXPECT_EQ(events[0].previous_hash(), HashOf(second));
  const auto verdict = Check();
  EXPECT_TRUE(verdict.intact()) << verdict.finding();
  EXPECT_EQ(verdict.events(), 4);
  EXPECT_EQ(List(*Now(), {})->audit_events(0).sequence(), 3);
}

TEST_F(TrimTest, AgainAndAgainAndEverything) {
  Fill({0, 1, 2, 3});
  EXPECT_EQ(TrimBefore(2), 2);
  Fill({4, 5});
  EXPECT_EQ(TrimBefore(4), 2);
  EXPECT_TRUE(Check().intact()) << Check().finding();
  // All, the trimmings themselves too, but for what says so.
  EXPECT_EQ(TrimBefore(2000), 4);
  EXPECT_EQ(Events(*Now()).size(), 1U);
  EXPECT_TRUE(Check().intact()) << Check().finding();
  Fill({2001});
  EXPECT_TRUE(Check().intact()) << Check().finding();
}

TEST_F(TrimTest, RemovedWithoutATrimmingIsTampering) {
  Fill({0, 1, 2, 3});
  EXPECT_EQ(TrimBefore(1), 1);
  EXPECT_THAT(After([](store::Txn& txn) { return txn.Delete(EventKey(2)); }).finding(),
              HasSubstr("no trimming accounts for it"));
  // Also when the trail's end is made to agree.
  const auto agreed = After([](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(auto head, ReadHead(txn));
    head->set_first(3);
    RETURN_IF_ERROR(txn.Put(kHeadKey, head->SerializeAsString()));
    return txn.Delete(EventKey(2));
  });
  EXPECT_FALSE(agreed.intact());
  // A trail that claims to begin later than it does would hide events from lists.
  EXPECT_FALSE(After([](store::Txn& txn) -> absl::Status {
                 ASSIGN_OR_RETURN(auto head, ReadHead(txn));
                 head->set_first(4);
                 return txn.Put(kHeadKey, head->SerializeAsString());
               }).intact());
}

TEST_F(TrimTest, ATrimmingThatDoesNotFitWhatIsLeftIsFound) {
  Fill({0, 1, 2, 3});
  EXPECT_EQ(TrimBefore(2), 2);
  // The first that is left is another one, and so is all after it.
  const auto verdict = After([](store::Txn& txn) -> absl::Status {
    std::string hash(32, '0');
    for (int64_t i = 3; i <= 5; ++i) {
      ASSIGN_OR_RETURN(StoredAuditEvent event, ParseEvent("", **txn.Get(EventKey(i))));
      event.set_previous_hash(hash);
      hash = HashOf(event.SerializeAsString());
      RETURN_IF_ERROR(txn.Put(EventKey(i), event.SerializeAsString()));
    }
    ASSIGN_OR_RETURN(auto head, ReadHead(txn));
    head->set_hash(hash);
    return txn.Put(kHeadKey, head->SerializeAsString());
  });
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.finding_sequence(), 5);
}

TEST_F(TrimTest, AnAnchorOfATrimmedEventIsNotTrusted) {
  Fill({0});
  const AuditAnchor first = Check().last();
  Fill({1});
  const AuditAnchor second = Check().last();
  Fill({2});
  EXPECT_EQ(TrimBefore(2), 2);
  const auto verdict = Check(&first);
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.finding_sequence(), 1);
  EXPECT_THAT(verdict.finding(), HasSubstr("was trimmed"));
  EXPECT_TRUE(Check(&second).intact()) << "the trimming names its hash";
  AuditAnchor wrong = second;
  wrong.set_hash(std::string(32, 'x'));
  EXPECT_FALSE(Check(&wrong).intact());
}

TEST_F(TrimTest, GoesOnWhereItWasStopped) {
  Fill({0, 1, 2, 3});
  const std::string first = **Now()->Get(EventKey(1)), second = **Now()->Get(EventKey(2));
  EXPECT_EQ(TrimBefore(3), 3);
  // As if it had been stopped after the first was gone.
  ASSERT_TRUE(Do([&](store::Txn& txn) { return txn.Put(EventKey(2), second); }).ok());
  EXPECT_FALSE(Check().intact()) << "event 3 is missing";
  ASSERT_TRUE(Do([&](store::Txn& txn) { return txn.Delete(EventKey(2)); }).ok());

  // As if it had been stopped before any was removed.
  Fill({4});
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
                ASSIGN_OR_RETURN(const auto stored, txn.Get(EventKey(4)));
                RETURN_IF_ERROR(chain.Add(CallAt(1000), {.verb = storage::v1::VERB_TRIMMED,
                                                         .resource = EventName(4),
                                                         .before = *stored}));
                chain.SetFirst(5);
                return chain.Close();
              }).ok());
  EXPECT_TRUE(Check().intact()) << Check().finding();
  EXPECT_EQ(List(*Now(), {})->audit_events(0).sequence(), 5);
  EXPECT_EQ(TrimBefore(0), 0);
  EXPECT_EQ(Events(*Now())[0].sequence(), 5) << "what was left over";
  EXPECT_TRUE(Check().intact()) << Check().finding();
}

TEST_F(TrimTest, WholeBlocksGoWithTheirTimes) {
  std::vector<int> minutes(3000);
  for (size_t i = 0; i < minutes.size(); ++i) minutes[i] = static_cast<int>(i);
  Fill(minutes);
  EXPECT_EQ(TrimBefore(2500), 2500);
  EXPECT_EQ(Events(*Now()).size(), 501U);
  EXPECT_FALSE((*Now()->Get(BlockKey(0))).has_value());
  EXPECT_FALSE((*Now()->Get(BlockKey(1))).has_value());
  EXPECT_TRUE(Check().intact()) << Check().finding();
}

}  // namespace
}  // namespace clearway::audit
