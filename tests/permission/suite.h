// The world, its records and how each method is called: made once for all tests of the matrix.
#ifndef CLEARWAY_TESTS_PERMISSION_SUITE_H_
#define CLEARWAY_TESTS_PERMISSION_SUITE_H_

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/permission/expectations.h"
#include "tests/permission/fixtures.h"
#include "tests/permission/requests.h"
#include "tests/permission/world.h"

namespace clearway::permission {

struct Suite {
  Suite();
  static Suite& Get();

  World world;
  Fixtures fixtures;
  std::vector<Way> ways;  // in the order of the expectations

  // Whether the caller sees the record, in a collection that it may read.
  bool Sees(const Who& who, const Record& record) const;
};

// Fails the test for what an answer should not tell its caller: a name of a record that it does not
// see, a field that is hidden from it. `where` is for the failure's text.
void CheckTellsNothingHidden(const Who& who, const google::protobuf::Message& answer,
                             const std::string& where);

// Whether anything stands in the field with that name.
bool HasAnything(const google::protobuf::Message& message, const std::string& field);

}  // namespace clearway::permission

#endif  // CLEARWAY_TESTS_PERMISSION_SUITE_H_
