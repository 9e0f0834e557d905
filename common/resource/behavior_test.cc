#include "common/resource/behavior.h"

#include "common/resource/testing/project.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::Project;

Project Sample() {
  Project project;
  project.set_title("Survey");
  project.set_provider("actors/a");
  project.set_state(Project::STATE_OPEN);
  project.mutable_create_time()->set_seconds(7);
  project.mutable_place()->set_code("north");
  project.mutable_place()->set_seen_by("someone");
  project.mutable_place()->mutable_within()->set_seen_by("someone");
  (*project.mutable_places())["x"].set_seen_by("someone");
  return project;
}

TEST(BehaviorTest, ClearsOutputOnlyAtAnyDepth) {
  Project project = Sample();
  ClearOutputOnly(&project);
  EXPECT_EQ(project.state(), Project::STATE_UNSPECIFIED);
  EXPECT_FALSE(project.has_create_time());
  EXPECT_EQ(project.place().seen_by(), "");
  EXPECT_EQ(project.place().within().seen_by(), "");
  EXPECT_EQ(project.places().at("x").seen_by(), "");
  EXPECT_EQ(project.title(), "Survey");
  EXPECT_EQ(project.place().code(), "north");
}

TEST(BehaviorTest, KeepsOutputOnly) {
  Project stored = Sample(), patched;
  patched.set_title("Clearance");
  patched.set_state(Project::STATE_DRAFT);
  patched.mutable_purge_time()->set_seconds(9);  // not in the stored one: goes
  patched.mutable_place()->set_district("Nonghet");
  KeepOutputOnly(stored, &patched);
  EXPECT_EQ(patched.title(), "Clearance");
  EXPECT_EQ(patched.state(), Project::STATE_OPEN);
  EXPECT_EQ(patched.create_time().seconds(), 7);
  EXPECT_FALSE(patched.has_purge_time());
  EXPECT_EQ(patched.place().seen_by(), "someone");
  EXPECT_EQ(patched.place().district(), "Nonghet");
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(stored, Sample()));
}

TEST(BehaviorTest, FindsChangedImmutables) {
  Project before = Sample(), after = Sample();
  after.set_title("other");
  EXPECT_EQ(ChangedImmutable(before, after), "");
  after.mutable_place()->set_code("south");
  EXPECT_EQ(ChangedImmutable(before, after), "place.code");
  after.set_provider("actors/b");
  EXPECT_EQ(ChangedImmutable(before, after), "provider");
  after = Sample();
  after.clear_place();
  EXPECT_EQ(ChangedImmutable(before, after), "");
}

TEST(BehaviorTest, SameValueLooksAtOneField) {
  Project a = Sample(), b = Sample();
  b.set_title("other");
  const auto* type = Project::descriptor();
  EXPECT_FALSE(SameValue(a, b, type->FindFieldByName("title")));
  EXPECT_TRUE(SameValue(a, b, type->FindFieldByName("places")));
  b.add_tags("x");
  EXPECT_FALSE(SameValue(a, b, type->FindFieldByName("tags")));
  EXPECT_TRUE(SameValue(a, b, type->FindFieldByName("years")));
}

}  // namespace
}  // namespace clearway::resource
