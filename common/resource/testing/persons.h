// Collections of people, and a store with keys, for the tests of what is personal.
#ifndef CLEARWAY_COMMON_RESOURCE_TESTING_PERSONS_H_
#define CLEARWAY_COMMON_RESOURCE_TESTING_PERSONS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/resource/collection.h"
#include "common/resource/testing/person.pb.h"
#include "common/resource/testing/store.h"
#include "common/secrets/custodian.h"
#include "common/secrets/testing/test_keys.h"

namespace clearway::resource::testing {

// "persons", found by State, by age band, and (as a mistake would have it) by name.
inline const Collection<Person>& Persons() {
  static const auto* persons = [] {
    CollectionOptions options;
    options.collection = "persons";
    options.key_field = "state";
    Index state, mistake;
    state.name = state.field = "state";
    mistake.name = "full-name";
    mistake.keys = [](const Message& message) {
      const std::string& name = static_cast<const Person&>(message).full_name();
      return name.empty() ? std::vector<std::string>{} : std::vector<std::string>{name};
    };
    options.indexes = {state, mistake};
    return new Collection<Person>(options);
  }();
  return *persons;
}

inline const Collection<Patient>& Patients() {
  static const auto* patients = [] {
    CollectionOptions options;
    options.collection = "patients";
    options.key_field = "state";
    return new Collection<Patient>(options);
  }();
  return *patients;
}

// A person of whom everything is known, in texts that occur nowhere else.
inline Person KnownPerson(const std::string& state = "states/LAO") {
  Person person;
  person.set_state(state);
  person.set_full_name("PLAINTEXT-name");
  person.add_phones("PLAINTEXT-phone-1");
  person.add_phones("PLAINTEXT-phone-2");
  person.mutable_address()->set_street("PLAINTEXT-street");
  person.mutable_birth_date()->set_year(1987);
  person.set_age_band(30);
  person.set_sex("female");
  for (int year : {2011, 2012}) {
    auto* visit = person.add_visits();
    visit->set_year(year);
    visit->set_note(absl::StrCat("PLAINTEXT-visit-", year));
  }
  (*person.mutable_contacts())["home"].set_phone("PLAINTEXT-home");
  (*person.mutable_contacts())["home"].set_kind("mother");
  (*person.mutable_contacts())["work"].set_phone("PLAINTEXT-work");
  person.mutable_last_visit()->set_note("PLAINTEXT-last");
  person.set_weight(61.5);
  person.set_portrait("PLAINTEXT-portrait");
  return person;
}

// A test with a store of its own that has keys.
class KeyedStoreTest : public StoreTest {
 protected:
  KeyedStoreTest() {
    secrets::testing::WriteMasterKeys(key_file_, {1});
    StartCustodian();
  }
  ~KeyedStoreTest() override { custodian_.reset(); }

  void StartCustodian(secrets::CustodianOptions options = {}, config::v1::Secrets config = {}) {
    custodian_.reset();
    options.interval = absl::Milliseconds(50);
    custodian_ = secrets::testing::StartCustodian(store_.get(), key_file_, std::move(options),
                                                  std::move(config));
  }
  void Reopen() {
    custodian_.reset();
    StoreTest::Reopen();
    StartCustodian();
  }

  // As the dispatcher does: once more when a key had to be made first.
  template <typename Fn>
  absl::Status Do(Fn fn) {
    absl::Status status = StoreTest::Do(fn);
    if (secrets::Vault::MissingState(status).has_value()) {
      custodian_->Look();
      status = StoreTest::Do(fn);
    }
    return status;
  }

  absl::StatusOr<Person> Create(const std::string& id, Person person, int minutes = 0) {
    const absl::Status status = Do([&](store::Txn& txn) -> absl::Status {
      auto made = Persons().Create(CallAt(minutes), txn, person, id);
      if (made.ok()) person = *made;
      return made.status();
    });
    if (!status.ok()) return status;
    return person;
  }

  const std::string key_file_ = directory_ + "/master.json";
  std::unique_ptr<secrets::Custodian> custodian_;
};

}  // namespace clearway::resource::testing

#endif  // CLEARWAY_COMMON_RESOURCE_TESTING_PERSONS_H_
