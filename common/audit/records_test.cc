// Resources of a real collection, changed behind the service's back.
#include "common/audit/records.h"

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/audit/verify.h"
#include "common/resource/keys.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::audit {
namespace {

using resource::testing::CallAt;
using resource::testing::Project;
using resource::testing::Projects;
using resource::testing::Steps;
using resource::testing::Titled;
using storage::v1::StoredRecord;
using ::testing::HasSubstr;
using type::v1::VerifyAuditTrailResponse;

class RecordsTest : public resource::testing::StoreTest {
 protected:
  // Events: 1 to 3 make a, b and c (revision 1), 4 and 5 change a (2 and 3, of which 5 and 6 in one
  // transaction), 7 deletes b, 8 makes a step and 9 purges it, 10 makes it again.
  void SetUp() override {
    const auto write = [](int minute, store::Txn& txn, const std::string& title) -> absl::Status {
      ASSIGN_OR_RETURN(Project project, Projects().Get(txn, "projects/a"));
      project.set_title(title);
      return Projects().Write(CallAt(minute), txn, project, "rename").status();
    };
    const auto step = [](int minute, store::Txn& txn) {
      return Steps().Create(CallAt(minute), txn, resource::testing::Step(), "a/first").status();
    };
    const std::function<absl::Status(store::Txn&)> changes[] = {
        [](store::Txn& txn) -> absl::Status {
          for (const char* id : {"a", "b", "c"}) {
            RETURN_IF_ERROR(Projects().Create(CallAt(0), txn, Titled("One"), id).status());
          }
          return absl::OkStatus();
        },
        [&](store::Txn& txn) { return write(1, txn, "Two"); },
        [&](store::Txn& txn) -> absl::Status {
          RETURN_IF_ERROR(write(2, txn, "Three"));
          return write(2, txn, "Four");
        },
        [](store::Txn& txn) { return Projects().Delete(CallAt(3), txn, "projects/b").status(); },
        [&](store::Txn& txn) { return step(4, txn); },
        [](store::Txn& txn) {
          return Steps().Delete(CallAt(5), txn, "projects/a/steps/first").status();
        },
        [&](store::Txn& txn) { return step(6, txn); },
    };
    for (const auto& change : changes) ASSERT_TRUE(Do(change).ok());
    const auto verdict = Verify(*Now(), {});
    ASSERT_TRUE(verdict.ok()) << verdict.status();
    ASSERT_TRUE(verdict->intact()) << verdict->finding();
    ASSERT_EQ(verdict->events(), 10);
  }

  // What Verify says after `change`, which is then undone.
  VerifyAuditTrailResponse After(const std::function<absl::Status(store::Txn&)>& change) {
    VerifyAuditTrailResponse response;
    EXPECT_EQ(Do([&](store::Txn& txn) -> absl::Status {
                RETURN_IF_ERROR(change(txn));
                ASSIGN_OR_RETURN(response, Verify(txn, {}));
                return absl::CancelledError("undone");
              }).code(),
              absl::StatusCode::kCancelled);
    EXPECT_FALSE(response.intact());
    return response;
  }

  // The record under `key` with another title.
  static absl::Status Forge(store::Txn& txn, const std::string& key,
                            const std::function<void(StoredRecord*)>& more = nullptr) {
    ASSIGN_OR_RETURN(const auto stored, txn.Get(key));
    StoredRecord record;
    EXPECT_TRUE(record.ParseFromString(stored.value_or("")));
    Project project;
    EXPECT_TRUE(project.ParseFromString(record.resource()));
    project.set_title("Forged");
    record.set_resource(project.SerializeAsString());
    if (more) more(&record);
    return txn.Put(key, record.SerializeAsString());
  }
};

std::string Version(int64_t revision) {
  return absl::StrCat("h/projects/a/", resource::BigEndian(revision));
}

TEST_F(RecordsTest, AChangedRecordIsFound) {
  const auto current = After([](store::Txn& txn) { return Forge(txn, "r/projects/a"); });
  EXPECT_EQ(current.finding_sequence(), 6);
  EXPECT_THAT(current.finding(), HasSubstr("projects/a version 4 is not what was written"));
  const auto past = After([](store::Txn& txn) { return Forge(txn, Version(2)); });
  EXPECT_EQ(past.finding_sequence(), 4);
  EXPECT_EQ(
      After([](store::Txn& txn) { return txn.Put("r/projects/c", "rubbish"); }).finding_sequence(),
      3);
  EXPECT_EQ(
      After([](store::Txn& txn) { return txn.Put(Version(1), "rubbish"); }).finding_sequence(), 1);
}

TEST_F(RecordsTest, AForgedVersionWithoutAnEventIsFound) {
  const auto newer = After([](store::Txn& txn) {
    return Forge(txn, "r/projects/c", [&txn](StoredRecord* record) {
      record->set_version(2);
      record->set_revision(txn.revision());
    });
  });
  EXPECT_THAT(newer.finding(), HasSubstr("projects/c was written without an audit event"));
  const auto same_revision = After([](store::Txn& txn) {
    return Forge(txn, "r/projects/c", [](StoredRecord* record) { record->set_version(2); });
  });
  EXPECT_FALSE(same_revision.finding().empty());
}

TEST_F(RecordsTest, AnAddedRecordIsFound) {
  const auto added = After([](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const auto stored, txn.Get("r/projects/c"));
    return txn.Put("r/projects/d", *stored);
  });
  EXPECT_THAT(added.finding(), HasSubstr("projects/d was written without an audit event"));
  EXPECT_THAT(After([](store::Txn& txn) { return txn.Put("r/rubbish", "rubbish"); }).finding(),
              HasSubstr("r/rubbish"));
}

TEST_F(RecordsTest, ARemovedRecordIsFound) {
  const auto removed = After([](store::Txn& txn) { return txn.Delete("r/projects/c"); });
  EXPECT_EQ(removed.finding_sequence(), 3);
  EXPECT_THAT(removed.finding(), HasSubstr("projects/c is gone"));
  EXPECT_EQ(After([](store::Txn& txn) {
              return txn.Delete("r/projects.steps/a/first");
            }).finding_sequence(),
            10);
}

TEST_F(RecordsTest, AnOldVersionPutBackIsFound) {
  const auto older = After([](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const auto stored, txn.Get(Version(2)));
    return txn.Put("r/projects/a", *stored);
  });
  EXPECT_THAT(older.finding(), HasSubstr("projects/a is there as it was before"));
  // What was purged.
  const auto purged = After([](store::Txn& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const auto stored, txn.Get("r/projects.steps/a/first"));
    StoredRecord record;
    record.ParseFromString(*stored);
    record.set_revision(5);
    return txn.Put("r/projects.steps/a/first", record.SerializeAsString());
  });
  EXPECT_FALSE(purged.intact());
}

}  // namespace
}  // namespace clearway::audit
