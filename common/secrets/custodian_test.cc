// The custodian over a real store: keys made, replaced and wrapped anew while people write, stopped
// at any moment, and without a master key or with a wrong one.
#include "common/secrets/custodian.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/testing/persons.h"
#include "common/rpc/errors.h"
#include "common/rpc/log.h"
#include "common/secrets/master_key_file.h"
#include "common/secrets/rotation.h"
#include "common/secrets/testing/test_keys.h"
#include "common/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::secrets {
namespace {

using resource::testing::CallAt;
using resource::testing::KnownPerson;
using resource::testing::Person;
using resource::testing::Persons;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TestKey;
using testing::WriteMasterKeys;

class CustodianTest : public resource::testing::KeyedStoreTest {
 protected:
  std::vector<StoredStateKey> StateKeys() const { return *AllStateKeys(*Now()); }
  // "states/LAO 2 1a2b…" of each.
  std::vector<std::string> States() const {
    std::vector<std::string> texts;
    for (const StoredStateKey& key : StateKeys()) {
      texts.push_back(absl::StrCat(key.state(), " ", key.version(), " by ", key.master_key_id()));
    }
    return texts;
  }
  int Wrapped(const std::string& state, int64_t version) const {
    const std::string prefix = WrappedPrefix(state, version);
    int count = 0;
    const auto at = Now();
    for (auto cursor = at->Scan(prefix, store::PrefixEnd(prefix)); cursor->Valid();
         cursor->Next()) {
      ++count;
    }
    return count;
  }
  // Everybody can be read, and nothing contradicts itself.
  void ExpectAllReadable(int people) const {
    int read = 0;
    const absl::Status status = Persons().ForEach(*Now(), [&](const Person& person) {
      EXPECT_EQ(person.full_name(), "PLAINTEXT-name") << person.name();
      ++read;
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(read, people);
    EXPECT_TRUE(Persons().Check(*Now()).ok());
  }
  void Fill(int people, const std::string& state = "states/LAO") {
    ASSERT_TRUE(Do([&](store::Txn& txn) -> absl::Status {
                  for (int i = 0; i < people; ++i) {
                    RETURN_IF_ERROR(Persons()
                                        .Create(CallAt(0), txn, KnownPerson(state),
                                                absl::StrCat("p", filled_ + i))
                                        .status());
                  }
                  return absl::OkStatus();
                }).ok());
    filled_ += people;
  }
  // Keys that were made before now are replaced.
  config::v1::Secrets ReplaceAll() const {
    config::v1::Secrets config;
    config.mutable_replace_state_keys_before()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 1);
    return config;
  }
  static CustodianOptions Tomorrow() {
    CustodianOptions options;
    options.clock = [] { return absl::Now() + absl::Hours(24); };
    return options;
  }

  int filled_ = 0;
};

std::string Id(int number) { return MasterKeyId(TestKey(number)); }

TEST_F(CustodianTest, MakesAKeyWhenAStatesFirstPersonComes) {
  EXPECT_THAT(StateKeys(), IsEmpty());
  Fill(2);
  Fill(1, "states/KHM");
  EXPECT_THAT(States(), ElementsAre(absl::StrCat("states/KHM 1 by ", Id(1)),
                                    absl::StrCat("states/LAO 1 by ", Id(1))));
  ExpectAllReadable(3);
  Reopen();
  ExpectAllReadable(3);
  const CustodyStats stats = custodian_->stats();
  EXPECT_TRUE(stats.master_key);
  EXPECT_EQ(stats.state_keys, 2);
  EXPECT_EQ(stats.unusable + stats.old_master + stats.replaced, 0);
}

TEST_F(CustodianTest, WhoeverWaitsIsToldWhenItIsWorthTryingAgain) {
  const absl::Status missing = StoreTest::Do([](store::Txn& txn) {
    return Persons().Create(CallAt(0), txn, KnownPerson(), "a").status();
  });
  EXPECT_EQ(*Vault::MissingState(missing), "states/LAO");
  EXPECT_EQ(rpc::ReasonOf(missing), type::v1::ERROR_REASON_SECRETS_UNAVAILABLE);
  EXPECT_GT(rpc::RetryDelayOf(missing), absl::ZeroDuration());
  std::atomic<int> told{0};
  absl::Status usable = absl::UnknownError("");
  custodian_->vault()->WhenUsable("states/LAO", [&](const absl::Status& status) {
    usable = status;
    ++told;
  });
  custodian_->Look();
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(usable.ok()) << usable;
  const auto vault = custodian_->vault();
  custodian_.reset();
  vault->WhenUsable("states/KHM", [&](const absl::Status& status) {
    usable = status;
    ++told;
  });
  EXPECT_EQ(told, 2);
  EXPECT_TRUE(absl::IsUnavailable(usable));
}

TEST_F(CustodianTest, AnotherMasterKeyWrapsAllAnew) {
  Fill(3);
  Fill(1, "states/KHM");
  WriteMasterKeys(key_file_, {2, 1});
  custodian_->Look();
  EXPECT_THAT(States(), ElementsAre(absl::StrCat("states/KHM 1 by ", Id(2)),
                                    absl::StrCat("states/LAO 1 by ", Id(2))));
  EXPECT_EQ(custodian_->stats().old_master, 0);
  // The old one can go.
  WriteMasterKeys(key_file_, {2});
  Reopen();
  ExpectAllReadable(4);
}

TEST_F(CustodianTest, AStatesKeyIsReplacedWhilePeopleWrite) {
  std::atomic<int> days{0};
  CustodianOptions options;
  options.clock = [&days] { return absl::Now() + absl::Hours(24 * days); };
  config::v1::Secrets config;
  config.set_state_key_days(30);
  StartCustodian(options, config);
  Fill(350);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0}, failed{0};
  std::vector<std::thread> writers;
  for (int t = 0; t < 2; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        const absl::Status created = StoreTest::Do([&](store::Txn& txn) {
          return Persons()
              .Create(CallAt(1), txn, KnownPerson(), absl::StrCat("w", t, "-", i))
              .status();
        });
        Person patch;
        patch.set_name(absl::StrCat("persons/p", i % 350));
        patch.set_sex(absl::StrCat(t, " ", i));
        const absl::Status updated = StoreTest::Do(
            [&](store::Txn& txn) { return Persons().Update(CallAt(1), txn, patch, {}).status(); });
        if (created.ok()) ++written;
        if (!created.ok() || !updated.ok()) ++failed;
      }
    });
  }
  for (int round = 2; round <= 3; ++round) {
    days += 31;
    custodian_->Look();
    custodian_->Look();
    EXPECT_THAT(States(), ElementsAre(absl::StrCat("states/LAO ", round, " by ", Id(1))));
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(written, 0);
  EXPECT_GE(custodian_->stats().rewrapped, 700);
  EXPECT_EQ(Wrapped("states/LAO", 3), 350 + written);
  ExpectAllReadable(350 + written);
}

