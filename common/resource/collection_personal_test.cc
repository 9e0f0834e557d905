// What is personal, through the real store: encrypted wherever it is stored, shown to those who see
// it, gone when the person is erased, and every change of what is stored found.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clearway/storage/v1/storage.pb.h"
#include "clearway/type/v1/audit.pb.h"
#include "common/audit/verify.h"
#include "common/resource/feed.h"
#include "common/resource/idempotency.h"
#include "common/resource/keys.h"
#include "common/resource/personal.h"
#include "common/resource/testing/person.pb.h"
#include "common/resource/testing/persons.h"
#include "common/resource/viewed.h"
#include "common/rpc/errors.h"
#include "common/rpc/log.h"
#include "common/secrets/stored_keys.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using testing::CallAt;
using testing::CreatePersonRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::KnownPerson;
using testing::ListPersonsRequest;
using testing::ListPersonsResponse;
using testing::Patient;
using testing::Patients;
using testing::Person;
using testing::Persons;

constexpr char kUuid[] = "4f8b2c1e-3d5a-4b6c-8d7e-9f0a1b2c3d4e";

bool Same(const Message& a, const Message& b) {
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

Person Without(Person person) {
  PersonalFields::Of(Person::descriptor())->Clear(&person);
  return person;
}

class CollectionPersonalTest : public testing::KeyedStoreTest {
 protected:
  // All bytes of all files of the store.
  std::string Disk() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_ + "/data")) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      all += text.str();
    }
    return all;
  }
  std::string Raw(const std::string& key) const { return Now()->Get(key)->value_or(""); }
  std::vector<std::string> Keys(const std::string& prefix) const {
    std::vector<std::string> keys;
    const auto at = Now();
    for (auto cursor = at->Scan(prefix, store::PrefixEnd(prefix)); cursor->Valid();
         cursor->Next()) {
      keys.emplace_back(cursor->key());
    }
    return keys;
  }
  absl::StatusOr<Person> Get(const std::string& id) const {
    return Persons().Get(*Now(), "persons/" + id);
  }
  absl::Status Erase(const std::string& id, int minutes) {
    return Do([&](store::Txn& txn) {
      return Persons().Erase(CallAt(minutes), txn, "persons/" + id).status();
    });
  }
  absl::StatusOr<Person> SetSex(const std::string& id, const std::string& sex, int minutes) {
    Person patch, out;
    patch.set_name("persons/" + id);
    patch.set_sex(sex);
    RETURN_IF_ERROR(Do([&](store::Txn& txn) -> absl::Status {
      ASSIGN_OR_RETURN(out, Persons().Update(CallAt(minutes), txn, patch, {}));
      return absl::OkStatus();
    }));
    return out;
  }
};

