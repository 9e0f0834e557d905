#include "common/resource/computed_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"

namespace clearway::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ListProjectsRequest;
using testing::ListProjectsResponse;
using testing::Project;

absl::Status List(const ListProjectsRequest& request, ListProjectsResponse* response) {
  std::vector<ComputedItem> items;
  for (const auto& [id, title] :
       {std::make_pair("c", "one"), std::make_pair("a", "two"), std::make_pair("d", "one"),
        std::make_pair("b", "three"), std::make_pair("e", "two")}) {
    auto project = std::make_unique<Project>();
    project->set_name(id);
    project->set_title(title);
    items.push_back({id, std::move(project)});
  }
  return ListComputed("things", request, Project::descriptor(), std::move(items), response);
}

// The names on each page, one string a page.
std::vector<std::string> Pages(ListProjectsRequest request) {
  std::vector<std::string> pages;
  do {
    ListProjectsResponse response;
    const absl::Status status = List(request, &response);
    EXPECT_TRUE(status.ok()) << status;
    if (!status.ok()) break;
    std::string page = std::to_string(response.total_size()) + ":";
    for (const Project& project : response.projects()) page += project.name();
    pages.push_back(page);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return pages;
}

TEST(ComputedListTest, ByIdUnlessAskedOtherwise) {
  ListProjectsRequest request;
  EXPECT_THAT(Pages(request), ElementsAre("5:abcde"));
  request.set_order_by("title desc");
  EXPECT_THAT(Pages(request), ElementsAre("5:aebcd"));
}

TEST(ComputedListTest, PagesAreOneListInEveryOrder) {
  ListProjectsRequest request;
  request.set_page_size(2);
  EXPECT_THAT(Pages(request), ElementsAre("5:ab", "5:cd", "5:e"));
  request.set_order_by("title");
  EXPECT_THAT(Pages(request), ElementsAre("5:cd", "5:ba", "5:e"));
  request.set_page_size(5);
  EXPECT_THAT(Pages(request), ElementsAre("5:cdbae"));
}

TEST(ComputedListTest, CountsWhatTheFilterLetsIn) {
  ListProjectsRequest request;
  request.set_filter("title = \"two\"");
  request.set_page_size(1);
  EXPECT_THAT(Pages(request), ElementsAre("2:a", "2:e"));
  request.set_filter("title = \"none\"");
  EXPECT_THAT(Pages(request), ElementsAre("0:"));
}

TEST(ComputedListTest, RefusesWhatMakesNoSense) {
  ListProjectsResponse response;
  ListProjectsRequest request;
  request.set_filter("nonsense = 1");
  EXPECT_EQ(rpc::ReasonOf(List(request, &response)), type::v1::ERROR_REASON_FILTER_INVALID);
  request.clear_filter();
  request.set_order_by("nonsense");
  EXPECT_EQ(rpc::ReasonOf(List(request, &response)), type::v1::ERROR_REASON_ORDER_BY_INVALID);
  request.clear_order_by();
  request.set_page_size(1);
  ASSERT_TRUE(List(request, &response).ok());
  // A token is of its query.
  request.set_page_token(response.next_page_token());
  request.set_filter("title = \"two\"");
  EXPECT_EQ(rpc::ReasonOf(List(request, &response)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  request.set_page_token("rubbish");
  EXPECT_EQ(rpc::ReasonOf(List(request, &response)), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace clearway::resource
