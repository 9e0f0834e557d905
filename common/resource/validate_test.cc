#include "common/resource/validate.h"

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clearway/type/v1/audience.pb.h"
#include "clearway/type/v1/watch.pb.h"
#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::CreateProjectRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ListProjectsRequest;
using testing::Project;
using testing::UpdateProjectRequest;

// "path description" of each violation.
std::vector<std::string> Violated(const google::protobuf::Message& message) {
  std::vector<std::string> out;
  absl::Status status = Validate(message);
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  if (!payload.has_value()) return out;
  google::rpc::BadRequest bad;
  EXPECT_TRUE(bad.ParseFromString(std::string(*payload)));
  for (const auto& violation : bad.field_violations()) {
    out.push_back(absl::StrCat(violation.field(), " ", violation.description()));
  }
  return out;
}

Project Right() {
  Project project;
  project.set_title("Survey");
  project.set_area(testing::AREA_OF_WORK_CLEARANCE);
  return project;
}

void SetMoney(google::type::Money* money, const std::string& currency, int64_t units,
              int32_t nanos = 0) {
  money->set_currency_code(currency);
  money->set_units(units);
  money->set_nanos(nanos);
}

void SetDate(google::type::Date* date, int year, int month, int day) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

TEST(ValidateTest, WhatIsRightPasses) {
  Project project = Right();
  project.set_provider("states/LAO");
  project.set_priority(10);
  SetMoney(project.mutable_total(), "USD", 1000000000);
  SetMoney(project.mutable_balance(), "USD", -5, -500000000);
  SetDate(project.mutable_start(), 2012, 2, 29);
  SetDate(project.mutable_about(), 2012, 0, 0);
  project.mutable_visit_time()->set_seconds(1);
  auto* year = project.add_years();
  year->set_year(2012);
  year->set_quantity(1000000000000);
  project.add_tags("a");
  project.add_tags("b");
  (*project.mutable_labels())["k"] = "v";
  project.set_digest("\x01\x02\x03");
  project.set_country("LAO");
  project.set_language("fr");
  project.set_uri("https://example.org/x");
  project.set_region("035");
  project.set_currency("EUR");
  project.set_operation_uuid("4f8b2c1e-9a3d-4e5f-8b1c-2d3e4f5a6b7c");
  project.set_huge(std::numeric_limits<uint64_t>::max());
  EXPECT_THAT(Violated(project), IsEmpty());
}

TEST(ValidateTest, AllViolationsAtOnceWithTheirPaths) {
  CreateProjectRequest request;
  request.set_request_id("42");
  Project* project = request.mutable_project();
  project->set_provider("LAO");
  project->add_years()->set_year(2012);
  project->add_years();
  project->mutable_years(1)->set_quantity(-1);
  (*project->mutable_places())["north"].set_unit("square metres");
  project->mutable_place()->mutable_within()->set_unit("m2");
  EXPECT_THAT(
      Violated(request),
      ElementsAre("project.title is required, e.g. \"Clearance in Xieng Khouang\"",
                  "project.area is required",
                  "project.provider is \"LAO\"; must be a name of the form \"states/LAO\" or "
                  "\"actors/{id}\"",
                  "project.years[1].year is required",
                  "project.years[1].quantity is -1; must be at least 1",
                  "project.places[\"north\"].unit is \"square metres\"; must be a unit code of "
                  "UN/ECE Recommendation 20 that is in use here, e.g. \"MTK\"",
                  "project.place.within.unit is \"m2\"; must be a unit code of UN/ECE "
                  "Recommendation 20 that is in use here, e.g. \"MTK\"",
                  "request_id is \"42\"; must be a UUID of 36 characters, e.g. "
                  "\"4f8b2c1e-9a3d-4e5f-8b1c-2d3e4f5a6b7c\""));
  EXPECT_EQ(rpc::ReasonOf(Validate(request)), type::v1::ERROR_REASON_FIELD_REQUIRED);
  EXPECT_THAT(Violated(CreateProjectRequest()), ElementsAre("project is required"));
}