TEST_F(CustodianTest, KeysAreReplacedWhenTheyAreOldAndNoOthers) {
  Fill(1);
  config::v1::Secrets config;
  config.set_state_key_days(30);
  CustodianOptions in_29_days, in_31_days;
  in_29_days.clock = [] { return absl::Now() + absl::Hours(24 * 29); };
  in_31_days.clock = [] { return absl::Now() + absl::Hours(24 * 31); };
  StartCustodian(in_29_days, config);
  custodian_->Look();
  EXPECT_EQ(StateKeys().back().version(), 1);
  StartCustodian(in_31_days, config);
  custodian_->Look();
  custodian_->Look();
  EXPECT_THAT(States(), ElementsAre(absl::StrCat("states/LAO 2 by ", Id(1))));
  // A time that is still to come replaces nothing, or it would in each round.
  config.mutable_replace_state_keys_before()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(24 * 60)));
  StartCustodian(in_31_days, config);
  custodian_->Look();
  EXPECT_THAT(States(), ElementsAre(absl::StrCat("states/LAO 2 by ", Id(1))));
  ExpectAllReadable(1);
}

// Each step by itself, with a stop after each: what is stored then is what a kill leaves, since
// every step is one synced transaction.
TEST_F(CustodianTest, AStopAnywhereLosesNothingAndIsGoneOnWith) {
  constexpr int kPeople = 250;
  for (int stop_after = 0; stop_after <= 4; ++stop_after) {
    SCOPED_TRACE(stop_after);
    if (stop_after == 0) Fill(kPeople);
    const StoredStateKey old = StateKeys().back();
    const auto vault = custodian_->vault();
    custodian_.reset();
    // The next version, as the custodian makes it.
    MasterKeyFile master(key_file_);
    ASSERT_TRUE(master.CurrentId().ok());
    StoredStateKey next = old;
    next.set_version(old.version() + 1);
    next.set_key_id(*vault->NewKeyId());
    const SecretBytes bytes = *vault->NewKey();
    const auto wrapped = master.Wrap(bytes, ContextOf(next));
    next.set_master_key_id(wrapped->master_key_id);
    next.set_wrapped(wrapped->bytes);
    vault->PutStateKey(next.key_id(), *Siv::Make(bytes.view()));
    store_->SetVault(vault);
    if (stop_after >= 1) {
      ASSERT_TRUE(
          StoreTest::Do([&](store::Txn& txn) { return AddStateKey(txn, next).status(); }).ok());
    }
    Rewrapping step;
    for (int i = 2; i <= stop_after; ++i) {
      ASSERT_TRUE(StoreTest::Do([&](store::Txn& txn) -> absl::Status {
                    ASSIGN_OR_RETURN(step, RewrapSome(txn, old, step.after));
                    return absl::OkStatus();
                  }).ok());
      EXPECT_EQ(step.done, i < 4 ? kRewrapped : kPeople % kRewrapped);
    }
    // With some keys under either version all are readable.
    ExpectAllReadable(kPeople);
    // Gone: memory, threads. Opened anew, the custodian goes on by itself.
    StoreTest::Reopen();
    StartCustodian();
    custodian_->Look();
    EXPECT_EQ(StateKeys().size(), 1U);
    EXPECT_EQ(StateKeys().back().version(), stop_after == 0 ? old.version() : next.version());
    EXPECT_EQ(Wrapped("states/LAO", StateKeys().back().version()), kPeople);
    ExpectAllReadable(kPeople);
  }
}