TEST_F(CollectionPersonalTest, ComesBackAsItWas) {
  const auto made = Create("a", KnownPerson());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->full_name(), "PLAINTEXT-name");
  EXPECT_TRUE(Same(*Get("a"), *made));
  ListPersonsRequest request;
  const auto listed = Persons().List<ListPersonsResponse>(*Now(), request);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->persons_size(), 1);
  EXPECT_TRUE(Same(listed->persons(0), *made));
  // A change of what is not personal keeps what is.
  const auto changed = SetSex("a", "male", 1);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->full_name(), "PLAINTEXT-name");
  EXPECT_EQ(changed->contacts().at("work").phone(), "PLAINTEXT-work");
  EXPECT_NE(changed->etag(), made->etag());
  EXPECT_TRUE(Same(*Get("a"), *changed));
  // One that changes nothing is none.
  EXPECT_EQ(SetSex("a", "male", 2)->etag(), changed->etag());
  int versions = 0;
  EXPECT_TRUE(Persons()
                  .ListHistory(*Now(), "persons/a",
                               [&](const Version& version, const Message& message) {
                                 ++versions;
                                 EXPECT_TRUE(Same(message, version.number == 1 ? *made : *changed));
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(versions, 2);
  EXPECT_TRUE(Same(*Persons().GetAsOf(*Now(), "persons/a", CallAt(0).time), *made));
  EXPECT_TRUE(Persons().Check(*Now()).ok()) << Persons().Check(*Now());
  Reopen();
  EXPECT_TRUE(Same(*Get("a"), *changed));
}

TEST_F(CollectionPersonalTest, NothingOfItIsInPlainAnywhere) {
  std::string log;
  rpc::SetLogSink([&log](absl::string_view line) { absl::StrAppend(&log, line, "\n"); });
  rpc::SetLogLevel(rpc::LogLevel::kDebug);
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  ASSERT_TRUE(SetSex("a", "male", 1).ok());
  // With an answer that is stored.
  rpc::Call call = CallAt(2);
  call.request_id = kUuid;
  CreatePersonRequest request;
  request.set_person_id("b");
  *request.mutable_person() = KnownPerson();
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                ASSIGN_OR_RETURN(const Person made,
                                 Persons().Create(call, txn, request.person(), "b"));
                return Remember(txn, call, request, made);
              }).ok());
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Persons().Delete(CallAt(3), txn, "persons/b").status();
              }).ok());
  // Bytes of the log file, then of tables too.
  for (int round = 0; round < 2; ++round) {
    const std::string disk = Disk();
    EXPECT_TRUE(absl::StrContains(disk, "persons/a")) << "the scan sees what is there";
    EXPECT_TRUE(absl::StrContains(disk, "female"));
    EXPECT_FALSE(absl::StrContains(disk, "PLAINTEXT")) << round;
    const std::string weight("\0\0\0\0\0\xc0N@", 8);  // 61.5
    EXPECT_FALSE(absl::StrContains(disk, weight)) << round;
    // No key either: neither the master's nor any that it wraps.
    EXPECT_FALSE(absl::StrContains(disk, secrets::testing::TestKey(1).substr(0, 16)));
    ASSERT_TRUE(store_->Scrub("", "").ok());
  }
  EXPECT_FALSE(absl::StrContains(log, "PLAINTEXT")) << log;
  EXPECT_THAT(log, ::testing::HasSubstr("key made"));
  rpc::SetLogSink(nullptr);
  rpc::SetLogLevel(rpc::LogLevel::kInfo);
  // Not in the feed as others see it: what is personal is read by asking for it, which is audited.
  const auto feed = Feed::Make("0123456789abcdef", type::v1::WatchRequest());
  std::string sent;
  const auto send = [&sent](const type::v1::WatchResponse& response) {
    sent += response.SerializeAsString();
    return absl::OkStatus();
  };
  ASSERT_TRUE(feed->Existing(*Now(), send).ok());
  store::Store::Batch batch;
  for (const char* id : {"a", "b"}) {
    const std::string key = absl::StrCat("r/persons/", id);
    batch.changes.push_back({5, 0, store::Change::Kind::kPut, key, Raw(key)});
  }
  ASSERT_TRUE(feed->Changes(batch, send).ok());
  EXPECT_TRUE(absl::StrContains(sent, "persons/a"));
  EXPECT_FALSE(absl::StrContains(sent, "PLAINTEXT"));
  // Nor in an index, though one was written for it.
  EXPECT_THAT(Keys("i/persons/full-name/"), IsEmpty());
  EXPECT_THAT(*Persons().Lookup(*Now(), "state", "states/LAO"), ElementsAre("persons/a"));
}

TEST_F(CollectionPersonalTest, EqualPeopleLookDifferentAndSoDoVersions) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  ASSERT_TRUE(Create("b", KnownPerson()).ok());
  ASSERT_TRUE(SetSex("a", "male", 1).ok());
  ASSERT_TRUE(SetSex("a", "female", 2).ok());
  std::set<std::string> values;
  size_t count = 0;
  for (const char* prefix : {"r/persons/", "h/persons/"}) {
    for (const std::string& key : Keys(prefix)) {
      storage::v1::StoredRecord record;
      ASSERT_TRUE(record.ParseFromString(Raw(key)));
      EXPECT_EQ(record.format_version(), 2U);
      EXPECT_EQ(record.sealed().fields_size(), 11);
      for (const auto& field : record.sealed().fields()) {
        values.insert(field.value());
        ++count;
      }
    }
  }
  EXPECT_EQ(count, 44U);
  EXPECT_EQ(values.size(), count);
}

