#include "common/resource/collection.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "common/audit/testing/events.h"
#include "common/resource/testing/projects.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::CallAt;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Project;
using testing::Projects;
using testing::Steps;
using testing::Titled;

class CollectionTest : public testing::StoreTest {
 protected:
  Project Create(int minute, Project project, const std::string& id = "",
                 bool keep_output_only = true) {
    Project made;
    absl::Status status = Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(
          made, Projects().Create(CallAt(minute), txn, std::move(project), id, keep_output_only));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return made;
  }
  absl::StatusOr<Project> Update(int minute, const Project& patch, const std::string& path,
                                 const std::string& etag = "", bool allow_missing = false) {
    UpdateOptions options;
    if (!path.empty()) options.mask.add_paths(path);
    options.etag = etag;
    options.allow_missing = allow_missing;
    Project after;
    RETURN_IF_ERROR(Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(after, Projects().Update(CallAt(minute), txn, patch, options));
      return absl::OkStatus();
    }));
    return after;
  }
  absl::StatusOr<Project> Delete(int minute, const std::string& name, const std::string& etag = "",
                                 bool allow_missing = false) {
    Project after;
    RETURN_IF_ERROR(Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(after, Projects().Delete(CallAt(minute), txn, name, etag, allow_missing));
      return absl::OkStatus();
    }));
    return after;
  }
  absl::StatusOr<Project> Undelete(int minute, const std::string& name) {
    Project after;
    RETURN_IF_ERROR(Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(after, Projects().Undelete(CallAt(minute), txn, name));
      return absl::OkStatus();
    }));
    return after;
  }
  std::vector<std::string> Lookup(const std::string& index, const std::string& key) {
    auto names = Projects().Lookup(*Now(), index, key);
    EXPECT_TRUE(names.ok());
    return *names;
  }
  // Every key of the store under a prefix.
  int Count(absl::string_view prefix) {
    int count = 0;
    auto at = Now();
    auto cursor = at->Scan(prefix, store::PrefixEnd(prefix));
    for (; cursor->Valid(); cursor->Next()) ++count;
    return count;
  }
};

TEST_F(CollectionTest, CreatesAndReads) {
  Project made = Create(0, Titled("Survey"), "survey-1");
  EXPECT_EQ(made.name(), "projects/survey-1");
  EXPECT_EQ(made.create_time().seconds(), 1352710800);
  EXPECT_EQ(made.update_time().seconds(), 1352710800);
  EXPECT_EQ(made.etag().size(), 16u);
  auto read = Projects().Get(*Now(), "projects/survey-1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*read, made));
  EXPECT_TRUE(*Projects().Exists(*Now(), "projects/survey-1"));
  EXPECT_FALSE(*Projects().Exists(*Now(), "projects/other"));
  EXPECT_EQ(Projects().Get(*Now(), "projects/other").status().code(), absl::StatusCode::kNotFound);
  Reopen();
  EXPECT_TRUE(MessageDifferencer::Equals(*Projects().Get(*Now(), "projects/survey-1"), made));
}

TEST_F(CollectionTest, NamesOfAnotherFormAreInvalid) {
  for (const char* name : {"", "projects", "projects/", "offers/x", "projects/x/y", "xprojects/x",
                           "projects/x/steps/y"}) {
    absl::Status status = Projects().Get(*Now(), name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("name")) << name;
  }
}

TEST_F(CollectionTest, MakesIdsAndChecksThoseGiven) {
  EXPECT_NE(Create(0, Titled("Survey")).name(), Create(1, Titled("Survey")).name());
  Create(2, Titled("Survey"), "taken");
  for (const char* id : {"Taken", "-a", "a b", "a/b", "1a"}) {
    absl::Status status = Do([&](store::Txn& txn) {
      return Projects().Create(CallAt(3), txn, Titled("x"), id).status();
    });
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << id;
  }
  absl::Status status = Do([&](store::Txn& txn) {
    return Projects().Create(CallAt(3), txn, Titled("x"), "Taken").status();
  });
  EXPECT_THAT(rpc::ViolatedFields(status), ElementsAre("project_id"));
  status = Do([&](store::Txn& txn) {
    return Projects().Create(CallAt(3), txn, Titled("x"), "taken").status();
  });
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_RESOURCE_ALREADY_EXISTS);
}

