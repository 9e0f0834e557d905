#include "common/resource/filter.h"

#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/resource/filter_parser.h"
#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Project;

Project Sample() {
  Project project;
  project.set_name("projects/p1");
  project.set_title("Clearance in Xieng Khouang");
  project.set_provider("actors/norway-mfa");
  project.set_state(Project::STATE_OPEN);
  project.set_area(testing::AREA_OF_WORK_CLEARANCE);
  project.mutable_total()->set_currency_code("USD");
  project.mutable_total()->set_units(5000);
  project.mutable_total()->set_nanos(500000000);
  project.mutable_start()->set_year(2012);
  project.mutable_start()->set_month(11);
  project.mutable_start()->set_day(12);
  project.mutable_visit_time()->set_seconds(1352710800);  // 2012-11-12T09:00:00Z
  project.mutable_length()->set_seconds(90);
  project.set_priority(3);
  project.set_ratio(1.5);
  project.set_open(true);
  for (int year : {2012, 2013}) {
    auto* item = project.add_years();
    item->set_year(year);
    item->set_quantity(year - 2000);
  }
  project.add_tags("urgent");
  project.add_tags("north");
  (*project.mutable_labels())["colour"] = "red";
  (*project.mutable_labels())["a.b"] = "c d";
  (*project.mutable_places())["north"].set_district("Nonghet");
  project.mutable_place()->set_district("Phaxay");
  project.add_also(testing::AREA_OF_WORK_VICTIM_ASSISTANCE);
  project.set_rank(0);
  project.set_huge(18446744073709551615u);
  project.mutable_balance()->set_currency_code("EUR");
  project.mutable_balance()->set_units(-3);
  project.set_digest("xyz");
  return project;
}

// "yes", "no", or the error.
std::string Asked(absl::string_view text, const Project& project = Sample()) {
  auto filter = Filter::Make(text, Project::descriptor());
  if (!filter.ok()) return std::string(filter.status().message());
  return filter->Matches(project) ? "yes" : "no";
}

void ExpectYes(const std::vector<std::string>& filters) {
  for (const std::string& filter : filters) EXPECT_EQ(Asked(filter), "yes") << filter;
}
void ExpectNo(const std::vector<std::string>& filters) {
  for (const std::string& filter : filters) EXPECT_EQ(Asked(filter), "no") << filter;
}

TEST(FilterTest, Strings) {
  ExpectYes({"provider = actors/norway-mfa", "provider != actors/x", "title:xieng", "title:CLEAR",
             "title = \"Clear*\"", "title = \"*Khouang\"", "title = \"*in*\"", "title = \"*\"",
             "title = \"C*X*g\"", "title != \"A*\"", "provider > actors/a", "provider <= b",
             "name:\"projects/*\"", "place.district = Phaxay", "country = \"\""});
  ExpectNo({"provider = actors/norway", "title = Clear", "title:survey", "title = \"*z*\"",
            "title = \"Clearance in Xieng Khouang*x\"", "country:*", "provider < actors/a"});
}

TEST(FilterTest, EnumsWithAndWithoutPrefix) {
  ExpectYes({"state = OPEN", "state = STATE_OPEN", "state != DRAFT", "area = CLEARANCE",
             "area:AREA_OF_WORK_CLEARANCE", "also:VICTIM_ASSISTANCE"});
  ExpectNo({"state = DRAFT", "area = VICTIM_ASSISTANCE", "also:CLEARANCE"});
  EXPECT_THAT(Asked("state = OPN"), HasSubstr("at character 9"));
  EXPECT_THAT(Asked("state = STATE_OPN"), HasSubstr("did you mean \"STATE_OPEN\"?"));
  EXPECT_THAT(Asked("area = WORK_CLEARANCE"), HasSubstr("it must be one of CLEARANCE, "));
  EXPECT_THAT(Asked("state = PUBLISHED"), HasSubstr("it must be one of DRAFT, OPEN"));
  EXPECT_THAT(Asked("state > DRAFT"), HasSubstr("has no order"));
}

TEST(FilterTest, Numbers) {
  ExpectYes({"priority = 3", "priority != 4", "priority < 4", "priority <= 3", "priority > -1",
             "priority >= 3", "ratio = 1.5", "ratio > 1", "ratio < 2e0", "open = true",
             "open != false", "huge = 18446744073709551615", "huge > 9223372036854775807",
             "rank = 0", "rank:*"});
  ExpectNo({"priority = 2", "priority > 3", "ratio < 1.5", "open = false", "rank != 0"});
  EXPECT_THAT(Asked("priority = three"), HasSubstr("whole number"));
  EXPECT_THAT(Asked("priority = 1.5"), HasSubstr("whole number"));
  EXPECT_THAT(Asked("priority = 99999999999999999999"), HasSubstr("whole number"));
  EXPECT_THAT(Asked("open = yes"), HasSubstr("true or false"));
  EXPECT_THAT(Asked("open > false"), HasSubstr("has no order"));
}

