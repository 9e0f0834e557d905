#include "common/resource/reindex.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"

namespace clearway::resource {
namespace {

using testing::CallAt;
using testing::Project;

// The same collection before and after it got an index.
const Collection<Project>& Before() {
  static const auto* const kBefore =
      new Collection<Project>({.collection = "projects", .indexes = {}});
  return *kBefore;
}
const Collection<Project>& After() {
  static const auto* const kAfter =
      new Collection<Project>({.collection = "projects", .indexes = {{"title", nullptr, "title"}}});
  return *kAfter;
}

class ReindexTest : public testing::StoreTest {
 protected:
  void Create(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(
          Do([&](store::Txn& txn) {
            Project project;
            project.set_title(absl::StrCat("title ", i % 7));
            return Before().Create(CallAt(i), txn, project, absl::StrCat("p", 100000 + i)).status();
          }).ok());
    }
  }
};

TEST_F(ReindexTest, AddsWhatRecordsOfBeforeLack) {
  Create(450);  // more than two steps
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return Before().Delete(CallAt(1000), txn, "projects/p100007").status();
              }).ok());
  EXPECT_FALSE(After().Check(*Now()).ok());
  ASSERT_TRUE(AddMissingIndexEntries(store_.get(), After(), "title-1").ok());
  EXPECT_TRUE(After().Check(*Now()).ok()) << After().Check(*Now());
  EXPECT_EQ(After().Lookup(*Now(), "title", "title 0")->size(), 64u);
}

TEST_F(ReindexTest, OnceAndAgainUnderAnotherMark) {
  Create(3);
  ASSERT_TRUE(AddMissingIndexEntries(store_.get(), After(), "title-1").ok());
  const store::Revision then = store_->revision();
  ASSERT_TRUE(AddMissingIndexEntries(store_.get(), After(), "title-1").ok());
  EXPECT_EQ(store_->revision(), then);
  ASSERT_TRUE(AddMissingIndexEntries(store_.get(), After(), "title-2").ok());
  EXPECT_GT(store_->revision(), then);
  EXPECT_TRUE(After().Check(*Now()).ok());
}

TEST_F(ReindexTest, AnEmptyStoreIsNotedToo) {
  ASSERT_TRUE(AddMissingIndexEntries(store_.get(), After(), "title-1").ok());
  EXPECT_EQ(*Now()->Get("p/indexed/projects"), "title-1");
}

}  // namespace
}  // namespace clearway::resource
