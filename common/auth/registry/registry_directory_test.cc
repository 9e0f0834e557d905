#include "common/auth/registry/registry_directory.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clearway/universalization/v1/actor.pb.h"
#include "clearway/universalization/v1/membership.pb.h"
#include "common/resource/collection.h"
#include "common/resource/testing/store.h"
#include "common/rpc/errors.h"
#include "common/store/rocksdb_store.h"
#include "gtest/gtest.h"

namespace clearway::auth {
namespace {

using resource::testing::CallAt;
using type::v1::ROLE_OBSERVER;
using universalization::v1::Actor;
using universalization::v1::Membership;

constexpr char kAnna[] = "https://login.example#anna";

const resource::Collection<Membership>& Memberships() {
  static const auto* const all =
      new resource::Collection<Membership>({.collection = "memberships", .indexes = {}});
  return *all;
}

const resource::Collection<Actor>& Actors() {
  static const auto* const all =
      new resource::Collection<Actor>({.collection = "actors", .indexes = {}});
  return *all;
}

Membership AMembership() {
  Membership membership;
  membership.set_identity(kAnna);
  membership.set_actor("actors/undp");
  membership.add_roles(ROLE_OBSERVER);
  membership.set_status(Membership::STATUS_ACTIVE);
  return membership;
}

class RegistryDirectoryTest : public resource::testing::StoreTest {
 protected:
  // Waits for what the store brings.
  void ExpectStandings(const Directory& directory, size_t expected) {
    size_t found = 0;
    for (int i = 0; i < 3000; ++i) {
      const auto standings = directory.Find(kAnna, CallAt(0).time);
      found = standings.ok() ? standings->size() : 99;
      if (found == expected) return;
      absl::SleepFor(absl::Milliseconds(10));
    }
    ADD_FAILURE() << "found " << found << " instead of " << expected;
  }

  void Join(absl::string_view id) {
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Memberships().Create(CallAt(0), txn, AMembership(), id).status();
                }).ok());
  }
  void AddUndp() {
    Actor undp;
    undp.set_kind(Actor::KIND_UNITED_NATIONS);
    ASSERT_TRUE(Do([&](store::Txn& txn) {
                  return Actors().Create(CallAt(0), txn, undp, "undp").status();
                }).ok());
  }
};

TEST_F(RegistryDirectoryTest, ReadsWhatIsThereAndFollows) {
  AddUndp();
  Join("a");
  auto directory = RegistryDirectory::Start(store_.get(), RecordsOfRegistry());
  ASSERT_TRUE(directory.ok()) << directory.status();
  EXPECT_EQ((*directory)->Find(kAnna, CallAt(0).time)->size(), 1u);
  const int64_t before = (*directory)->Generation(CallAt(0).time);
  ASSERT_TRUE(Do([](store::Txn& txn) {
                auto membership = Memberships().Get(txn, "memberships/a");
                membership->set_status(Membership::STATUS_INACTIVE);
                return Memberships().Write(CallAt(1), txn, *membership, "deactivate").status();
              }).ok());
  ExpectStandings(**directory, 0);
  EXPECT_GT((*directory)->Generation(CallAt(0).time), before);
  Join("b");
  ExpectStandings(**directory, 1);
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return Memberships().Delete(CallAt(2), txn, "memberships/b").status();
              }).ok());
  ExpectStandings(**directory, 0);
}

TEST_F(RegistryDirectoryTest, FindsItsWayAfterTheFeedWasCompacted) {
  auto directory = RegistryDirectory::Start(store_.get(), RecordsOfRegistry());
  ASSERT_TRUE(directory.ok()) << directory.status();
  AddUndp();
  Join("a");
  ASSERT_TRUE(store_->Compact(store_->revision()).ok());
  Join("b");
  ExpectStandings(**directory, 1);
}

// As cooperation has it: another form, and not all there until a mark says so.
TEST_F(RegistryDirectoryTest, ACopyIsNothingUntilItIsComplete) {
  store_.reset();
  store::RocksdbOptions options;
  options.directory = directory_ + "/copy";
  options.service = "test";
  options.watched_prefixes = {"r/", "p/"};
  auto opened = store::OpenRocksdbStore(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  store_ = *std::move(opened);
  RegistrySource source;
  source.prefix = "p/";
  source.complete_key = "p/follow/registry/collections";
  source.complete_value = "actors,memberships";
  source.read = [](absl::string_view key, const absl::optional<absl::string_view>& value)
      -> absl::StatusOr<absl::optional<RegistryChange>> {
    if (!absl::ConsumePrefix(&key, "p/registry/")) return absl::optional<RegistryChange>();
    RegistryChange change;
    change.name = std::string(key);
    if (value.has_value()) change.record = std::string(*value);
    return absl::optional<RegistryChange>(std::move(change));
  };
  auto directory = RegistryDirectory::Start(store_.get(), source);
  ASSERT_TRUE(directory.ok()) << directory.status();
  const auto put = [&](absl::string_view key, const std::string& value) {
    ASSERT_TRUE(Do([&](store::Txn& txn) { return txn.Put(key, value); }).ok());
  };
  Actor undp;
  undp.set_name("actors/undp");
  Membership membership = AMembership();
  membership.set_name("memberships/a");
  put("p/registry/actors/undp", undp.SerializeAsString());
  put("p/registry/memberships/a", membership.SerializeAsString());
  put("p/follow/registry/collections", "actors");
  EXPECT_EQ(rpc::ReasonOf((*directory)->Find(kAnna, CallAt(0).time).status()),
            type::v1::ERROR_REASON_REGISTRY_NOT_READY);
  put("p/follow/registry/collections", "actors,memberships");
  ExpectStandings(**directory, 1);
  // What was complete is so at once.
  directory->reset();
  auto again = RegistryDirectory::Start(store_.get(), source);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)->Find(kAnna, CallAt(0).time)->size(), 1u);
}

TEST_F(RegistryDirectoryTest, WhatCannotBeReadMakesNobodyAMember) {
  AddUndp();
  Join("a");
  auto directory = RegistryDirectory::Start(store_.get(), RecordsOfRegistry());
  ASSERT_TRUE(directory.ok()) << directory.status();
  ASSERT_TRUE(Do([](store::Txn& txn) { return txn.Put("r/actors/undp", "no record"); }).ok());
  ExpectStandings(**directory, 99);
  EXPECT_EQ((*directory)->Find(kAnna, CallAt(0).time).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(RegistryDirectory::Start(store_.get(), RecordsOfRegistry()).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace clearway::auth