TEST(FilterTest, DatesAndTimes) {
  ExpectYes({"start = 2012-11-12", "start = 2012-11", "start = 2012", "start >= 2012",
             "start < 2013", "start > 2011", "start <= 2012-11", "start != 2012-11-13",
             "visit_time = 2012-11-12T09:00:00Z", "visit_time = 2012-11-12T10:00:00+01:00",
             "visit_time > 2012-11-12T08:59:59.5Z", "visit_time = 2012-11-12", "visit_time = 2012",
             "visit_time <= 2012-11-12", "visit_time < 2012-11-13", "length = 90s",
             "length > 89.5s"});
  ExpectNo({"start = 2012-11-13", "start > 2012", "start < 2012-11", "visit_time > 2012-11-12",
            "visit_time < 2012-11-12", "visit_time != 2012", "length < 90s"});
  EXPECT_THAT(Asked("start = 2012-02-30"), HasSubstr("must be a date"));
  EXPECT_THAT(Asked("start = 12.11.2012"), HasSubstr("must be a date"));
  EXPECT_THAT(Asked("visit_time = yesterday"), HasSubstr("must be a time"));
  EXPECT_THAT(Asked("visit_time = infinite-future"), HasSubstr("must be a time"));
  EXPECT_THAT(Asked("length = 90"), HasSubstr("number of seconds"));
}

TEST(FilterTest, Money) {
  ExpectYes({"total = 5000.5", "total > 5000", "total >= \"USD 5000.50\"",
             "total != \"EUR 5000.5\"", "total.units = 5000", "total.currency_code = USD",
             "balance < 0", "balance = -3"});
  ExpectNo(
      {"total = 5000", "total > \"EUR 1\"", "total = \"EUR 5000.5\"", "balance > -2.999999999"});
  EXPECT_THAT(Asked("total > much"), HasSubstr("an amount"));
  EXPECT_THAT(Asked("total > \"ZZZ 5\""), HasSubstr("an amount"));
  EXPECT_THAT(Asked("total > 1.0000000001"), HasSubstr("an amount"));
}

TEST(FilterTest, ListsMapsAndMessages) {
  ExpectYes({"tags:urgent",
             "tags = north",
             "tags:*",
             "years.year = 2013",
             "years.quantity > 12",
             "years:*",
             "labels:colour",
             "labels.colour = red",
             "labels.colour:red",
             "labels.\"a.b\" = \"c d\"",
             "labels.colour:*",
             "labels:*",
             "places.north.district:*",
             "places.north.district = Nonghet",
             "place:*",
             "NOT place.within:*",
             "NOT tags:south",
             "tags:(south OR north)",
             "-labels:size",
             "tags = \"urg*\""});
  ExpectNo({"tags:urg", "years.year = 2014", "labels:size", "labels.size:*", "labels.size = x",
            "labels.size != x", "places.south.district:*", "place.within.district = \"\"",
            "place.within.district != x", "amounts:*", "amounts > 5"});
}

TEST(FilterTest, BareTextsAreSearchedForEverywhere) {
  ExpectYes({"clearance", "xieng khouang", "\"in Xieng\"", "nonghet", "NORWAY", "-survey",
             "clearance AND priority > 2", "actors/norway"});
  ExpectNo({"survey", "clearance survey", "-clearance"});
  EXPECT_THAT(Asked("open"), HasSubstr("open is a field"));
  EXPECT_EQ(Asked("\"open\""), "no");
  EXPECT_THAT(Asked("clear*"), HasSubstr("no asterisks"));
}

TEST(FilterTest, Logic) {
  ExpectYes({"", "priority = 3 OR priority = 4 AND open = true",
             "priority = 9 OR priority = 3 open = true", "NOT (priority = 9 OR open = false)"});
  // OR binds tighter: (false) AND (true OR true).
  ExpectNo({"priority = 9 AND open = true OR priority = 3", "NOT priority = 3"});
}

TEST(FilterTest, ErrorsNameTheNearestField) {
  EXPECT_THAT(Asked("titel = x"), HasSubstr("did you mean \"title\"?"));
  EXPECT_THAT(Asked("total.unit = 5"), HasSubstr("did you mean \"units\"?"));
  EXPECT_THAT(Asked("priority = 1 AND stat = OPEN"), HasSubstr("at character 18"));
  EXPECT_THAT(Asked("place = x"), HasSubstr("place:*"));
  EXPECT_THAT(Asked("digest = x"), HasSubstr("digest:*"));
  EXPECT_THAT(Asked("labels = x"), HasSubstr("is a map"));
  EXPECT_THAT(Asked("tags != x"), HasSubstr("write NOT tags:value"));
  EXPECT_THAT(Asked("years.year != 2012"), HasSubstr("write NOT years.year:value"));
  EXPECT_THAT(Asked("title > \"a*\""), HasSubstr("an asterisk goes with"));
  EXPECT_THAT(Asked("title.x = 1"), HasSubstr("no fields of its own"));
}