TEST_F(CollectionTest, CreateIgnoresWhatTheServerSets) {
  Project project = Titled("Survey");
  project.set_name("projects/mine");
  project.set_etag("mine");
  project.set_state(Project::STATE_OPEN);
  project.mutable_delete_time()->set_seconds(1);
  Project made = Create(0, project, "x", /*keep_output_only=*/false);
  EXPECT_EQ(made.name(), "projects/x");
  EXPECT_NE(made.etag(), "mine");
  EXPECT_EQ(made.state(), Project::STATE_UNSPECIFIED);
  EXPECT_FALSE(made.has_delete_time());
  EXPECT_EQ(Create(1, project, "y", true).state(), Project::STATE_OPEN);
}

TEST_F(CollectionTest, UpdatesUnderTheMaskWithEtag) {
  Project made = Create(0, Titled("Survey"), "x");
  Project patch = made;
  patch.set_title("Clearance");
  patch.set_priority(9);
  auto after = Update(5, patch, "title", made.etag());
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->title(), "Clearance");
  EXPECT_EQ(after->priority(), 0);
  EXPECT_NE(after->etag(), made.etag());
  EXPECT_EQ(after->update_time().seconds() - made.update_time().seconds(), 300);
  EXPECT_EQ(after->create_time().seconds(), made.create_time().seconds());
  // The patch carries the old etag too.
  for (const std::string& etag : {made.etag(), std::string()}) {
    absl::Status stale = Update(6, patch, "title", etag).status();
    EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
    EXPECT_EQ(rpc::ReasonOf(stale), type::v1::ERROR_REASON_ETAG_MISMATCH);
  }
  patch.clear_etag();
  EXPECT_TRUE(Update(7, patch, "priority").ok());
}

TEST_F(CollectionTest, AnEtagNeverComesBack) {
  Project a = Create(0, Titled("A"), "x"), b = a;
  b.set_title("B");
  std::string first = a.etag();
  b.clear_etag();
  a.clear_etag();
  ASSERT_TRUE(Update(0, b, "title").ok());
  auto again = Update(0, a, "title");
  ASSERT_TRUE(again.ok());
  EXPECT_NE(again->etag(), first);
}

TEST_F(CollectionTest, AChangeOfNothingWritesNothing) {
  Project made = Create(0, Titled("Survey"), "x");
  store::Revision before = store_->revision();
  auto after = Update(5, made, "title");
  ASSERT_TRUE(after.ok());
  EXPECT_TRUE(MessageDifferencer::Equals(*after, made));
  EXPECT_EQ(store_->revision(), before);
}

TEST_F(CollectionTest, UpdateOfNothing) {
  Project patch = Titled("Survey");
  patch.set_name("projects/x");
  patch.set_state(Project::STATE_OPEN);
  EXPECT_EQ(Update(0, patch, "title").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(rpc::ViolatedFields(Update(0, Titled("Survey"), "title").status()),
              ElementsAre("project.name"));
  auto made = Update(0, patch, "title", "", /*allow_missing=*/true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->provider(), "actors/a");
  EXPECT_EQ(made->state(), Project::STATE_UNSPECIFIED);
}

TEST_F(CollectionTest, CheckSeesOldAndNewAndMayRefuseOrCompute) {
  Create(0, Titled("Survey"), "x");
  Project patch = Titled("Clearance");
  patch.set_name("projects/x");
  auto run = [&](bool refuse) {
    return Do([&](store::Txn& txn) {
      return Projects()
          .Update(CallAt(1), txn, patch, {},
                  [&](const Project& before, Project* after) -> absl::Status {
                    EXPECT_EQ(before.title(), "Survey");
                    EXPECT_EQ(after->title(), "Clearance");
                    after->set_state(Project::STATE_OPEN);
                    return refuse ? rpc::InvalidField("title", "no") : absl::OkStatus();
                  })
          .status();
    });
  };
  EXPECT_FALSE(run(true).ok());
  EXPECT_EQ(Projects().Get(*Now(), "projects/x")->title(), "Survey");
  EXPECT_TRUE(run(false).ok());
  EXPECT_EQ(Projects().Get(*Now(), "projects/x")->state(), Project::STATE_OPEN);
}

TEST_F(CollectionTest, WriteKeepsWhatIsTheCollections) {
  Project made = Create(0, Titled("Survey"), "x");
  Project changed = made;
  changed.set_state(Project::STATE_OPEN);
  changed.clear_create_time();
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Write(CallAt(1), txn, changed, "publish").status();
              }).ok());
  Project read = *Projects().Get(*Now(), "projects/x");
  EXPECT_EQ(read.state(), Project::STATE_OPEN);
  EXPECT_EQ(read.create_time().seconds(), made.create_time().seconds());
  // `changed` still carries the first etag: it is not what stands there now.
  changed.set_title("Lost");
  EXPECT_EQ(Do([&](store::Txn& txn) {
              return Projects().Write(CallAt(2), txn, changed, "publish").status();
            }).code(),
            absl::StatusCode::kAborted);
}