TEST(ValidateTest, Strings) {
  Project project = Right();
  project.set_title("ab");
  EXPECT_THAT(Violated(project),
              ElementsAre("title has 2 characters; at least 3 are needed, e.g. \"Clearance in "
                          "Xieng Khouang\""));
  project.set_title(std::string(41, 'x'));
  EXPECT_THAT(Violated(project), ElementsAre("title has 41 characters; at most 40 are allowed"));
  std::string lao;
  for (int i = 0; i < 40; ++i) lao += "ລ";  // three bytes each
  project.set_title(lao);
  EXPECT_THAT(Violated(project), IsEmpty());
  project.mutable_place()->set_district(std::string(10001, 'x'));
  EXPECT_THAT(Violated(project),
              ElementsAre("place.district has 10001 characters; at most 10000 are allowed"));
  project = Right();
  project.set_digest("1");
  EXPECT_THAT(Violated(project), ElementsAre("digest has 1 bytes; at least 2 are needed"));
}

TEST(ValidateTest, Formats) {
  Project project = Right();
  project.set_country("Laos");
  project.set_language("french");
  project.set_uri("example.org");
  project.set_region("35");
  project.set_currency("usd");
  project.set_operation_uuid("x");
  EXPECT_THAT(rpc::ViolatedFields(Validate(project)),
              ElementsAre("country", "language", "uri", "region", "currency", "operation_uuid"));
}

TEST(ValidateTest, References) {
  for (const char* name : {"states/LAO", "actors/norway-mfa", "actors/a.b_c~1"}) {
    Project project = Right();
    project.set_provider(name);
    EXPECT_THAT(Violated(project), IsEmpty()) << name;
  }
  for (const char* name : {"states/lao", "states/", "offers/x", "actors", "actors/a/b", "/actors/a",
                           "actors/a b", "actors/a\n", "x/y/z"}) {
    Project project = Right();
    project.set_provider(name);
    EXPECT_THAT(rpc::ViolatedFields(Validate(project)), ElementsAre("provider")) << name;
  }
}

TEST(ValidateTest, Repeated) {
  Project project = Right();
  for (const char* tag : {"a", "B", "a"}) project.add_tags(tag);
  EXPECT_THAT(Violated(project),
              ElementsAre("tags[1] is \"B\"; must match [a-z]+, e.g. \"urgent\"",
                          "tags[2] repeats an earlier element; the elements must differ"));
  project.clear_tags();
  for (int i = 0; i < 5; ++i) project.add_tags("B");
  EXPECT_THAT(Violated(project), ElementsAre("tags has 5 elements; at most 4 are allowed"));
  project = Right();
  for (int i = 0; i < 4; ++i) (*project.mutable_labels())[absl::StrCat(i)] = "v";
  EXPECT_THAT(Violated(project), ElementsAre("labels has 4 entries; at most 3 are allowed"));
  project.mutable_labels()->clear();
  (*project.mutable_labels())["a.b"] = std::string(11, 'x');
  EXPECT_THAT(Violated(project),
              ElementsAre("labels[\"a.b\"] has 11 characters; at most 10 are allowed"));
  project = Right();
  for (int i = 0; i < 1001; ++i) project.add_also(testing::AREA_OF_WORK_CLEARANCE);
  EXPECT_THAT(Violated(project), ElementsAre("also has 1001 elements; at most 1000 are allowed"));
}