TEST_F(CollectionPersonalTest, EveryChangedByteIsFound) {
  Person person = KnownPerson();
  person.mutable_visits()->DeleteSubrange(1, 1);  // fewer bytes to go through
  person.clear_contacts();
  ASSERT_TRUE(Create("a", person).ok());
  ASSERT_TRUE(SetSex("a", "male", 1).ok());
  ASSERT_TRUE(Create("b", person).ok());
  const Person first = *Persons().GetAsOf(*Now(), "persons/a", CallAt(0).time);
  const Person second = *Get("a");
  std::vector<std::string> keys = Keys("h/persons/a/");
  ASSERT_EQ(keys.size(), 1U);
  for (const char* key : {"r/persons/a", "k/p/persons/a"}) keys.push_back(key);
  for (const std::string& key : keys) {
    const std::string good = Raw(key);
    ASSERT_FALSE(good.empty());
    for (size_t i = 0; i < good.size(); ++i) {
      for (const int mask : {0x01, 0x80}) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ mask);
        // Within a transaction that is given up: nothing of it lasts.
        const absl::Status given_up = StoreTest::Do([&](store::Txn& txn) -> absl::Status {
          RETURN_IF_ERROR(txn.Put(key, bad));
          const auto past = Persons().GetAsOf(txn, "persons/a", CallAt(0).time);
          const auto now = Persons().Get(txn, "persons/a");
          // Either it is refused, or it is another version that is shown, never something changed.
          EXPECT_FALSE(past.ok() && now.ok() && Same(*past, first) && Same(*now, second))
              << key << " byte " << i << " is nowhere looked at";
          EXPECT_TRUE(!past.ok() || Same(*past, first)) << key << " byte " << i;
          const bool erased = now.ok() && now->has_erase_time();
          EXPECT_TRUE(!now.ok() || Same(*now, second) || erased) << key << " byte " << i;
          for (const auto& status : {past.status(), now.status()}) {
            EXPECT_FALSE(absl::StrContains(status.message(), "PLAINTEXT"));
          }
          return absl::CancelledError("done");
        });
        EXPECT_TRUE(absl::IsCancelled(given_up)) << given_up;
      }
    }
  }
  EXPECT_TRUE(Same(*Get("a"), second));
}

TEST_F(CollectionPersonalTest, WhatIsMovedOrPlayedAgainIsFound) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  Person other = KnownPerson();
  other.set_full_name("PLAINTEXT-other");
  ASSERT_TRUE(Create("b", other).ok());
  const std::string first = Raw("r/persons/a");
  ASSERT_TRUE(SetSex("a", "male", 1).ok());
  const auto trial = [&](const std::function<void(storage::v1::StoredRecord*)>& change) {
    absl::StatusOr<Person> read;
    StoreTest::Do([&](store::Txn& txn) -> absl::Status {
      storage::v1::StoredRecord record;
      EXPECT_TRUE(record.ParseFromString(**txn.Get("r/persons/a")));
      change(&record);
      RETURN_IF_ERROR(txn.Put("r/persons/a", record.SerializeAsString()));
      read = Persons().Get(txn, "persons/a");
      return absl::CancelledError("done");
    }).IgnoreError();
    return read.status();
  };
  EXPECT_TRUE(trial([](auto*) {}).ok());
  storage::v1::StoredRecord before, theirs;
  ASSERT_TRUE(before.ParseFromString(first));
  ASSERT_TRUE(theirs.ParseFromString(Raw("r/persons/b")));
  // An earlier value of the same field.
  EXPECT_TRUE(absl::IsDataLoss(trial([&](auto* record) {
    record->mutable_sealed()->mutable_fields(0)->set_value(before.sealed().fields(0).value());
  })));
  // Another's, with and without the name of its key.
  EXPECT_TRUE(absl::IsDataLoss(trial([&](auto* record) {
    record->mutable_sealed()->mutable_fields(0)->set_value(theirs.sealed().fields(0).value());
  })));
  EXPECT_TRUE(
      absl::IsDataLoss(trial([&](auto* record) { *record->mutable_sealed() = theirs.sealed(); })));
  // Two fields of one record.
  EXPECT_TRUE(absl::IsDataLoss(trial([](auto* record) {
    auto* fields = record->mutable_sealed()->mutable_fields();
    fields->Mutable(0)->mutable_value()->swap(*fields->Mutable(1)->mutable_value());
  })));
  // One left out, all left out, one added.
  EXPECT_TRUE(absl::IsDataLoss(
      trial([](auto* record) { record->mutable_sealed()->mutable_fields()->RemoveLast(); })));
  EXPECT_TRUE(absl::IsDataLoss(trial([](auto* record) { record->clear_sealed(); })));
  EXPECT_TRUE(absl::IsDataLoss(trial(
      [](auto* record) { *record->mutable_sealed()->add_fields() = record->sealed().fields(0); })));
  // What stands beside it.
  EXPECT_TRUE(absl::IsDataLoss(trial([](auto* record) {
    Person plain;
    EXPECT_TRUE(plain.ParseFromString(record->resource()));
    plain.set_sex("female");
    record->set_resource(plain.SerializeAsString());
  })));
  // Another person's key.
  StoreTest::Do([&](store::Txn& txn) -> absl::Status {
    RETURN_IF_ERROR(txn.Put("k/p/persons/a", **txn.Get("k/p/persons/b")));
    EXPECT_TRUE(absl::IsDataLoss(Persons().Get(txn, "persons/a").status()));
    RETURN_IF_ERROR(txn.Delete("k/p/persons/a"));
    EXPECT_TRUE(absl::IsDataLoss(Persons().Get(txn, "persons/a").status()));
    return absl::CancelledError("done");
  }).IgnoreError();
}

