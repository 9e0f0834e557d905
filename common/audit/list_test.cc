#include "common/audit/list.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/stored_event.h"
#include "common/audit/trail.h"
#include "common/resource/keys.h"
#include "common/resource/testing/bids.h"
#include "common/resource/testing/person.pb.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::testing::CallAt;
using resource::testing::Project;
using resource::testing::Projects;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::AuditEvent;
using type::v1::ListAuditEventsRequest;
using type::v1::ListAuditEventsResponse;

class ListTest : public resource::testing::StoreTest {
 protected:
  // Events whose times are these, in minutes.
  void Fill(const std::vector<int>& minutes) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(Chain chain, Chain::Open(txn));
                  for (const int minute : minutes) {
                    RETURN_IF_ERROR(
                        chain.Add(CallAt(minute), {.verb = storage::v1::VERB_UPDATED,
                                                   .resource = absl::StrCat("offers/", minute)}));
                  }
                  return chain.Close();
                }).ok());
  }

  ListAuditEventsResponse Page(const ListAuditEventsRequest& request) {
    auto response = List(*Now(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return *std::move(response);
  }

  // The sequences on all pages; counts the pages.
  std::vector<int64_t> All(ListAuditEventsRequest request, int* pages = nullptr) {
    std::vector<int64_t> sequences;
    for (int page = 1;; ++page) {
      const ListAuditEventsResponse response = Page(request);
      for (const AuditEvent& event : response.audit_events()) sequences.push_back(event.sequence());
      if (pages != nullptr) *pages = page;
      if (response.next_page_token().empty()) return sequences;
      request.set_page_token(response.next_page_token());
    }
  }

  absl::Status Refusal(const ListAuditEventsRequest& request) {
    return List(*Now(), request).status();
  }
};

ListAuditEventsRequest Filtered(const std::string& filter) {
  ListAuditEventsRequest request;
  request.set_filter(filter);
  return request;
}

ListAuditEventsRequest Between(int start, int end) {
  ListAuditEventsRequest request;
  if (start >= 0)
    request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(CallAt(start).time));
  if (end >= 0) request.mutable_end_time()->set_seconds(absl::ToUnixSeconds(CallAt(end).time));
  return request;
}

TEST_F(ListTest, PagesAreStableWhileOthersWrite) {
  EXPECT_THAT(All({}), IsEmpty());
  Fill({0, 1, 2, 3, 4});
  ListAuditEventsRequest request;
  request.set_page_size(2);
  const ListAuditEventsResponse first = Page(request);
  EXPECT_EQ(first.audit_events(0).sequence(), 1);
  EXPECT_EQ(first.audit_events(1).sequence(), 2);
  EXPECT_EQ(first.audit_events(1).resource(), "offers/1");
  EXPECT_EQ(first.audit_events(1).previous_hash(), first.audit_events(0).hash());
  Fill({5});
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(All(request), ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(All({}), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(ListTest, FiltersByEveryField) {
  Fill({0, 1});
  rpc::Call call = CallAt(2);
  call.actor = "actors/undp";
  call.peer = "10.0.0.1:5";
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Append(
                    call, txn,
                    {.verb = storage::v1::VERB_READ, .resource = "persons/a", .version = 3});
              }).ok());
  EXPECT_THAT(All(Filtered("actor = \"actors/undp\" AND kind = KIND_READ")), ElementsAre(3));
  EXPECT_THAT(All(Filtered("kind = UPDATED")), ElementsAre(1, 2));
  EXPECT_THAT(All(Filtered("resource = \"offers/*\" AND NOT resource = \"offers/0\"")),
              ElementsAre(2));
  EXPECT_THAT(All(Filtered("peer : \"10.0\" AND version > 2 AND sequence >= 2")), ElementsAre(3));
  EXPECT_EQ(rpc::ReasonOf(Refusal(Filtered("nothing = 1"))), type::v1::ERROR_REASON_FILTER_INVALID);
}