TEST_F(CollectionTest, IndexesFollowTheRecords) {
  Project project = Titled("Survey", "actors/a");
  project.add_tags("x");
  project.add_tags("y");
  project.add_tags("y");
  project.mutable_place()->set_district("Nonghet");
  Create(0, project, "p1");
  Create(1, Titled("Survey", "actors/b"), "p2");
  Create(2, Titled("Survey", "actors/a"), "p3");
  EXPECT_THAT(Lookup("provider", "actors/a"), ElementsAre("projects/p1", "projects/p3"));
  EXPECT_THAT(Lookup("provider", "actors/"), IsEmpty());
  EXPECT_THAT(Lookup("tag", "y"), ElementsAre("projects/p1"));
  EXPECT_THAT(Lookup("district", "Nonghet"), ElementsAre("projects/p1"));
  EXPECT_THAT(Lookup("district", ""), IsEmpty());
  EXPECT_THAT(Lookup("state", "STATE_UNSPECIFIED"),
              ElementsAre("projects/p1", "projects/p2", "projects/p3"));
  EXPECT_THAT(*Projects().Lookup(*Now(), "state", "STATE_UNSPECIFIED", 2),
              ElementsAre("projects/p1", "projects/p2"));

  project.set_name("projects/p1");
  project.set_state(Project::STATE_OPEN);
  project.mutable_tags()->Clear();
  project.add_tags("z");
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Projects().Write(CallAt(3), txn, project, "open").status();
              }).ok());
  EXPECT_THAT(Lookup("tag", "y"), IsEmpty());
  EXPECT_THAT(Lookup("tag", "z"), ElementsAre("projects/p1"));
  EXPECT_THAT(Lookup("state", "STATE_OPEN"), ElementsAre("projects/p1"));

  ASSERT_TRUE(Delete(4, "projects/p1").ok());
  EXPECT_THAT(Lookup("provider", "actors/a"), ElementsAre("projects/p3"));
  ASSERT_TRUE(Undelete(5, "projects/p1").ok());
  EXPECT_THAT(Lookup("provider", "actors/a"), ElementsAre("projects/p1", "projects/p3"));
}

TEST_F(CollectionTest, LongIndexKeysAreBounded) {
  std::string district(9000, 'x');
  Project project = Titled("Survey");
  project.mutable_place()->set_district(district);
  Create(0, project, "p1");
  EXPECT_THAT(Lookup("district", district), ElementsAre("projects/p1"));
  EXPECT_THAT(Lookup("district", district + "y"), IsEmpty());
}

TEST_F(CollectionTest, DeletesSoftlyAndUndeletes) {
  Project made = Create(0, Titled("Survey"), "x");
  EXPECT_EQ(Delete(1, "projects/x", "stale").status().code(), absl::StatusCode::kAborted);
  auto deleted = Delete(1, "projects/x", made.etag());
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->delete_time().seconds(), 1352710860);
  EXPECT_EQ(deleted->purge_time().seconds() - deleted->delete_time().seconds(), 30 * 86400);
  EXPECT_EQ(Projects().Get(*Now(), "projects/x").status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(*Projects().Exists(*Now(), "projects/x"));
  Project there;
  EXPECT_TRUE(Projects().CollectionBase::Get(*Now(), "projects/x", &there, true).ok());

  EXPECT_EQ(Delete(2, "projects/x").status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Delete(2, "projects/x", "", true).ok());
  EXPECT_TRUE(Delete(2, "projects/never", "", true).ok());
  EXPECT_EQ(rpc::ReasonOf(Update(2, made, "title").status()),
            type::v1::ERROR_REASON_RESOURCE_DELETED);
  EXPECT_EQ(Do([&](store::Txn& txn) {
              return Projects().Create(CallAt(2), txn, Titled("x"), "x").status();
            }).code(),
            absl::StatusCode::kAlreadyExists);

  auto back = Undelete(3, "projects/x");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->has_delete_time());
  EXPECT_FALSE(back->has_purge_time());
  EXPECT_EQ(back->title(), "Survey");
  EXPECT_EQ(Undelete(4, "projects/x").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Undelete(4, "projects/never").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Count("d/"), 0);
}

