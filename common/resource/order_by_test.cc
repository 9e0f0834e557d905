#include "common/resource/order_by.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using ::testing::HasSubstr;
using testing::Project;

OrderBy Order(absl::string_view text) {
  auto order = OrderBy::Make(text, Project::descriptor());
  EXPECT_TRUE(order.ok()) << text << order.status();
  return *order;
}

// -1, 0, 1 as the keys of two projects.
int Compare(const std::string& order_by, const Project& a, const Project& b) {
  OrderBy order = Order(order_by);
  int sign = order.KeyOf(a).compare(order.KeyOf(b));
  return sign < 0 ? -1 : sign > 0 ? 1 : 0;
}

TEST(OrderByTest, Numbers) {
  std::vector<int64_t> values = {std::numeric_limits<int64_t>::min(), -5, -1, 0, 1, 255, 256,
                                 std::numeric_limits<int64_t>::max()};
  for (size_t i = 0; i + 1 < values.size(); ++i) {
    Project a, b;
    a.set_rank(values[i]);
    b.set_rank(values[i + 1]);
    EXPECT_EQ(Compare("rank", a, b), -1) << i;
    EXPECT_EQ(Compare("rank desc", a, b), 1) << i;
    EXPECT_EQ(Compare("rank", Project(), a), -1);  // absent first
    EXPECT_EQ(Compare("rank desc", Project(), a), 1);
  }
  std::vector<double> doubles = {
      -std::numeric_limits<double>::infinity(), -1e300, -1.5, -1e-300, 0, 1e-300, 1.5, 1e300,
      std::numeric_limits<double>::infinity()};
  for (size_t i = 0; i + 1 < doubles.size(); ++i) {
    Project a, b;
    a.set_ratio(doubles[i]);
    b.set_ratio(doubles[i + 1]);
    EXPECT_EQ(Compare("ratio", a, b), -1) << i;
  }
  Project zero, minus;
  minus.set_ratio(-0.0);
  EXPECT_EQ(Compare("ratio", zero, minus), 0);
}

TEST(OrderByTest, Texts) {
  std::vector<std::string> values = {
      "", std::string("\0", 1), std::string("\0b", 2), "a", std::string("a\0", 2), "aa", "ab", "b"};
  for (size_t i = 0; i + 1 < values.size(); ++i) {
    Project a, b;
    a.set_title(values[i]);
    b.set_title(values[i + 1]);
    EXPECT_EQ(Compare("title", a, b), -1) << i;
    EXPECT_EQ(Compare("title desc", a, b), 1) << i;
  }
}

TEST(OrderByTest, TimesDatesMoneyAndPaths) {
  Project a, b;
  a.mutable_visit_time()->set_seconds(-5);
  b.mutable_visit_time()->set_seconds(-5);
  b.mutable_visit_time()->set_nanos(1);
  EXPECT_EQ(Compare("visit_time", a, b), -1);
  a.mutable_start()->set_year(2012);
  b.mutable_start()->set_year(2011);
  b.mutable_start()->set_month(12);
  EXPECT_EQ(Compare("start", a, b), 1);
  a.mutable_total()->set_units(1);
  b.mutable_total()->set_units(1);
  b.mutable_total()->set_nanos(-5);
  EXPECT_EQ(Compare("total", a, b), 1);
  EXPECT_EQ(Compare("total.units", a, b), 0);
  EXPECT_EQ(Compare("balance.units", a, b), 0);
  EXPECT_EQ(Compare("total.units, visit_time desc", a, b), 1);
}

// The keys order records as comparing field by field does.
TEST(OrderByTest, SeveralFieldsInTurn) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    Project project[2];
    for (Project& p : project) {
      p.set_title(std::string(random() % 3, 'a'));
      p.set_priority(static_cast<int>(random() % 3) - 1);
      p.set_open(random() % 2 == 0);
    }
    int title = project[0].title().compare(project[1].title());
    int priority = project[1].priority() - project[0].priority();
    int open = static_cast<int>(project[0].open()) - static_cast<int>(project[1].open());
    int expected = title != 0 ? title : priority != 0 ? priority : open;
    int sign = expected < 0 ? -1 : expected > 0 ? 1 : 0;
    EXPECT_EQ(Compare("title, priority desc,open asc", project[0], project[1]), sign);
  }
}

TEST(OrderByTest, SaysWhatIsWrong) {
  auto wrong = [](absl::string_view text) {
    absl::Status status = OrderBy::Make(text, Project::descriptor()).status();
    EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_ORDER_BY_INVALID) << text;
    return std::string(status.message());
  };
  EXPECT_THAT(wrong("titel"), HasSubstr("did you mean \"title\"?"));
  EXPECT_THAT(wrong("title downwards"), HasSubstr("only \"desc\" may follow"));
  EXPECT_THAT(wrong("title desc desc"), HasSubstr("only \"desc\" may follow"));
  EXPECT_THAT(wrong("title,,name"), HasSubstr("between two commas"));
  EXPECT_THAT(wrong("tags"), HasSubstr("no order"));
  EXPECT_THAT(wrong("place"), HasSubstr("no order"));
  EXPECT_THAT(wrong("digest"), HasSubstr("no order"));
  EXPECT_THAT(wrong("years.year"), HasSubstr("list"));
  EXPECT_THAT(wrong("labels.a"), HasSubstr("map"));
  EXPECT_THAT(wrong("a,a,a,a,a,a,a,a,a"), HasSubstr("at most 8"));
  EXPECT_TRUE(Order("").empty());
  EXPECT_TRUE(Order("  ").empty());
}

TEST(OrderByTest, KeysAreBounded) {
  Project project;
  project.set_title(std::string(100000, '\0'));
  EXPECT_LE(Order("title").KeyOf(project).size(), 2 * kMaxSortedBytes + 3);
}

}  // namespace
}  // namespace clearway::resource