TEST_F(ListTest, ListsByTimeThoughCallsCommitInAnotherOrder) {
  Fill({0, 5, 3, 10, 4, 12});
  EXPECT_THAT(All(Between(3, 10)), ElementsAre(2, 3, 5));
  EXPECT_THAT(All(Between(10, -1)), ElementsAre(4, 6));
  EXPECT_THAT(All(Between(-1, 4)), ElementsAre(1, 3));
  EXPECT_THAT(All(Between(4, 4)), IsEmpty());
  EXPECT_EQ(rpc::ReasonOf(Refusal(Between(4, 3))), type::v1::ERROR_REASON_PERIOD_INVERTED);
  ListAuditEventsRequest far;
  far.mutable_start_time()->set_seconds(INT64_MIN);
  far.mutable_end_time()->set_seconds(INT64_MAX);
  EXPECT_EQ(All(far).size(), 6U);
}

TEST_F(ListTest, PassesOverBlocksOutsideTheRange) {
  // Three full blocks and a part, an hour each; one call of the second came late.
  const int block = static_cast<int>(kBlockEvents);
  std::vector<int> minutes(3 * block + 10);
  for (size_t i = 0; i < minutes.size(); ++i) minutes[i] = 60 * (static_cast<int>(i) / block);
  minutes[block + 7] = 5;
  Fill(minutes);
  EXPECT_THAT(All(Between(1, 60)), ElementsAre(block + 8));
  EXPECT_EQ(All(Between(60, 61)).size(), static_cast<size_t>(block - 1));
  EXPECT_EQ(All(Between(180, -1)).size(), 10U);
  // What it passes over it does not read: rubbish there does not matter.
  ASSERT_TRUE(Do([](store::Txn& txn) { return txn.Put(EventKey(3), "rubbish"); }).ok());
  EXPECT_EQ(All(Between(180, -1)).size(), 10U);
  EXPECT_EQ(Refusal({}).code(), absl::StatusCode::kDataLoss);
  // Without a block's times it reads the block.
  ASSERT_TRUE(Do([](store::Txn& txn) { return txn.Delete(BlockKey(1)); }).ok());
  EXPECT_THAT(All(Between(5, 60)), ElementsAre(block + 8));
}

TEST_F(ListTest, APageLooksAtABoundedPart) {
  std::vector<int> minutes(25000);
  for (size_t i = 0; i < minutes.size(); ++i) minutes[i] = static_cast<int>(i);
  Fill(minutes);
  int pages = 0;
  EXPECT_THAT(All(Filtered("resource = \"offers/24999\""), &pages), ElementsAre(25000));
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(Page(Filtered("resource = \"offers/24999\"")).audit_events_size(), 0);
}