// The child of the next test: replaces keys without a pause until it is killed.
TEST(CustodianCrashChild, ReplacesKeys) {
  const char* const directory = std::getenv("CLEARWAY_CRASH_DIRECTORY");
  if (directory == nullptr) GTEST_SKIP() << "run by a test";
  const auto store = resource::testing::OpenStore(directory);
  CustodianOptions options;
  options.interval = absl::Milliseconds(1);
  std::atomic<int> days{0};
  options.clock = [&days] { return absl::Now() + absl::Hours(48) * ++days; };
  config::v1::Secrets config;
  config.set_state_key_days(1);
  const auto custodian = testing::StartCustodian(
      store.get(), absl::StrCat(directory, "/master.json"), options, config);
  for (;;) custodian->Look();
}

TEST_F(CustodianTest, KillsInTheMiddleLoseNothing) {
  constexpr int kPeople = 250;
  Fill(kPeople);
  int versions = 0, between = 0;
  for (int kill_after : {120, 250, 170, 330, 90, 210}) {
    custodian_.reset();
    store_.reset();
    const pid_t child = fork();
    if (child == 0) {
      setenv("CLEARWAY_CRASH_DIRECTORY", directory_.c_str(), 1);
      const std::string filter = "--gtest_filter=CustodianCrashChild.*";
      execl("/proc/self/exe", "custodian_test", filter.c_str(), nullptr);
      _exit(127);
    }
    absl::SleepFor(absl::Milliseconds(1000 + kill_after));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    store_ = resource::testing::OpenStore(directory_);
    between += StateKeys().size() > 1 ? 1 : 0;
    StartCustodian();
    ExpectAllReadable(kPeople);
    custodian_->Look();
    ASSERT_EQ(StateKeys().size(), 1U);
    EXPECT_EQ(Wrapped("states/LAO", StateKeys()[0].version()), kPeople);
    EXPECT_GE(StateKeys()[0].version(), versions);
    versions = static_cast<int>(StateKeys()[0].version());
  }
  EXPECT_GT(versions, 6) << "keys were replaced meanwhile";
  std::printf("%d versions; %d of 6 kills came between two of them\n", versions, between);
}