TEST_F(CollectionPersonalTest, ErasingAPersonErasesAllOfIt) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  const store::Revision created = store_->revision();
  ASSERT_TRUE(Create("b", KnownPerson()).ok());
  ASSERT_TRUE(SetSex("a", "male", 1).ok());
  storage::v1::StoredPersonKey key;
  ASSERT_TRUE(key.ParseFromString(Raw("k/p/persons/a")));
  ASSERT_EQ(key.wrapped().size(), 80U);
  ASSERT_TRUE(absl::StrContains(Disk(), key.wrapped()));
  const std::string etag = Get("a")->etag();
  auto before = Now();
  ASSERT_TRUE(Erase("a", 2).ok()) << Erase("a", 2);
  const Person erased = *Get("a");
  EXPECT_TRUE(Same(erased, Without(erased))) << erased.DebugString();
  EXPECT_EQ(erased.erase_time().seconds(), absl::ToUnixSeconds(CallAt(2).time));
  EXPECT_NE(erased.etag(), etag);
  // Statistics are as they were.
  EXPECT_EQ(erased.sex(), "male");
  EXPECT_EQ(erased.age_band(), 30);
  EXPECT_EQ(erased.visits_size(), 2);
  EXPECT_EQ(erased.contacts().at("home").kind(), "mother");
  // Its past too, whichever way it is asked.
  int versions = 0;
  ASSERT_TRUE(Persons()
                  .ListHistory(*Now(), "persons/a",
                               [&](const Version& version, const Message& message) {
                                 const auto& past = static_cast<const Person&>(message);
                                 EXPECT_TRUE(Same(past, Without(past))) << version.number;
                                 EXPECT_TRUE(past.has_erase_time());
                                 ++versions;
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(versions, 3);
  EXPECT_EQ(Persons().GetAsOf(*Now(), "persons/a", CallAt(0).time)->full_name(), "");
  Person past;
  ASSERT_TRUE(Persons().GetAtRevision(*Now(), "persons/a", created, &past).ok());
  EXPECT_EQ(past.full_name(), "");
  EXPECT_EQ(past.sex(), "female");
  // Others are not touched; who began to read before goes on.
  EXPECT_EQ(Get("b")->full_name(), "PLAINTEXT-name");
  EXPECT_EQ(Persons().Get(*before, "persons/a")->full_name(), "PLAINTEXT-name");
  before.reset();
  // Again it changes nothing.
  ASSERT_TRUE(Erase("a", 3).ok());
  EXPECT_EQ(Get("a")->etag(), erased.etag());
  EXPECT_TRUE(absl::IsNotFound(Erase("nobody", 3)));
  // The rest can be changed, nothing personal can be set.
  EXPECT_EQ(SetSex("a", "unknown", 4)->erase_time().seconds(), erased.erase_time().seconds());
  Person patch;
  patch.set_name("persons/a");
  patch.set_full_name("again");
  const absl::Status again =
      Do([&](store::Txn& txn) { return Persons().Update(CallAt(5), txn, patch, {}).status(); });
  EXPECT_EQ(rpc::ReasonOf(again), type::v1::ERROR_REASON_KEY_DESTROYED) << again;
  EXPECT_TRUE(Persons().Check(*Now()).ok()) << Persons().Check(*Now());
  // The trail does not mind.
  const auto trail = audit::Verify(*Now(), type::v1::VerifyAuditTrailRequest());
  EXPECT_TRUE(trail->intact()) << trail->finding();
  Reopen();
  EXPECT_EQ(Get("a")->full_name(), "");
}

TEST_F(CollectionPersonalTest, ADestroyedKeyLeavesTheDisk) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  ASSERT_TRUE(Create("b", KnownPerson()).ok());
  storage::v1::StoredPersonKey erased, kept;
  ASSERT_TRUE(erased.ParseFromString(Raw("k/p/persons/a")));
  ASSERT_TRUE(kept.ParseFromString(Raw("k/p/persons/b")));
  ASSERT_TRUE(Erase("a", 1).ok());
  for (int i = 0; i < 200 && custodian_->stats().scrubs == 0; ++i) custodian_->Look();
  EXPECT_EQ(custodian_->stats().scrubs, 1);
  const std::string disk = Disk();
  EXPECT_FALSE(absl::StrContains(disk, erased.wrapped()));
  EXPECT_TRUE(absl::StrContains(disk, kept.wrapped()));
  EXPECT_THAT(Keys("k/d"), IsEmpty());
}

TEST_F(CollectionPersonalTest, DeletedPeopleAreErasedAndPurgedToo) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  const auto remove = [&](int minutes) {
    return Do([&](store::Txn& txn) {
      return Persons().Delete(CallAt(minutes), txn, "persons/a").status();
    });
  };
  ASSERT_TRUE(remove(1).ok());
  Person deleted;
  ASSERT_TRUE(Persons().CollectionBase::Get(*Now(), "persons/a", &deleted, true).ok());
  EXPECT_EQ(deleted.full_name(), "PLAINTEXT-name");
  ASSERT_TRUE(Erase("a", 2).ok());
  ASSERT_TRUE(Persons().CollectionBase::Get(*Now(), "persons/a", &deleted, true).ok());
  EXPECT_EQ(deleted.full_name(), "");
  EXPECT_TRUE(deleted.has_delete_time() && deleted.has_erase_time());
  EXPECT_TRUE(absl::IsNotFound(Get("a").status())) << "still deleted";
  EXPECT_TRUE(Persons().Check(*Now()).ok()) << Persons().Check(*Now());
  // Purged without its mark: the id is free, for a person with another key.
  ASSERT_TRUE(Create("c", KnownPerson()).ok());
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return Persons().Delete(CallAt(3), txn, "persons/c").status();
              }).ok());
  const std::string key = Raw("k/p/persons/c");
  ASSERT_TRUE(Do([](store::Txn& txn) {
                return Persons().PurgeExpired(CallAt(60 * 24 * 40), txn, 10).status();
              }).ok());
  EXPECT_THAT(Keys("k/p/"), IsEmpty());
  EXPECT_THAT(Keys("k/w/"), IsEmpty());
  ASSERT_TRUE(Create("c", KnownPerson(), 60 * 24 * 41).ok());
  EXPECT_NE(Raw("k/p/persons/c"), key);
  EXPECT_EQ(Get("c")->full_name(), "PLAINTEXT-name");
}

