#include "common/resource/field_mask.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "common/resource/testing/project.pb.h"
#include "common/rpc/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Project;

google::protobuf::FieldMask Mask(absl::string_view paths) {
  google::protobuf::FieldMask mask;
  for (absl::string_view path : absl::StrSplit(paths, ',', absl::SkipEmpty())) {
    mask.add_paths(std::string(path));
  }
  return mask;
}

Project Stored() {
  Project project;
  project.set_name("projects/p");
  project.set_title("Survey");
  project.set_provider("actors/a");
  project.set_state(Project::STATE_OPEN);
  project.mutable_total()->set_currency_code("USD");
  project.mutable_total()->set_units(5);
  project.mutable_place()->set_district("Nonghet");
  project.mutable_place()->set_code("n");
  (*project.mutable_labels())["a"] = "1";
  (*project.mutable_labels())["b"] = "2";
  (*project.mutable_places())["north"].set_district("Phonsavan");
  project.add_tags("x");
  project.set_etag("e1");
  return project;
}

// The record after the patch, or what went wrong.
absl::StatusOr<Project> Applied(absl::string_view paths, const Project& patch) {
  Project record = Stored();
  absl::Status status = ApplyMask(Mask(paths), patch, &record);
  if (!status.ok()) return status;
  return record;
}

TEST(FieldMaskTest, WritesWhatIsNamedAndClearsWhatIsAbsent) {
  Project patch;
  patch.set_title("Clearance");
  patch.set_priority(3);
  auto record = Applied("title,tags", patch);
  ASSERT_TRUE(record.ok()) << record.status();
  Project expected = Stored();
  expected.set_title("Clearance");
  expected.clear_tags();
  EXPECT_TRUE(MessageDifferencer::Equals(*record, expected)) << record->DebugString();
}

TEST(FieldMaskTest, NestedPaths) {
  Project patch;
  patch.mutable_total()->set_units(9);
  auto record = Applied("total.units", patch);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->total().units(), 9);
  EXPECT_EQ(record->total().currency_code(), "USD");
  // The patch has no place at all: its district is cleared, the rest of it stays.
  record = Applied("place.district", patch);
  EXPECT_EQ(record->place().district(), "");
  EXPECT_EQ(record->place().code(), "n");
  // Nothing there, nothing to clear: no empty sub-messages appear.
  record = Applied("place.within.district", patch);
  EXPECT_FALSE(record->place().has_within());
}

TEST(FieldMaskTest, MapEntries) {
  Project patch;
  (*patch.mutable_labels())["a"] = "9";
  (*patch.mutable_labels())["c.d"] = "3";
  auto record = Applied("labels.a,labels.b,labels.`c.d`,labels.zz", patch);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->labels().size(), 2u);
  EXPECT_EQ(record->labels().at("a"), "9");
  EXPECT_EQ(record->labels().at("c.d"), "3");
  EXPECT_EQ(Applied("labels", patch)->labels().size(), 2u);

  (*patch.mutable_places())["north"].set_unit("MTK");
  (*patch.mutable_places())["south"].set_district("Sepon");
  record = Applied("places.north.unit,places.south", patch);
  EXPECT_EQ(record->places().at("north").unit(), "MTK");
  EXPECT_EQ(record->places().at("north").district(), "Phonsavan");
  EXPECT_EQ(record->places().at("south").district(), "Sepon");
  EXPECT_EQ(Applied("places.north.district", Project())->places().at("north").district(), "");
}

TEST(FieldMaskTest, StarReplacesAllThatAClientMayWrite) {
  Project patch;
  patch.set_title("Clearance");
  patch.set_state(Project::STATE_DRAFT);
  auto record = Applied("*", patch);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->title(), "Clearance");
  EXPECT_FALSE(record->has_total());
  EXPECT_EQ(record->name(), "projects/p");
  EXPECT_EQ(record->etag(), "e1");
  EXPECT_EQ(record->state(), Project::STATE_OPEN);
  EXPECT_EQ(record->provider(), "actors/a");
  EXPECT_THAT(std::string(Applied("title,*", patch).status().message()), HasSubstr("stands alone"));
}