TEST(FilterTest, EqualitiesThatEveryMatchHas) {
  auto equalities = [](absl::string_view text) {
    auto filter = Filter::Make(text, Project::descriptor());
    EXPECT_TRUE(filter.ok()) << filter.status();
    std::vector<std::string> out;
    for (const auto& equality : filter->Equalities()) {
      out.push_back(absl::StrCat(equality.path, "=", equality.text));
    }
    return out;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(equalities("state = OPEN AND provider = actors/a priority = 03"),
              ElementsAre("state=STATE_OPEN", "provider=actors/a", "priority=3"));
  EXPECT_THAT(equalities("open = true (tags:x AND place.district = \"\")"),
              ElementsAre("open=true", "tags=x", "place.district="));
  EXPECT_THAT(equalities("state = OPEN OR state = DRAFT"), IsEmpty());
  EXPECT_THAT(equalities("NOT state = OPEN AND provider = \"a*\" title:x provider:* priority > 3"),
              IsEmpty());
}

// Random filters, printed and read again, mean the same; and what they mean is what their parts do.
class RandomFilters {
 public:
  explicit RandomFilters(unsigned seed) : random_(seed) {}

  FilterNode Make(int depth) {
    FilterNode node;
    switch (depth == 0 ? 3 : random_() % 5) {
      case 0:
      case 1: {
        node.kind = random_() % 2 == 0 ? FilterNode::Kind::kAnd : FilterNode::Kind::kOr;
        for (unsigned n = 2 + random_() % 2; n > 0; --n) node.children.push_back(Make(depth - 1));
        return node;
      }
      case 2:
        node.kind = FilterNode::Kind::kNot;
        node.children.push_back(Make(depth - 1));
        return node;
      default:
        break;
    }
    struct Shape {
      std::vector<std::string> path;
      std::vector<std::string> values;
      bool order;
    };
    static const auto* shapes = new std::vector<Shape>{
        {{"title"}, {"Clearance in Xieng Khouang", "", "x\"y\\z", "Survey"}, true},
        {{"priority"}, {"-1", "0", "3", "4"}, true},
        {{"state"}, {"OPEN", "STATE_DRAFT"}, false},
        {{"start"}, {"2012", "2012-11-12", "2013-01"}, true},
        {{"total"}, {"5000.5", "USD 1", "EUR 7000"}, true},
        {{"total", "units"}, {"5000", "1"}, true},
        {{"labels", "a.b"}, {"c d", "e"}, true},
        {{"open"}, {"true", "false"}, false},
        {{"place", "within", "district"}, {"x"}, true},
    };
    const Shape& shape = (*shapes)[random_() % shapes->size()];
    node.kind = FilterNode::Kind::kCompare;
    node.path = shape.path;
    node.literal.text = shape.values[random_() % shape.values.size()];
    node.comparator = static_cast<Comparator>(random_() % (shape.order ? 7 : 2));
    return node;
  }

 private:
  std::mt19937 random_;
};

bool Evaluate(const FilterNode& node, const Project& project) {
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      for (const auto& child : node.children) {
        if (!Evaluate(child, project)) return false;
      }
      return true;
    case FilterNode::Kind::kOr:
      for (const auto& child : node.children) {
        if (Evaluate(child, project)) return true;
      }
      return false;
    case FilterNode::Kind::kNot:
      return !Evaluate(node.children[0], project);
    default:
      return Filter::Make(FilterText(node), Project::descriptor())->Matches(project);
  }
}

TEST(FilterTest, RandomFiltersPrintedAndReadAgainMeanTheSame) {
  RandomFilters random(7);
  Project full = Sample(), empty;
  int matched = 0;
  for (int i = 0; i < 3000; ++i) {
    FilterNode node = random.Make(4);
    std::string text = FilterText(node);
    auto parsed = ParseFilter(text);
    ASSERT_TRUE(parsed.ok()) << text << parsed.status();
    EXPECT_EQ(FilterText(*parsed), text);
    auto filter = Filter::Make(text, Project::descriptor());
    ASSERT_TRUE(filter.ok()) << text << filter.status();
    for (const Project* project : {&full, &empty}) {
      EXPECT_EQ(filter->Matches(*project), Evaluate(node, *project)) << text;
      matched += filter->Matches(*project) ? 1 : 0;
    }
  }
  EXPECT_GT(matched, 500);
  EXPECT_LT(matched, 5500);
}

TEST(FilterTest, RandomBytesNeverCrash) {
  std::mt19937 random(3);
  Project project = Sample();
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    static constexpr absl::string_view kParts[] = {
        "title", "total", "years", "tags", "labels", "start", "place", ".", "=",
        ":",     "!=",    "<",     " ",    "*",      "2012",  "\"",    "(", ")",
        "-",     "OR ",   "x",     "5",    "`",      "\\",    "\xc3"};
    for (unsigned n = random() % 14; n > 0; --n) {
      absl::StrAppend(&text, kParts[random() % (sizeof(kParts) / sizeof(kParts[0]))]);
    }
    auto filter = Filter::Make(text, Project::descriptor());
    if (filter.ok()) {
      filter->Matches(project);
    } else {
      EXPECT_EQ(rpc::ReasonOf(filter.status()), type::v1::ERROR_REASON_FILTER_INVALID);
    }
  }
}

}  // namespace
}  // namespace clearway::resource