TEST_F(CollectionPersonalTest, AStoredAnswerIsSealedAndGoesWithThePerson) {
  rpc::Call call = CallAt(1);
  call.request_id = kUuid;
  CreatePersonRequest request;
  *request.mutable_person() = KnownPerson();
  ListPersonsResponse answer;
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                answer.Clear();
                for (const char* id : {"a", "b"}) {
                  ASSIGN_OR_RETURN(*answer.add_persons(),
                                   Persons().Create(call, txn, request.person(), id));
                }
                return Remember(txn, call, request, answer);
              }).ok());
  const auto replay = [&](const CreatePersonRequest& asked) {
    ListPersonsResponse out;
    absl::StatusOr<bool> repeated;
    StoreTest::Do([&](store::Txn& txn) {
      repeated = Replay(txn, call, asked, &out);
      return absl::CancelledError("done");
    }).IgnoreError();
    EXPECT_TRUE(!repeated.ok() || *repeated);
    return repeated.ok() ? absl::StatusOr<ListPersonsResponse>(out) : repeated.status();
  };
  ASSERT_TRUE(replay(request).ok()) << replay(request).status();
  EXPECT_TRUE(Same(*replay(request), answer));
  CreatePersonRequest other = request;
  other.mutable_person()->set_full_name("PLAINTEXT-other");
  EXPECT_EQ(rpc::ReasonOf(replay(other).status()), type::v1::ERROR_REASON_REQUEST_ID_REUSED);
  const std::string key = Keys("q/k/")[0], stored = Raw(key);
  EXPECT_FALSE(absl::StrContains(stored, "PLAINTEXT"));
  for (size_t i = 0; i < stored.size(); ++i) {
    std::string bad = stored;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    StoreTest::Do([&](store::Txn& txn) -> absl::Status {
      RETURN_IF_ERROR(txn.Put(key, bad));
      ListPersonsResponse out;
      const auto repeated = Replay(txn, call, request, &out);
      EXPECT_FALSE(repeated.ok()) << "byte " << i;
      return absl::CancelledError("done");
    }).IgnoreError();
  }
  // The second goes: its part of the answer does.
  ASSERT_TRUE(Erase("b", 2).ok());
  const auto rest = replay(request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_TRUE(Same(rest->persons(0), answer.persons(0)));
  EXPECT_TRUE(Same(rest->persons(1), Without(answer.persons(1))));
  // The first goes, with whose key the request's hash is kept.
  ASSERT_TRUE(Erase("a", 3).ok());
  EXPECT_EQ(rpc::ReasonOf(replay(request).status()), type::v1::ERROR_REASON_KEY_DESTROYED);
}