TEST_F(CollectionTest, PurgesWhatIsDue) {
  constexpr int kDay = 24 * 60;
  for (const char* id : {"a", "b", "c"}) Create(0, Titled("Survey"), id);
  ASSERT_TRUE(Delete(1, "projects/a").ok());
  ASSERT_TRUE(Delete(2, "projects/b").ok());
  ASSERT_TRUE(Delete(10 * kDay, "projects/c").ok());
  int purged = -1;
  auto purge = [&](int minute, int limit) {
    EXPECT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  ASSIGN_OR_RETURN(purged, Projects().PurgeExpired(CallAt(minute), txn, limit));
                  return absl::OkStatus();
                }).ok());
    return purged;
  };
  EXPECT_EQ(purge(30 * kDay, 10), 0);
  EXPECT_EQ(Undelete(30 * kDay + 1, "projects/a").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(purge(31 * kDay, 1), 1);
  EXPECT_EQ(purge(31 * kDay, 10), 1);
  EXPECT_EQ(Count("r/"), 1);
  EXPECT_EQ(Count("h/"), 1);  // of projects/c
  EXPECT_EQ(Count("d/"), 1);
  EXPECT_EQ(Count("i/"), 0);
  EXPECT_EQ(Count("a/e/"), 8);  // three created, three deleted, two purged
  EXPECT_EQ(Create(31 * kDay, Titled("Again"), "a").title(), "Again");
}

TEST_F(CollectionTest, HistoryHoldsEveryVersion) {
  Project project = Create(0, Titled("One"), "x");
  project.clear_etag();
  for (int minute = 10; minute <= 30; minute += 10) {
    project.set_title(absl::StrCat("At ", minute));
    ASSERT_TRUE(Update(minute, project, "title").ok());
  }
  ASSERT_TRUE(Delete(40, "projects/x").ok());
  ASSERT_TRUE(Undelete(50, "projects/x").ok());

  auto at = Now();
  std::vector<std::string> titles;
  std::vector<Version> versions;
  ASSERT_TRUE(Projects()
                  .ListHistory(*at, "projects/x",
                               [&](const Version& version, const Message& record) {
                                 versions.push_back(version);
                                 titles.push_back(static_cast<const Project&>(record).title());
                                 return true;
                               })
                  .ok());
  EXPECT_THAT(titles, ElementsAre("At 30", "At 30", "At 30", "At 20", "At 10", "One"));
  ASSERT_EQ(versions.size(), 6u);
  EXPECT_EQ(versions[0].verb, Verb::kUndeleted);
  EXPECT_EQ(versions[1].verb, Verb::kDeleted);
  EXPECT_EQ(versions[5].verb, Verb::kCreated);
  EXPECT_EQ(versions[5].number, 1);
  EXPECT_EQ(versions[5].actor, "actors/officer");
  EXPECT_EQ(versions[2].time, CallAt(30).time);

  EXPECT_EQ(Projects().GetAsOf(*at, "projects/x", CallAt(25).time)->title(), "At 20");
  EXPECT_EQ(Projects().GetAsOf(*at, "projects/x", CallAt(20).time)->title(), "At 20");
  EXPECT_EQ(Projects().GetAsOf(*at, "projects/x", CallAt(60).time)->title(), "At 30");
  EXPECT_EQ(Projects().GetAsOf(*at, "projects/x", CallAt(45).time).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      Projects().GetAsOf(*at, "projects/x", CallAt(0).time - absl::Seconds(1)).status().code(),
      absl::StatusCode::kNotFound);
  Project read;
  for (const Version& version : versions) {
    absl::Status status = Projects().GetAtRevision(*at, "projects/x", version.revision, &read);
    EXPECT_EQ(status.ok(), version.verb != Verb::kDeleted) << version.number;
  }
  ASSERT_TRUE(Projects().GetAtRevision(*at, "projects/x", versions[3].revision, &read).ok());
  EXPECT_EQ(read.title(), "At 20");
  EXPECT_EQ(Projects().GetAtRevision(*at, "projects/x", 0, &read).code(),
            absl::StatusCode::kNotFound);
}

TEST_F(CollectionTest, AVersionIsNeverOlderThanTheOneBefore) {
  Project project = Create(10, Titled("One"), "x");
  project.clear_etag();
  project.set_title("Two");
  auto after = Update(5, project, "title");  // arrived earlier, committed later
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->update_time().seconds(), project.update_time().seconds());
  EXPECT_EQ(Projects().GetAsOf(*Now(), "projects/x", CallAt(10).time)->title(), "Two");
}