TEST(ValidateTest, Numbers) {
  Project project = Right();
  project.set_priority(11);
  project.set_ratio(std::numeric_limits<double>::infinity());
  EXPECT_THAT(Violated(project),
              ElementsAre("priority is 11; must be at most 10", "ratio is no finite number"));
  EXPECT_EQ(rpc::ReasonOf(Validate(project)), type::v1::ERROR_REASON_FIELD_OUT_OF_RANGE);
  project = Right();
  project.set_priority(std::numeric_limits<int32_t>::min());
  project.set_ratio(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(Violated(project), ElementsAre("priority is -2147483648; must be at least 0",
                                             "ratio is no finite number"));
}

TEST(ValidateTest, Enums) {
  Project project = Right();
  project.set_area(static_cast<testing::AreaOfWork>(99));
  project.add_also(static_cast<testing::AreaOfWork>(-1));
  auto violated = Violated(project);
  ASSERT_EQ(violated.size(), 2u);
  EXPECT_EQ(violated[0],
            "area is 99, which is no value of AreaOfWork; e.g. AREA_OF_WORK_CLEARANCE, "
            "AREA_OF_WORK_VICTIM_ASSISTANCE");
  EXPECT_THAT(violated[1], HasSubstr("also[0] is -1"));
}

TEST(ValidateTest, Money) {
  auto total = [](const std::string& currency, int64_t units, int32_t nanos = 0) {
    Project project = Right();
    SetMoney(project.mutable_total(), currency, units, nanos);
    auto violated = Violated(project);
    return violated.empty() ? "" : violated[0];
  };
  EXPECT_EQ(total("USD", 0), "");
  EXPECT_THAT(total("USD", -1), HasSubstr("total is USD -1.00; must not be negative"));
  EXPECT_THAT(total("USD", 0, -10000000), HasSubstr("must not be negative"));
  EXPECT_THAT(total("USD", 1000000001), HasSubstr("must be at most 1000000000"));
  EXPECT_THAT(total("USD", 1000000000, 10000000), HasSubstr("must be at most 1000000000"));
  EXPECT_EQ(total("USD", 999999999, 990000000), "");
  EXPECT_THAT(total("", 1), HasSubstr("total has no currency_code"));
  EXPECT_THAT(total("Dollar", 1), HasSubstr("ISO 4217"));
  EXPECT_THAT(total("JPY", 1, 500000000), HasSubstr("multiple of 1000000000"));
  EXPECT_THAT(total("USD", std::numeric_limits<int64_t>::max()), HasSubstr("more than 64 bits"));
  EXPECT_THAT(total("USD", std::numeric_limits<int64_t>::min()), HasSubstr("more than 64 bits"));
  Project project = Right();
  SetMoney(project.add_amounts(), "USD", 1);
  SetMoney(project.add_amounts(), "USD", -1);
  EXPECT_THAT(rpc::ViolatedFields(Validate(project)), ElementsAre("amounts[1]"));
}

TEST(ValidateTest, Dates) {
  auto start = [](int year, int month, int day) {
    Project project = Right();
    SetDate(project.mutable_start(), year, month, day);
    return Violated(project).empty();
  };
  EXPECT_TRUE(start(1900, 1, 1));
  EXPECT_TRUE(start(2200, 12, 31));
  EXPECT_FALSE(start(1899, 12, 31));
  EXPECT_FALSE(start(2201, 1, 1));
  EXPECT_FALSE(start(2010, 2, 29));
  EXPECT_FALSE(start(2010, 11, 0));
  EXPECT_FALSE(start(2010, 13, 1));
  EXPECT_FALSE(start(0, 0, 0));
  EXPECT_FALSE(start(-5, -5, -5));
  auto about = [](int year, int month, int day) {
    Project project = Right();
    SetDate(project.mutable_about(), year, month, day);
    return Violated(project).empty();
  };
  EXPECT_TRUE(about(2010, 11, 12));
  EXPECT_TRUE(about(2010, 11, 0));
  EXPECT_TRUE(about(2010, 0, 0));
  EXPECT_FALSE(about(2010, 0, 12));
  EXPECT_FALSE(about(0, 0, 0));
}

TEST(ValidateTest, Times) {
  Project project = Right();
  project.mutable_visit_time()->set_nanos(-1);
  project.mutable_length()->set_seconds(1);
  project.mutable_length()->set_nanos(-1);
  EXPECT_THAT(rpc::ViolatedFields(Validate(project)), ElementsAre("visit_time", "length"));
  project.mutable_visit_time()->set_nanos(0);
  project.mutable_visit_time()->set_seconds(253402300800);
  project.mutable_length()->set_nanos(1);
  EXPECT_THAT(rpc::ViolatedFields(Validate(project)), ElementsAre("visit_time"));
}

TEST(ValidateTest, OutputOnlyFieldsAreIgnored) {
  Project project = Right();
  project.set_state(static_cast<Project::State>(99));
  project.mutable_create_time()->set_nanos(-1);
  project.mutable_place()->set_seen_by(std::string(20000, 'x'));
  EXPECT_THAT(Violated(project), IsEmpty());
}

TEST(ValidateTest, UpdatesAreCheckedUnderTheirMask) {
  auto violated = [](const Project& project, std::vector<std::string> paths) {
    UpdateProjectRequest request;
    *request.mutable_project() = project;
    for (auto& path : paths) request.mutable_update_mask()->add_paths(std::move(path));
    return rpc::ViolatedFields(Validate(request));
  };
  Project project;
  project.set_priority(99);
  EXPECT_THAT(violated(project, {"provider"}), IsEmpty());
  EXPECT_THAT(violated(project, {"priority"}), ElementsAre("project.priority"));
  EXPECT_THAT(violated(project, {"title"}), ElementsAre("project.title"));
  EXPECT_THAT(violated(project, {}), ElementsAre("project.priority"));
  EXPECT_THAT(violated(project, {"*"}),
              ElementsAre("project.title", "project.area", "project.priority"));
  EXPECT_THAT(violated(project, {"titel", "priority"}),
              ElementsAre("update_mask", "project.priority"));
  project = Project();
  project.mutable_place()->set_unit("m2");
  project.mutable_place()->mutable_within()->set_unit("m2");
  EXPECT_THAT(violated(project, {"place.district"}), IsEmpty());
  EXPECT_THAT(violated(project, {"place.unit"}), ElementsAre("project.place.unit"));
  EXPECT_THAT(violated(project, {"place.within.unit"}), ElementsAre("project.place.within.unit"));
  EXPECT_THAT(violated(project, {"place.within.unit", "place"}),
              ElementsAre("project.place.unit", "project.place.within.unit"));
  EXPECT_THAT(violated(project, {"place", "place.district"}),
              ElementsAre("project.place.unit", "project.place.within.unit"));
  (*project.mutable_places())["a"].set_unit("m2");
  EXPECT_THAT(violated(project, {"places.b"}), ElementsAre("project.places[\"a\"].unit"));
  EXPECT_THAT(rpc::ViolatedFields(Validate(UpdateProjectRequest())), ElementsAre("project"));
}

TEST(ValidateTest, ListRequests) {
  ListProjectsRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(Violated(request), ElementsAre("page_size is -1; must be at least 0"));
}

TEST(ValidateTest, HostileMessagesCostLittle) {
  Project project = Right();
  Project::Place* place = project.mutable_place();
  for (int i = 0; i < 90; ++i) place = place->mutable_within();
  auto violated = Violated(project);
  ASSERT_EQ(violated.size(), 1u);
  EXPECT_THAT(violated[0], HasSubstr("nested deeper than 32"));

  project = Right();
  for (int i = 0; i < 1000; ++i) SetMoney(project.add_amounts(), "", 0);
  EXPECT_THAT(std::string(Validate(project).message()), HasSubstr("99 more"));
}

TEST(ValidateTest, WrongRulesAreFoundAtStart) {
  auto bad = Validator::For(testing::BadPattern::descriptor());
  EXPECT_EQ(bad.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(bad.status().message()), HasSubstr("BadPattern.text"));
  EXPECT_FALSE(Validator::For(testing::BadPattern::descriptor()).ok());
  EXPECT_THAT(std::string(Validator::For(testing::BadRule::descriptor()).status().message()),
              HasSubstr("are of strings"));
}

TEST(ValidateTest, TheCommonTypesRulesAreRight) {
  EXPECT_TRUE(Validator::For(type::v1::WatchRequest::descriptor()).ok());
  EXPECT_TRUE(Validator::For(type::v1::Audience::descriptor()).ok());
  EXPECT_EQ(*Validator::For(Project::descriptor()), *Validator::For(Project::descriptor()));
}

// Bytes that happen to parse must never crash it.
TEST(ValidateTest, RandomMessages) {
  std::mt19937 random(1);
  std::string seed = [] {
    Project project = Right();
    SetMoney(project.mutable_total(), "USD", 5);
    project.add_years()->set_year(2012);
    (*project.mutable_places())["north"].set_unit("MTK");
    project.mutable_place()->mutable_within();
    CreateProjectRequest request;
    *request.mutable_project() = project;
    return request.SerializeAsString();
  }();
  int parsed = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = seed;
    for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    CreateProjectRequest request;
    if (!request.ParseFromString(bytes)) continue;
    ++parsed;
    Validate(request).IgnoreError();
  }
  EXPECT_GT(parsed, 1000);
}

}  // namespace
}  // namespace clearway::resource