TEST_F(ListTest, ATokenBelongsToItsQuery) {
  Fill({0, 1, 2});
  ListAuditEventsRequest request;
  request.set_page_size(1);
  request.set_page_token(Page(request).next_page_token());
  request.set_filter("version = 1");
  EXPECT_EQ(rpc::ReasonOf(Refusal(request)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_token("rubbish");
  EXPECT_EQ(rpc::ReasonOf(Refusal(request)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  request = {};
  request.set_page_size(-1);
  EXPECT_EQ(Refusal(request).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ListTest, TheFullViewHasWhatWasBeforeAndAfter) {
  const auto write = [&](int minute, const std::string& title) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(Project project, Projects().Get(txn, "projects/p"));
                  project.set_title(title);
                  return Projects().Write(CallAt(minute), txn, project, "rename").status();
                }).ok());
  };
  ASSERT_TRUE(
      Do([&](store::Txn& txn) {
        return Projects().Create(CallAt(0), txn, resource::testing::Titled("One"), "p").status();
      }).ok());
  write(1, "Two");
  write(2, "Three");
  ListAuditEventsRequest request;
  EXPECT_FALSE(Page(request).audit_events(1).has_before());
  request.set_view(type::v1::AUDIT_VIEW_FULL);
  const auto titles = [](const AuditEvent& event) {
    Project before, after;
    event.before().UnpackTo(&before);
    event.after().UnpackTo(&after);
    return absl::StrCat(before.title(), " → ", after.title());
  };
  const ListAuditEventsResponse full = Page(request);
  EXPECT_FALSE(full.audit_events(0).has_before());
  EXPECT_EQ(titles(full.audit_events(0)), " → One");
  EXPECT_EQ(titles(full.audit_events(1)), "One → Two");
  EXPECT_EQ(titles(full.audit_events(2)), "Two → Three");
  // Only what the digests vouch for is shown.
  ASSERT_TRUE(Do([](store::Txn& txn) -> absl::Status {
                const std::string key = absl::StrCat("h/projects/p/", resource::BigEndian(2));
                storage::v1::StoredRecord record;
                ASSIGN_OR_RETURN(const auto stored, txn.Get(key));
                record.ParseFromString(*stored);
                Project project;
                project.ParseFromString(record.resource());
                project.set_title("Forged");
                record.set_resource(project.SerializeAsString());
                RETURN_IF_ERROR(txn.Put(key, record.SerializeAsString()));
                return txn.Put(absl::StrCat("h/projects/p/", resource::BigEndian(1)), "rubbish");
              }).ok());
  const ListAuditEventsResponse forged = Page(request);
  EXPECT_EQ(titles(forged.audit_events(0)), " → ");
  EXPECT_EQ(titles(forged.audit_events(1)), " → ");
  EXPECT_EQ(titles(forged.audit_events(2)), " → Three");
}

TEST_F(ListTest, TheFullViewShowsEachWhatItSees) {
  using resource::testing::Bids;
  const auto create = [&](const char* id, const resource::testing::Bid& bid) {
    ASSERT_TRUE(
        Do([&](store::Txn& txn) { return Bids().Create(CallAt(0), txn, bid, id).status(); }).ok());
  };
  create("draft", resource::testing::DraftBid());
  create("open", resource::testing::OpenBid());
  // Open once, and a draft again.
  create("back", resource::testing::OpenBid());
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(auto bid, Bids().Get(txn, "bids/back"));
                resource::testing::Bid draft = resource::testing::DraftBid();
                draft.set_name(bid.name());
                draft.set_etag(bid.etag());
                return Bids().Write(CallAt(1), txn, draft, "").status();
              }).ok());
  ListAuditEventsRequest request;
  request.set_view(type::v1::AUDIT_VIEW_FULL);
  const auto shown = [&](const auth::Caller& caller) {
    const auto snapshot = Now();
    const auto response = List(resource::ViewedSnapshot(*snapshot, caller), request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const AuditEvent& event : response->audit_events()) {
      names.push_back(event.has_after() ? event.resource() : "-");
    }
    return names;
  };
  EXPECT_THAT(shown(resource::testing::CallerOf("states/NOR")),
              ElementsAre("bids/draft", "bids/open", "bids/back", "bids/back"));
  EXPECT_THAT(shown(resource::testing::CallerOf("states/LAO")),
              ElementsAre("-", "bids/open", "-", "-"));
}

TEST_F(ListTest, TheFullViewHasNoPersonalFields) {
  resource::testing::Person person;
  person.set_name("persons/a");
  person.set_full_name("Bounmy");
  person.set_age_band(30);
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                storage::v1::StoredRecord record;
                record.set_format_version(1);
                record.set_type(person.GetTypeName());
                record.set_revision(txn.revision());
                record.set_version(1);
                record.set_resource(person.SerializeAsString());
                const std::string bytes = record.SerializeAsString();
                RETURN_IF_ERROR(txn.Put("r/persons/a", bytes));
                return Append(CallAt(0), txn, {.resource = "persons/a", .after = bytes});
              }).ok());
  ListAuditEventsRequest request;
  request.set_view(type::v1::AUDIT_VIEW_FULL);
  resource::testing::Person after;
  ASSERT_TRUE(Page(request).audit_events(0).after().UnpackTo(&after));
  EXPECT_EQ(after.full_name(), "");
  EXPECT_EQ(after.age_band(), 30);
}

}  // namespace
}  // namespace clearway::audit