TEST_F(CollectionPersonalTest, OnlyWhoSeesAFieldHasItDecrypted) {
  Patient patient;
  patient.set_state("states/LAO");
  patient.set_full_name("PLAINTEXT-name");
  patient.set_age_band(30);
  for (const char* whom : {"states/KHM", "actors/clinic"}) {
    auto* treatment = patient.add_treatments();
    treatment->set_concerns(whom);
    treatment->set_note(absl::StrCat("PLAINTEXT-note-", whom));
  }
  Patient bare = patient;
  bare.clear_treatments();
  ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                RETURN_IF_ERROR(Patients().Create(CallAt(0), txn, patient, "a").status());
                return Patients().Create(CallAt(0), txn, bare, "bare").status();
              }).ok());
  const auto as = [this](const std::string& who, const std::string& id) {
    auth::Caller caller;
    caller.identity = caller.actor = who;
    caller.names = {who};
    caller.roles = {type::v1::ROLE_OBSERVER};
    const auto at = Now();
    return Patients().Get(ViewedSnapshot(*at, caller), "patients/" + id);
  };
  EXPECT_EQ(as("states/LAO", "a")->full_name(), "PLAINTEXT-name");
  EXPECT_EQ(as("states/LAO", "a")->treatments_size(), 2);
  const auto clinic = as("actors/clinic", "a");
  ASSERT_TRUE(clinic.ok()) << clinic.status();
  EXPECT_EQ(clinic->full_name(), "");
  ASSERT_EQ(clinic->treatments_size(), 1);
  EXPECT_EQ(clinic->treatments(0).note(), "PLAINTEXT-note-actors/clinic");
  EXPECT_EQ(as("actors/stranger", "a")->treatments_size(), 0);
  // Without keys there is the difference: who sees nothing personal needs none.
  custodian_.reset();
  store_->SetVault(std::make_shared<secrets::Vault>());
  EXPECT_TRUE(absl::IsUnavailable(as("states/LAO", "bare").status()));
  const auto stranger = as("actors/stranger", "bare");
  ASSERT_TRUE(stranger.ok()) << stranger.status();
  EXPECT_EQ(stranger->age_band(), 30);
  EXPECT_EQ(Patients().Get(WithoutPersonal(*Now()), "patients/bare")->age_band(), 30);
}

