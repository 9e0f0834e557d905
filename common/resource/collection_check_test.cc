#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/collection.h"
#include "common/resource/keys.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::CallAt;
using ::testing::HasSubstr;
using testing::Project;
using testing::Projects;
using testing::Titled;

class CollectionCheckTest : public testing::StoreTest {
 protected:
  // Random changes of a few records, several in one transaction; some are refused, as they must be.
  void ChangeAtRandom(int transactions) {
    std::mt19937 random(9);
    for (int i = 0; i < transactions; ++i) {
      Do([&](store::Txn& txn) -> absl::Status {
        for (int n = static_cast<int>(random() % 3); n >= 0; --n) {
          rpc::Call call = CallAt(static_cast<int>(random() % 20) + i * 60, random());
          std::string id = absl::StrCat("p", random() % 12), name = "projects/" + id;
          switch (random() % 6) {
            case 0:
            case 1: {
              Project project = Titled("Title", absl::StrCat("actors/", random() % 3));
              for (unsigned tags = random() % 3; tags > 0; --tags) {
                project.add_tags(absl::StrCat("t", random() % 3));
              }
              Projects().Create(call, txn, project, id).status().IgnoreError();
              break;
            }
            case 2: {
              absl::StatusOr<Project> project = Projects().Get(txn, name);
              if (!project.ok()) break;
              project->set_state(static_cast<Project::State>(random() % 3));
              project->add_tags(absl::StrCat("t", random() % 3));
              RETURN_IF_ERROR(Projects().Write(call, txn, *project, "change").status());
              break;
            }
            case 3:
              Projects().Delete(call, txn, name).status().IgnoreError();
              break;
            case 4:
              Projects().Undelete(call, txn, name).status().IgnoreError();
              break;
            default:
              RETURN_IF_ERROR(Projects().PurgeExpired(call, txn, 2).status());
          }
        }
        // A transaction that fails after its writes leaves nothing of them.
        return random() % 5 == 0 ? absl::AbortedError("given up") : absl::OkStatus();
      }).IgnoreError();
    }
  }
  // What the check says after a change behind the collection's back.
  std::string After(const std::string& key, const absl::optional<std::string>& value) {
    auto before = *Now()->Get(key);
    EXPECT_TRUE(Do([&](store::Txn& txn) {
                  return value.has_value() ? txn.Put(key, *value) : txn.Delete(key);
                }).ok());
    std::string message(Projects().Check(*Now()).message());
    EXPECT_TRUE(Do([&](store::Txn& txn) {
                  return before.has_value() ? txn.Put(key, *before) : txn.Delete(key);
                }).ok());
    EXPECT_TRUE(Projects().Check(*Now()).ok());
    return message;
  }
};

TEST_F(CollectionCheckTest, WhateverIsDoneEverythingAgrees) {
  ChangeAtRandom(1500);
  absl::Status status = Projects().Check(*Now());
  EXPECT_TRUE(status.ok()) << status;
  Reopen();
  status = Projects().Check(*Now());
  EXPECT_TRUE(status.ok()) << status;
  int count = 0;
  ASSERT_TRUE(Projects()
                  .ForEach(
                      *Now(), [&](const Project&) { return ++count > 0; }, true)
                  .ok());
  EXPECT_GT(count, 5);
}

TEST_F(CollectionCheckTest, FindsWhatDoesNotAgree) {
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                for (const char* id : {"a", "b"}) {
                  RETURN_IF_ERROR(Projects().Create(CallAt(0), txn, Titled("T"), id).status());
                }
                return absl::OkStatus();
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Delete(CallAt(1), txn, "projects/b").status();
              }).ok());
  ASSERT_TRUE(Projects().Check(*Now()).ok());
  std::string index = IndexPrefix("projects", "provider", "actors/a");
  EXPECT_THAT(After(index + "a", absl::nullopt), HasSubstr("is missing"));
  EXPECT_THAT(After(index + "b", ""), HasSubstr("belongs to no record"));
  EXPECT_THAT(After(index + "c", ""), HasSubstr("belongs to no record"));
  EXPECT_THAT(After("r/projects/a", absl::nullopt), HasSubstr("belongs to no record"));
  EXPECT_THAT(After("r/projects/a", "rubbish"), HasSubstr("is no record"));
  std::string b = **Now()->Get("r/projects/b");
  EXPECT_THAT(After("r/projects/a", b), HasSubstr("has another name"));
  EXPECT_THAT(After(HistoryPrefix("projects", "x") + BigEndian(1), b),
              HasSubstr("belongs to no record"));
  EXPECT_THAT(After(HistoryPrefix("projects", "a") + BigEndian(9), b),
              HasSubstr("does not come before"));
  EXPECT_THAT(After(DeletedKey("projects", 5, "b"), ""), HasSubstr("belongs to no record"));
}

}  // namespace
}  // namespace clearway::resource
