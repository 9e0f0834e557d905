#include "common/resource/personal.h"

#include <string>
#include <vector>

#include "common/resource/testing/person.pb.h"
#include "common/resource/testing/project.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace clearway::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Letter;
using testing::ListPersonsResponse;
using testing::Person;
using testing::Project;

Person Named(const std::string& name) {
  Person person;
  person.set_name(name);
  person.set_state("states/LAO");
  person.set_age_band(30);
  return person;
}

std::vector<std::string> Owners(const google::protobuf::Message& message) {
  std::vector<std::string> names;
  for (const auto& owner : PersonalFields::Of(message.GetDescriptor())->Owners(message)) {
    EXPECT_EQ(owner.resource == nullptr, owner.name.empty());
    names.push_back(owner.name);
  }
  return names;
}

TEST(PersonalTest, MostMessagesHaveNoPersonalFields) {
  EXPECT_EQ(PersonalFields::Of(Project::descriptor()), nullptr);
  EXPECT_EQ(PersonalFields::Of(Person::Address::descriptor()), nullptr);
  EXPECT_NE(PersonalFields::Of(Person::descriptor()), nullptr);
  EXPECT_NE(PersonalFields::Of(ListPersonsResponse::descriptor()), nullptr);
  EXPECT_EQ(PersonalFields::Of(Person::descriptor()), PersonalFields::Of(Person::descriptor()));
}

TEST(PersonalTest, FindsWhosePersonalFieldsAreSet) {
  ListPersonsResponse response;
  EXPECT_THAT(Owners(response), IsEmpty());
  *response.add_persons() = Named("persons/nothing");
  Person* name = response.add_persons();
  *name = Named("persons/name");
  name->set_full_name("Bounmy");
  name->add_phones("020");
  Person* list = response.add_persons();
  *list = Named("persons/list");
  list->add_phones("020");
  Person* message = response.add_persons();
  *message = Named("persons/message");
  message->mutable_address();
  Person* within = response.add_persons();
  *within = Named("persons/within");
  within->add_visits()->set_year(2012);
  within->add_visits()->set_note("said that");
  Person* map = response.add_persons();
  *map = Named("persons/map");
  (*map->mutable_contacts())["mother"].set_phone("020");
  EXPECT_THAT(Owners(response), ElementsAre("persons/name", "persons/list", "persons/message",
                                            "persons/within", "persons/map"));
  *response.add_persons() = *name;
  EXPECT_EQ(Owners(response).size(), 5U) << "each once";
}

TEST(PersonalTest, WhatStandsOutsideOfAnyResourceIsNobodys) {
  Letter letter;
  letter.set_text("Dear…");
  EXPECT_THAT(Owners(letter), ElementsAre(""));
  *letter.mutable_about() = Named("persons/a");
  letter.mutable_about()->set_full_name("Bounmy");
  EXPECT_THAT(Owners(letter), ElementsAre("", "persons/a"));
}

TEST(PersonalTest, ClearsThemAllAndNothingElse) {
  Person person = Named("persons/a");
  person.add_visits()->set_year(2012);
  person.mutable_visits(0)->mutable_place()->set_village("Nonghet");
  (*person.mutable_contacts())["mother"].set_kind("family");
  person.mutable_last_visit()->set_year(2013);
  const Person bare = person;
  person.set_full_name("Bounmy");
  person.add_phones("020");
  person.mutable_address()->set_street("1");
  person.mutable_birth_date()->set_year(1980);
  person.set_weight(60);
  person.set_portrait("x");
  person.mutable_visits(0)->set_note("said that");
  (*person.mutable_contacts())["mother"].set_phone("020");
  person.mutable_last_visit()->set_note("said more");
  PersonalFields::Of(Person::descriptor())->Clear(&person);
  EXPECT_EQ(person.DebugString(), bare.DebugString());
}

}  // namespace
}  // namespace clearway::resource
