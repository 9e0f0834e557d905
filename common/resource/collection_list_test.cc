#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/collection.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::BriefListResponse;
using testing::CallAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ListProjectsRequest;
using testing::ListProjectsResponse;
using testing::Project;
using testing::Projects;
using testing::Steps;
using testing::Titled;

// The real snapshot, counting what is read of it.
class CountingReader : public store::Reader {
 public:
  explicit CountingReader(const store::Reader* reader) : reader_(reader) {}
  absl::StatusOr<absl::optional<std::string>> Get(absl::string_view key) const override {
    if (absl::StartsWith(key, "r/")) ++records;
    return reader_->Get(key);
  }
  std::unique_ptr<store::Cursor> Scan(absl::string_view begin, absl::string_view end,
                                      bool reverse) const override {
    if (absl::StartsWith(begin, "r/")) ++record_scans;
    return reader_->Scan(begin, end, reverse);
  }
  store::Revision revision() const override { return reader_->revision(); }

  mutable int records = 0, record_scans = 0;

 private:
  const store::Reader* reader_;
};

class CollectionListTest : public testing::StoreTest {
 protected:
  void Create(const std::string& id, Project project) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Projects().Create(CallAt(++minute_), txn, project, id).status();
                }).ok());
  }
  void Create(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) Create(id, Titled(absl::StrCat("Title ", id)));
  }
  void Delete(const std::string& id) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Projects().Delete(CallAt(++minute_), txn, "projects/" + id).status();
                }).ok());
  }
  ListProjectsResponse List(const ListProjectsRequest& request) {
    auto response = Projects().List<ListProjectsResponse>(*Now(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : ListProjectsResponse();
  }
  static std::vector<std::string> Ids(const ListProjectsResponse& response) {
    std::vector<std::string> ids;
    for (const Project& project : response.projects()) {
      ids.push_back(project.name().substr(std::string("projects/").size()));
    }
    return ids;
  }
  static ListProjectsRequest Request(int page_size, const std::string& filter = "",
                                     const std::string& order_by = "") {
    ListProjectsRequest request;
    request.set_page_size(page_size);
    request.set_filter(filter);
    request.set_order_by(order_by);
    return request;
  }
  // All pages, one after the other.
  std::vector<std::string> AllPages(ListProjectsRequest request) {
    std::vector<std::string> ids;
    do {
      ListProjectsResponse response = List(request);
      for (const std::string& id : Ids(response)) ids.push_back(id);
      EXPECT_LE(response.projects_size(), request.page_size());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  int minute_ = 0;
};

TEST_F(CollectionListTest, PagesInNameOrder) {
  Create({"c", "a", "e", "b", "d"});
  ListProjectsResponse first = List(Request(2));
  EXPECT_THAT(Ids(first), ElementsAre("a", "b"));
  EXPECT_EQ(first.total_size(), 5);
  ListProjectsRequest request = Request(2);
  request.set_page_token(first.next_page_token());
  ListProjectsResponse second = List(request);
  EXPECT_THAT(Ids(second), ElementsAre("c", "d"));
  EXPECT_EQ(second.total_size(), 5);
  request.set_page_token(second.next_page_token());
  ListProjectsResponse third = List(request);
  EXPECT_THAT(Ids(third), ElementsAre("e"));
  EXPECT_EQ(third.next_page_token(), "");
  EXPECT_THAT(Ids(List(Request(0))), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_EQ(List(Request(5)).next_page_token(), "");
}

TEST_F(CollectionListTest, AnEmptyCollection) {
  EXPECT_THAT(Ids(List(Request(2, "priority > 1", "title"))), IsEmpty());
  EXPECT_EQ(List(Request(2)).total_size(), 0);
}

TEST_F(CollectionListTest, DeletedRecordsOnlyWhenAsked) {
  Create({"a", "b", "c"});
  Delete("b");
  EXPECT_THAT(Ids(List(Request(9))), ElementsAre("a", "c"));
  EXPECT_EQ(List(Request(9)).total_size(), 2);
  ListProjectsRequest request = Request(9);
  request.set_show_deleted(true);
  EXPECT_THAT(Ids(List(request)), ElementsAre("a", "b", "c"));
  request.set_filter("provider = actors/a");  // an index, where the deleted one is not
  EXPECT_THAT(Ids(List(request)), ElementsAre("a", "b", "c"));
}

TEST_F(CollectionListTest, AListStaysStableWhileOthersWrite) {
  Create({"b", "d", "f", "h"});
  for (const char* order : {"", "title", "title desc"}) {
    ListProjectsRequest request = Request(2, "", order);
    ListProjectsResponse first = List(request);
    std::vector<std::string> seen = Ids(first);
    request.set_page_token(first.next_page_token());
    // New ones on both sides of the position, and the position itself goes.
    Create({"a", "i"});
    Delete(seen[1]);
    for (const std::string& id : Ids(List(request))) seen.push_back(id);
    for (const char* id : {"b", "d", "f", "h"}) {
      EXPECT_EQ(std::count(seen.begin(), seen.end(), id), 1) << order << " " << id;
    }
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  for (const char* id : {"a", "i"}) {
                    RETURN_IF_ERROR(txn.Delete(absl::StrCat("r/projects/", id)));
                  }
                  return Projects()
                      .Undelete(CallAt(++minute_), txn, absl::StrCat("projects/", seen[1]))
                      .status();
                }).ok());
  }
}

TEST_F(CollectionListTest, TokensBelongToTheirQuery) {
  Create({"a", "b", "c"});
  std::string token = List(Request(1)).next_page_token();
  ListProjectsRequest other = Request(1, "priority = 0");
  other.set_page_token(token);
  absl::Status status = Projects().List<ListProjectsResponse>(*Now(), other).status();
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(rpc::ViolatedFields(status), std::vector<std::string>{"page_token"});
  ListProjectsRequest larger = Request(7);  // another page size is no other query
  larger.set_page_token(token);
  EXPECT_THAT(Ids(List(larger)), ElementsAre("b", "c"));
}

TEST_F(CollectionListTest, BadQueriesAreRefused) {
  auto reason = [&](const ListProjectsRequest& request) {
    return rpc::ReasonOf(Projects().List<ListProjectsResponse>(*Now(), request).status());
  };
  EXPECT_EQ(reason(Request(-1)), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  EXPECT_EQ(reason(Request(1, "titel = x")), type::v1::ERROR_REASON_FILTER_INVALID);
  EXPECT_EQ(reason(Request(1, "", "titel")), type::v1::ERROR_REASON_ORDER_BY_INVALID);
}

TEST_F(CollectionListTest, AnIndexAnswersEqualityAndTheFewestWin) {
  for (int i = 0; i < 20; ++i) {
    Project project = Titled("Title", i < 18 ? "actors/many" : "actors/few");
    project.set_state(i % 2 == 0 ? Project::STATE_OPEN : Project::STATE_DRAFT);
    Create(absl::StrCat("p", i + 10), project);
  }
  auto snapshot = Now();
  auto list = [&](const std::string& filter, int* records, int* scans) {
    CountingReader reader(snapshot.get());
    auto response = Projects().List<ListProjectsResponse>(reader, Request(50, filter));
    EXPECT_TRUE(response.ok()) << response.status();
    *records = reader.records;
    *scans = reader.record_scans;
    return Ids(*response);
  };
  int records = 0, scans = 0;
  EXPECT_THAT(list("state = OPEN AND provider = actors/few", &records, &scans), ElementsAre("p28"));
  EXPECT_EQ(records, 2);
  EXPECT_EQ(scans, 0);
  EXPECT_THAT(list("provider = actors/few priority = 0", &records, &scans),
              ElementsAre("p28", "p29"));
  EXPECT_EQ(records, 2);
  EXPECT_THAT(list("provider = actors/few OR provider = actors/x", &records, &scans),
              ElementsAre("p28", "p29"));
  EXPECT_EQ(scans, 1);
  EXPECT_THAT(list("provider = actors/none", &records, &scans), IsEmpty());
  EXPECT_EQ(records, 0);
}

TEST_F(CollectionListTest, AnEmptyFieldIsFoundThoughNoIndexHasIt) {
  Create({"a"});
  Project lao = Titled("Title");
  lao.set_country("LAO");
  Create("b", lao);
  EXPECT_THAT(Ids(List(Request(9, "country = LAO"))), ElementsAre("b"));
  EXPECT_THAT(Ids(List(Request(9, "country = \"\""))), ElementsAre("a"));
}

TEST_F(CollectionListTest, WithoutTotalSizeAPageReadsNoMoreThanItNeeds) {
  for (int i = 0; i < 20; ++i) Create(absl::StrCat("p", i + 10), Titled("Title"));
  auto snapshot = Now();
  CountingReader reader(snapshot.get());
  auto response = Projects().List<BriefListResponse>(reader, Request(3, "provider = actors/a"));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->projects_size(), 3);
  EXPECT_EQ(reader.records, 4);
  ListProjectsRequest request = Request(3, "provider = actors/a");
  request.set_page_token(response->next_page_token());
  reader.records = 0;
  response = Projects().List<BriefListResponse>(reader, request);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->projects(0).name(), "projects/p13");
  EXPECT_LE(reader.records, 5);
}

