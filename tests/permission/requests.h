// What is sent to call each method of the matrix: text format of its request, in which stand
//
//   %record%   the name of the record that the call is about
//   %actor%    the caller's actor
//   %state%    the callers' State, states/NOR
//
// Methods that only name a record (`name`, `names`), updates of a text, and lists need no line:
// their requests are made from the descriptor. A new method that asks for more costs one line in
// requests_{theme}.cc.
#ifndef CLEARWAY_TESTS_PERMISSION_REQUESTS_H_
#define CLEARWAY_TESTS_PERMISSION_REQUESTS_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/permission/expectations.h"
#include "tests/permission/world.h"

namespace clearway::permission {

struct RequestLine {
  std::string method;  // "AskQuestion", "AskQuestion/in another's name"
  std::string text;
  // What it asks for beyond permission cannot be right for every record, so that INVALID_ARGUMENT
  // says that it was let through. Elsewhere that is a mistake of the line.
  bool may_be_invalid = false;
};
// By theme; each method's service has one of its name alone.
const std::vector<RequestLine>& RegistryRequests();
const std::vector<RequestLine>& JoiningRequests();
const std::vector<RequestLine>& MeetingRequests();
const std::vector<RequestLine>& CooperationRequests();

// How a method of the expectations is called.
class Way {
 public:
  explicit Way(const MethodExpectation& expectation);

  const MethodExpectation& expectation() const { return expectation_; }
  const google::protobuf::MethodDescriptor& method() const { return *method_; }
  // "cooperation GetOffer", "cooperation AskQuestion/in another's name".
  std::string Text() const;
  // Fails the test where the text is none of the request's type.
  std::unique_ptr<google::protobuf::Message> Request(const Who& who,
                                                     const std::string& record) const;
  bool may_be_invalid() const { return may_be_invalid_; }
  // The record is what the method is of (its `name`), not one beside it.
  bool names_its_own() const { return names_its_own_; }

 private:
  std::string Default();

  const MethodExpectation& expectation_;
  const google::protobuf::MethodDescriptor* method_;
  std::string text_;
  bool may_be_invalid_ = false, names_its_own_ = false;
};

// Sets `validate_only`; false where the request has none.
bool SetValidateOnly(google::protobuf::Message* request, bool value);

// What a call brings: its status, and every message of the answer (of a Watch the first one).
struct Outcome {
  absl::Status status;
  std::vector<std::unique_ptr<google::protobuf::Message>> answers;
};
Outcome Send(World* world, const Who& who, const std::string& service,
             const google::protobuf::MethodDescriptor& method,
             const google::protobuf::Message& request);

// The status with all its details as bytes, `name` replaced: equal for what must look equal.
std::string Looks(const absl::Status& status, const std::string& name);

}  // namespace clearway::permission

#endif  // CLEARWAY_TESTS_PERMISSION_REQUESTS_H_