TEST(FieldMaskTest, EmptyMaskMergesWhatIsSet) {
  Project patch;
  patch.set_title("Clearance");
  patch.mutable_place()->set_unit("MTK");
  patch.mutable_total()->set_currency_code("EUR");
  patch.add_tags("y");
  patch.set_state(Project::STATE_DRAFT);
  auto record = Applied("", patch);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->title(), "Clearance");
  EXPECT_EQ(record->place().unit(), "MTK");
  EXPECT_EQ(record->place().district(), "Nonghet");
  EXPECT_EQ(record->total().units(), 0);  // one value, replaced whole
  EXPECT_THAT(record->tags(), ElementsAre("y"));
  EXPECT_EQ(record->state(), Project::STATE_OPEN);
}

TEST(FieldMaskTest, AllBadPathsAtOnce) {
  absl::Status status = Applied("titel,total.unit,title.x,years.year,", Project()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_FIELD_MASK_INVALID);
  EXPECT_THAT(rpc::ViolatedFields(status),
              ElementsAre("update_mask", "update_mask", "update_mask", "update_mask"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("did you mean \"title\"?"));
}

TEST(FieldMaskTest, OutputOnlyFieldsMayBeNamedButNotChanged) {
  Project patch = Stored();
  patch.set_title("Clearance");
  EXPECT_TRUE(Applied("title,state,name", patch).ok());
  patch.set_state(Project::STATE_DRAFT);
  EXPECT_EQ(rpc::ReasonOf(Applied("title,state", patch).status()),
            type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
}

// Nowhere does a client set what the server sets: not in messages that were not there before, nor
// in lists and maps.
TEST(FieldMaskTest, OutputOnlyFieldsOfNewMessagesAreIgnored) {
  Project patch;
  patch.mutable_place()->set_code("n");
  patch.mutable_place()->mutable_within()->set_seen_by("me");
  patch.mutable_place()->mutable_within()->set_district("Nonghet");
  (*patch.mutable_places())["north"].set_seen_by("me");
  (*patch.mutable_places())["south"].set_seen_by("me");
  for (const char* paths : {"", "*", "place,places", "place.within,places.north,places.south",
                            "place.within.district,places.south"}) {
    auto record = Applied(paths, patch);
    ASSERT_TRUE(record.ok()) << paths << record.status();
    EXPECT_EQ(record->place().within().district(), "Nonghet") << paths;
    EXPECT_EQ(record->place().within().seen_by(), "") << paths;
    for (const auto& [key, place] : record->places()) EXPECT_EQ(place.seen_by(), "") << paths;
  }
  Project stored = Stored();
  stored.mutable_place()->set_seen_by("someone");
  patch.mutable_place()->set_seen_by("me");
  ASSERT_TRUE(ApplyMask(Mask("place.within"), patch, &stored).ok());
  EXPECT_EQ(stored.place().seen_by(), "someone");
}

// A list is written whole, but what the server keeps of an element stays with the element's id.
TEST(FieldMaskTest, ElementsWithAnIdKeepTheirOutputOnlyFields) {
  Project stored = Stored();
  for (const char* id : {"a", "b", "c"}) {
    auto* line = stored.add_lines();
    line->set_id(id);
    line->set_text("old");
    line->set_delivered(7);
  }
  Project patch;
  for (const char* id : {"c", "new", "a"}) {
    auto* line = patch.add_lines();
    line->set_id(id);
    line->set_text("new");
    line->set_delivered(99);
  }
  ASSERT_TRUE(ApplyMask(Mask("lines"), patch, &stored).ok());
  ASSERT_EQ(stored.lines_size(), 3);
  for (const auto& line : stored.lines()) {
    EXPECT_EQ(line.text(), "new");
    EXPECT_EQ(line.delivered(), line.id() == "new" ? 0 : 7) << line.id();
  }
}

TEST(FieldMaskTest, ImmutableFieldsDoNotChange) {
  Project patch = Stored();
  patch.set_provider("actors/b");
  absl::Status status = Applied("provider", patch).status();
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_FIELD_NOT_WRITABLE);
  EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("provider"));
  EXPECT_FALSE(Applied("*", patch).ok());
  EXPECT_FALSE(Applied("", patch).ok());
  EXPECT_TRUE(Applied("provider", Stored()).ok());
  patch = Project();
  patch.mutable_place()->set_code("other");
  EXPECT_THAT(rpc::ViolatedFields(Applied("place.code", patch).status()),
              ElementsAre("place.code"));
}

TEST(FieldMaskTest, HostileMasksAreRefused) {
  google::protobuf::FieldMask mask;
  for (int i = 0; i < 100000; ++i) mask.add_paths("title");
  Project record = Stored();
  EXPECT_FALSE(ApplyMask(mask, Project(), &record).ok());
}

}  // namespace
}  // namespace clearway::resource