TEST_F(CustodianTest, WithoutAMasterKeyItStartsSaysSoAndRecoversByItself) {
  Fill(1);
  std::string log;
  custodian_.reset();
  rpc::SetLogSink([&log](absl::string_view line) { absl::StrAppend(&log, line, "\n"); });
  ASSERT_EQ(std::remove(key_file_.c_str()), 0);
  StoreTest::Reopen();
  StartCustodian();
  EXPECT_FALSE(custodian_->stats().master_key);
  EXPECT_EQ(custodian_->stats().unusable, 1);
  const auto read = Persons().Get(*Now(), "persons/p0");
  EXPECT_EQ(rpc::ReasonOf(read.status()), type::v1::ERROR_REASON_SECRETS_UNAVAILABLE);
  // Clients are told nothing of files and ids.
  EXPECT_FALSE(absl::StrContains(read.status().message(), key_file_));
  EXPECT_THAT(log, HasSubstr("cannot be opened"));
  WriteMasterKeys(key_file_, {1});
  custodian_->Look();
  ExpectAllReadable(1);
  custodian_.reset();
  rpc::SetLogSink(nullptr);
  EXPECT_THAT(log, HasSubstr("at hand"));
  EXPECT_FALSE(absl::StrContains(log, absl::Base64Escape(TestKey(1)).substr(0, 12)));
}

TEST_F(CustodianTest, AWrongMasterKeyHarmsNothing) {
  Fill(2);
  const std::vector<std::string> before = States();
  custodian_.reset();
  WriteMasterKeys(key_file_, {9});
  StoreTest::Reopen();
  StartCustodian(Tomorrow(), ReplaceAll());
  EXPECT_EQ(custodian_->stats().unusable, 1);
  EXPECT_EQ(custodian_->stats().old_master, 1);
  EXPECT_TRUE(absl::IsUnavailable(Persons().Get(*Now(), "persons/p0").status()));
  // Not even another State's first person gets a key of a world of its own.
  EXPECT_TRUE(absl::IsUnavailable(Create("new", KnownPerson("states/KHM")).status()));
  Person patch;
  patch.set_name("persons/p0");
  patch.set_sex("changed");
  EXPECT_TRUE(absl::IsUnavailable(StoreTest::Do(
      [&](store::Txn& txn) { return Persons().Update(CallAt(1), txn, patch, {}).status(); })));
  custodian_->Look();
  EXPECT_EQ(States(), before);
  WriteMasterKeys(key_file_, {1});
  custodian_->Look();
  StartCustodian();
  ExpectAllReadable(2);
}

TEST_F(CustodianTest, AChangedStateKeyIsNotUsed) {
  Fill(1);
  const std::string key = StateKeyKey("states/LAO", 1);
  const std::string good = **Now()->Get(key);
  custodian_.reset();
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_TRUE(StoreTest::Do([&](store::Txn& txn) { return txn.Put(key, bad); }).ok());
    CustodianOptions options;
    options.interval = absl::Hours(1);
    const auto custodian = testing::StartCustodian(store_.get(), key_file_, options);
    EXPECT_FALSE(Persons().Get(*Now(), "persons/p0").ok()) << "byte " << i;
  }
  ASSERT_TRUE(StoreTest::Do([&](store::Txn& txn) { return txn.Put(key, good); }).ok());
  StartCustodian();
  ExpectAllReadable(1);
}

TEST_F(CustodianTest, ADamagedPersonDoesNotStopARotation) {
  Fill(3);
  ASSERT_TRUE(StoreTest::Do([](store::Txn& txn) -> absl::Status {
                std::string key = **txn.Get("k/p/persons/p1");
                key.back() = static_cast<char>(key.back() ^ 1);
                return txn.Put("k/p/persons/p1", key);
              }).ok());
  StartCustodian(Tomorrow(), ReplaceAll());
  custodian_->Look();
  custodian_->Look();
  EXPECT_EQ(Wrapped("states/LAO", 2), 2);
  EXPECT_EQ(Wrapped("states/LAO", 1), 1);
  EXPECT_EQ(custodian_->stats().damaged, 1);
  // The old key stays: a backup of what was damaged needs it.
  EXPECT_EQ(custodian_->stats().replaced, 1);
  EXPECT_EQ(Persons().Get(*Now(), "persons/p2")->full_name(), "PLAINTEXT-name");
  EXPECT_TRUE(absl::IsDataLoss(Persons().Get(*Now(), "persons/p1").status()));
}

}  // namespace
}  // namespace clearway::secrets