TEST_F(CollectionListTest, VisibleHidesAndPrepareComputes) {
  Create({"a", "b", "c"});
  auto response = Projects().List<ListProjectsResponse>(
      *Now(), Request(9, "priority = 7", "priority desc"),
      [](const Project& project) { return project.name() != "projects/b"; },
      [](Project* project) { project->set_priority(project->name() == "projects/c" ? 7 : 7); });
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Ids(*response), ElementsAre("a", "c"));
  EXPECT_EQ(response->projects(0).priority(), 7);
  EXPECT_EQ(response->total_size(), 2);
}

TEST_F(CollectionListTest, ACollectionWithinAnotherListsUnderItsParent) {
  for (const char* id : {"p1/a", "p1/b", "p10/c", "p2/d"}) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Steps().Create(CallAt(0), txn, testing::Step(), id).status();
                }).ok());
  }
  auto names = [&](const std::string& parent, int page_size = 9) {
    testing::ListStepsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      auto response = Steps().List<testing::ListStepsResponse>(*Now(), request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      for (const auto& step : response->steps()) names.push_back(step.name());
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return names;
  };
  EXPECT_THAT(names("projects/p1"), ElementsAre("projects/p1/steps/a", "projects/p1/steps/b"));
  EXPECT_THAT(names("projects/p1", 1), ElementsAre("projects/p1/steps/a", "projects/p1/steps/b"));
  EXPECT_EQ(names("projects/-").size(), 4u);
  EXPECT_EQ(names("").size(), 4u);
  testing::ListStepsRequest bad;
  bad.set_parent("offers/x");
  EXPECT_EQ(rpc::ViolatedFields(Steps().List<testing::ListStepsResponse>(*Now(), bad).status()),
            std::vector<std::string>{"parent"});
}

