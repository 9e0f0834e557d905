// The records of the matrix: for each collection, one for each situation in which the expectations
// speak of it (expectations_*.txt), made through the services by those who may make them.
//
// A new resource costs a function that makes its records (fixtures_*.cc), with a line for each.
#ifndef CLEARWAY_TESTS_PERMISSION_FIXTURES_H_
#define CLEARWAY_TESTS_PERMISSION_FIXTURES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/permission/world.h"

namespace clearway::permission {

struct Record {
  std::string collection, name;
  std::string to_others;                         // its situation for who has no line below
  std::map<std::string, std::string> for_actor;  // "states/NOR" → "own-draft"
  const std::string& SituationFor(const std::string& actor) const {
    const auto it = for_actor.find(actor);
    return it == for_actor.end() ? to_others : it->second;
  }
};

// A record that one call makes.
struct Written {
  std::string collection;
  Who who;
  std::string method, request;               // in text format
  std::string to_others, to_norway, to_isu;  // its situation; the last two as the first where empty
};

class Fixtures {
 public:
  explicit Fixtures(World* world);

  const std::vector<Record>& records() const { return records_; }
  // The first record that is in that situation for the actor; null where there is none (a
  // situation that only other actors can be in).
  const Record* Find(const std::string& collection, const std::string& situation,
                     const std::string& actor) const;
  // By name; null for what is no record of the matrix.
  const Record* Named(const std::string& name) const;
  // A name of the collection that stands for nothing, as long as `like`.
  static std::string Absent(const std::string& like);

  // For the functions that make records. Calls in a role; ends the test where that fails.
  template <typename Response>
  Response Make(const std::string& service, const Who& who, const std::string& method,
                const google::protobuf::Message& request) {
    Response response;
    Must(world_->As(service, who)
             .CallRaw(DescriptorOf(service)->full_name() + "/" + method, request, &response),
         method + " as " + who.role + " of " + who.actor);
    return response;
  }
  // With a request in text format; the name in the answer.
  std::string MakeFrom(const std::string& service, const Who& who, const std::string& method,
                       const std::string& request);
  // Makes and adds it; its name.
  std::string Write(const std::string& service, const Written& written);
  World& world() { return *world_; }
  void Add(Record record) { records_.push_back(std::move(record)); }

 private:
  World* const world_;
  std::vector<Record> records_;
};

// One for each theme (fixtures_{theme}.cc), in this order.
void MakeRegistry(Fixtures* fixtures);
void MakeJoining(Fixtures* fixtures);
void MakeAllegations(Fixtures* fixtures);
void MakeMeetings(Fixtures* fixtures);
void MakePartners(Fixtures* fixtures);
void MakeCooperation(Fixtures* fixtures);

}  // namespace clearway::permission

#endif  // CLEARWAY_TESTS_PERMISSION_FIXTURES_H_