TEST_F(CollectionTest, SeveralWritesInOneTransactionAreOneVersion) {
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(Project made,
                                 Projects().Create(CallAt(0), txn, Titled("One"), "x"));
                made.set_title("Two");
                ASSIGN_OR_RETURN(made, Projects().Write(CallAt(0), txn, made, "rename"));
                EXPECT_EQ(Projects().Get(txn, "projects/x")->title(), "Two");
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(Count("h/"), 0);
  int versions = 0;
  ASSERT_TRUE(Projects()
                  .ListHistory(*Now(), "projects/x",
                               [&](const Version& version, const Message&) {
                                 ++versions;
                                 EXPECT_EQ(version.verb, Verb::kCreated);
                                 EXPECT_EQ(version.action, "rename");
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(versions, 1);
}

TEST_F(CollectionTest, EveryChangeIsAudited) {
  Create(0, Titled("One"), "x");
  ASSERT_TRUE(Delete(1, "projects/x").ok());
  std::vector<std::string> seen;
  for (const auto& event : audit::testing::Events(*Now())) {
    EXPECT_EQ(event.actor(), "actors/officer");
    EXPECT_EQ(event.peer(), "127.0.0.1:1234");
    EXPECT_EQ(event.method(), "clearway.resource.testing.Projects/Method");
    seen.push_back(absl::StrCat(event.resource(), " ",
                                clearway::storage::v1::Verb_Name(event.verb()), " ",
                                event.revision(), " ", event.version()));
  }
  EXPECT_THAT(seen, ElementsAre("projects/x VERB_CREATED 1 1", "projects/x VERB_DELETED 2 2"));
}

TEST_F(CollectionTest, WithoutDeleteTimeADeletedRecordIsGone) {
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                testing::Step step;
                step.set_title("first");
                return Steps().Create(CallAt(0), txn, step, "p1/first").status();
              }).ok());
  EXPECT_EQ(Steps().Get(*Now(), "projects/p1/steps/first")->title(), "first");
  EXPECT_EQ(Count("r/projects.steps/p1/"), 1);
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Steps().Delete(CallAt(0), txn, "projects/p1/steps/first").status();
              }).ok());
  EXPECT_EQ(Count("r/"), 0);
  EXPECT_EQ(Count("h/"), 0);
  EXPECT_EQ(Count("a/e/"), 2);
}

TEST_F(CollectionTest, NestedIdsNeedTheirParent) {
  auto create = [&](absl::string_view id) {
    std::string name;
    absl::Status status = Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(testing::Step step, Steps().Create(CallAt(0), txn, testing::Step(), id));
      name = step.name();
      return absl::OkStatus();
    });
    return status.ok() ? name : std::string(status.message());
  };
  EXPECT_TRUE(absl::StartsWith(create("p1/"), "projects/p1/steps/")) << create("p1/");
  EXPECT_THAT(create(""), ::testing::HasSubstr("projects/{id}/steps/{id}"));
  EXPECT_THAT(create("/x"), ::testing::HasSubstr("projects/{id}/steps/{id}"));
  EXPECT_THAT(create("a/b/x"), ::testing::HasSubstr("projects/{id}/steps/{id}"));
}

TEST_F(CollectionTest, ForEachSkipsTheDeletedAndStopsWhenTold) {
  for (const char* id : {"a", "b", "c", "d"}) Create(0, Titled(id), id);
  ASSERT_TRUE(Delete(1, "projects/b").ok());
  auto titles = [&](bool deleted_too, size_t stop) {
    std::vector<std::string> titles;
    EXPECT_TRUE(Projects()
                    .ForEach(
                        *Now(),
                        [&](const Project& project) {
                          titles.push_back(project.title());
                          return titles.size() < stop;
                        },
                        deleted_too)
                    .ok());
    return titles;
  };
  EXPECT_THAT(titles(false, 9), ElementsAre("a", "c", "d"));
  EXPECT_THAT(titles(true, 9), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(titles(false, 2), ElementsAre("a", "c"));
}

TEST_F(CollectionTest, DamageIsNamed) {
  Create(0, Titled("One"), "x");
  ASSERT_TRUE(Do([&](store::Txn& txn) { return txn.Put("r/projects/x", "rubbish"); }).ok());
  absl::Status status = Projects().Get(*Now(), "projects/x").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(rpc::ReasonOf(status), type::v1::ERROR_REASON_DATA_DAMAGED);
}

TEST(CollectionDeathTest, MistakesInTheProgramStopIt) {
  CollectionOptions options;
  options.collection = "projects";
  Index index;
  index.name = "bad";
  index.field = "titel";
  options.indexes = {index};
  EXPECT_DEATH(Collection<Project>{options}, "titel is no field");
}

}  // namespace
}  // namespace clearway::resource
