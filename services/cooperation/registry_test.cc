#include "services/cooperation/registry.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/calendar/testing.h"
#include "common/resource/testing/store.h"
#include "common/status_macros.h"
#include "common/store/rocksdb_store.h"
#include "gmock/gmock.h"
#include "services/cooperation/testing.h"

namespace clearway::cooperation {
namespace {

using testing::ElementsAre;
using type::v1::ResourceChange;

template <typename Record>
ResourceChange Change(ResourceChange::Kind kind, const std::string& name, Record record) {
  record.set_name(name);
  ResourceChange change;
  change.set_kind(kind);
  change.set_name(name);
  change.mutable_resource()->PackFrom(record);
  return change;
}

class RegistryTest : public resource::testing::StoreTest {
 protected:
  void Apply(const ResourceChange& change) {
    ASSERT_TRUE(Do([&](store::Txn& txn) { return ApplyRegistryChange(txn, change); }).ok());
  }
  // What the follower stores once it has all that exists.
  void Complete() {
    ASSERT_TRUE(Do([](store::Txn& txn) { return txn.Put("p/follow/registry/token", "t"); }).ok());
  }
  absl::Status Check(const std::string& name) {
    rpc::Violations bad;
    const absl::Status checked = CheckParty(*Now(), name, "field", &bad);
    return checked.ok() ? bad.ToStatus() : checked;
  }
};

TEST_F(RegistryTest, KeepsStatesAreasAndActorsAndForgetsWhatIsGone) {
  const auto laos =
      calendar::Joining("LAO", {{"SIGNATURE", "2008-12-03"}, {"RATIFICATION", "2009-03-18"}});
  Apply(Change(ResourceChange::KIND_EXISTING, "states/LAO", laos));
  universalization::v1::Area area;
  area.set_region("Africa");
  Apply(Change(ResourceChange::KIND_CREATED, "areas/western-sahara", area));
  universalization::v1::Actor actor;
  actor.set_display_name("UNDP");
  Apply(Change(ResourceChange::KIND_CREATED, "actors/undp", actor));

  std::vector<std::string> names;
  ASSERT_TRUE(ForEachParty(*Now(), [&](const Party& party) {
                names.push_back(party.name);
                return true;
              }).ok());
  EXPECT_THAT(names, ElementsAre("actors/undp", "areas/western-sahara", "states/LAO"));
  EXPECT_EQ((*FindParty(*Now(), "areas/western-sahara"))->region, "Africa");
  EXPECT_EQ((*FindParty(*Now(), "actors/undp"))->display_name, "UNDP");
  const Party party = **FindParty(*Now(), "states/LAO");
  EXPECT_FALSE(IsStateParty(party, MakeDate(2010, 7, 31)));
  EXPECT_TRUE(IsStateParty(party, MakeDate(2010, 8, 1)));

  Apply(Change(ResourceChange::KIND_DELETED, "actors/undp", actor));
  EXPECT_FALSE(FindParty(*Now(), "actors/undp")->has_value());
}

TEST_F(RegistryTest, SaysWhatItDoesNotKnow) {
  Apply(Change(ResourceChange::KIND_CREATED, "states/LAO", universalization::v1::State()));
  Complete();
  EXPECT_TRUE(Check("states/LAO").ok());
  EXPECT_TRUE(Check("").ok());
  EXPECT_EQ(rpc::ReasonOf(Check("states/ZZZ")), type::v1::ERROR_REASON_UNKNOWN_STATE);
  EXPECT_EQ(rpc::ReasonOf(Check("areas/x")), type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
  EXPECT_EQ(rpc::ReasonOf(Check("actors/x")), type::v1::ERROR_REASON_UNKNOWN_REFERENCE);
}

TEST_F(RegistryTest, LeavesAsideWhatIsNotForHere) {
  Apply(Change(ResourceChange::KIND_CREATED, "meetings/1msp", universalization::v1::Area()));
  Apply(Change(ResourceChange::KIND_CREATED, "states/LAO", universalization::v1::Area()));
  EXPECT_FALSE(FindParty(*Now(), "meetings/1msp")->has_value());
  EXPECT_FALSE(FindParty(*Now(), "states/LAO")->has_value());
}

TEST_F(RegistryTest, IsNotReadyBeforeItHasSynced) {
  const auto ready = RegistryReady(*Now());
  EXPECT_EQ(ready.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rpc::ReasonOf(ready), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
  Apply(Change(ResourceChange::KIND_EXISTING, "states/LAO", universalization::v1::State()));
  EXPECT_EQ(RegistryReady(*Now()).code(), absl::StatusCode::kUnavailable);
  Complete();
  EXPECT_TRUE(RegistryReady(*Now()).ok());
}

TEST_F(RegistryTest, CallsNobodyUnknownBeforeItHasSynced) {
  Apply(Change(ResourceChange::KIND_EXISTING, "states/LAO", universalization::v1::State()));
  EXPECT_TRUE(Check("states/LAO").ok());
  EXPECT_EQ(rpc::ReasonOf(Check("states/NOR")), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
  EXPECT_EQ(rpc::ReasonOf(Check("actors/undp")), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
}

// A copy as the follower leaves it, in a store that watches it as the service's does.
class RegistryCopyTest : public RegistryTest {
 protected:
  RegistryCopyTest() {
    store_.reset();
    store::RocksdbOptions options;
    options.directory = directory_ + "/copy";
    options.service = "cooperation";
    options.watched_prefixes = {"r/", std::string(kRegistryPrefix)};
    auto opened = store::OpenRocksdbStore(options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  void AddMember() {
    universalization::v1::Actor actor;
    actor.set_kind(universalization::v1::Actor::KIND_UNITED_NATIONS);
    Apply(Change(ResourceChange::KIND_EXISTING, "actors/undp", actor));
    universalization::v1::Membership membership;
    membership.set_identity(kAnna);
    membership.set_actor("actors/undp");
    membership.add_roles(type::v1::ROLE_OBSERVER);
    membership.set_status(universalization::v1::Membership::STATUS_ACTIVE);
    Apply(Change(ResourceChange::KIND_EXISTING, "memberships/a", membership));
  }
  // The follower's last transaction of a first sync, and the mark that it leaves in the copy.
  void Synced(bool with_mark) {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  const auto [key, value] = rpc::Follower::SyncedMark(
                      kRegistryFollower, {"states", "areas", "actors", "memberships"});
                  RETURN_IF_ERROR(txn.Put(key, value));
                  if (!with_mark) return absl::OkStatus();
                  return txn.Put(RegistryCopy().complete_key, RegistryCopy().complete_value);
                }).ok());
  }
  static absl::StatusOr<size_t> Standings(const auth::Directory& directory,
                                          const std::string& who) {
    const auto found = directory.Find(who, absl::FromUnixSeconds(1352710800));
    if (!found.ok()) return found.status();
    return found->size();
  }
  static void Await(const auth::Directory& directory) {
    for (int i = 0; i < 3000 && !Standings(directory, kAnna).ok(); ++i) {
      absl::SleepFor(absl::Milliseconds(10));
    }
    EXPECT_EQ(*Standings(directory, kAnna), 1u);
    EXPECT_EQ(*Standings(directory, "https://login.example#ben"), 0u);
  }

  static constexpr char kAnna[] = "https://login.example#anna";
};

TEST_F(RegistryCopyTest, TellsNobodyThatTheyHaveNoMembershipBeforeAllAreThere) {
  AddMember();
  const auto directory = auth::RegistryDirectory::Start(store_.get(), RegistryCopy());
  ASSERT_TRUE(directory.ok()) << directory.status();
  for (const std::string& who : {std::string(kAnna), std::string("https://login.example#ben")}) {
    const absl::Status early = Standings(**directory, who).status();
    EXPECT_EQ(early.code(), absl::StatusCode::kUnavailable) << who;
    EXPECT_EQ(rpc::ReasonOf(early), type::v1::ERROR_REASON_REGISTRY_NOT_READY);
    EXPECT_GT(rpc::RetryDelayOf(early), absl::ZeroDuration());
  }
  Synced(/*with_mark=*/true);
  Await(**directory);
  // The mark is no party.
  ASSERT_TRUE(ForEachParty(*Now(), [](const Party& party) {
                EXPECT_EQ(party.name, "actors/undp");
                return true;
              }).ok());
}

TEST_F(RegistryCopyTest, ACopyFromBeforeThereWasAMarkGetsIt) {
  AddMember();
  Synced(/*with_mark=*/false);
  const auto directory = auth::RegistryDirectory::Start(store_.get(), RegistryCopy());
  ASSERT_TRUE(directory.ok()) << directory.status();
  EXPECT_FALSE(Standings(**directory, kAnna).ok());
  // Nobody is there to be followed.
  const auto follower = FollowRegistry("127.0.0.1:1", {}, store_.get());
  ASSERT_TRUE(follower.ok()) << follower.status();
  Await(**directory);
}

}  // namespace
}  // namespace clearway::cooperation