TEST_F(CollectionPersonalTest, WithoutKeysEverythingElseIsServed) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  Person nothing;
  nothing.set_state("states/LAO");
  nothing.set_age_band(40);
  ASSERT_TRUE(Create("nothing", nothing).ok());
  custodian_.reset();
  for (const auto& vault :
       {std::shared_ptr<secrets::Vault>(), std::make_shared<secrets::Vault>()}) {
    store_->SetVault(vault);
    EXPECT_EQ(rpc::ReasonOf(Get("a").status()), type::v1::ERROR_REASON_SECRETS_UNAVAILABLE);
    EXPECT_TRUE(absl::IsUnavailable(Get("a").status()));
    EXPECT_EQ(Get("nothing")->age_band(), 40);
    EXPECT_EQ(rpc::ReasonOf(SetSex("nothing", vault == nullptr ? "male" : "female", 1).status()),
              type::v1::ERROR_REASON_UNSPECIFIED);
    const auto create = [&](const Person& person) {
      return StoreTest::Do([&](store::Txn& txn) {
        return Persons().Create(CallAt(2), txn, person, "new").status();
      });
    };
    EXPECT_EQ(rpc::ReasonOf(create(KnownPerson())), type::v1::ERROR_REASON_SECRETS_UNAVAILABLE);
    EXPECT_TRUE(*Persons().Exists(*Now(), "persons/a"));
    // Statistics.
    int counted = 0;
    ASSERT_TRUE(Persons()
                    .ForEach(WithoutPersonal(*Now()),
                             [&](const Person& person) {
                               counted += person.age_band();
                               EXPECT_EQ(person.full_name(), "");
                               return true;
                             })
                    .ok());
    EXPECT_EQ(counted, 70);
  }
  // A person can be erased all the same.
  store_->SetVault(nullptr);
  ASSERT_TRUE(StoreTest::Do([](store::Txn& txn) {
                return Persons().Erase(CallAt(3), txn, "persons/a").status();
              }).ok());
  StartCustodian();
  EXPECT_EQ(Get("a")->full_name(), "");
  EXPECT_TRUE(Get("a")->has_erase_time());
}

TEST_F(CollectionPersonalTest, ListsFilterByWhatIsPersonalButDoNotOrderByIt) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  Person other = KnownPerson();
  other.set_full_name("Khamla");
  ASSERT_TRUE(Create("b", other).ok());
  const auto list = [this](const std::string& filter, const std::string& order = "") {
    ListPersonsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    return Persons().List<ListPersonsResponse>(*Now(), request);
  };
  ASSERT_EQ(list("full_name = Khamla")->persons_size(), 1);
  EXPECT_EQ(list("full_name = Khamla")->persons(0).name(), "persons/b");
  EXPECT_EQ(list("Khamla")->persons_size(), 1);
  EXPECT_EQ(list("visits.note:\"PLAINTEXT-visit-2011\"")->persons_size(), 2);
  EXPECT_EQ(list("sex = female", "age_band desc")->persons(0).full_name(), "PLAINTEXT-name");
  EXPECT_EQ(rpc::ReasonOf(list("", "full_name").status()), type::v1::ERROR_REASON_ORDER_BY_INVALID);
  EXPECT_EQ(rpc::ReasonOf(list("", "address.street").status()),
            type::v1::ERROR_REASON_ORDER_BY_INVALID);
}

TEST_F(CollectionPersonalTest, APersonWhoMovesIsUnderTheOtherState) {
  ASSERT_TRUE(Create("a", KnownPerson()).ok());
  Person moved = *Get("a");
  moved.set_state("states/KHM");
  ASSERT_TRUE(Do([&](store::Txn& txn) {
                return Persons().Write(CallAt(1), txn, moved, "move").status();
              }).ok());
  EXPECT_EQ(Get("a")->full_name(), "PLAINTEXT-name");
  EXPECT_EQ(Keys("k/w/states/LAO/").size(), 0U);
  EXPECT_EQ(Keys("k/w/states/KHM/").size(), 1U);
  // The past is still there: it is the same person's key.
  EXPECT_EQ(Persons().GetAsOf(*Now(), "persons/a", CallAt(0).time)->full_name(), "PLAINTEXT-name");
  moved = KnownPerson("no state/at all/x");
  EXPECT_THAT(rpc::ViolatedFields(Create("b", moved).status()), ElementsAre("person.state"));
}

TEST(CollectionPersonalDeathTest, AnIndexOverItIsRefusedAtStart) {
  for (const char* field : {"full_name", "address.village", "visits.note"}) {
    CollectionOptions options;
    options.collection = "persons";
    Index index;
    index.name = "mistake";
    index.field = field;
    options.indexes = {index};
    EXPECT_DEATH(Collection<Person>{options}, "is personal") << field;
  }
  CollectionOptions options;
  options.collection = "persons";
  options.key_field = "full_name";
  EXPECT_DEATH(Collection<Person>{options}, "key_field");
}

}  // namespace
}  // namespace clearway::resource