// Whatever the query, its pages together are what filtering and sorting everything gives.
TEST_F(CollectionListTest, PagesTogetherAreTheWholeList) {
  std::mt19937 random(5);
  std::vector<Project> all;
  for (int i = 0; i < 120; ++i) {
    Project project = Titled(std::string(1 + random() % 3, static_cast<char>('a' + random() % 3)),
                             absl::StrCat("actors/", random() % 4));
    project.set_priority(static_cast<int>(random() % 5));
    project.set_state(static_cast<Project::State>(random() % 3));
    std::string id = absl::StrCat("p", 100 + i);
    Create(id, project);
    project.set_name("projects/" + id);
    if (random() % 10 == 0) {
      Delete(id);
    } else {
      all.push_back(project);
    }
  }
  struct Query {
    std::string filter;
    std::function<bool(const Project&)> matches;
  };
  const std::vector<Query> filters = {
      {"", [](const Project&) { return true; }},
      {"priority >= 2", [](const Project& p) { return p.priority() >= 2; }},
      {"state = OPEN", [](const Project& p) { return p.state() == Project::STATE_OPEN; }},
      {"provider = actors/1 AND state = DRAFT",
       [](const Project& p) {
         return p.provider() == "actors/1" && p.state() == Project::STATE_DRAFT;
       }},
  };
  using Less = std::function<bool(const Project&, const Project&)>;
  const std::vector<std::pair<std::string, Less>> orders = {
      {"", [](const Project& a, const Project& b) { return a.name() < b.name(); }},
      {"name desc", [](const Project& a, const Project& b) { return b.name() < a.name(); }},
      {"priority desc, title",
       [](const Project& a, const Project& b) {
         return std::make_tuple(-a.priority(), a.title(), a.name()) <
                std::make_tuple(-b.priority(), b.title(), b.name());
       }},
      {"title",
       [](const Project& a, const Project& b) {
         return std::tie(a.title(), a.name()) < std::tie(b.title(), b.name());
       }},
  };
  for (const Query& query : filters) {
    for (const auto& [order_by, less] : orders) {
      std::vector<Project> expected;
      std::copy_if(all.begin(), all.end(), std::back_inserter(expected), query.matches);
      std::sort(expected.begin(), expected.end(), less);
      std::vector<std::string> ids;
      for (const Project& project : expected) ids.push_back(project.name().substr(9));
      for (int page_size : {1, 7, 200}) {
        EXPECT_EQ(AllPages(Request(page_size, query.filter, order_by)), ids)
            << query.filter << " / " << order_by << " / " << page_size;
      }
      EXPECT_EQ(List(Request(1, query.filter, order_by)).total_size(),
                static_cast<int>(ids.size()));
    }
  }
}

}  // namespace
}  // namespace clearway::resource
